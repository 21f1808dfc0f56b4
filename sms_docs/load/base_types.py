"""Which folders were under control at a commit: by its own schemas and settings.

Else a change could take a folder out of control, and its documents out of the comparison.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from sms_docs.load.git import Repository
from sms_docs.load.objects import Files, blobs
from sms_docs.load.project import ENDING, controlled_types
from sms_docs.load.schema_files import ENDING as SCHEMA
from sms_docs.load.schema_files import FOLDER, schema_files
from sms_docs.load.settings import FILE
from sms_docs.model import ManagementSystem


class Place(NamedTuple):
    """A folder of documents, with a slash at its end, and the ending of their files."""

    folder: str
    ending: str

    @property
    def is_yaml(self) -> bool:
        """Whether the documents there are YAML as a whole."""
        return self.ending == ENDING["yaml"]

    def holds(self, path: str) -> bool:
        """Return whether a document may lie at *path*."""
        return path.startswith(self.folder) and path.endswith(self.ending)


def places_now(system: ManagementSystem) -> tuple[Place, ...]:
    """Return the places of documents in the work tree."""
    return tuple(
        Place(f"{kind.directory}/", ENDING[kind.format])
        for kind in controlled_types(system.types, system.settings)
        if kind.category == "document"
    )


def places_at(
    system: ManagementSystem, repository: Repository, now: Files, then: Files
) -> tuple[Place, ...]:
    """Return the places of documents in the state *then*; *now* are the working files."""
    ruling = {path for path in {*now, *then} if _is_ruling(path)}
    if all(now.get(path) == then.get(path) for path in ruling):
        return places_now(system)
    names = {path: then[path] for path in ruling if path in then}
    held = blobs(repository, names.values())
    content = {path: held[identity] for path, identity in names.items() if identity in held}
    chosen = _directories(content.get(FILE, b""))
    schemas: dict[str, Any] = {name: file.schema for name, file in schema_files(None).items()}
    for path, raw in content.items():
        if path != FILE:
            schemas[path.rpartition("/")[2].removesuffix(SCHEMA)] = _json(raw)
    found = (_place(schema) for schema in schemas.values())
    return tuple(place for place in found if place and (not chosen or place.folder[:-1] in chosen))


def _is_ruling(path: str) -> bool:
    return path == FILE or (path.startswith(FOLDER + "/") and path.endswith(SCHEMA))


def _directories(settings: bytes) -> frozenset[str]:
    """Return the directories that *settings* choose; empty stands for all."""
    try:
        table = tomllib.loads(settings.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return frozenset()
    for key in ("tool", "sms-docs", "directories"):
        table = table.get(key, {}) if isinstance(table, dict) else {}
    return frozenset(each for each in table if isinstance(each, str))


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _place(schema: object) -> Place | None:
    marks = schema.get("x-sms") if isinstance(schema, Mapping) else None
    if not isinstance(marks, Mapping) or marks.get("category") != "document":
        return None
    folder, kind = marks.get("directory"), marks.get("format")
    if not isinstance(folder, str) or not isinstance(kind, str) or kind not in ENDING:
        return None
    return Place(f"{folder}/", ENDING[kind])
