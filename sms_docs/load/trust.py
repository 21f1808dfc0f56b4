"""Roles and people, read from records/trust/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sms_docs.load.reading import Reading
from sms_docs.model import TOP, Data, Defect, DocumentType, Person, Role


def load_roles(reading: Reading, kind: DocumentType) -> Mapping[str, Role]:
    """Return role id -> role; empty where the file is missing or broken."""
    return {
        identity: Role(identity, entry["title"], tuple(entry.get("duties", ())))
        for identity, entry in _entries(reading, kind).items()
    }


def load_people(reading: Reading, kind: DocumentType) -> Mapping[str, Person]:
    """Return person id -> person; empty where the file is missing or broken."""
    return {identity: _person(entry) for identity, entry in _entries(reading, kind).items()}


def _person(entry: Data) -> Person:
    held = tuple(
        (role["role"], role.get("from", ""), role.get("to", "")) for role in entry.get("roles", ())
    )
    return Person(entry["id"], entry["name"], held)


def _entries(reading: Reading, kind: DocumentType) -> dict[str, dict[str, Any]]:
    """Return id -> entry; of two with one id the first, and the second is reported."""
    path = kind.directory
    # The walk has told already of what is no regular file.
    refused = {defect.path for defect in reading.faults.get("not-a-regular-file", ())}
    if path in refused or not (reading.root / path).exists():
        return {}
    source = reading.source(path, kind)
    found: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(source.data[kind.name] if source and source.valid else ()):
        identity = entry["id"]
        if found.setdefault(identity, entry) is not entry:
            place = source.places[kind.name, number, "id"] if source else TOP
            what = f"the id '{identity}' is taken by an entry above"
            cure = "Give each entry an id of its own, or make one of the two."
            reading.add("duplicate-id", Defect(path, place, what, cure))
    return found
