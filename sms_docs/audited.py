"""What an internal audit looks at, and who has a part in it and may not judge it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, ManagementSystem, Record, Status
from sms_docs.trace import Row, Trace
from sms_docs.trust import Person

AUDIT = "internal-audit"


def audits(system: ManagementSystem) -> tuple[Record, ...]:
    """Return the internal audits, held and planned, by day and id; none that cannot be judged."""
    found = (each for each in system.records if each.type.name == AUDIT and each.valid)
    return tuple(sorted(found, key=lambda each: (each.date, each.id)))


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of *value*, a list of metadata; none where it is no list."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def as_day(text: str) -> date | None:
    """Return the day that *text* names; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def requirements_of(catalogue: Catalogue, number: str) -> tuple[str, ...]:
    """Return the ids of the requirements at and below *number*, in the order of the standard.

    *number* is that of a clause, a requirement or a point; none for any other, and for a
    clause below which nothing is asked.
    """
    if number in catalogue.clauses:
        return tuple(
            requirement.id
            for clause in catalogue.clauses.values()
            if number in _line(catalogue, clause.number)
            for requirement in clause.requirements
        )
    if number in catalogue.requirements:
        return (number,)
    point = catalogue.points.get(number)
    return (point[0],) if point else ()


def _line(catalogue: Catalogue, number: str) -> list[str]:
    """Return *number* and the numbers of the clauses above it."""
    found: list[str] = []
    while number in catalogue.clauses and number not in found:
        found.append(number)
        number = catalogue.clauses[number].parent or ""
    return found


def looked_at(
    system: ManagementSystem, catalogue: Catalogue, numbers: Iterable[str]
) -> frozenset[str]:
    """Return the requirements of *catalogue* that *numbers* name, as claims and scopes do.

    A number without a catalogue before it belongs to the first catalogue in force.
    """
    first = next(iter(system.catalogues), "")
    found: set[str] = set()
    for number in numbers:
        name, colon, bare = number.partition(":")
        if (name if colon else first) == catalogue.id:
            found.update(requirements_of(catalogue, bare if colon else number))
    return frozenset(found)


def answering(rows: Iterable[Row], *, working: bool = False) -> Mapping[str, Document]:
    """Return id -> the documents in force that claim any of *rows*, or a point of one, by id.

    *working* takes every text as in force.
    """
    found = {
        document.id: document
        for row in rows
        for claims in (row.claims, *row.points.values())
        for document, _ in claims
        if working or document.standing.status is Status.IN_FORCE
    }
    return dict(sorted(found.items()))


def audited_by(system: ManagementSystem, trace: Trace, audit: Record) -> Mapping[str, Document]:
    """Return id -> the documents that *audit* looks at.

    Those are the ones that it names under `audited`, and those in force that claim a clause
    of its scope; what first came into force after its day is left out of these.
    """
    scope = texts(audit.data.get("scope"))
    found: dict[str, Document] = {}
    for name, rows in trace.rows.items():
        inside = looked_at(system, system.catalogues[name], scope)
        claiming = answering(
            (row for row in rows if row.requirement.id in inside), working=trace.working
        )
        found |= {
            identity: document
            for identity, document in claiming.items()
            if _was_there(system, identity, audit.date)
        }
    named = texts(audit.data.get("audited"))
    for document in (*system.documents, *system.in_use):
        if document.id in named:
            found[document.id] = document
    return dict(sorted(found.items()))


def _was_there(system: ManagementSystem, identity: str, day: str) -> bool:
    history = system.histories.get(identity)
    revisions = history.revisions if history else ()
    return not revisions or min(each.effective for each in revisions).isoformat() <= day


def owning(
    person: Person, documents: Iterable[Document], day: date
) -> Mapping[str, tuple[Document, ...]]:
    """Return role -> those of *documents* that *person* answers for on *day* by that role."""
    found: dict[str, tuple[Document, ...]] = {}
    for document in documents:
        if person.held(document.owner, day):
            found[document.owner] = (*found.get(document.owner, ()), document)
    return found


def authors(system: ManagementSystem, document: Document) -> frozenset[str]:
    """Return the persons who wrote *document*, those who committed to it included."""
    stated = system.stated.get((document.id, document.version))
    return frozenset(texts(document.data.get("authors"))) | (
        stated.authors if stated else frozenset()
    )
