"""Hours of service as spans of time, through nights in which the clock is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels.spans import Span, Spans, meeting, merged

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = ("first", "second", "third", "fourth", "fifth")
ONE_DAY = timedelta(days=1)
WEEK = 7


class Window(NamedTuple):
    """Hours that begin on some days: minutes after midnight, *end* up to two days."""

    on: str
    begin: int
    end: int


class ServiceHours(NamedTuple):
    """When a service is promised; without *weekly* windows it is round the clock.

    The *on* of weekly windows is a day as ``mon``, that of maintenance a rule as ``second
    thursday``, ``every sunday`` or ``every day``.  *closed* are first and last days.
    """

    id: str = ""
    zone: str = "UTC"
    weekly: tuple[Window, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()
    maintenance: tuple[Window, ...] = ()


ROUND_THE_CLOCK = ServiceHours()


def read_hours(data: Mapping[str, Any]) -> ServiceHours:
    """Return an entry of ``service_hours`` that its schema allows as a value."""
    weekly = tuple(
        window
        for entry in data.get("weekly", ())
        for day in entry["days"]
        for window in _window(day, entry)
    )
    closed = tuple(
        (date.fromisoformat(entry["from"]), date.fromisoformat(entry.get("to", entry["from"])))
        for entry in data.get("closed", ())
    )
    windows = tuple(
        window for entry in data.get("maintenance", ()) for window in _window(entry["when"], entry)
    )
    return ServiceHours(data["id"], data["time_zone"], weekly, closed, windows)


def _window(on: str, entry: Mapping[str, str]) -> Iterable[Window]:
    begin, end = minutes(entry["from"]), minutes(entry["to"])
    yield Window(on, begin, end if end > begin else end + 24 * 60)


def minutes(text: str) -> int:
    """Return the minutes after midnight that ``07:30`` stands for."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@lru_cache(maxsize=256)
def agreed(hours: ServiceHours, period: CalendarPeriod) -> Spans:
    """Return the hours of service in *period*, maintenance included."""
    whole = span_of(period, hours.zone)
    if not hours.weekly:
        days = (day for day in period.days if not _is_closed(day, hours))
        return merged(_span(day, 0, 24 * 60, hours.zone) for day in days)
    found = [
        _span(day, window.begin, window.end, hours.zone)
        for day in _days_around(period)
        if not _is_closed(day, hours)
        for window in hours.weekly
        if window.on == DAYS[day.weekday()]
    ]
    return meeting(merged(found), (whole,))


@lru_cache(maxsize=256)
def maintained(hours: ServiceHours, period: CalendarPeriod) -> Spans:
    """Return the windows of *period* that were agreed for maintenance."""
    found = [
        _span(day, window.begin, window.end, hours.zone)
        for day in _days_around(period)
        for window in hours.maintenance
        if is_day_of(window.on, day)
    ]
    return meeting(merged(found), (span_of(period, hours.zone),))


def working_days(hours: ServiceHours, period: CalendarPeriod) -> list[date]:
    """Return the days of *period* on which hours of service begin."""
    days = {window.on for window in hours.weekly} or set(DAYS)
    return [
        day for day in period.days if DAYS[day.weekday()] in days and not _is_closed(day, hours)
    ]


def is_day_of(rule: str, day: date) -> bool:
    """Return whether *day* is one of ``second thursday``, ``last sunday``, ``every day`` …."""
    if rule == "every day":
        return True
    which, _, name = rule.partition(" ")
    if NAMES[day.weekday()] != name:
        return False
    if which == "last":
        return (day + timedelta(days=WEEK)).month != day.month
    return which == "every" or ORDINALS[(day.day - 1) // WEEK] == which


def span_of(period: CalendarPeriod, zone: str) -> Span:
    """Return *period* from its first midnight to the midnight after it, by the clock of *zone*."""
    return _midnight(period.first, zone), _midnight(period.last + ONE_DAY, zone)


def _days_around(period: CalendarPeriod) -> Iterable[date]:
    # Hours of the evening before may run into the first day.
    yield period.first - ONE_DAY
    yield from period.days


def _is_closed(day: date, hours: ServiceHours) -> bool:
    return any(first <= day <= last for first, last in hours.closed)


def _midnight(day: date, zone: str) -> int:
    return instant(datetime.combine(day, time()), zone)


def _span(day: date, begin: int, end: int, zone: str) -> Span:
    return _at(day, begin, zone), _at(day, end, zone)


def _at(day: date, minute: int, zone: str) -> int:
    days, rest = divmod(minute, 24 * 60)
    clock = time(rest // 60, rest % 60)
    return instant(datetime.combine(day + timedelta(days=days), clock), zone)


def instant(local: datetime, zone: str) -> int:
    """Return the second of UTC at which the clock of *zone* shows *local*.

    A time that comes twice is the first of both; one that the clock leaves out lies as
    far after the gap as it lay in it.
    """
    return int(local.replace(tzinfo=ZoneInfo(zone)).timestamp())


def is_unclear(local: datetime, zone: str) -> str:
    """Return ``twice`` or ``never`` where the clock of *zone* shows *local* so, else nothing."""
    if len(offsets(local, zone)) == 1:
        return ""
    there = datetime.fromtimestamp(instant(local, zone), ZoneInfo(zone)).replace(tzinfo=None)
    return "twice" if there == local else "never"


def offsets(local: datetime, zone: str) -> tuple[timedelta, ...]:
    """Return the offsets from UTC that *local* may have in *zone*: two in a night of change."""
    found = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    return tuple(dict.fromkeys(each for each in found if each is not None))
