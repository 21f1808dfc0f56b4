"""Make the measurements of the starter anew: a year of raw values, always the same ones.

    python tests/demonstration/measurements.py

reads measurements.yml beside it, where the outages and the sums of each month stand, and
writes records/measurements: a record MEA-*.yml for each agreement and month, and a CSV file
for each of its targets.  Days, tickets and pages are spread by random numbers with a fixed
seed, so that a second run writes the same bytes: of `random.Random` only `random()` is used,
which gives the same numbers in every version of Python.  Nothing else is written; what the
service reports say about these values was written by hand.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
PLAN = Path(__file__).with_name("measurements.yml")
FOLDER = ROOT / "records/measurements"
SEED = "Tarn Valley IT"
# Working days of the month after: on the first the figures are exported, by the second checked.
EXPORTED, CHECKED = 2, 5
SATURDAY = 5
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
BY_WEEKDAY = (1.24, 1.04, 1.0, 0.94, 0.82, 0.7, 0.62)
# The hours of the service desk, and its minutes for an incident by priority, as in PRC-002.
DESK_OPENS, DESK_MINUTES = time(7, 30), 600
LIMITS = {"2": 480, "3": 1800}
FIRST_TICKET, TICKETS_A_MONTH = 30_150, 690
# Pages are drawn by day, clear of the hours in which the clock is changed.
PAGES_FROM, PAGES_MINUTES = time(6, 0), 1_070

Row = tuple[str, ...]


class Month(NamedTuple):
    """A month: its label, its days, those on which the desk works, and how many came before."""

    label: str
    days: tuple[date, ...]
    working: tuple[date, ...]
    before: int

    @property
    def words(self) -> str:
        """The month as people write it."""
        return f"{MONTHS[self.days[0].month - 1]} {self.days[0].year}"


def main() -> int:
    """Write the files of records/measurements; old ones are taken away first."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
    return 0


def files() -> dict[str, bytes]:
    """Return name -> content of every file that belongs into records/measurements."""
    plan = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    holidays = frozenset(plan.pop("holidays"))
    labels = sorted({label for agreement in plan.values() for label in agreement["months"]})
    numbers: dict[int, int] = {}
    made: dict[str, bytes] = {}
    for before, label in enumerate(labels):
        month = month_of(label, holidays, before)
        exported, checked = (following(month, holidays)[each - 1] for each in (EXPORTED, CHECKED))
        for agreement in sorted(name for name in plan if label in plan[name]["months"]):
            number = numbers[exported.year] = numbers.get(exported.year, 0) + 1
            identity = f"MEA-{exported.year}-{number:03}"
            given = plan[agreement]["months"][label]
            days = (exported, checked)
            head = record(identity, days, agreement, plan[agreement]["service"], month)
            listed = "".join(
                f"  - target: {name}\n    file: {identity}-{name}.csv\n" for name in given
            )
            slug = f"{plan[agreement]['service']} {month.words}".lower().replace(" ", "-")
            made[f"{identity}-{slug}.yml"] = f"{head}series:\n{listed}".encode()
            for name, values in given.items():
                # Not for secrets: the same numbers are wanted each time.
                numbers_of_it = Random(f"{SEED} {agreement} {label} {name}").random  # noqa: S311
                rows = SERIES[name](values, month, numbers_of_it)
                made[f"{identity}-{name}.csv"] = written(rows)
    return made


def month_of(label: str, holidays: Iterable[date], before: int) -> Month:
    """Return the month *label*, such as 2026-02, the one after *before* others."""
    first = date.fromisoformat(f"{label}-01")
    days = [first]
    while (tomorrow := days[-1] + timedelta(days=1)).month == first.month:
        days.append(tomorrow)
    return Month(label, tuple(days), tuple(working(days, holidays)), before)


def working(days: Iterable[date], holidays: Iterable[date]) -> list[date]:
    """Return those of *days* from Monday to Friday that are no holidays."""
    return [each for each in days if each.weekday() < SATURDAY and each not in holidays]


def following(month: Month, holidays: Iterable[date]) -> list[date]:
    """Return the working days of the month after *month*."""
    first = month.days[-1] + timedelta(days=1)
    return working((first + timedelta(days=each) for each in range(28)), holidays)


def record(
    identity: str, days: tuple[date, date], agreement: str, service: str, month: Month
) -> str:
    """Return the record of a month, but for its series."""
    exported, checked = days
    return (
        f"id: {identity}\n"
        "kind: measurement\n"
        f"title: Measurements of {service}, {month.words}\n"
        f"date: {exported}\n"
        "procedure: PRC-033\n"
        "owner: service-level-manager\n"
        "classification: internal\n"
        "retention: P3Y\n"
        f"closed: {checked}\n"
        f"agreement: {agreement}\n"
        f'period: "{month.label}"\n'
    )


def written(rows: Iterable[Row]) -> bytes:
    """Return *rows* as a file with commas."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


Draw = Callable[[], float]


def outages(values: Sequence[Sequence[Any]], _month: Month, _draw: Draw) -> Iterable[Row]:
    """Give the outages as they are written out, with all their parts."""
    yield ("from", "to", "kind", "parts", "note")
    for begin, end, kind, parts, note in values:
        yield (begin, end, kind, str(parts), note)


def calls(values: Mapping[str, Any], month: Month, draw: Draw) -> Iterable[Row]:
    """Give calls a working day, most of them on Monday, and those answered in time."""
    yield ("day", "good", "total")
    busy, slow_until = values.get("busy", {}), values.get("slow_until", date.min)
    weights = [
        BY_WEEKDAY[each.weekday()] * busy.get(each, 1) * (0.92 + 0.16 * draw())
        for each in month.working
    ]
    totals = spread(values["total"], weights)
    waiting = [
        total * busy.get(each, 1) * (1.5 if each <= slow_until else 1) * (0.6 + 0.8 * draw())
        for each, total in zip(month.working, totals, strict=True)
    ]
    late = spread(values["total"] - values["good"], waiting)
    for day, total, slow in zip(month.working, totals, late, strict=True):
        yield (str(day), str(total - slow), str(total))


def incidents(values: Mapping[str, Sequence[int]], month: Month, draw: Draw) -> Iterable[Row]:
    """Give tickets by the time of their solution, with the minutes of the desk they took."""
    yield ("at", "case", "value", "class")
    found = []
    for name, (count, late) in values.items():
        priority = name[-1]
        limit = LIMITS[priority]
        for index in range(count):
            part = 1.02 + 0.6 * draw() if index < late else 0.03 + 0.95 * draw() * draw()
            found.append((at_desk(month, draw), str(int(limit * part)), priority))
    found.sort()
    for ticket, (at, value, priority) in zip(tickets(len(found), month, draw), found, strict=True):
        yield (at, f"INC-{ticket}", value, priority)


def laptops(values: Mapping[str, int], month: Month, draw: Draw) -> Iterable[Row]:
    """Give laptops replaced, with working days; one case takes the longest time."""
    yield ("at", "case", "value")
    count, longest = values["cases"], values["longest"]
    slowest = int(draw() * count)
    days = sorted(at_desk(month, draw) for _ in range(count))
    for index, (ticket, at) in enumerate(zip(tickets(count, month, draw), days, strict=True)):
        usual = 1 if draw() < 0.6 else min(2, longest)
        # Odd numbers, so that no laptop has the ticket of another incident.
        yield (at, f"INC-{ticket + 1}", str(longest if index == slowest else usual))


def pages(values: Mapping[str, Any], month: Month, draw: Draw) -> Iterable[Row]:
    """Give pages with the seconds they took, of which 95 of 100 take the value at most."""
    yield ("at", "case", "value")
    count, most = values["cases"], int(values["value"].replace(".", ""))
    rank = -(-95 * count // 100)
    times = [
        most if index == rank - 1 else page_time(most, index < rank, draw) for index in range(count)
    ]
    moments = sorted(at_portal(month, draw) for _ in range(count))
    # Mixed, as a log is: each page takes one of the times that are left.
    for index, at in enumerate(moments, 1):
        time_taken = times.pop(int(draw() * len(times)))
        case = f"{month.label[2:4]}{month.label[5:]}-{index:03}"
        yield (at, case, f"{time_taken // 100}.{time_taken % 100:02}")


def page_time(most: int, within: bool, draw: Draw) -> int:  # noqa: FBT001 - which side of it
    """Return hundredths of a second, up to *most* or above it."""
    if within:
        return 20 + int((most - 20) * draw() * (0.35 + 0.65 * draw()))
    return most + 1 + int(most * 1.2 * draw())


def forms(values: Mapping[str, Any], month: Month, _draw: Draw) -> Iterable[Row]:
    """Give the forms lost a day, all of them on the first, with the notes of the night."""
    yield ("day", "value", "note")
    notes = values.get("notes", {})
    for day in month.days:
        lost = values["lost"] if day == month.days[0] else 0
        yield (str(day), str(lost), notes.get(day, ""))


def payments(values: Mapping[str, Any], month: Month, draw: Draw) -> Iterable[Row]:
    """Give payments a day, and those found in the ledger in time."""
    yield ("day", "good", "total")
    part = values.get("part", {})
    weights = [
        BY_WEEKDAY[each.weekday()] * part.get(each, 1) * (0.9 + 0.2 * draw()) for each in month.days
    ]
    totals = spread(values["total"], weights)
    late = spread(values["late"], [draw() * draw() * draw() * draw() for _ in totals])
    for day, total, slow in zip(month.days, totals, late, strict=True):
        yield (str(day), str(total - slow), str(total))


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers that come to *total*, in proportion to *weights*."""
    # In whole numbers: sums of broken ones differ between versions of Python.
    parts = [int(each * 1_000_000) for each in weights]
    found = [total * each // sum(parts) for each in parts]
    by_rest = sorted(
        range(len(parts)), key=lambda each: (-(total * parts[each] % sum(parts)), each)
    )
    for index in by_rest[: total - sum(found)]:
        found[index] += 1
    return found


def at_desk(month: Month, draw: Draw) -> str:
    """Return a minute in which the service desk works."""
    day = month.working[int(draw() * len(month.working))]
    return moment(day, DESK_OPENS, int(draw() * DESK_MINUTES))


def at_portal(month: Month, draw: Draw) -> str:
    """Return a minute of a day of *month*."""
    day = month.days[int(draw() * len(month.days))]
    return moment(day, PAGES_FROM, int(draw() * PAGES_MINUTES))


def moment(day: date, begin: time, minutes: int) -> str:
    """Return the minute that lies *minutes* after *begin* of *day*."""
    at = datetime.combine(day, begin) + timedelta(minutes=minutes)
    return at.isoformat(timespec="minutes")


def tickets(count: int, month: Month, draw: Draw) -> list[int]:
    """Return *count* even numbers of tickets of *month*, in order."""
    first = FIRST_TICKET + month.before * TICKETS_A_MONTH
    slots = [index * (TICKETS_A_MONTH // 2) // count for index in range(count + 1)]
    return [first + 2 * (low + int(draw() * (high - low))) for low, high in pairwise(slots)]


SERIES: Mapping[str, Callable[[Any, Month, Draw], Iterable[Row]]] = {
    "sign-in-availability": outages,
    "calls-answered": calls,
    "incidents-in-time": incidents,
    "laptop-replaced": laptops,
    "portal-availability": outages,
    "page-time": pages,
    "forms-lost": forms,
    "payments-in-ledger": payments,
}


if __name__ == "__main__":
    sys.exit(main())
