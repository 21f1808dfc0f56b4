"""Which approval records of a subject count as of a day, and which were taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sms_docs.approval import History, Statement, Verdict
from sms_docs.trust import Meaning

Act = tuple[Statement, Verdict]
# Version and file name of a record.
Place = tuple[str, str]


def place(verdict: Verdict) -> Place:
    """Return the version and the file name of a record, which retractions name it by."""
    return verdict.record.version, verdict.record.name


def taken_back(history: History, today: date) -> Mapping[Place, Act]:
    """Return the records retracted by *today*: place -> the retraction."""
    return {
        (verdict.record.version, statement.subject.name): (statement, verdict)
        for statement, verdict in _upheld(history, today)
        if statement.meaning is Meaning.RETRACT
    }


def acts(history: History, today: date) -> list[Act]:
    """Return what counts as of *today*, in the order of signing."""
    gone = taken_back(history, today)
    return [act for act in _upheld(history, today) if place(act[1]) not in gone]


def _upheld(history: History, today: date) -> list[Act]:
    return [
        (statement, verdict)
        for verdict in history.verdicts
        if verdict.trouble is None
        and (statement := verdict.record.statement)
        and statement.signed_at.date() <= today
    ]
