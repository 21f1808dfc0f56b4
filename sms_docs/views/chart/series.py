"""What a chart shows: the values of one thing in order of time, each beside its target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
ONE, SHORT = Decimal(1), Decimal("0.01")
WIDE = Context(prec=120)
# The states that a chart knows; any other is shown as a word and not judged.
MET = "met"
MISSED = "missed"
NOT_MEASURED = "not measured"


class Point(NamedTuple):
    """What was measured in one period or on one day; *value* is None where nothing was.

    *state* says in words what it comes to.  *note* is shown beside it in the table: text,
    or HTML as `Markup`.
    """

    label: str
    value: Decimal | None
    target: Decimal | None = None
    state: str = ""
    note: str = ""


class Series(NamedTuple):
    """The values of one thing in order of time; *comparator* is how they stand to the target."""

    name: str
    unit: str
    comparator: str
    points: Sequence[Point]

    @property
    def measured(self) -> list[Point]:
        """The points that have a value."""
        return [each for each in self.points if each.value is not None]

    @property
    def values(self) -> list[Decimal]:
        """Every value and every target."""
        every = [value for each in self.points for value in (each.value, each.target)]
        return [value for value in every if value is not None]

    def drawable(self) -> Series:
        """Return it with a gap in the place of what is no number that could be drawn."""
        points = [
            each._replace(value=_finite(each.value), target=_finite(each.target))
            for each in self.points
        ]
        return self._replace(points=points)


def state_of(value: Decimal | None, comparator: str, target: Decimal | None) -> str:
    """Return what *value* comes to beside its *target*; empty where there is nothing to judge."""
    if value is None or not value.is_finite():
        return NOT_MEASURED
    if target is None or not target.is_finite():
        return ""
    reached = {"at-least": value >= target, "at-most": value <= target, "equal": value == target}
    return "" if comparator not in reached else MET if reached[comparator] else MISSED


def trend(
    value: Decimal | None, before: Decimal | None, comparator: str, target: Decimal | None
) -> str:
    """Return whether *value* is better or worse than *before*, or the same; else nothing."""
    if value is None or before is None:
        return ""
    aim = target or Decimal(0)
    gain = {
        "at-least": value - before,
        "at-most": before - value,
        "equal": abs(before - aim) - abs(value - aim),
    }.get(comparator)
    if gain is None:
        return ""
    return "same" if not gain else "better" if gain > 0 else "worse"


def brief(value: Decimal | None, comparator: str, target: Decimal | None) -> Decimal | None:
    """Return *value* with two decimals at most, cut so that it never looks better.

    It has as many as the *target*, where that has more.
    """
    if value is None:
        return None
    step = min(SHORT, ONE if target is None else ONE.scaleb(-_decimals(target)))
    down = comparator == "at-least" or (
        comparator == "equal" and target is not None and value < target
    )
    return value.quantize(step, ROUND_FLOOR if down else ROUND_CEILING, WIDE)


def number(value: object) -> Decimal | None:
    """Return a decimal of a document or record; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and NUMBER.fullmatch(value) else None


def _decimals(value: Decimal) -> int:
    return len(f"{value:f}".partition(".")[2])


def _finite(value: Decimal | None) -> Decimal | None:
    return value if value is not None and value.is_finite() else None
