"""What to do about a requirement that is not current, and by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from sms_docs.cadence import Cadence
from sms_docs.catalogue import Artefact, Catalogue
from sms_docs.evidence import FRESH, artefacts_of, day_of
from sms_docs.model import Document, DocumentType, ManagementSystem, Record
from sms_docs.period import later
from sms_docs.trace import Bar, Obstacle, Row, Trace

MEASUREMENT = "measurement"


class Priority(StrEnum):
    """How soon something is done that has no day of its own."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


# Days from the day of the plan on.
DAYS = {Priority.HIGH: 30, Priority.MEDIUM: 60, Priority.LOW: 90}


class Desk(NamedTuple):
    """What actions are told from: *nearest* gives the document nearest to a requirement."""

    system: ManagementSystem
    trace: Trace
    catalogue: Catalogue
    nearest: Callable[[Row], Document | None]


class Step(NamedTuple):
    """What to do next, and by when where the data give a day."""

    action: str
    day: date | None = None


def priority(row: Row) -> Priority:
    """Return how soon: what the standard names first, then what asks for proof, then the rest."""
    if row.requirement.explicit:
        return Priority.HIGH
    return Priority.LOW if row.requirement.evidence == "none" else Priority.MEDIUM


def due(row: Row, step: Step, today: date) -> date:
    """Return the day of *step*; without one, 30, 60 or 90 days from *today* by priority."""
    return step.day or today + timedelta(days=DAYS[priority(row)])


def step(desk: Desk, row: Row) -> Step | None:
    """Return what to do about *row*; None where it is current."""
    if row.bar is None:
        return None
    return STEPS[row.bar.obstacle](desk, row, row.bar)


def _claim(desk: Desk, row: Row, _bar: Bar) -> Step:
    number = row.requirement.id
    near = desk.nearest(row)
    write = f"{new('procedure')}, and claim {number} there"
    if near is None:
        return Step(f"Write a document that answers it: {write}.")
    return Step(
        f"Claim {number} in {near.id}, at the heading that answers it or a new one; or write a"
        f" document that does: {write}."
    )


def _approve(_desk: Desk, row: Row, bar: Bar) -> Step:
    ids = _ids(bar)
    return Step(
        f"Have {ids[0]} approved, which claims {row.requirement.id}: sms-docs approve {ids[0]}."
    )


def _wait(_desk: Desk, _row: Row, bar: Bar) -> Step:
    documents = [document for document, _ in bar.claims]
    days = [each.standing.applies_from for each in documents if each.standing.applies_from]
    day = min(days, default=None)
    when = f" on {day}" if day else " on its day"
    return Step(f"Nothing but wait: {documents[0].id} comes into force{when}.", day)


def _replace(_desk: Desk, row: Row, bar: Bar) -> Step:
    document, _ = bar.claims[0]
    successor = document.standing.successor
    where = f"{successor}, which takes the place of {document.id}" if successor else ""
    where = where or f"a document in force, for {document.id} is {document.standing.status}"
    return Step(f"Claim {row.requirement.id} in {where}.")


def _aim(_desk: Desk, _row: Row, bar: Bar) -> Step:
    document, claim = bar.claims[0]
    what = "key" if document.type.format == "yaml" else "heading"
    return Step(
        f"Correct the claim {claim.number}#{claim.anchor} of {document.id}, so that it names a"
        f" {what} that is there: sms-docs revise {document.id} --change TEXT."
    )


def _name(desk: Desk, row: Row, _bar: Bar) -> Step:
    return Step(
        f"Say under artefacts of {row.requirement.id} in catalogues/{desk.catalogue.id}.yml which"
        " record proves it."
    )


def _record(desk: Desk, _row: Row, bar: Bar) -> Step:
    """Say which record to write first, and for whom, where a document asks for it."""
    artefact = _artefact(bar)
    kinds = giving(desk.system.types, artefact)
    if not kinds:
        return Step(
            f"Add a type of record that gives {artefact.id}, {artefact.name}, and write one."
        )
    asked = [each for each in desk.trace.demands if artefact.id in each.artefacts]
    by = f", as {asked[0].document.id} asks" if asked else ""
    kind = asked[0].kind if asked else kinds[0]
    values = kind.conditions.get(artefact.id, {})
    named = [key if value is True else f"{key} {value}" for key, value in values.items()]
    with_values = f", with {' and '.join(named)}" if named else ""
    words = f"Write the record {artefact.name} ({artefact.id}){by}: {new(kind.name)}{with_values}."
    return Step(words, _expected(desk.trace.cadences, artefact))


def _review(_desk: Desk, _row: Row, bar: Bar) -> Step:
    documents = sorted(
        (document for document, _ in bar.claims),
        key=lambda each: (each.standing.next_review or date.max, each.id),
    )
    first = documents[0]
    more = list(dict.fromkeys(each.id for each in documents[1:] if each.id != first.id))
    also = f" The same for {', '.join(more)}." if more else ""
    return Step(
        f"Review {first.id}: sms-docs confirm {first.id} --checked TEXT if nothing changes, else"
        f" sms-docs revise {first.id} --change TEXT.{also}",
        first.standing.next_review,
    )


def _refresh(desk: Desk, row: Row, bar: Bar) -> Step:
    """Say which record is missing by its rhythm; where there is none, to write a newer one."""
    artefact = _artefact(bar)
    late = sorted(_late(desk.trace.cadences, artefact), key=lambda each: each.missing[0].due)
    if late:
        first = late[0]
        more = f" {len(late) - 1} more like it." if late[1:] else ""
        words = (
            f"Write what {first.demand.document.id} asks for ({first.words}):"
            f" {new(first.demand.kind.name)}.{more}"
        )
        return Step(words, first.missing[0].due)
    newest = next((each for each in row.records if artefact.id in artefacts_of(each)), None)
    kinds = giving(desk.system.types, artefact)
    kind = newest.type.name if newest else kinds[0].name if kinds else MEASUREMENT
    words = f"Write a newer record of kind {kind}: {new(kind)}; and say in a document in force how"
    return Step(f"{words} often it is kept, by `every`.", _aged(newest))


def _expected(cadences: Iterable[Cadence], artefact: Artefact) -> date | None:
    """Return the day on which the first record of *artefact* was or will be due."""
    days = [
        each.due
        for cadence in cadences
        if artefact.id in cadence.demand.artefacts
        for each in cadence.expected
        if each.record is None
    ]
    return min(days, default=None)


def _late(cadences: Iterable[Cadence], artefact: Artefact) -> list[Cadence]:
    return [each for each in cadences if each.missing and artefact.id in each.demand.artefacts]


def _aged(record: Record | None) -> date | None:
    day = day_of(record) if record else None
    return later(day, FRESH) if day else None


def _artefact(bar: Bar) -> Artefact:
    if bar.artefact is None:
        message = f"{bar.obstacle} is about an artefact"
        raise LookupError(message)
    return bar.artefact


def giving(types: Mapping[str, DocumentType], artefact: Artefact) -> list[DocumentType]:
    """Return the types of record that give *artefact*."""
    return [
        each
        for each in types.values()
        if each.category == "record" and artefact.id in each.artefacts
    ]


def new(kind: str) -> str:
    """Return the command that starts a record of *kind*."""
    return f"sms-docs new {kind} --title TITLE"


def _ids(bar: Bar) -> list[str]:
    return list(dict.fromkeys(document.id for document, _ in bar.claims))


STEPS: Mapping[Obstacle, Callable[[Desk, Row, Bar], Step]] = {
    Obstacle.UNCLAIMED: _claim,
    Obstacle.WITHDRAWN: _replace,
    Obstacle.SUPERSEDED: _replace,
    Obstacle.DRAFT: _approve,
    Obstacle.NOT_YET: _wait,
    Obstacle.ASTRAY: _aim,
    Obstacle.UNNAMED: _name,
    Obstacle.NO_RECORD: _record,
    Obstacle.OVERDUE: _review,
    Obstacle.STALE: _refresh,
}
