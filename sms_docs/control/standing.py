"""Where a document stands today: status, review and what is pending, from its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sms_docs.approval import History, Named, Revision
from sms_docs.model import UNAPPROVED, Document, Review, Standing, Status
from sms_docs.period import earlier, later


class Clock(NamedTuple):
    """The day to judge by, and how long before its day a review is due."""

    today: date
    lead: str


def revision_in_use(history: History, today: date) -> Revision | None:
    """Return the revision that readers get: the newest in force, else the newest approved."""
    in_force = [each for each in history.revisions if each.effective <= today]
    return in_force[-1] if in_force else history.newest


def is_text_of(revision: Revision, document: Document, embedded: Sequence[Named]) -> bool:
    """Return whether *document* with the local files it shows is what was approved."""
    stored = revision.stored
    return stored.text == document.text and dict(embedded) == dict(stored.embedded)


def stand(working: Document, used: Document, history: History, clock: Clock) -> Standing:
    """Return where *working* stands; *used* is its text that readers get, the same or not."""
    revision = revision_in_use(history, clock.today)
    if revision is None or history.newest is None:
        return UNAPPROVED
    today, newest = clock.today, history.newest
    status = Status.IN_FORCE if revision.effective <= today else Status.APPROVED
    successor = ""
    if history.withdrawn and history.withdrawn.record.statement:
        successor = history.withdrawn.record.statement.successor
        status = Status.SUPERSEDED if successor else Status.WITHDRAWN
    review, next_review = Review.NONE, None
    if status in (Status.APPROVED, Status.IN_FORCE):
        review, next_review = _review(used, revision, clock)
    return Standing(
        status=status,
        review=review,
        pending=None if working is used else working.version,
        level=str(revision.level),
        approvers=_signers(revision),
        approved_on=revision.approved_on,
        in_force_since=revision.effective if revision.effective <= today else None,
        next_review=next_review,
        applies_from=newest.effective if newest.effective > today else None,
        successor=successor,
    )


def _review(used: Document, revision: Revision, clock: Clock) -> tuple[Review, date | None]:
    """Return how the periodic review stands, and its day; the day itself is in time."""
    confirmed = [verdict.record.statement for verdict in revision.confirmations]
    read = [revision.approved_on, *(each.signed_at.date() for each in confirmed if each)]
    day = later(max(read), used.get("review_interval"))
    if day is None:
        return Review.NONE, None
    if clock.today > day:
        return Review.OVERDUE, day
    lead = earlier(day, clock.lead)
    return (Review.DUE if lead and clock.today >= lead else Review.CURRENT), day


def _signers(revision: Revision) -> tuple[str, ...]:
    statements = [verdict.record.statement for verdict in revision.approvals]
    return tuple(dict.fromkeys(each.signer for each in statements if each))
