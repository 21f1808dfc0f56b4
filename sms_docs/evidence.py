"""Which records a requirement asks for, and which of them there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sms_docs.catalogue import Artefact, Requirement
from sms_docs.model import DocumentType, Record


class Evidence(NamedTuple):
    """The records up to a day by artefact, newest first, and the kinds that give each."""

    records: Mapping[str, tuple[Record, ...]]
    kinds: Mapping[str, tuple[str, ...]]

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

    def missing(self, asked: tuple[Artefact, ...]) -> str:
        """Return what is missing of *asked*, the first of it; empty if there is all."""
        for artefact in asked:
            if self.records.get(artefact.id):
                continue
            if kinds := self.kinds.get(artefact.id):
                return f"no record of kind {' or '.join(kinds)} ({artefact.id})"
            return f"no kind of record gives {artefact.id}: {artefact.name}"
        return ""


def gather(records: Iterable[Record], types: Iterable[DocumentType], today: date) -> Evidence:
    """Return the evidence there is as of *today*; what is dated later does not exist yet."""
    last = today.isoformat()
    found: dict[str, list[Record]] = {}
    for record in records:
        # ISO days sort as text; a record that its schema refuses proves nothing.
        if record.type.artefacts and record.valid and "" < record.date <= last:
            for artefact in record.type.artefacts:
                found.setdefault(artefact, []).append(record)
    kinds: dict[str, tuple[str, ...]] = {}
    for kind in types:
        for artefact in kind.artefacts if kind.category == "record" else ():
            kinds[artefact] = (*kinds.get(artefact, ()), kind.name)
    newest = {
        artefact: tuple(sorted(given, key=lambda record: record.date, reverse=True))
        for artefact, given in found.items()
    }
    return Evidence(newest, kinds)


def asked_of(requirement: Requirement, artefacts: Mapping[str, Artefact]) -> tuple[Artefact, ...]:
    """Return the artefacts whose records prove *requirement*.

    A register is a document by its number but lives as one record an entry, so what is
    proved by a document asks for its entries, as does a record kept in nothing else.
    """
    if requirement.evidence == "none":
        return ()
    own = [artefacts[identity] for identity in requirement.artefacts]
    registers = tuple(artefact for artefact in own if artefact.kind == "register")
    if requirement.evidence == "document":
        return registers
    return tuple(artefact for artefact in own if artefact.kind == "record") or registers
