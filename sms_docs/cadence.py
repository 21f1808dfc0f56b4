"""Which records the documents ask for, how often, and which of them are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sms_docs.calendar_period import holding
from sms_docs.demand import Demand, demands, subjects_of
from sms_docs.evidence import day_of, has, is_filled_in
from sms_docs.model import Document, ManagementSystem, Record
from sms_docs.period import later

__all__ = ["Cadence", "Demand", "Expected", "Keeping", "cadences", "demands", "late"]

# How many periods a sentence spells out before it counts the rest.
NAMED = 3
# The subject of a record that is about all.
ALL = ""
Subjects = Sequence[tuple[Document | Record | None, date]]


class Keeping(StrEnum):
    """Whether the records of a cadence are kept.

    Awaited is a record whose day has come and that is not missing yet, and the first one.
    """

    KEPT = "kept"
    AWAITED = "awaited"
    MISSING = "missing"


class Expected(NamedTuple):
    """One record that a cadence expects, and the one that answers it.

    *period* is the month, quarter or year that it is about; empty where it only has to
    be of some day.  It is due on *due*, and missing after *until*.
    """

    period: str
    due: date
    until: date
    record: Record | None = None


class Cadence(NamedTuple):
    """The records that a document asks for about one subject, up to a day.

    *item* is the document or record that each of them names; None where the document asks
    for one record about all.  They are expected from *since* on.  *newest* is the newest
    record, also one from before that day.  *expected* are in order: each period up to the
    one that is running, or the one record that is due next; those that are older than the
    records are kept are left out.
    """

    demand: Demand
    item: Document | Record | None
    since: date
    newest: Record | None
    expected: tuple[Expected, ...]
    today: date

    @property
    def missing(self) -> tuple[Expected, ...]:
        """What should be there and is not, the oldest first."""
        return tuple(
            each for each in self.expected if each.record is None and each.until < self.today
        )

    @property
    def next(self) -> Expected | None:
        """The record that is to be written next and is not missing yet."""
        waiting = (each for each in self.expected if each.record is None)
        return next((each for each in waiting if each.until >= self.today), None)

    @property
    def state(self) -> Keeping:
        """Whether the records are kept, awaited or missing."""
        if self.missing:
            return Keeping.MISSING
        is_due = self.next is not None and self.next.due < self.today
        return Keeping.AWAITED if is_due or self.newest is None else Keeping.KEPT

    @property
    def subject(self) -> str:
        """The record in words: ``service report for SVC-003``."""
        return f"{self.demand.what} for {self.item.id}" if self.item else self.demand.what

    @property
    def words(self) -> str:
        """What is missing, in a sentence; empty where nothing is."""
        missing = self.missing
        if not missing:
            return ""
        if not missing[0].period:
            newest = self.newest.date if self.newest else ""
            since = max(newest, self.since.isoformat())
            return f"no {self.subject} since {since}; the next was due by {missing[0].due}"
        periods = [each.period for each in missing]
        if len(periods) > NAMED:
            periods[NAMED - 1 :] = [f"{len(periods) - NAMED + 1} more periods"]
        *most, last = periods
        before = f"{', '.join(most)} and " if most else ""
        return f"{self.subject} is missing for {before}{last}"


class Series(NamedTuple):
    """The records that answer a demand about one subject: the newest, and by period."""

    newest: Record | None
    by_period: Mapping[str, Record]


NO_RECORDS = Series(None, {})


@dataclass(frozen=True)
class Answers:
    """The records that can answer demands, by kind, the oldest first; looked through once."""

    records: Mapping[str, Sequence[Record]]
    _series: dict[object, Mapping[str, Series]] = field(default_factory=dict)
    _by_value: dict[tuple[str, str], Mapping[str, list[Record]]] = field(default_factory=dict)

    def to(self, demand: Demand) -> Mapping[str, Series]:
        """Return id of the subject -> what answers *demand* about it."""
        # One document may ask for the same about several subjects.
        same = (demand.kind.name, *sorted(demand.wanted.items()), bool(demand.each))
        if same not in self._series:
            self._series[same] = _series(demand, self._like(demand))
        return self._series[same]

    def _like(self, demand: Demand) -> Sequence[Record]:
        """Return the records of the kind that have one of the values asked for, the rarest."""
        kind = demand.kind.name
        # Each of many documents may ask for its own: then nobody can read all for each.
        for key in demand.wanted:
            if (kind, key) not in self._by_value:
                values = self._by_value[kind, key] = defaultdict(list)
                for record in self.records[kind]:
                    values[record.get(key)].append(record)
        having = [self._by_value[kind, key].get(text, []) for key, text in demand.wanted.items()]
        return min(having, key=len, default=self.records[kind])


def cadences(
    system: ManagementSystem, asked: Iterable[Demand], today: date, *, working: bool = False
) -> tuple[Cadence, ...]:
    """Return for each demand with a rhythm, and each subject of it, what there is and what not.

    Records of later than *today* do not exist yet, and what its schema refuses answers
    nothing.  *working* is that of `demands`.
    """
    regular = [demand for demand in asked if demand.every]
    kinds = {demand.kind.name for demand in regular}
    answers = Answers(_by_kind(system.records, kinds, today))
    subjects: dict[str, Subjects] = {"": ((None, date.min),)}
    found: list[Cadence] = []
    for demand in regular:
        if demand.each not in subjects:
            subjects[demand.each] = tuple(subjects_of(system, demand.each, today, working=working))
        series = answers.to(demand)
        for item, since in subjects[demand.each]:
            own = series.get(item.id if item else ALL, NO_RECORDS)
            found.append(_cadence(demand, item, max(since, demand.since), own, today))
    return tuple(found)


def late(found: Iterable[Cadence]) -> Mapping[str, str]:
    """Return for each artefact whose records a cadence misses what is missing, in a sentence."""
    missing: dict[str, list[str]] = defaultdict(list)
    for cadence in found:
        if words := cadence.words:
            for artefact in cadence.demand.artefacts:
                missing[artefact].append(words)
    return {
        artefact: words[0] + (f"; and {len(words) - 1} more like it" if words[1:] else "")
        for artefact, words in missing.items()
    }


def _by_kind(
    records: Iterable[Record], kinds: Iterable[str], today: date
) -> Mapping[str, list[Record]]:
    """Return the records of each of *kinds* up to *today*, the oldest first."""
    found: dict[str, list[Record]] = {kind: [] for kind in kinds}
    for record in records:
        if record.type.name in found and is_filled_in(record):
            day = day_of(record)
            if day and day <= today:
                found[record.type.name].append(record)
    for each in found.values():
        each.sort(key=lambda record: (record.date, record.path))
    return found


def _series(demand: Demand, records: Iterable[Record]) -> Mapping[str, Series]:
    """Return id of the subject -> what of *records* answers *demand* about it."""
    newest: dict[str, Record] = {}
    by_period: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in records:
        if not has(record, demand.wanted):
            continue
        period = record.get("period")
        names = _subjects(record) if demand.each else {ALL}
        for name in names:
            newest[name] = record
            by_period[name][period] = record
    return {name: Series(record, by_period[name]) for name, record in newest.items()}


def _subjects(record: Record) -> set[str]:
    """Return what *record* is about: all that it names but the procedure it comes from."""
    return {each.value for each in record.references if each.path != ("procedure",)}


def _cadence(
    demand: Demand, item: Document | Record | None, since: date, own: Series, today: date
) -> Cadence:
    if demand.length:
        expected = _by_period(demand, since, own.by_period, today)
    else:
        newest = day_of(own.newest) if own.newest else None
        # An older record than the demand must not make the first one due at once.
        due = later(max(newest or since, since), demand.every) or today
        expected = (Expected("", due, later(due, demand.grace) or due),)
    return Cadence(demand, item, since, own.newest, expected, today)


def _by_period(
    demand: Demand, since: date, records: Mapping[str, Record], today: date
) -> tuple[Expected, ...]:
    """Return the periods from *since* on that records are kept for, up to the first to come."""
    known = _periods(since, demand.length, demand.grace, demand.retention, today)
    found = [each._replace(record=records.get(each.period)) for each in known]
    while found and found[-1].record and found[-1].due < date.max:
        after = found[-1].due + timedelta(days=1)
        each = _period(after, demand.length, demand.grace)
        found.append(each._replace(record=records.get(each.period)))
    return tuple(found)


@lru_cache(maxsize=1024)
def _periods(
    since: date, length: str, grace: str, retention: str, today: date
) -> tuple[Expected, ...]:
    """Return the periods that begin on or after *since*, up to the one of *today*."""
    period = holding(since, length)
    found: list[Expected] = []
    while True:
        kept = later(period.last, retention)
        # What is past its retention may have been disposed of.
        if period.first >= since and not (kept and kept < today):
            found.append(_period(period.first, length, grace))
        if period.last == date.max or (found and period.last >= today):
            return tuple(found)
        period = period.after


def _period(day: date, length: str, grace: str) -> Expected:
    period = holding(day, length)
    return Expected(period.label, period.last, later(period.last, grace) or period.last)
