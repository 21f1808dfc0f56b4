"""A tally becomes a value: exact, with its arithmetic in one line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from sms_docs.levels.tally import Tally
from sms_docs.levels.target import Calculation, Target
from sms_docs.levels.units import HUNDRED

PLACES = 6
MINUTE = 60
WIDE = Context(prec=60)


class Worth(NamedTuple):
    """What a tally comes to.

    *value* is None where nothing supports one; *working* says then why.  *worst* and *best*
    are what it could be if nothing, or everything, had worked while nobody measured.
    *budget* is how much may still fail before the target is missed, in *budget_unit*; below
    0 once it is.
    """

    value: Fraction | None
    working: str
    worst: Fraction | None = None
    best: Fraction | None = None
    budget: Fraction | None = None
    budget_unit: str = ""


def worth(tally: Tally, target: Target) -> Worth:
    """Return what *tally* comes to by the calculation of *target*."""
    calculation = target.calculation
    if calculation is None:
        return Worth(None, "the agreement does not say how it is calculated")
    match calculation.method:
        case "availability":
            return _availability(tally, target, calculation.parts)
        case "share":
            return _share(tally.good, tally.total, target, _left_out(tally))
        case "share-within":
            limits = dict(calculation.within)
            good = sum(value <= _limit(name, limits) for name, value in tally.values)
            return _share(Fraction(good), Fraction(len(tally.values)), target, " cases")
        case "percentile":
            return _percentile([value for _, value in tally.values], target, calculation)
        case method:
            return _of_values(method, [value for _, value in tally.values], target, tally)


def _availability(tally: Tally, target: Target, parts: int) -> Worth:
    asked = tally.agreed - tally.excluded
    measured = asked - tally.blind
    if measured <= 0:
        return Worth(None, "no service hours were measured")
    up = measured - tally.down
    value = Fraction(HUNDRED * up, measured)
    worst = Fraction(HUNDRED * (asked - tally.blind - tally.down), asked)
    best = Fraction(HUNDRED * (asked - tally.down), asked)
    unit = "minutes" if parts == 1 else f"minutes of {parts} parts"
    taken = [
        f" - {_minutes(seconds)} {what}"
        for seconds, what in ((tally.excluded, "excluded"), (tally.blind, "not measured"))
        if seconds
    ]
    left = f"{''.join(taken)} = {_minutes(measured)}" if taken else ""
    working = (
        f"{_minutes(tally.agreed)} {unit}{left}; {_minutes(tally.down)} down:"
        f" {_minutes(up)} / {_minutes(measured)}"
    )
    budget = _left(up - Fraction(target.value) / HUNDRED * measured, target) / MINUTE
    return Worth(value, working, worst, best, budget, unit)


def _minutes(seconds: int) -> str:
    return plain(Fraction(seconds, MINUTE), 2)


def _share(good: Fraction, total: Fraction, target: Target, note: str) -> Worth:
    if not total:
        return Worth(None, "there was nothing to count: 0 of 0")
    value = HUNDRED * good / total
    working = f"{plain(good, 2)} of {plain(total, 2)}{note}"
    budget = _left(good - Fraction(target.value) / HUNDRED * total, target)
    return Worth(value, working, value, value, budget, "cases")


def _left(above: Fraction, target: Target) -> Fraction:
    """Return how much may still fail where the value lies *above* its aim by so much."""
    if target.comparator == "equal":
        return -abs(above)
    return -above if target.comparator == "at-most" else above


def _left_out(tally: Tally) -> str:
    if not tally.unmeasured:
        return ""
    days = "1 day" if tally.unmeasured == 1 else f"{tally.unmeasured} days"
    return f", without {days} not measured"


def _limit(name: str, limits: Mapping[str, Fraction]) -> Fraction:
    return limits.get(name, limits.get("", Fraction(0)))


def _percentile(values: list[Fraction], target: Target, calculation: Calculation) -> Worth:
    if not values:
        return Worth(None, "there were no cases")
    share = calculation.percentile / HUNDRED
    rank = ceil(share * len(values))
    value = sorted(values)[rank - 1]
    over = sum(1 for each in values if not target.is_met_by(each))
    share_of = f"{plain(calculation.percentile)} of 100 of {len(values)} cases are {rank}"
    working = f"{share_of}: number {rank} in order"
    budget = Fraction(len(values) - rank - over) if target.comparator == "at-most" else None
    return Worth(value, working, value, value, budget, "cases" if budget is not None else "")


def _of_values(method: str, values: list[Fraction], target: Target, tally: Tally) -> Worth:
    if not values and method != "sum":
        return Worth(None, "there were no values")
    many = "1 value" if len(values) == 1 else f"{len(values)} values"
    total = sum(values, Fraction(0))
    value, working = {
        "highest": lambda: (max(values), f"the highest of {many}"),
        "lowest": lambda: (min(values), f"the lowest of {many}"),
        "mean": lambda: (total / len(values), f"{plain(total)} / {many}"),
        "sum": lambda: (total, f"{many} added up"),
    }[method]()
    has_budget = method == "sum" and target.comparator != "at-least"
    budget = _left(value - Fraction(target.value), target) if has_budget else None
    unit = target.unit if budget is not None else ""
    return Worth(value, working + _left_out(tally), value, value, budget, unit)


def cut(value: Fraction, target: Target) -> Decimal:
    """Return *value* with at most six decimals, cut so that it never looks better.

    Rounded to the nearest, 99.4996 percent would meet a target of 99.50 on paper.
    """
    return cut_by(value, target.comparator, target.value, PLACES)


def cut_by(value: Fraction, comparator: str, aim: Decimal, places: int) -> Decimal:
    """Return the same with at most *places* decimals, for a target of *comparator* *aim*."""
    down = comparator == "at-least" or (comparator == "equal" and value < Fraction(aim))
    return _cut(value, places, down=down)


def floor(value: Fraction) -> Decimal:
    """Return *value* with at most six decimals, cut towards less."""
    return _cut(value, PLACES, down=True)


def _cut(value: Fraction, places: int, *, down: bool) -> Decimal:
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    if not down and scaled != whole:
        whole += 1
    return Decimal(whole).scaleb(-places, WIDE)


def plain(value: Fraction | Decimal, places: int = PLACES) -> str:
    """Return *value* as digits with no more decimals than it needs, *places* at most."""
    exact = value if isinstance(value, Decimal) else _cut(value, places, down=True)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
