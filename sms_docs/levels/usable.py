"""What is wrong with hours of service and calculations beyond what their schema can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sms_docs.levels.units import HUNDRED, PERCENT
from sms_docs.suggest import suggest

SHARES = ("availability", "share", "share-within")
# Keys of a calculation that only some methods read.
ONLY_OF = {
    "parts": ("availability",),
    "percentile": ("percentile",),
    "within": ("share-within",),
    "readings": ("share", "highest", "lowest", "mean", "sum"),
}
NEEDED = {"percentile": "percentile", "share-within": "within"}


class Unusable(NamedTuple):
    """What is wrong under *key*, a path below the entry, and the cure."""

    key: tuple[str | int, ...]
    message: str
    fix: str


def of_hours(entry: Mapping[str, Any]) -> Iterator[Unusable]:
    """Give what is wrong with an entry of ``service_hours``."""
    zone = entry["time_zone"]
    if not is_zone(zone):
        what = f"there is no time zone '{zone}'"
        yield Unusable(("time_zone",), what, "Name one of the tz database, as Europe/London.")
    for key in ("weekly", "maintenance"):
        for index, window in enumerate(entry.get(key, ())):
            if window["from"] == "24:00":
                what = "hours cannot begin at 24:00"
                yield Unusable((key, index, "from"), what, "Write 00:00 and the day after.")
    for index, days in enumerate(entry.get("closed", ())):
        if days.get("to", days["from"]) < days["from"]:
            what = f"the last day {days['to']} lies before the first, {days['from']}"
            yield Unusable(("closed", index, "to"), what, "Correct one of the two days.")


def faults(target: Mapping[str, Any], hours: Mapping[str, Any]) -> Iterator[Unusable]:
    """Give what is wrong with the ``calculation`` of *target*; *hours* are entries by id."""
    data = target["calculation"]
    method = data["method"]
    chosen = data.get("hours", next(iter(hours), None))
    if chosen is not None and chosen not in hours:
        what = f"`service_hours` has no entry '{chosen}'{suggest(chosen, hours)}"
        yield Unusable(("hours",), what, "Name one of its entries, or add this one.")
    elif chosen is not None and any(True for _ in of_hours(hours[chosen])):
        yield Unusable(("method",), f"its hours '{chosen}' cannot be used", "Correct them first.")
    if method in SHARES and target["unit"] not in PERCENT:
        what = f"{method} is worked out in percent, and the unit is '{target['unit']}'"
        yield Unusable(("method",), what, "Set `unit: percent`, or choose another method.")
    for key, methods in ONLY_OF.items():
        if key in data and method not in methods:
            what = f"`{key}` means nothing to the method {method}"
            yield Unusable((key,), what, f"Take it out, or use it with: {', '.join(methods)}.")
    if (needed := NEEDED.get(method)) and needed not in data:
        yield Unusable(("method",), f"the method {method} needs `{needed}`", f"Add `{needed}`.")
    yield from _numbers(data)


def _numbers(data: Mapping[str, Any]) -> Iterator[Unusable]:
    percentile = data.get("percentile")
    if percentile is not None and not 0 < Fraction(percentile) <= HUNDRED:
        what = f"there is no percentile {percentile}"
        yield Unusable(("percentile",), what, "Write a number above 0, up to 100, as 95.")
    classes = [entry.get("class", "") for entry in data.get("within", ())]
    for index, name in enumerate(classes):
        if name in classes[:index]:
            whose = f"class '{name}'" if name else "all other cases"
            what = f"a second limit for {whose}"
            yield Unusable(("within", index), what, "Keep one of the two.")
    own = data.get("own")
    if own is not None and Fraction(own) < 0:
        yield Unusable(("own",), f"our own part is below nothing: {own}", "Write what it is.")
    elif own is not None and data["method"] in SHARES and Fraction(own) > HUNDRED:
        yield Unusable(("own",), f"our own part is above 100 percent: {own}", "Write what it is.")


@lru_cache(maxsize=64)
def is_zone(name: str) -> bool:
    """Return whether the tz database has the zone *name*."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
