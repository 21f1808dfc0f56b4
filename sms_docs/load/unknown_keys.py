"""Keys that a schema does not know, with the key that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.load.patterns import accepts
from sms_docs.load.schema_parts import Part, below, known_keys
from sms_docs.load.violation import Violation
from sms_docs.load.words import label, quoted
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sms_docs.model import Data, KeyPath

FEW = 15
CLOSING = ("additionalProperties", "unevaluatedProperties")


def unknown_keys(
    parts: list[Part],
    data: dict[str, object] | list[object],
    schemas: Mapping[str, Data],
    path: KeyPath = (),
) -> Iterator[Violation]:
    """Give a violation for each key in *data*, at any depth, that *parts* do not allow."""
    known = known_keys(parts)
    closed = any(part.schema.get(word) is False for part in parts for word in CLOSING)
    if closed and isinstance(data, dict):
        hint = suggester(known)
        for key in data:
            if key not in known and not _matched(parts, key):
                yield _violation((*path, key), hint(key), known)
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for step, value in entries:
        if isinstance(value, dict | list) and (inner := below(parts, step, schemas)):
            yield from unknown_keys(inner, value, schemas, (*path, step))


def _violation(path: KeyPath, hint: str, known: list[str]) -> Violation:
    what = f"unknown key {quoted(str(path[-1]))}{hint}"
    if len(path) > 1:
        what = f"unknown key {quoted(str(path[-1]))} in {label(path[:-1])}{hint}"
    few = known[:FEW] + ["…"] * (len(known) > FEW)
    fix = f"Correct the key or remove it; known here: {', '.join(few)}."
    meant = hint.rpartition("'")[0].rpartition("'")[2]
    return Violation(path, "unknown-key", what, fix, meant)


def _matched(parts: list[Part], key: str) -> bool:
    """Return whether a pattern for keys, or an open schema for further keys, allows *key*."""
    for part in parts:
        if isinstance(part.schema.get("additionalProperties"), dict):
            return True
        if any(accepts(pattern)(key) for pattern in part.schema.get("patternProperties", ())):
            return True
    return False
