"""New approval records have to be fresh when they land, and come from their signers.

An old record that turns up with a change may have been made with an old key and a date to
fit; one without a signature says nothing that its commit does not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sms_docs.approval import History, Statement, Verdict
from sms_docs.comparison import Comparison
from sms_docs.model import TOP, Defect
from sms_docs.trust import Level, Trust

AGAIN = "Delete the record and its signature, which have not landed yet, and approve again"


def landing(
    comparison: Comparison, histories: Mapping[str, History], trust: Trust, now: datetime
) -> Iterator[tuple[str, Defect]]:
    """Give rule and defect of each record that *comparison* adds and that may not land.

    Of the records in *histories* those count that hold otherwise; *trust* are the files in
    effect at the base, *now* is the time in UTC.  Where there is no base nothing lands.
    """
    if not comparison.base:
        return
    for history in histories.values():
        for verdict in history.verdicts:
            statement = verdict.record.statement
            path = verdict.record.path
            # A new signature makes of an old record a new one.
            is_new = path in comparison.added or f"{path}.sig" in comparison.added
            if statement and verdict.trouble is None and is_new:
                for rule, what, cure in _faults(verdict, statement, comparison, (trust, now)):
                    record = verdict.record
                    message = f"{record.subject} {record.version}: {what}"
                    yield rule, Defect(path, TOP, message, cure, record.subject)


def _faults(
    verdict: Verdict, statement: Statement, comparison: Comparison, given: tuple[Trust, datetime]
) -> Iterator[tuple[str, str, str]]:
    trust, now = given
    most = trust.policy.max_age_days
    if now - statement.signed_at > timedelta(days=most):
        days = (now - statement.signed_at).days
        what = (
            f"{statement.signer} signed on {statement.signed_at.date()}, {days} days ago; a new"
            f" record may be {most} days old"
        )
        yield "approval-too-old", what, f"{AGAIN}: `sms-docs approve {verdict.record.subject}`."
    if verdict.level is Level.SIGNED:
        if what := _not_valid(verdict.key, trust, now):
            cure = (
                f"{AGAIN} with a valid key: `sms-docs approve {verdict.record.subject} --key FILE`."
            )
            yield "key-out-of-time-now", what, cure
    else:
        emails = comparison.added[verdict.record.path]
        person = trust.people.get(statement.signer)
        own = {email.casefold() for email in person.emails} if person else set()
        if emails and own.isdisjoint(emails):
            what = (
                f"{statement.signer} has not signed it, and it was committed by"
                f" {', '.join(sorted(emails))}"
            )
            cure = f"Have {statement.signer} commit the record, or sign it with a key."
            yield "approval-not-by-committer", what, cure


def _not_valid(fingerprint: str, trust: Trust, now: datetime) -> str:
    """Return why the key does not count at *now*; empty where it does."""
    key = next((each for each in trust.keys if each.fingerprint == fingerprint), None)
    if key is None:
        return f"the key {fingerprint} is not in allowed_signers at the base"
    whose = f"the key {fingerprint} of {key.person}"
    revocation = trust.revoked.get(fingerprint)
    if revocation and revocation.since <= now.date():
        return f"{whose} is revoked since {revocation.since} ({revocation.reason})"
    if key.valid_after and now < key.valid_after:
        return f"{whose} is not valid before {key.valid_after.date()}"
    if key.valid_before and now >= key.valid_before:
        return f"{whose} has been invalid since {key.valid_before.date()}"
    return ""
