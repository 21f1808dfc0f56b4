"""The months, quarters and years that are measured and reported on."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

PATTERN = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Years at the ends have no year before or after them.
UNUSABLE = ("0000", "0001", "9999")


class CalendarPeriod(NamedTuple):
    """A month (2026-09), a quarter (2026-Q3) or a year (2026); *last* is its last day."""

    label: str
    first: date
    last: date

    @property
    def length(self) -> str:
        """What it is: ``month``, ``quarter`` or ``year``."""
        months = (self.last.month - self.first.month) + 1
        return next(name for name, number in MONTHS.items() if number == months)

    @property
    def before(self) -> CalendarPeriod:
        """The period of the same length that ends where this one begins."""
        return holding(self.first - timedelta(days=1), self.length)

    @property
    def after(self) -> CalendarPeriod:
        """The period of the same length that begins where this one ends."""
        return holding(self.last + timedelta(days=1), self.length)

    @property
    def days(self) -> Iterator[date]:
        """Each of its days in order."""
        return (
            self.first + timedelta(days=number)
            for number in range((self.last - self.first).days + 1)
        )

    def holds(self, day: date) -> bool:
        """Return whether *day* lies in it."""
        return self.first <= day <= self.last

    def parts(self, length: str) -> tuple[CalendarPeriod, ...]:
        """Return the periods of *length* that make it up; none where they are longer."""
        if MONTHS[length] > MONTHS[self.length]:
            return ()
        found = [holding(self.first, length)]
        while found[-1].last < self.last:
            found.append(found[-1].after)
        return tuple(found)


def calendar_period(label: str) -> CalendarPeriod | None:
    """Return the period that is written ``2026-09``, ``2026-Q3`` or ``2026``; None for others."""
    found = PATTERN.fullmatch(label)
    if not found or found[1] in UNUSABLE:
        return None
    year = int(found[1])
    if found[2]:
        return holding(date(year, int(found[2]), 1), "month")
    if found[3]:
        return holding(date(year, int(found[3]) * 3, 1), "quarter")
    return holding(date(year, 1, 1), "year")


def holding(day: date, length: str) -> CalendarPeriod:
    """Return the ``month``, ``quarter`` or ``year`` in which *day* lies."""
    months = MONTHS[length]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    label = {
        "month": f"{day.year:04}-{first:02}",
        "quarter": f"{day.year:04}-Q{(first + 2) // 3}",
        "year": f"{day.year:04}",
    }[length]
    end = date(day.year, last, monthrange(day.year, last)[1])
    return CalendarPeriod(label, date(day.year, first, 1), end)


def last_full(today: date, length: str = "month") -> CalendarPeriod:
    """Return the newest period of *length* that has ended before *today*."""
    return holding(today, length).before
