"""Objectives: the target of each, what was measured so far, and how far that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sms_docs.audited import as_day
from sms_docs.model import Record
from sms_docs.views.chart.series import MET, Point, Series, state_of
from sms_docs.views.rendering import entries, is_number

OBJECTIVE = "objective"
COMPARED: Mapping[str, str] = {
    "at-least": "at least",
    "at-most": "at most",
    "equal": "exactly",
}


class Objective(NamedTuple):
    """An objective as its record has it, with its measurements in order of time.

    *state* is ``reached``, ``not reached`` once the day is over, ``not reached yet`` before,
    or ``not measured``.
    """

    record: Record
    target: Decimal | None
    series: Series
    state: str

    @property
    def newest(self) -> Point | None:
        """The newest measurement."""
        return self.series.measured[-1] if self.series.measured else None

    @property
    def aim(self) -> str:
        """The target in words."""
        compared = COMPARED.get(self.record.get("comparator"), "")
        parts = (compared, self.record.get("target"), self.record.get("unit"))
        return " ".join(filter(None, parts))

    @property
    def can_fill(self) -> bool:
        """Whether a bar that fills up shows how far it is."""
        wanted = self.target is not None and self.target > 0
        return wanted and self.record.get("comparator") == "at-least" and self.newest is not None


def objective(record: Record, today: date) -> Objective:
    """Return what *record* says as of *today*; measurements after that day do not count yet."""
    comparator, target = record.get("comparator"), _decimal(record.data.get("target"))
    measured = sorted(
        (
            (day, value, str(entry.get("note") or ""))
            for entry in entries(record.data.get("measurements"))
            if (day := as_day(str(entry.get("date")))) and day <= today
            if (value := _decimal(entry.get("value"))) is not None
        ),
        key=lambda each: each[0],
    )
    points = [Point(day.isoformat(), value, target, "", note) for day, value, note in measured]
    series = Series(record.title, record.get("unit"), comparator, points)
    due = as_day(record.get("due"))
    return Objective(record, target, series, _state(series, target, is_over=_is_over(due, today)))


def _is_over(due: date | None, today: date) -> bool:
    return due is not None and due < today


def _state(series: Series, target: Decimal | None, *, is_over: bool) -> str:
    if not series.measured:
        return "not measured"
    if state_of(series.measured[-1].value, series.comparator, target) == MET:
        return "reached" if is_over or series.comparator == "at-least" else "kept so far"
    return "not reached" if is_over else "not reached yet"


def _decimal(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, str) and is_number(value) else None
