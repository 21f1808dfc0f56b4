"""The approved versions of a document: who stands for each, and where each can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from sms_docs.approval import NAMESPACE, History, Revision, StoredText, Verdict
from sms_docs.control.policy import type_policy
from sms_docs.model import Document, Status
from sms_docs.trust import Level, Meaning
from sms_docs.views.in_effect import trust_in_effect

if TYPE_CHECKING:
    from sms_docs.views.site import Site

NO_HISTORY = History("")
# What a record of each meaning is called.
ACTS = {
    Meaning.AUTHOR: "authorship",
    Meaning.REVIEW: "review",
    Meaning.APPROVE: "approval",
    Meaning.CONFIRM: "confirmation",
    Meaning.WITHDRAW: "withdrawal",
    Meaning.RETRACT: "retraction",
}
DID = {
    Meaning.AUTHOR: "wrote it",
    Meaning.REVIEW: "reviewed it",
    Meaning.APPROVE: "approved it",
    Meaning.CONFIRM: "read it again and confirmed it",
    Meaning.WITHDRAW: "withdrew it",
    Meaning.RETRACT: "took back a record",
}


class Act(NamedTuple):
    """A record of approval in words; *commands* verify it without sms-docs."""

    verdict: Verdict
    name: str
    role: str
    did: str
    when: str
    day: str
    level: str
    comment: str
    commands: tuple[str, ...]


class Edition(NamedTuple):
    """One approved version as the site shows it.

    *document* is its text; None where that is not published.  *uri* is the page of the
    text, *changes* that of what changed in it; both are empty where there is none.
    *state* is a status, *period* the days on which it was in force, in words.
    """

    revision: Revision
    document: Document | None
    uri: str
    changes: str
    state: Status
    period: str


class Pending(NamedTuple):
    """A working text that is not approved; *uri* leads to what it would change."""

    version: str
    change: str
    uri: str


def level(verdict: Verdict) -> str:
    """Return what may be said of the record of *verdict*, and no more."""
    stated = verdict.record.statement
    if verdict.level is Level.NONE or stated is None:
        return "not approved"
    what = ACTS[stated.meaning]
    if verdict.level is Level.RECORDED:
        words = f"{what} recorded; identity as stated by the repository"
    else:
        words = f"{what} signed by {stated.signer_name}, key {verdict.key}"
    if verdict.sealed:
        words += f", before checkpoint {verdict.sealed}, if its hash was kept outside"
    return words


def act(site: Site, verdict: Verdict) -> Act:
    """Return the record of *verdict* in words; its statement is readable."""
    stated = verdict.record.statement
    assert stated is not None  # noqa: S101 - what holds has been read
    return Act(
        verdict,
        stated.signer_name,
        site.role(stated.role),
        DID[stated.meaning],
        f"{stated.signed_at:%Y-%m-%d %H:%M} UTC",
        stated.signed_at.date().isoformat(),
        level(verdict),
        stated.comment,
        tuple(_commands(verdict)),
    )


def _commands(verdict: Verdict) -> Iterable[str]:
    record = verdict.record
    stated = record.statement
    if record.signature is None or stated is None:
        yield f"git log --follow --format=fuller -- {quote(record.path)}"
        return
    # The key may have run out since, which changes nothing about what it signed then.
    yield (
        f"ssh-keygen -Y verify -n {NAMESPACE} -I {quote(stated.signer)}"
        f" -f records/trust/allowed_signers -O verify-time={stated.signed_at:%Y%m%d%H%M%SZ}"
        f" -s {quote(f'{record.path}.sig')} < {quote(record.path)}"
    )


def history_of(site: Site, document: Document) -> History:
    """Return what the approval records of *document* come to; an empty one without any."""
    return site.system.histories.get(document.id, NO_HISTORY)


def history_uri(site: Site, document: Document) -> str:
    """Return the address of the history page; empty where *document* has no records."""
    history = history_of(site, document)
    return f"{site.uri(document)}history/" if history.verdicts or history.revisions else ""


def revision_of(site: Site, document: Document) -> Revision | None:
    """Return the approved version that the text of *document* is; None where it is none."""
    revisions = history_of(site, document).revisions
    found = [each for each in revisions if each.stored.text == document.text]
    return found[-1] if found else None


def stored_text(site: Site, document: Document) -> StoredText | None:
    """Return the approved text that is shown as *document*; None where that is a working one."""
    if site.working.get(document.id) is document:
        return None
    revision = revision_of(site, document)
    return revision.stored if revision else None


def editions(site: Site, document: Document) -> tuple[Edition, ...]:
    """Return every approved version of *document*, the oldest first.

    A version whose own classification is not published has neither text nor pages.
    """
    known = site.editions.get(document.id)
    return known or site.editions.setdefault(document.id, _editions(site, document))


def _editions(site: Site, document: Document) -> tuple[Edition, ...]:
    history = history_of(site, document)
    shown = revision_of(site, document)
    found: list[Edition] = []
    for index, revision in enumerate(history.revisions):
        text = document if revision is shown else _text(site, document, revision)
        uri = changes = ""
        if text:
            folder = f"{site.uri(document)}history/{revision.version}/"
            uri = site.uri(document) if revision is shown else folder
            changes = f"{folder}changes/" if any(each.document for each in found) else ""
        state = _state(history.revisions, index, site.report.as_of, document)
        period = _period(history, index, site.report.as_of)
        found.append(Edition(revision, text, uri, changes, state, period))
    return tuple(found)


def pending(site: Site, document: Document) -> Pending | None:
    """Return the working text of *document* that is newer than every approved one."""
    working = site.working.get(document.id)
    newest = history_of(site, document).newest
    if working is None or newest is None or document.standing.pending is None:
        return None
    if working.text == newest.stored.text and working.version != document.version:
        # It is approved already, and comes into force later.
        return None
    if not site.is_published(working):
        return Pending(working.version, "", "")
    if working.text == newest.stored.text:
        return Pending(working.version, "Files that it shows differ from those approved.", "")
    return Pending(working.version, working.get("change"), f"{history_uri(site, document)}pending/")


def coming(site: Site, document: Document) -> Edition | None:
    """Return the approved version of *document* that comes into force later, the next one."""
    later = [each for each in editions(site, document) if each.state is Status.APPROVED]
    return later[0] if later else None


def is_separate(site: Site, document: Document) -> bool:
    """Return whether policy.yml keeps the authors of *document* from approving it."""
    trust = trust_in_effect(site.system)
    policy = type_policy(trust.policy, document.type.name) if trust else None
    return policy is None or policy.separate_from_authors


def _text(site: Site, document: Document, revision: Revision) -> Document | None:
    """Return *revision* of *document* as a document; None where it may not be shown."""
    text = site.read(document, document.id, revision.stored) if site.read else None
    if text is None:
        return None
    text = replace(text, standing=document.standing)
    return text if site.is_published(text) else None


def _state(revisions: Sequence[Revision], index: int, today: date, document: Document) -> Status:
    in_force = [each for each, one in enumerate(revisions) if one.effective <= today]
    if index not in in_force:
        return Status.APPROVED
    if index != in_force[-1]:
        return Status.SUPERSEDED
    gone = document.standing.status
    return gone if gone in (Status.WITHDRAWN, Status.SUPERSEDED) else Status.IN_FORCE


def _period(history: History, index: int, today: date) -> str:
    start = history.revisions[index].effective
    if start > today:
        return f"applies from {start}"
    # Each end with the day on which it was decided, and the word for it.
    ends = [
        (each.effective, each.approved_on, "replaced")
        for each in history.revisions[index + 1 :]
        if each.effective <= today
    ]
    gone = history.withdrawn.record.statement if history.withdrawn else None
    if gone:
        day = gone.signed_at.date()
        ends.append((day, day, "withdrawn"))
    if not ends:
        return f"in force since {start}"
    end = min(day for day, _, _ in ends)
    if end > start:
        return f"in force from {start} to {end}"
    # What was decided before the first day left none on which it was in force.
    if any(decided < start for _, decided, _ in ends):
        return "never in force"
    how = next(word for day, _, word in ends if day == end)
    return f"in force on {start} only, {how} the same day"
