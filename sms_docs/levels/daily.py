"""Counts and readings by day, and the days that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels.hours import working_days
from sms_docs.levels.series import Fault, Line, Sheet, day, no_day, no_number, number
from sms_docs.levels.tally import Tally, together
from sms_docs.levels.target import COUNTS, Calculation
from sms_docs.levels.units import outside

WEEK = timedelta(days=7)


def tally_daily(
    sheet: Sheet, calculation: Calculation, unit: str, period: CalendarPeriod, until: date
) -> Tally:
    """Return counts, or readings in *unit*, together; no row is missed after *until*."""
    faults: list[Fault] = []
    there: dict[date, int] = {}
    rows: list[Tally] = []
    for line in sheet.lines:
        at = day(line.cell("day"))
        if at is None:
            faults.append(no_day(line.number, line.cell("day")))
        elif not period.holds(at):
            what = f"{at} does not lie in {period.label}"
            faults.append(
                Fault(line.number, what, "Move the row to the measurement of its period.")
            )
        elif at in there and sheet.form == COUNTS:
            what = f"{at} has a row already, line {there[at]}"
            faults.append(Fault(line.number, what, "Make one row of both, or correct a day."))
        else:
            there[at] = line.number
            given = _row(line, sheet.form, unit)
            if isinstance(given, Fault):
                faults.append(given)
            else:
                rows.append(given)
    if not sheet.lines:
        faults.append(Fault(1, "the file has no rows", "Add what was measured."))
    faults += _gaps(there, calculation, period, until)
    return together(rows)._replace(faults=tuple(faults))


def _row(line: Line, form: str, unit: str) -> Tally | Fault:
    columns = ("good", "total") if form == COUNTS else ("value",)
    texts = [line.cell(column) for column in columns]
    if not any(texts) and line.cell("note"):
        return Tally(unmeasured=1)
    numbers: list[Fraction] = []
    for column, text in zip(columns, texts, strict=True):
        value = number(text)
        if value is None:
            return no_number(line.number, column, text)
        numbers.append(value)
    if form == COUNTS:
        return _count(line, *numbers)
    if why := outside(numbers[0], unit):
        return Fault(line.number, f"`value` is {texts[0]}: {why}", "Correct the value.")
    return Tally(values=(("", numbers[0]),))


def _count(line: Line, good: Fraction, total: Fraction) -> Tally | Fault:
    shown = f"{line.cell('good')} of {line.cell('total')}"
    if good < 0 or total < 0:
        return Fault(line.number, f"counts cannot be below 0: {shown}", "Correct the count.")
    if good > total:
        what = f"{shown} are more good ones than there are"
        return Fault(line.number, what, "Correct one of the two, or swap them.")
    return Tally(good=good, total=total)


def _gaps(
    there: Iterable[date], calculation: Calculation, period: CalendarPeriod, until: date
) -> Iterator[Fault]:
    """Report the days, weeks or months without a row."""
    rows = set(there)
    for begin, end in _missing(rows, calculation, period, until):
        if end > until:
            continue
        whole = f"{begin} to {end}" if end != begin else f"{begin}"
        what = f"there is no row for {whole}"
        cure = "Add what is missing; where nothing was measured, a row with a note and no numbers."
        yield Fault(1, what, cure)


def _missing(
    rows: set[date], calculation: Calculation, period: CalendarPeriod, until: date
) -> Iterator[tuple[date, date]]:
    rhythm = calculation.readings
    if rhythm == "week":
        # Weeks that begin and end in the period, from Monday on.
        monday = period.first + timedelta(days=-period.first.weekday() % 7)
        while monday + WEEK - timedelta(days=1) <= period.last:
            sunday = monday + WEEK - timedelta(days=1)
            if not any(monday <= each <= sunday for each in rows):
                yield monday, sunday
            monday += WEEK
    elif rhythm == "month":
        for month in period.parts("month"):
            if not any(month.holds(each) for each in rows):
                yield month.first, month.last
    elif rhythm != "any":
        wanted = working_days(calculation.hours, period)
        expected = wanted if rhythm == "working-day" else list(period.days)
        yield from _runs([each for each in expected if each <= until], rows)


def _runs(expected: list[date], rows: set[date]) -> Iterator[tuple[date, date]]:
    """Give first and last day of each run of *expected* days without a row."""
    run: list[date] = []
    for each in expected:
        if each in rows:
            if run:
                yield run[0], run[-1]
            run = []
        else:
            run.append(each)
    if run:
        yield run[0], run[-1]
