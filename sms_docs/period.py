"""Periods of ISO 8601 added to days: P30D, P4W, P12M, P1Y."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

PATTERN = re.compile(r"P([0-9]{1,4})([DWMY])")
DAYS = {"D": 1, "W": 7}
MONTHS = {"M": 1, "Y": 12}
LAST_YEAR = 9999


def later(day: date, period: str) -> date | None:
    """Return the day that is *period* after *day*; None where it is no such period.

    The last day of a shorter month stands for days that it lacks: one month after 31
    January is 28 or 29 February.
    """
    return _moved(day, period, 1)


def earlier(day: date, period: str) -> date | None:
    """Return the day that is *period* before *day*; None where it is no such period."""
    return _moved(day, period, -1)


@lru_cache(maxsize=4096)
def _moved(day: date, period: str, direction: int) -> date | None:
    found = PATTERN.fullmatch(period)
    if not found:
        return None
    number, unit = int(found[1]) * direction, found[2]
    try:
        if unit in DAYS:
            return day + timedelta(days=number * DAYS[unit])
        months = day.year * 12 + day.month - 1 + number * MONTHS[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date(LAST_YEAR, 12, 31) if direction > 0 else date.min
