"""What an approval record has brought about, in a line for who signed it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sms_docs.act.proposal import Proposal
from sms_docs.act.signable import NOTHING
from sms_docs.act.words import numbered
from sms_docs.approval import History, Verdict
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem
from sms_docs.settle import settle
from sms_docs.trust import Level, Meaning

STATED = {
    Meaning.AUTHOR: "stated as author",
    Meaning.REVIEW: "reviewed",
    Meaning.APPROVE: "approved",
    Meaning.CONFIRM: "confirmed",
    Meaning.WITHDRAW: "withdrawn",
}
# What nobody may read more into than there is.
LEVELS = {
    Level.RECORDED: "level recorded: identity as stated by the repository",
    Level.SIGNED: "level signed",
}


def system_at(root: Path, moment: datetime) -> ManagementSystem:
    """Return the SMS below *root* as it stands on the day of *moment*."""
    return settle(load(root), moment.date(), moment).system


def outcome(system: ManagementSystem, proposal: Proposal) -> str:
    """Return what the statement of *proposal* has brought about in *system*."""
    subject, meaning = proposal.signable.subject, proposal.statement.meaning
    history = system.histories.get(subject, NOTHING)
    verdict = next((each for each in history.verdicts if each.record.path == proposal.path), None)
    if verdict is None:
        return "the record is not there any more; git may tell why"
    if trouble := verdict.trouble:
        return f"the record does not count: {trouble.message}; {trouble.fix}"
    if meaning is Meaning.APPROVE:
        return _approved(history, verdict)
    if meaning is Meaning.CONFIRM:
        return _confirmed(system, history, verdict)
    if meaning is Meaning.WITHDRAW:
        return _withdrawn(history, verdict)
    return f"{STATED[meaning]}, {LEVELS[verdict.level]}"


def standing(system: ManagementSystem, subject: str) -> str:
    """Return in words which version of *subject* is the newest one that is approved."""
    history = system.histories.get(subject, NOTHING)
    newest = history.newest
    kind = numbered(subject, "").strip()
    if newest is None:
        return f"no {kind} of {subject} is approved now"
    if history.withdrawn:
        return f"{subject} is withdrawn"
    return f"the newest approved {kind} of {subject} is {newest.version}"


def _approved(history: History, verdict: Verdict) -> str:
    version = verdict.record.version
    which = numbered(history.subject, version)
    if missing := history.incomplete.get(version):
        return f"{_done(verdict)}; {which} still needs {missing}"
    revision = next((each for each in history.revisions if each.version == version), None)
    if revision is None:
        return f"{_done(verdict)}; {which} is not approved, `sms-docs check` says why"
    said = f"{which} is approved, {LEVELS[revision.level]}"
    return f"{said}; applies from {revision.effective}"


def _confirmed(system: ManagementSystem, history: History, verdict: Verdict) -> str:
    newest = history.newest
    if newest is None or verdict not in newest.confirmations:
        return f"{_done(verdict)}; the confirmation still needs others, `sms-docs status` says whom"
    said = f"version {verdict.record.version} is confirmed, {LEVELS[verdict.level]}"
    used = next((each for each in system.in_use if each.id == history.subject), None)
    day = used.standing.next_review if used else None
    return f"{said}; next review by {day}" if day else said


def _withdrawn(history: History, verdict: Verdict) -> str:
    if not history.withdrawn:
        return f"{_done(verdict)}; the withdrawal still needs others, `sms-docs status` says whom"
    stated = history.withdrawn.record.statement
    successor = f"; {stated.successor} takes its place" if stated and stated.successor else ""
    return f"withdrawn from use, {LEVELS[verdict.level]}{successor}"


def _done(verdict: Verdict) -> str:
    return str(verdict.level)
