"""Ideas for improvement: how far each is, how urgent, and how old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sms_docs.audited import as_day
from sms_docs.model import Record

IMPROVEMENT = "improvement"
# Stages in the order of the work; what says none is shown before them.
STAGES = ("proposed", "approved", "in-work", "done", "declined")
OVER = ("done", "declined")
NO_STAGE = "no stage"
PRIORITIES = ("high", "medium", "low")


class Improvement(NamedTuple):
    """An improvement as its record has it; *age* are the days until it was closed, or until now."""

    record: Record
    stage: str
    priority: str
    age: int | None
    late: int

    @property
    def owner(self) -> str:
        """The role that carries it out, else the one that it belongs to."""
        return self.record.get("action_owner") or self.record.get("owner")


class Stage(NamedTuple):
    """All improvements of a stage, the most urgent first, and how many of each priority."""

    name: str
    improvements: Sequence[Improvement]
    counts: Sequence[int]


def improvement(record: Record, today: date) -> Improvement:
    """Return what *record* says as of *today*; a closed one without a stage is done."""
    closed = as_day(record.get("closed"))
    begun, due = as_day(record.get("date")), as_day(record.get("due"))
    stage = record.get("stage") or ("done" if closed else NO_STAGE)
    until = closed or today
    return Improvement(
        record,
        stage,
        record.get("priority"),
        max(0, (until - begun).days) if begun else None,
        max(0, (until - due).days) if due and stage not in OVER else 0,
    )


def stages(improvements: Iterable[Improvement]) -> list[Stage]:
    """Return *improvements* by stage in the order of the work; stages without any are left out."""
    every = list(improvements)
    found = []
    for name in (NO_STAGE, *STAGES):
        there = sorted(
            (each for each in every if _stage(each) == name),
            key=lambda each: (_rank(each.priority), each.record.date, each.record.id),
        )
        if there:
            counts = [sum(each.priority == priority for each in there) for priority in PRIORITIES]
            found.append(Stage(name, there, counts))
    return found


def _stage(improvement: Improvement) -> str:
    return improvement.stage if improvement.stage in STAGES else NO_STAGE


def _rank(priority: str) -> int:
    return PRIORITIES.index(priority) if priority in PRIORITIES else len(PRIORITIES)
