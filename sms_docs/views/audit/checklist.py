"""What an auditor takes along for some clauses: texts, records, findings, samples, questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sms_docs.audited import audits, looked_at, requirements_of
from sms_docs.catalogue import Catalogue
from sms_docs.errors import ConfigurationError
from sms_docs.model import Claim, Document, ManagementSystem, Record
from sms_docs.period import earlier
from sms_docs.raised import entries
from sms_docs.trace import Row, Trace
from sms_docs.views.audit.questions import claims, questions
from sms_docs.views.audit.sample import Pointed, Sample, draw, pointed, seed_of

# How long records are drawn from, and how many of the newest of each kind are listed.
PERIOD, NEWEST = "P12M", 3
# What people write between the parts of a number: `8.6.1 d)`.
MARKS = re.compile(r"[^0-9A-Za-z]+")
CUT = re.compile(r"[.-]?[^.-]*$")


class Drawing(NamedTuple):
    """How records are drawn: *size* of each kind, by *seed*; None for that of the day."""

    size: int = 3
    seed: int | None = None


class Source(NamedTuple):
    """Where a document answers; *heading* and *link* are those of the place, the link from root."""

    document: Document
    heading: str
    link: str


class Kept(NamedTuple):
    """The records of one kind: how many there are, and the *newest* of them."""

    kind: str
    total: int
    newest: tuple[Record, ...]


class Earlier(NamedTuple):
    """A finding of an earlier audit; *nonconformity* follows it up, empty where nothing does."""

    audit: Record
    grade: str
    text: str
    nonconformity: str


class Item(NamedTuple):
    """One requirement with all that an auditor needs for it."""

    row: Row
    sources: tuple[Source, ...]
    records: tuple[Kept, ...]
    findings: tuple[Earlier, ...]
    samples: tuple[Sample, ...]
    pointed: tuple[Pointed, ...]
    questions: list[str]


class Checklist(NamedTuple):
    """The requirements at and below *numbers*; records were drawn from *since* on, by *seed*."""

    catalogue: Catalogue
    numbers: tuple[str, ...]
    as_of: date
    since: date
    seed: int
    size: int
    items: tuple[Item, ...]


def checklist(
    system: ManagementSystem,
    trace: Trace,
    catalogue: Catalogue,
    numbers: Sequence[str],
    drawing: Drawing,
) -> Checklist:
    """Return the checklist for the clauses and requirements *numbers* of *catalogue*.

    Raises:
        ConfigurationError: the catalogue has no such number, or nothing is asked below it.
    """
    bare = tuple(dict.fromkeys(each.removeprefix(f"{catalogue.id}:") for each in numbers))
    wanted: set[str] = set()
    for number in bare:
        wanted.update(_asked(catalogue, number))
    since = earlier(trace.as_of, PERIOD) or trace.as_of
    seed = seed_of(trace.as_of) if drawing.seed is None else drawing.seed
    found = Checklist(catalogue, bare, trace.as_of, since, seed, drawing.size, ())
    rows = (row for row in trace.rows[catalogue.id] if row.requirement.id in wanted)
    return found._replace(items=tuple(_item(system, row, found) for row in rows))


def _asked(catalogue: Catalogue, number: str) -> tuple[str, ...]:
    if found := requirements_of(catalogue, number):
        return found
    if number in catalogue.clauses:
        message = f"{number} of {catalogue.standard} asks for nothing, and nothing below it does"
    else:
        message = f"{catalogue.standard} has no '{number}'{_hint(catalogue, number)}"
    raise ConfigurationError(message)


def _hint(catalogue: Catalogue, number: str) -> str:
    """Return the number that was meant where only marks differ, else those beside it."""
    known = (*catalogue.clauses, *catalogue.requirements)
    same = {MARKS.sub("", each).casefold(): each for each in known}
    if meant := same.get(MARKS.sub("", number).casefold()):
        return f"; did you mean '{meant}'?"
    above = number
    while above := CUT.sub("", above):
        if above in known:
            inside = [each for each in known if CUT.sub("", each) == above]
            return f"; {above} has {inside[0]} to {inside[-1]}" if inside else f"; it has {above}"
    top = [each.number for each in catalogue.clauses.values() if each.parent is None]
    return f"; it has {top[0]} to {top[-1]}"


def _item(system: ManagementSystem, row: Row, asked: Checklist) -> Item:
    records = _records(system, row, asked.as_of)
    recent = [each for each in records if each.date > asked.since.isoformat()]
    findings = tuple(_findings(system, row, asked))
    told = [(each.audit.id, each.grade, each.nonconformity) for each in findings]
    sources = {each.link: each for each in (_source(*claim) for claim in claims(row))}
    samples = draw(recent, asked.seed, asked.size)
    return Item(
        row,
        tuple(sources.values()),
        tuple(_kept(records)),
        findings,
        samples,
        pointed(recent),
        questions(row, told, sampled=bool(samples)),
    )


def _source(document: Document, claim: Claim) -> Source:
    if claim.anchor is None:
        return Source(document, "", document.path)
    named = (each.text for each in document.body.headings if each.anchor == claim.anchor)
    return Source(document, next(named, claim.anchor), f"{document.path}#{claim.anchor}")


def _records(system: ManagementSystem, row: Row, today: date) -> list[Record]:
    """Return the records that *row* asks for and those kept by who claims it, newest first."""
    claiming = {document.id for document, _ in claims(row)}
    found = {record.path: record for record in row.records}
    for record in system.records:
        in_time = "" < record.date <= today.isoformat()
        if record.valid and in_time and record.get("procedure") in claiming:
            found[record.path] = record
    return sorted(found.values(), key=lambda each: (each.date, each.id), reverse=True)


def _kept(records: Iterable[Record]) -> Iterator[Kept]:
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.type.name, []).append(record)
    for kind, found in sorted(kinds.items()):
        yield Kept(kind, len(found), tuple(found[:NEWEST]))


def _findings(system: ManagementSystem, row: Row, asked: Checklist) -> Iterator[Earlier]:
    """Give the findings of audits up to today on the requirement of *row*, the newest first."""
    for audit in reversed(audits(system)):
        if audit.date > asked.as_of.isoformat():
            continue
        for _, finding in entries(audit, "findings"):
            clause = finding["clause"]
            if row.requirement.id in looked_at(system, asked.catalogue, [clause]):
                followed = finding.get("nonconformity", "")
                yield Earlier(audit, finding["grade"], finding["text"], followed)
