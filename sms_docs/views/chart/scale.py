"""The scale at the side of a chart: from where to where it runs, and which values it names."""

from __future__ import annotations

from collections.abc import Collection
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import NamedTuple

ZERO = Decimal(0)
# Enough for the longest decimals that a record may hold, and what is done with them here.
DIGITS = 120
STEPS = tuple(Decimal(step) for step in (1, 2, 5, 10))
PARTS = 5
# Longer numbers take the room of the chart.
MOST_CHARACTERS = 10
AT_LEAST = "at-least"
# From which part of the highest value on the others are near to it.
NEAR = {AT_LEAST: Decimal("0.5")}
ELSEWHERE = Decimal("0.8")


class Scale(NamedTuple):
    """The lowest and the highest value of a scale, and the values that are written beside it."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    @property
    def has_zero(self) -> bool:
        """Whether it holds zero; then columns may stand on it."""
        return self.low <= ZERO <= self.high

    def share(self, value: Decimal) -> float:
        """Return how far up *value* stands, from 0 for the lowest to 1 for the highest."""
        with localcontext() as context:
            context.prec = DIGITS
            part = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, float(part)))


def scale(values: Collection[Decimal], comparator: str = "") -> Scale:
    """Return a scale that holds all *values*; there must be one, and each must be finite.

    It begins at zero, unless that would press the values together: those of an
    availability lie between 99 and 100 percent, and there the differences count.
    """
    low, high = min(values), max(values)
    with localcontext() as context:
        context.prec = DIGITS
        if _is_narrow(low, high, comparator):
            made = _steps(low if low < high else low - low / 10, high, below=True)
            if max(len(written(tick)) for tick in made.ticks) <= MOST_CHARACTERS:
                return made
        low, high = min(low, ZERO), max(high, ZERO)
        return _steps(low, high if low < high else low + 1)


def written(value: Decimal) -> str:
    """Return *value* as short as it can be written."""
    with localcontext() as context:
        context.prec = DIGITS
        short = value.normalize() + ZERO
        plain = f"{short:f}"
        return plain if len(plain) <= MOST_CHARACTERS else str(short.normalize())


def _is_narrow(low: Decimal, high: Decimal, comparator: str) -> bool:
    if low <= ZERO or (low == high and comparator != AT_LEAST):
        return False
    return low >= high * NEAR.get(comparator, ELSEWHERE)


def _steps(low: Decimal, high: Decimal, *, below: bool = False) -> Scale:
    """Return the scale in steps of 1, 2 or 5 that holds *low* and *high*.

    With *below* it begins below *low*, so that nothing lies on its foot.
    """
    rough = (high - low) / PARTS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(each * power for each in STEPS if each * power >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    first -= below and first * step == low
    last = (high / step).to_integral_value(ROUND_CEILING)
    # Not -0, which would be written so.
    ticks = tuple((first + number) * step + ZERO for number in range(int(last - first) + 1))
    return Scale(ticks[0], ticks[-1], ticks)
