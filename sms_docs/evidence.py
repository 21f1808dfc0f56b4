"""Which records a requirement asks for, and which of them there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sms_docs.catalogue import Artefact, Requirement
from sms_docs.model import Data, DocumentType, Record
from sms_docs.period import later

REGISTER = "register"
# A placeholder begins with it; placeholder-left reports each.
PLACEHOLDER = "‹"
# How long a record proves that something is done, where no document says how often.
FRESH, FRESH_IN_WORDS = "P13M", "13 months"


class Lack(NamedTuple):
    """What there is not of an artefact, in a sentence."""

    artefact: Artefact
    words: str


class Evidence(NamedTuple):
    """The records up to *today* by artefact, newest first, and the kinds that give each.

    *asked* are the artefacts whose records a document in force asks for, and *late* maps
    those of which it misses some to what is missing, in a sentence.
    """

    records: Mapping[str, tuple[Record, ...]]
    kinds: Mapping[str, tuple[str, ...]]
    today: date
    asked: Collection[str] = frozenset()
    late: Mapping[str, str] = {}

    def proof(self, asked: tuple[Artefact, ...]) -> tuple[Record, ...]:
        """Return each record of the artefacts *asked* once, the newest first."""
        if len(asked) == 1:
            return self.records.get(asked[0].id, ())
        found = {
            record.path: record
            for artefact in asked
            for record in self.records.get(artefact.id, ())
        }
        return tuple(sorted(found.values(), key=lambda record: record.date, reverse=True))

    def missing(self, asked: tuple[Artefact, ...]) -> Lack | None:
        """Return what is missing of *asked*, the first of it; None if there is all."""
        for artefact in asked:
            if self.records.get(artefact.id):
                continue
            if kinds := self.kinds.get(artefact.id):
                words = f"no record of kind {' or '.join(kinds)} ({artefact.id})"
                return Lack(artefact, words)
            return Lack(artefact, f"no kind of record gives {artefact.id}: {artefact.name}")
        return None

    def stale(self, asked: tuple[Artefact, ...]) -> Lack | None:
        """Return why the records of *asked* are not fresh, the first of it; None if they are.

        They are fresh while nothing is missing that a document asks for.  Where none says
        how often, the newest record counts for 13 months; the entries of a register do not
        grow old.
        """
        for artefact in asked:
            if words := self.late.get(artefact.id):
                return Lack(artefact, words)
            newest = next(iter(self.records.get(artefact.id, ())), None)
            if artefact.kind == REGISTER or artefact.id in self.asked or newest is None:
                continue
            day = day_of(newest)
            end = later(day, FRESH) if day else None
            if end and end < self.today:
                words = (
                    f"the newest record of {artefact.id}, {newest.id}, is of {newest.date}: older"
                    f" than {FRESH_IN_WORDS}, and no document in force says how often it is kept"
                )
                return Lack(artefact, words)
        return None


def gather(records: Iterable[Record], types: Iterable[DocumentType], today: date) -> Evidence:
    """Return the evidence there is as of *today*; what is dated later does not exist yet."""
    last = today.isoformat()
    found: dict[str, list[Record]] = {}
    for record in records:
        # ISO days sort as text.
        if record.type.artefacts and "" < record.date <= last and is_filled_in(record):
            for artefact in artefacts_of(record):
                found.setdefault(artefact, []).append(record)
    kinds: dict[str, tuple[str, ...]] = {}
    for kind in types:
        for artefact in kind.artefacts if kind.category == "record" else ():
            kinds[artefact] = (*kinds.get(artefact, ()), kind.name)
    newest = {
        artefact: tuple(sorted(given, key=lambda record: record.date, reverse=True))
        for artefact, given in found.items()
    }
    return Evidence(newest, kinds, today)


def day_of(record: Record) -> date | None:
    """Return the day of *record*; None where it is unreadable."""
    try:
        return date.fromisoformat(record.date)
    except ValueError:
        return None


def is_filled_in(record: Record) -> bool:
    """Return whether *record* can prove anything.

    What its schema refuses cannot, nor one in which a placeholder stands for what happened.
    """
    return record.valid and PLACEHOLDER not in record.text


def artefacts_of(record: Record) -> tuple[str, ...]:
    """Return the artefacts that *record* gives: those of its type whose conditions it meets."""
    kind = record.type
    if not kind.conditions:
        return kind.artefacts
    return tuple(
        each
        for each in kind.artefacts
        if each not in kind.conditions or has(record, kind.conditions[each])
    )


def has(record: Record, values: Data) -> bool:
    """Return whether *record* has these *values* by key; True stands for any value."""
    return all(
        bool(record.data.get(key)) if value is True else record.data.get(key) == value
        for key, value in values.items()
    )


def asked_of(requirement: Requirement, artefacts: Mapping[str, Artefact]) -> tuple[Artefact, ...]:
    """Return the artefacts whose records prove *requirement*.

    A register is a document by its number but lives as one record an entry, so what is
    proved by a document asks for its entries, as does a record kept in nothing else.
    """
    if requirement.evidence == "none":
        return ()
    own = [artefacts[identity] for identity in requirement.artefacts]
    registers = tuple(artefact for artefact in own if artefact.kind == REGISTER)
    if requirement.evidence == "document":
        return registers
    return tuple(artefact for artefact in own if artefact.kind == "record") or registers
