"""From a measurement record to the tally of each of its series."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sms_docs.calendar_period import CalendarPeriod, calendar_period
from sms_docs.levels.cases import tally_cases
from sms_docs.levels.daily import tally_daily
from sms_docs.levels.outages import tally_outages
from sms_docs.levels.series import Fault, first_of, read_sheet
from sms_docs.levels.tally import Tally
from sms_docs.levels.target import CASES, FORMS, OUTAGES, Target
from sms_docs.model import ManagementSystem, Record

MEASUREMENT = "measurement"


class Series(NamedTuple):
    """One series of a measurement record: *path* is its file, *position* its place in the list."""

    record: Record
    agreement: str
    target: str
    period: CalendarPeriod
    path: str
    position: int
    until: date


# (agreement, target) -> its series, in order of their periods.
Measured = Mapping[tuple[str, str], list[Series]]


def series_of(records: Iterable[Record]) -> Iterator[Series]:
    """Give the series of each of *records* that is a measurement as its schema asks."""
    for record in records:
        if record.type.name != MEASUREMENT or not record.valid:
            continue
        period = calendar_period(record.get("period"))
        if period is None:
            continue
        folder = posixpath.dirname(record.path)
        until = date.fromisoformat(record.date)
        for position, entry in enumerate(record.data["series"]):
            path = f"{folder}/{entry['file']}"
            yield Series(
                record,
                record.get("agreement"),
                entry["target"],
                period,
                path,
                position,
                until,
            )


def by_target(records: Iterable[Record], today: date | None = None) -> Measured:
    """Return (agreement, target) -> its series, in order of their periods.

    Records dated later than *today* do not exist yet.
    """
    found: dict[tuple[str, str], list[Series]] = {}
    for series in series_of(records):
        if today is not None and series.until > today:
            continue
        found.setdefault((series.agreement, series.target), []).append(series)
    for each in found.values():
        each.sort(key=lambda series: (series.period.first, series.period.last))
    return found


def chosen(series: Collection[Series], period: CalendarPeriod) -> tuple[list[Series], str]:
    """Return those of *series*, of one target, that make up *period*, or why none do."""
    own = [each for each in series if each.period == period]
    if len(own) > 1:
        both = " and ".join(each.record.id for each in own)
        return [], f"{both} both measure {period.label}"
    if own:
        return own, ""
    inside = [
        each
        for each in series
        if period.first <= each.period.first and each.period.last <= period.last
    ]
    if not inside:
        return [], f"there is no measurement for {period.label}"
    missing = list(_uncovered(inside, period))
    if missing:
        return [], f"there is no measurement for {', '.join(missing)}"
    return inside, ""


def _uncovered(inside: list[Series], period: CalendarPeriod) -> Iterator[str]:
    """Give the months of *period* that no series measures, or that two do."""
    for month in period.parts("month"):
        covering = [
            each
            for each in inside
            if each.period.first <= month.first and month.last <= each.period.last
        ]
        if len(covering) != 1:
            yield month.label + (" by one record alone" if covering else "")


def tally_of(system: ManagementSystem, series: Series, target: Target) -> Tally:
    """Return what the file of *series* comes to, with all that is wrong with it."""
    text = system.series.get(series.path)
    if text is None:
        what = f"there is no file {series.path}"
        cure = "Put it beside the record, or correct its name."
        if series.path in system.files:
            what, cure = f"{series.path} cannot be read", "Correct the file."
        return Tally(faults=(Fault(0, what, cure),))
    return _tally(text, target, series.period, series.until)


@lru_cache(maxsize=4096)
def _tally(text: str, target: Target, period: CalendarPeriod, until: date) -> Tally:
    # Rules, views and commands ask for the same month again and again.
    if target.calculation is None:
        return Tally()
    sheet = read_sheet(text)
    wanted = FORMS[target.calculation.method]
    if sheet.form and sheet.form not in wanted:
        what = f"these are {sheet.form}, and {target.calculation.method} needs"
        what = f"{what} {' or '.join(wanted)}"
        return Tally(faults=(*sheet.faults, Fault(1, what, "Measure that, or change the method.")))
    if sheet.form == OUTAGES:
        tally = tally_outages(sheet, target.calculation, period)
    elif sheet.form == CASES:
        tally = tally_cases(sheet, target.calculation, target.unit, period)
    elif sheet.form:
        tally = tally_daily(sheet, target.calculation, target.unit, period, min(until, period.last))
    else:
        tally = Tally()
    return tally._replace(faults=first_of((*sheet.faults, *tally.faults)))
