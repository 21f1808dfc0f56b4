"""Outages, maintenance and exceptions of a period, and the seconds they come to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels.hours import ServiceHours, agreed, maintained, span_of
from sms_docs.levels.series import Fault, Line, Sheet, moment
from sms_docs.levels.spans import Span, Spans, length, meeting, without
from sms_docs.levels.tally import Tally
from sms_docs.levels.target import Calculation
from sms_docs.model import Severity
from sms_docs.suggest import suggester

OUTAGE, MAINTENANCE, EXCLUDED, UNMEASURED = "outage", "maintenance", "excluded", "unmeasured"
WHOLE = re.compile(r"[1-9][0-9]{0,5}")
KINDS = (OUTAGE, MAINTENANCE, EXCLUDED, UNMEASURED)
# Of the lines that overlap one, a message names these; a file may hold thousands.
MOST_LINES = 3


class Outage(NamedTuple):
    """A row: when, what kind, and how many of the parts."""

    line: int
    begin: int
    end: int
    kind: str
    parts: int


class Stretch(NamedTuple):
    """Time in which nothing changes: seconds, and how many parts each kind has."""

    seconds: int
    excluded: int
    blind: int
    down: int


def tally_outages(sheet: Sheet, calculation: Calculation, period: CalendarPeriod) -> Tally:
    """Return the seconds of *period* that were agreed, excluded, blind and down."""
    hours, parts = calculation.hours, calculation.parts
    whole = span_of(period, hours.zone)
    faults: list[Fault] = []
    rows: list[Outage] = []
    hint = suggester(KINDS)
    for line in sheet.lines:
        row = _outage(line, hours.zone, parts, hint)
        if isinstance(row, Fault):
            faults.append(row)
        elif row.end <= whole[0] or row.begin >= whole[1]:
            what = f"this {row.kind} lies outside of {period.label}"
            faults.append(Fault(row.line, what, "Move it to the measurement of its period."))
        else:
            rows.append(row)
    faults += _crowded(rows, parts, whole, hours.zone)
    promised = agreed(hours, period)
    faults += _idle(rows, promised, hours, period)
    found = tuple(stretches(rows, promised, parts, _windows(hours, period)))
    return Tally(
        agreed=length(promised) * parts,
        excluded=sum(each.seconds * each.excluded for each in found),
        blind=sum(each.seconds * each.blind for each in found),
        down=sum(each.seconds * each.down for each in found),
        faults=tuple(faults),
    )


def stretches(
    rows: Sequence[Outage], promised: Spans, parts: int, windows: Spans | None
) -> Iterator[Stretch]:
    """Give the time in *promised* in which a row says something.

    What is excluded counts first, then what was not measured; no more than *parts* are
    down together.  Maintenance outside of *windows*, where there are any, is an outage.
    """
    changes: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for piece in _pieces(row, windows):
            changes[piece.begin][piece.kind] += piece.parts
            changes[piece.end][piece.kind] -= piece.parts
    active: Counter[str] = Counter()
    for begin, end in pairwise(sorted(changes)):
        active.update(changes[begin])
        seconds = length(meeting(((begin, end),), promised))
        excluded = min(parts, active[EXCLUDED])
        blind = min(parts - excluded, active[UNMEASURED])
        down = min(parts - excluded - blind, active[OUTAGE])
        if seconds and excluded + blind + down:
            yield Stretch(seconds, excluded, blind, down)


def _pieces(row: Outage, windows: Spans | None) -> Iterator[Outage]:
    if row.kind != MAINTENANCE:
        yield row
        return
    span = ((row.begin, row.end),)
    inside = span if windows is None else meeting(span, windows)
    for begin, end in inside:
        yield row._replace(begin=begin, end=end, kind=EXCLUDED)
    for begin, end in without(span, inside):
        yield row._replace(begin=begin, end=end, kind=OUTAGE)


def _windows(hours: ServiceHours, period: CalendarPeriod) -> Spans | None:
    return maintained(hours, period) if hours.maintenance else None


def _outage(line: Line, zone: str, parts: int, hint: Callable[[str], str]) -> Outage | Fault:
    begin = moment(line.number, "from", line.cell("from"), zone)
    end = moment(line.number, "to", line.cell("to"), zone)
    if isinstance(begin, Fault):
        return begin
    if isinstance(end, Fault):
        return end
    kind, count = line.cell("kind"), line.cell("parts") or str(parts)
    what = cure = ""
    if kind not in KINDS:
        what = f"`kind` is '{kind[:40]}'{hint(kind)}"
        cure = f"Write one of: {', '.join(KINDS)}."
    elif end <= begin:
        what = f"the {kind} ends at {line.cell('to')}, not after its begin, {line.cell('from')}"
        cure = "Correct the earlier or the later time."
    elif kind == EXCLUDED and not line.cell("note"):
        what = "nothing says by which exception of the agreement this time is excluded"
        cure = "Name the exception under `note`."
    elif not (WHOLE.fullmatch(count) and int(count) <= parts):
        what = f"`parts` is '{count[:40]}', and the target has {parts}"
        cure = f"Write a whole number from 1 to {parts}, or nothing."
    if what:
        return Fault(line.number, what, cure)
    return Outage(line.number, begin, end, kind, int(count))


def _crowded(rows: Iterable[Outage], parts: int, whole: Span, zone: str) -> Iterator[Fault]:
    """Report the rows by which more parts of one kind are down together than there are."""
    for kind in KINDS:
        # End, line and parts of each row that has not ended, the first to end at the front.
        lasting: list[tuple[int, int, int]] = []
        together = 0
        for row in sorted((each for each in rows if each.kind == kind), key=lambda e: e.begin):
            while lasting and lasting[0][0] <= row.begin:
                together -= heappop(lasting)[2]
            together += row.parts
            if together > parts:
                others = ", ".join(str(line) for _, line, _ in lasting[:MOST_LINES])
                more = " and others" if len(lasting) > MOST_LINES else ""
                since = datetime.fromtimestamp(max(row.begin, whole[0]), UTC)
                begin = f"{since.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
                what = f"this {kind} overlaps that of line {others}{more} from {begin}"
                if parts > 1:
                    what = f"{what}: {together} of {parts} parts"
                yield Fault(row.line, what, "Make one row of both, or correct a time.")
            heappush(lasting, (row.end, row.line, row.parts))


def _idle(
    rows: Iterable[Outage], promised: Spans, hours: ServiceHours, period: CalendarPeriod
) -> Iterator[Fault]:
    """Warn of rows that change nothing, and of maintenance outside of its windows."""
    windows = _windows(hours, period)
    whole = (span_of(period, hours.zone),)
    for row in rows:
        span: tuple[Span, ...] = ((row.begin, row.end),)
        if not meeting(span, promised):
            what = f"this {row.kind} lies outside of the service hours, so that it does not count"
            cure = "Correct its times, or leave it out."
            yield Fault(row.line, what, cure, Severity.WARNING)
        elif row.kind == MAINTENANCE and windows is not None:
            late = length(meeting(without(meeting(span, whole), windows), promised)) // 60
            if late:
                what = f"{late} minutes of this maintenance lie outside of the agreed windows"
                cure = "They count as an outage. If an exception covers them, make them `excluded`."
                yield Fault(row.line, what, cure, Severity.WARNING)
