"""What a management review is told from: the period, the records that belong to it, its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from textwrap import shorten
from typing import Any, NamedTuple

from sms_docs.cadence import Cadence
from sms_docs.calendar_period import CalendarPeriod, calendar_period
from sms_docs.followup import Action, State
from sms_docs.levels.results import SIGNS
from sms_docs.model import Document, ManagementSystem, Record
from sms_docs.trace import Trace

# How much of a prose text stands in a line.
LONGEST = 160


class Line(NamedTuple):
    """One fact; *id* is the record, document or requirement that it stands in."""

    id: str
    text: str


class Topic(NamedTuple):
    """A part of an input; *summary* is a sentence, also where there is nothing to tell."""

    title: str
    summary: str
    lines: tuple[Line, ...] = ()


class Material(NamedTuple):
    """What the pack is made of.

    *as_of* is the day by which states are told; records of later days do not exist yet.
    *before* and *after* are the traces of the day before *period* and of its last day, or of
    *as_of* where that comes first.  *tasks* and *cadences* are those of *as_of*.
    """

    system: ManagementSystem
    period: CalendarPeriod
    as_of: date
    before: Trace
    after: Trace
    tasks: tuple[Action, ...]
    cadences: tuple[Cadence, ...]

    def records(self, kind: str) -> list[Record]:
        """Return the records of *kind* up to the day, the oldest first."""
        last = self.as_of.isoformat()
        found = (
            each
            for each in self.system.records
            if each.type.name == kind and each.valid and "" < each.date <= last
        )
        return sorted(found, key=lambda each: (each.date, each.id))

    def of_period(self, kind: str) -> list[Record]:
        """Return the records of *kind* that belong to the period.

        One that is about a month, quarter or year belongs to the period in which all of
        that lies; others, and those about more than the period, by their day.
        """
        return [each for each in self.records(kind) if self.is_of_period(each)]

    def is_of_period(self, record: Record) -> bool:
        """Return whether *record* belongs to the period."""
        about = calendar_period(record.get("period"))
        if about is None or about.last - about.first > self.period.last - self.period.first:
            return self.holds(record.date)
        return self.period.first <= about.first and about.last <= self.period.last

    def holds(self, day: str) -> bool:
        """Return whether the ISO day lies in the period and is not later than the day."""
        last = min(self.period.last, self.as_of)
        return self.period.first.isoformat() <= day <= last.isoformat()

    def closed(self, record: Record) -> str:
        """Return the day on which *record* was closed; empty while it is open."""
        day = record.get("closed")
        return day if day and day <= self.as_of.isoformat() else ""

    def documents(self, *kinds: str) -> list[Document]:
        """Return the documents in use of *kinds*, by id."""
        every = self.system.in_use or self.system.documents
        return sorted((each for each in every if each.type.name in kinds), key=lambda one: one.id)


def topic(
    material: Material, title: str, what: str, lines: tuple[Line, ...], several: str = ""
) -> Topic:
    """Return *lines* of the period under *title*; *what* is one of them, *several* are many."""
    if not lines:
        return Topic(title, none(what, material.period))
    return Topic(title, f"{counted(len(lines), what, several)} of {material.period.label}.", lines)


def task_line(task: Action) -> Line:
    """Return a task with its state, days and owner."""
    where = f"decision {int(task.key[-1]) + 1}: " if task.is_decision else ""
    done = f" on {task.done}" if task.done else ""
    due = f", due {task.due}" if task.due else ""
    late = f", {counted(task.late, 'day')} late" if task.late else ""
    age = f"{counted(task.age, 'day')} {'old' if task.is_open else 'until done'}"
    words = f"{where}{task.state}{done}{due}{late}, {age}, {task.owner}: {short(task.what)}"
    return Line(task.record.id, words)


def task_counts(tasks: Iterable[Action]) -> str:
    """Return how many of *tasks* are in each state: ``2 done, 1 overdue``."""
    states = [task.state for task in tasks]
    return listed(f"{states.count(each)} {each}" for each in reversed(State) if each in states)


def counted(number: int, what: str, several: str = "") -> str:
    """Return *number* of *what*: ``1 complaint``, ``2 complaints``, ``no complaint``."""
    if number == 1:
        return f"1 {what}"
    return f"{number or 'no'} {(several or what + 's') if number else what}"


def none(what: str, period: CalendarPeriod) -> str:
    """Return that there is no *what* of *period*, in words."""
    return f"There is no {what} of {period.label}."


def listed(parts: Iterable[str]) -> str:
    """Return *parts* as a list in a sentence."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def short(text: str) -> str:
    """Return *text* on one line, cut where it is long."""
    return shorten(text, LONGEST, placeholder=" …")


def entries(item: Document | Record, key: str) -> Iterator[Mapping[str, Any]]:
    """Give the entries of the list at *key* that are mappings."""
    found = item.data.get(key)
    yield from (each for each in (found if isinstance(found, list) else ()) if _is_map(each))


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def aim(comparator: str, target: object, unit: str) -> str:
    """Return a target in words: ``at least 99.5 percent``."""
    return f"{SIGNS.get(comparator, comparator)} {target} {unit}".strip()


def names(record: Record, key: str) -> str:
    """Return the ids in the list at *key* for a sentence."""
    found = record.data.get(key)
    return ", ".join(str(each) for each in found) if isinstance(found, list) else ""


def days_between(begin: str, end: str) -> int:
    """Return how many days lie between two ISO days that a schema allows."""
    return (date.fromisoformat(end) - date.fromisoformat(begin)).days


def average(numbers: Collection[int]) -> str:
    """Return the mean of *numbers*, rounded."""
    return f"{sum(numbers) / len(numbers):.0f}"
