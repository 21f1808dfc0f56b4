"""Roles and people, read from records/trust/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sms_docs.load.reading import Reading
from sms_docs.model import Data, DocumentType, Person, Role


def load_roles(reading: Reading, kind: DocumentType) -> Mapping[str, Role]:
    """Return role id -> role; empty where the file is missing or broken."""
    return {
        entry["id"]: Role(entry["id"], entry["title"], tuple(entry.get("duties", ())))
        for entry in _entries(reading, kind)
    }


def load_people(reading: Reading, kind: DocumentType) -> Mapping[str, Person]:
    """Return person id -> person; empty where the file is missing or broken."""
    return {entry["id"]: _person(entry) for entry in _entries(reading, kind)}


def _person(entry: Data) -> Person:
    held = tuple(
        (role["role"], role.get("from", ""), role.get("to", "")) for role in entry.get("roles", ())
    )
    return Person(entry["id"], entry["name"], held)


def _entries(reading: Reading, kind: DocumentType) -> list[dict[str, Any]]:
    if not (reading.root / kind.directory).exists():
        return []
    source = reading.source(kind.directory, kind)
    return list(source.data[kind.name]) if source and source.valid else []
