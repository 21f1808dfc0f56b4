"""The audit programme that the records speak for: what is audited when, why, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sms_docs.audited import as_day, audited_by, audits, looked_at, texts
from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, Record
from sms_docs.views.audit.auditors import auditing_roles, parted, parts_in
from sms_docs.views.audit.calendar import Slot, Wish, slots
from sms_docs.views.audit.ground import Ground
from sms_docs.views.audit.shares import Gap, dealt
from sms_docs.views.audit.subjects import Subject, subjects


class Planned(NamedTuple):
    """One audit of the programme; *record* holds it where it is planned already.

    *requirements* counts what it looks at.  *note* says why there is no auditor, or what part
    one of *auditors* has in what is audited.
    """

    month: str
    record: Record | None
    subjects: tuple[Subject, ...]
    documents: tuple[Document, ...]
    requirements: int
    auditors: tuple[str, ...]
    note: str


class Programme(NamedTuple):
    """The audits of a programme in order; *gaps* are what they leave out."""

    catalogue: Catalogue
    as_of: date
    wish: Wish
    roles: tuple[str, ...]
    subjects: tuple[Subject, ...]
    audits: tuple[Planned, ...]
    gaps: tuple[Gap, ...]


def programme(ground: Ground, wish: Wish, roles: Collection[str] = ()) -> Programme:
    """Return the programme that *wish* asks for; *roles* are those whose holders audit.

    Raises:
        ConfigurationError: roles.yml lacks one of *roles*.
    """
    system = ground.system
    chosen = auditing_roles(system, roles)
    every = subjects(ground)
    calendar = slots(audits(system), wish, ground.today)
    shares, gaps = dealt(every, calendar, _covered(ground, calendar, every))
    loads: dict[str, int] = {}
    planned: list[Planned] = []
    for slot in calendar:
        if slot.records:
            planned += (_fixed(ground, slot.month, each, every) for each in slot.records)
        else:
            day = date.fromisoformat(f"{slot.month}-01")
            for part in parted(system, shares[slot.month], chosen, day, loads):
                names = (part.auditor,) if part.auditor else ()
                planned.append(
                    Planned(
                        slot.month,
                        None,
                        part.subjects,
                        _documents(part.subjects),
                        sum(len(each.requirements) for each in part.subjects),
                        names,
                        part.note,
                    )
                )
    return Programme(ground.catalogue, ground.today, wish, chosen, every, tuple(planned), gaps)


def _covered(
    ground: Ground, calendar: Iterable[Slot], every: Sequence[Subject]
) -> Mapping[int, frozenset[str]]:
    """Return year -> the numbers of the subjects that its fixed audits take up whole."""
    inside: dict[int, set[str]] = {}
    for slot in calendar:
        taken = inside.setdefault(slot.year, set())
        for record in slot.records:
            taken |= _scope(ground, record)
    return {
        year: frozenset(each.number for each in every if _names(each) <= taken)
        for year, taken in inside.items()
    }


def _scope(ground: Ground, record: Record) -> frozenset[str]:
    """Return the requirements that *record* audits, and the documents that it names."""
    scope = looked_at(ground.system, ground.catalogue, texts(record.data.get("scope")))
    return scope | frozenset(texts(record.data.get("audited")))


def _names(subject: Subject) -> frozenset[str]:
    return frozenset(subject.requirements or (subject.number,))


def _fixed(ground: Ground, month: str, record: Record, every: Iterable[Subject]) -> Planned:
    inside = _scope(ground, record)
    documents = tuple(audited_by(ground.system, ground.trace, record).values())
    auditors = texts(record.data.get("auditors"))
    return Planned(
        month,
        record,
        tuple(each for each in every if _names(each) & inside),
        documents,
        len(inside.intersection(ground.catalogue.requirements)),
        auditors,
        "; ".join(_parts(ground, record, auditors, documents)),
    )


def _parts(
    ground: Ground, record: Record, auditors: Iterable[str], documents: Sequence[Document]
) -> Iterator[str]:
    day = as_day(record.date) or ground.today
    for name in auditors:
        yield from parts_in(ground.system, name, documents, day)


def _documents(taken: Iterable[Subject]) -> tuple[Document, ...]:
    found = {document.id: document for each in taken for document in each.documents}
    return tuple(found[identity] for identity in sorted(found))
