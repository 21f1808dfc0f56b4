"""Service levels worked out anew from the raw files of the starter, without sms-docs.

Every minute of a month is looked at by itself: slow, and hard to get wrong.  What the tests
conclude from it must not come from the arithmetic that they judge.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from answers import Text, documents

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Europe/London")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SATURDAY = 5
HUNDRED = 100

Data = Mapping[str, Any]


@cache
def agreements() -> dict[str, Text]:
    """Return id -> each document of the starter that has targets."""
    return {each.id: each for each in documents(ROOT) if "targets" in each.data}


@cache
def records(folder: str) -> dict[str, Data]:
    """Return id -> record of a folder below records, in order of the ids."""
    paths = sorted((ROOT / "records" / folder).glob("*.yml"))
    found = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths)
    return {each["id"]: each for each in found}


def target(agreement: str, name: str) -> Data:
    """Return the target *name* of *agreement*."""
    return next(each for each in agreements()[agreement].data["targets"] if each["id"] == name)


def promised(agreement: str, name: str, label: str) -> Fraction:
    """Return the value promised for the month *label*."""
    # The one target that has changed: version 1.0 of SLA-001 gave three working days.
    if (agreement, name) == ("SLA-001", "laptop-replaced") and label < "2026-02":
        return Fraction(3)
    return Fraction(target(agreement, name)["target"])


def keeps(agreement: str, name: str, label: str, value: Fraction) -> bool:
    """Return whether *value* keeps the promise of the month *label*."""
    aim = promised(agreement, name, label)
    comparator = target(agreement, name)["comparator"]
    return {"at-least": value >= aim, "at-most": value <= aim, "equal": value == aim}[comparator]


def shown(agreement: str, name: str, value: Fraction, like: str) -> str:
    """Return *value* with the decimals of the text *like*, never better than it is."""
    places = len(like.partition(".")[2])
    whole, rest = divmod(value * 10**places, 1)
    if rest and target(agreement, name)["comparator"] == "at-most":
        whole += 1
    digits = f"{int(whole):0{places + 1}}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def rows(measurement: Data, name: str) -> list[dict[str, str]]:
    """Return the rows of the file for the target *name*."""
    file = next(each["file"] for each in measurement["series"] if each["target"] == name)
    text = (ROOT / "records/measurements" / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.split("\n")))


@cache
def values(identity: str) -> dict[str, Fraction]:
    """Return target -> what the files of the measurement *identity* come to."""
    measurement = records("measurements")[identity]
    return {each["target"]: _value(measurement, each["target"]) for each in measurement["series"]}


def _value(measurement: Data, name: str) -> Fraction:
    calculation = target(measurement["agreement"], name)["calculation"]
    found = rows(measurement, name)
    match calculation["method"]:
        case "availability":
            down, counted = minutes(measurement["id"], name)
            return HUNDRED * (counted - down) / counted
        case "share":
            good, total = (sum(int(each[key]) for each in found) for key in ("good", "total"))
            return Fraction(HUNDRED * good, total)
        case "share-within":
            limits = {each["class"]: Fraction(each["limit"]) for each in calculation["within"]}
            good = sum(Fraction(each["value"]) <= limits[each["class"]] for each in found)
            return Fraction(HUNDRED * good, len(found))
        case "percentile":
            ordered = sorted(Fraction(each["value"]) for each in found)
            covered = Fraction(calculation["percentile"]) * len(ordered) / HUNDRED
            return next(each for place, each in enumerate(ordered, 1) if place >= covered)
        case "highest":
            return max(Fraction(each["value"]) for each in found)
        case method:
            assert method == "sum"
            return sum((Fraction(each["value"]) for each in found), Fraction(0))


@cache
def minutes(identity: str, name: str) -> tuple[Fraction, Fraction]:
    """Return the minutes of failure and those that count, parts added up as shares of one."""
    measurement = records("measurements")[identity]
    data = agreements()[measurement["agreement"]].data
    calculation = target(measurement["agreement"], name)["calculation"]
    hours = next(
        (each for each in data["service_hours"] if each["id"] == calculation.get("hours")),
        data["service_hours"][0],
    )
    parts = calculation.get("parts", 1)
    served = set(service_minutes(hours, measurement["period"]))
    taken_out = down = 0
    for row in rows(measurement, name):
        count = int(row["parts"]) * len(served & set(span(row["from"], row["to"])))
        if row["kind"] == "outage":
            down += count
        else:
            assert row["kind"] in ("maintenance", "excluded")
            taken_out += count
    return Fraction(down, parts), Fraction(len(served) * parts - taken_out, parts)


def service_minutes(hours: Data, label: str) -> Iterator[datetime]:
    """Give each minute of the month *label* that lies in *hours*, in UTC."""
    closed = [(each["from"], each.get("to", each["from"])) for each in hours.get("closed", ())]
    at, end = begin_and_end(label)
    while at < end:
        local = at.astimezone(ZONE)
        clock = f"{local:%H:%M}"
        if not any(first <= local.date() <= last for first, last in closed) and any(
            WEEKDAYS[local.weekday()] in each["days"] and each["from"] <= clock < each["to"]
            for each in hours.get("weekly", ({"days": WEEKDAYS, "from": "00:00", "to": "24:00"},))
        ):
            yield at
        at += MINUTE


def span(begin: str, end: str) -> Iterator[datetime]:
    """Give each minute from *begin* up to *end*, in UTC."""
    at = moment(begin)
    while at < moment(end):
        yield at
        at += MINUTE


def moment(text: str) -> datetime:
    """Return the time that *text* names, by the clock of the valley where it names no other."""
    at = datetime.fromisoformat(text)
    return (at.replace(tzinfo=ZONE) if at.tzinfo is None else at).astimezone(UTC)


def begin_and_end(label: str) -> tuple[datetime, datetime]:
    """Return the first minute of the month *label* and the first one after it."""
    days = month(label)
    first, after = (
        datetime.combine(each, datetime.min.time()) for each in (days[0], days[-1] + DAY)
    )
    return moment(first.isoformat()), moment(after.isoformat())


def month(label: str) -> list[date]:
    """Return the days of the month *label*."""
    days = [date.fromisoformat(f"{label}-01")]
    while (days[-1] + DAY).month == days[0].month:
        days.append(days[-1] + DAY)
    return days


def working_days_after(label: str, holidays: Sequence[date]) -> list[date]:
    """Return the working days of the month after *label*."""
    days = month(f"{month(label)[-1] + DAY:%Y-%m}")
    return [each for each in days if each.weekday() < SATURDAY and each not in holidays]
