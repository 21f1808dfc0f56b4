"""One file of measurements taken apart: its rows as values, and what is wrong with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sms_docs.levels.hours import instant, is_unclear, offsets
from sms_docs.levels.target import CASES, COUNTS, OUTAGES, READINGS
from sms_docs.model import Severity

# To read this many takes two seconds.
MOST_ROWS = 50_000
LONGEST_LINE = 10_000
# The columns of each form: those it needs, and those it may have.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    OUTAGES: (("from", "to", "kind"), ("parts", "note")),
    COUNTS: (("day", "good", "total"), ("note",)),
    CASES: (("at", "case", "value"), ("class", "note")),
    READINGS: (("day", "value"), ("note",)),
}
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
MOST_FAULTS = 20


class Fault(NamedTuple):
    """Something wrong at a line of a file; a warning leaves the value as it is."""

    line: int
    message: str
    fix: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its line in the file, and the text in each column, without blanks around it."""

    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """Return the text in *column*; empty where the file does not have it."""
        return self.cells.get(column, "")


class Sheet(NamedTuple):
    """The rows of a file of one form; *form* is empty where its head is that of none."""

    form: str
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


@lru_cache(maxsize=1024)
def read_sheet(text: str) -> Sheet:
    """Return the rows of *text*, a file with commas and one line of head."""
    first, *rest = text.removesuffix("\n").split("\n")
    head = _cells(1, first)
    if isinstance(head, Fault):
        return Sheet("", (), (head,))
    form = next((form for form, (needed, _) in COLUMNS.items() if set(needed) <= set(head)), "")
    if not form:
        return Sheet("", (), (_no_form(head),))
    if len(rest) > MOST_ROWS:
        what = f"the file has {len(rest):,} rows, more than {MOST_ROWS:,}"
        return Sheet("", (), (Fault(1, what, "Give counts by day and not each case."),))
    needed, more = COLUMNS[form]
    faults = [_unknown(cell, (*needed, *more)) for cell in head if cell not in (*needed, *more)]
    if len(set(head)) < len(head):
        faults.append(Fault(1, "a column comes twice", "Keep one of the two."))
    lines = []
    for at, line in enumerate(rest, start=2):
        row = _cells(at, line)
        if isinstance(row, Fault):
            faults.append(row)
        elif len(row) > len(head):
            what = f"{len(row)} cells under {len(head)} columns"
            faults.append(Fault(at, what, "Put text that holds a comma in quotes."))
        elif any(row):
            lines.append(Line(at, dict(zip(head, row, strict=False))))
    return Sheet(form, tuple(lines), tuple(faults))


def _cells(number: int, line: str) -> list[str] | Fault:
    """Return the cells of *line*, without blanks around them.

    Line by line, and strictly: else a quotation mark that is never closed would make one
    cell of all that follows, and its outages were gone.
    """
    if len(line) > LONGEST_LINE:
        what = f"this line has {len(line):,} characters, more than {LONGEST_LINE:,}"
        return Fault(number, what, "Write one measurement a line, with a short note.")
    try:
        (row,) = csv.reader([line], strict=True)
    except csv.Error:
        what = "the cells of this line cannot be told apart: its quotation marks do not pair"
        cure = 'Put a text with a comma in "quotes", and write a quotation mark in it "" twice.'
        return Fault(number, what, f"{cure} A note has no line breaks.")
    return [cell.strip() for cell in row]


def _no_form(head: list[str]) -> Fault:
    shown = ",".join(head)[:60] or "nothing"
    known = "; ".join(f"{','.join(needed)} for {form}" for form, (needed, _) in COLUMNS.items())
    what = f"the first line is '{shown}', which is the head of no measurements"
    if ";" in shown and "," not in shown:
        return Fault(1, what, "Save it with commas between the cells, not semicolons.")
    return Fault(1, what, f"Write one of these: {known}.")


def _unknown(name: str, known: tuple[str, ...]) -> Fault:
    what = f"there is no column '{name[:40]}'"
    return Fault(1, what, f"Take it out or rename it; there are: {', '.join(known)}.")


def number(text: str) -> Fraction | None:
    """Return the decimal number *text*; None for what is none, NaN and infinities among it."""
    return Fraction(text) if NUMBER.fullmatch(text) else None


def no_number(line: int, column: str, text: str) -> Fault:
    """Return the fault that *text* in *column* is no number."""
    what = f"`{column}` is '{text[:40]}', which is no number" if text else f"`{column}` is empty"
    cure = "Write digits and at most one point, as 12.5; 15 digits before it and 9 behind at most."
    return Fault(line, what, cure)


def day(text: str) -> date | None:
    """Return the day ``2026-09-14``; None for what is none."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def no_day(line: int, text: str) -> Fault:
    """Return the fault that *text* is no day."""
    return Fault(line, f"`day` is '{text[:40]}', which is no day", "Write it as 2026-09-14.")


def moment(line: int, column: str, text: str, zone: str, *, exact: bool = True) -> int | Fault:
    """Return the second of UTC that *text* names by the clock of *zone*, or why it names none.

    Not *exact*, the first of two will do.
    """
    found = MOMENT.fullmatch(text)
    local = None
    if found:
        try:
            local = datetime.fromisoformat(f"{found[1]}T{found[2]}")
            if found[3]:
                return int(datetime.fromisoformat(f"{local.isoformat()}{found[3]}").timestamp())
        except ValueError:
            local = None
    if local is None:
        what = f"`{column}` is '{text[:40]}', which is no time"
        return Fault(line, what, "Write it as 2026-09-15T09:40.")
    if exact and (unclear := is_unclear(local, zone)):
        what = f"`{column}` is {text}, a time that the clock of {zone} shows {unclear}"
        what = f"{what}: it is changed in that night"
        stated = " or ".join(
            f"{local.isoformat(timespec='minutes')}{_offset(each)}" for each in offsets(local, zone)
        )
        return Fault(line, what, f"Add the offset: {stated}.")
    return instant(local, zone)


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def first_of(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the first faults of a file in order of its lines, and how many more there are."""
    found = sorted(faults)
    if len(found) <= MOST_FAULTS:
        return tuple(found)
    rest = len(found) - MOST_FAULTS
    what = f"{rest} more lines of this file are wrong"
    return (*found[:MOST_FAULTS], Fault(found[MOST_FAULTS].line, what, "Correct the first ones."))
