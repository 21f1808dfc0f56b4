"""In which months audits are held: those that are planned already, and those still free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sms_docs.audited import as_day
from sms_docs.model import Record

YEAR = 12


class Wish(NamedTuple):
    """A programme from the day *start* on: *years* long, with *audits* in each of them."""

    start: date
    years: int = 3
    audits: int = 2

    @property
    def first(self) -> int:
        """The first month, counted from the year 0: one that has begun is left to its end."""
        return _count(self.start) + (self.start.day > 1)

    @property
    def months(self) -> int:
        """How many months it is long."""
        return self.years * YEAR

    @property
    def label(self) -> str:
        """Its first and last month."""
        return f"{_label(self.first)} to {_label(self.first + self.months - 1)}"


class Slot(NamedTuple):
    """A month in which an audit is held; *year* counts the years of the programme from 0.

    *records* are what is planned for it already; none where it is free.
    """

    month: str
    year: int
    records: tuple[Record, ...] = ()


def slots(audits: Iterable[Record], wish: Wish, today: date) -> tuple[Slot, ...]:
    """Return the months of the programme in order.

    Of *audits* those dated after *today* are fixed, and each month of theirs takes the place
    of the free month of its year that is nearest; where none is left it comes on top.
    """
    dated = [(day, each) for each in audits if (day := as_day(each.date))]
    fixed: dict[int, list[Record]] = {}
    for day, record in dated:
        offset = max(0, _count(day) - wish.first)
        if day > today and offset < wish.months:
            fixed.setdefault(offset, []).append(record)
    held = Counter(day.month for day, _ in dated)
    free = [
        offset
        for offset in range(wish.months)
        if (wish.first + offset) % YEAR + 1 in _usual(held, wish)
    ]
    for offset in fixed:
        near = [(abs(each - offset), each) for each in free if each // YEAR == offset // YEAR]
        if near:
            free.remove(min(near)[1])
    found = {offset: tuple(records) for offset, records in fixed.items()}
    every = sorted({*free, *found})
    return tuple(
        Slot(_label(wish.first + offset), offset // YEAR, found.get(offset, ())) for offset in every
    )


def _usual(held: Counter[int], wish: Wish) -> frozenset[int]:
    """Return the months of the year: those in which most audits were, else evenly spread."""
    usual = sorted(held, key=lambda month: (-held[month], month))[: wish.audits]
    if len(usual) < wish.audits:
        step, start = YEAR / wish.audits, wish.first % YEAR
        usual = [(start + int((index + 0.5) * step)) % YEAR + 1 for index in range(wish.audits)]
    return frozenset(usual)


def _count(day: date) -> int:
    return day.year * YEAR + day.month - 1


def _label(count: int) -> str:
    return f"{count // YEAR:04}-{count % YEAR + 1:02}"
