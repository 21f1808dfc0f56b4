"""Which trust files are in effect: those approved last, each under the ones before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sms_docs.approval import Dossier, History, Revision, Trouble, Verdict
from sms_docs.control.context import Context, names_of
from sms_docs.control.history import Asked, derive
from sms_docs.control.verify import verify
from sms_docs.trust import TRUST, Level, Meaning, Policy, Trust

NO_RECORDS = Dossier(TRUST, {}, ())
NO_TRUST = Trust(Policy(0, 0, 0), {}, {}, (), {}, "", "")
EVER = date.max


class Effect(NamedTuple):
    """The trust files that verification goes by, and the approvals that put them there.

    *trust* is None where none were ever approved.  *serials* are all that were, each with
    the time from which it was in effect, oldest first.  *unread* are those that were
    approved and whose files cannot be read.
    """

    trust: Trust | None
    history: History
    serials: tuple[tuple[datetime, Trust], ...] = ()
    unread: tuple[str, ...] = ()

    def policy(self, moment: datetime, otherwise: Policy) -> Policy:
        """Return what policy.yml said at *moment*, the first one before all; else *otherwise*."""
        if not self.serials:
            return otherwise
        then = [trust for since, trust in self.serials if since <= moment]
        return (then[-1] if then else self.serials[0][1]).policy


def in_effect(
    dossier: Dossier,
    by_serial: Mapping[int, Trust],
    common: tuple[str, datetime, Mapping[str, str]],
    *,
    each_by_itself: bool = False,
) -> Effect:
    """Return the trust files in effect, and the history of all approvals of them.

    The first serial is signed by itself, each later one has to be approved by what the
    one before allows; with *each_by_itself*, in a demonstration, by what it allows
    itself.  Where the first one fails, no later one takes its place.  *common* are the
    id of the SMS, the time, and what is sealed.
    """
    sms_id, now, sealed = common
    trust: Trust | None = None
    history = History(TRUST)
    serials: list[tuple[datetime, Trust]] = []
    unread: list[str] = []
    for version in (stored := _stored(dossier)):
        candidate = by_serial.get(int(version))
        judge = (candidate if each_by_itself or version == stored[0] else trust) or NO_TRUST
        part = _of_version(dossier, version)
        asked = Asked(TRUST, _always(judge.policy), {})
        # Whoever gets a new name by this serial signs it by that already.
        named = [*(each for _, each in serials), judge, candidate or judge]
        context = Context(sms_id, judge, asked.policy, now, TRUST, {}, sealed, names_of(named))
        verdicts = tuple(_in_order(each, serials) for each in verify(part, context))
        whole = derive(part, verdicts, asked, EVER, history.revisions)
        if whole.revisions and candidate and candidate.manifest == dossier.texts[version].text:
            trust = candidate
            serials.append((_since(whole.revisions[-1]), trust))
            history = history._replace(revisions=(*history.revisions, *whole.revisions))
        elif whole.revisions:
            unread.append(version)
        history = history._replace(
            verdicts=(*history.verdicts, *whole.verdicts),
            incomplete={**history.incomplete, **whole.incomplete},
        )
    return Effect(trust, history, tuple(serials), tuple(unread))


def _stored(dossier: Dossier) -> list[str]:
    """Return the serials of which there is anything, in order."""
    versions = {*dossier.texts, *(record.version for record in dossier.records)}
    return sorted(filter(str.isdecimal, versions), key=int)


def _in_order(verdict: Verdict, serials: Sequence[tuple[datetime, Trust]]) -> Verdict:
    """Return *verdict*: not upheld where it is from before the serial below was approved."""
    statement = verdict.record.statement
    if verdict.trouble or not statement or not serials:
        return verdict
    since, below = serials[-1]
    if statement.meaning is not Meaning.APPROVE or statement.signed_at >= since:
        return verdict
    trouble = Trouble(
        "approved-side-by-side",
        f"{statement.signer} approved it at {statement.signed_at:%Y-%m-%d %H:%M} UTC, before"
        f" serial {below.serial} was approved at {since:%Y-%m-%d %H:%M} UTC: it cannot follow it",
        "Set the clock right, delete the record and its signature, and approve again:"
        " `sms-docs approve TRUST`.",
    )
    return verdict._replace(level=Level.NONE, trouble=trouble)


def _always(policy: Policy) -> Callable[[datetime], Policy]:
    return lambda _: policy


def _since(revision: Revision) -> datetime:
    """Return when the last of the approvals needed was signed."""
    statements = [verdict.record.statement for verdict in revision.approvals]
    return max(each.signed_at for each in statements if each)


def _of_version(dossier: Dossier, version: str) -> Dossier:
    records = tuple(record for record in dossier.records if record.version == version)
    return dossier._replace(records=records)
