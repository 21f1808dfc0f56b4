"""What each target came to in a period: met, missed, or not measured, and why."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from sms_docs.calendar_period import MONTHS, CalendarPeriod
from sms_docs.levels.agreements import first_day, in_force_on, is_with_customer, promising
from sms_docs.levels.measured import Measured, Series, by_target, chosen, tally_of
from sms_docs.levels.tally import Tally, together
from sms_docs.levels.target import Target, read_targets
from sms_docs.levels.worth import Worth, cut, floor, plain, worth
from sms_docs.model import Document, ManagementSystem

SIGNS = {"at-least": "at least", "at-most": "at most", "equal": "exactly"}


class Attainment(StrEnum):
    """Whether a promise was kept; nobody knows where it was not measured."""

    MET = "met"
    MISSED = "missed"
    NOT_MEASURED = "not-measured"


class Result(NamedTuple):
    """One target of one agreement in one period.

    *agreement* is the text that was in force on the last day.  *value* is exact up to six
    decimals, cut so that it never looks better; None exactly where *state* is not measured.
    *budget* is what may still fail in *budget_unit* before the target is missed, below 0
    once it is; None where the method has none.  *working* is the arithmetic, or why there
    is none.  *before* is the value of the period before, *trend* better, worse, same or
    nothing.  *is_calculated* tells whether the agreement says how.
    """

    agreement: Document
    service: str
    id: str
    metric: str
    unit: str
    comparator: str
    target: Decimal
    period: CalendarPeriod
    value: Decimal | None
    state: Attainment
    budget: Decimal | None
    budget_unit: str
    working: str
    before: Decimal | None
    trend: str
    is_calculated: bool = True


def results(
    system: ManagementSystem,
    period: CalendarPeriod,
    names: Collection[str] = (),
    measured: Measured | None = None,
) -> tuple[Result, ...]:
    """Return what came of each target that *period* is long enough for.

    *names* are ids of services or agreements; without any it is all agreements with
    customers.  Agreements that were not in force on the last day of *period* are left out,
    and so is what nobody measured of those that came into force in the midst of it.
    *measured* spares those who ask for many periods to look for the series each time.
    """
    measured = by_target(system.records) if measured is None else measured
    found: list[Result] = []
    for document in sorted(promising(system), key=lambda each: each.id):
        if not _is_wanted(document, names):
            continue
        text = in_force_on(system, document, period.last)
        if text is None:
            continue
        first = first_day(system, document)
        is_whole = first is None or first <= period.first
        for target in read_targets(text):
            series = measured.get((text.id, target.id), [])
            if MONTHS[target.period] > MONTHS[period.length]:
                continue
            if is_whole or any(period.holds(each.period.first) for each in series):
                found.append(_result(system, text, target, period, series))
    return tuple(found)


def _is_wanted(document: Document, names: Collection[str]) -> bool:
    if not names:
        return is_with_customer(document)
    return document.id in names or document.get("service") in names


def _result(
    system: ManagementSystem,
    agreement: Document,
    target: Target,
    period: CalendarPeriod,
    series: list[Series],
) -> Result:
    now = _worth_in(system, series, target, period)
    then = _worth_in(system, series, target, period.before)
    state = judge(now, target)
    value = None if state is Attainment.NOT_MEASURED else now.value
    before = None if judge(then, target) is Attainment.NOT_MEASURED else then.value
    return Result(
        agreement=agreement,
        service=agreement.get("service"),
        id=target.id,
        metric=target.metric,
        unit=target.unit,
        comparator=target.comparator,
        target=target.value,
        period=period,
        value=None if value is None else cut(value, target),
        state=state,
        budget=None if value is None or now.budget is None else floor(now.budget),
        budget_unit="" if value is None else now.budget_unit,
        working=_working(now, target, state),
        before=None if before is None else cut(before, target),
        trend=trend(value, before, target),
        is_calculated=target.calculation is not None,
    )


def judge(found: Worth, target: Target) -> Attainment:
    """Return whether *target* was met, whatever happened while nobody measured."""
    if found.value is None:
        return Attainment.NOT_MEASURED
    worst = found.value if found.worst is None else found.worst
    best = found.value if found.best is None else found.best
    either = [target.is_met_by(worst), target.is_met_by(best)]
    if all(either):
        return Attainment.MET
    is_open = any(either) or worst <= Fraction(target.value) <= best
    return Attainment.NOT_MEASURED if is_open else Attainment.MISSED


def _working(found: Worth, target: Target, state: Attainment) -> str:
    if found.value is None:
        return f"not measured: {found.working}"
    aim = f"{SIGNS[target.comparator]} {plain(target.value)}"
    value = f"{plain(cut(found.value, target))} {target.unit}"
    if state is Attainment.NOT_MEASURED:
        return (
            f"{found.working} = {value}, {aim} promised; not measured: the time without"
            " measurement decides whether it was met"
        )
    return f"{found.working} = {value}, {aim} promised"


def _worth_in(
    system: ManagementSystem, series: list[Series], target: Target, period: CalendarPeriod
) -> Worth:
    """Return what *series* support for *period*: one of its own, or those of its parts."""
    found, why = chosen(series, period)
    if why:
        return Worth(None, why)
    tallies: list[Tally] = []
    for each in found:
        if each.until < each.period.last:
            ends = f"{each.record.id} ends on {each.until}, before {each.period.label} does"
            return Worth(None, ends)
        one = tally_of(system, each, target)
        if one.is_faulty:
            return Worth(None, f"{each.path} has faults, `sms-docs check` lists them")
        tallies.append(one)
    return worth(together(tallies), target)


def trend(value: Fraction | None, before: Fraction | None, target: Target) -> str:
    """Return whether *value* is better or worse than *before*, the same, or nothing."""
    if value is None or before is None:
        return ""
    aim = Fraction(target.value)
    gain = {
        "at-least": value - before,
        "at-most": before - value,
        "equal": abs(before - aim) - abs(value - aim),
    }[target.comparator]
    if not gain:
        return "same"
    return "better" if gain > 0 else "worse"
