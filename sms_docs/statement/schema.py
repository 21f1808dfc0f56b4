"""The closed schema of a statement, and what it has against data, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from sms_docs.printable import printable

SCHEMA = Path(__file__).with_name("statement.schema.json")
SHOWN = 60


@cache
def validator() -> jsonschema_rs.Validator:
    """Return the compiled schema."""
    # The other engine backtracks, and a pattern could hold it for ever.
    return jsonschema_rs.Draft202012Validator(
        _schema(), pattern_options=jsonschema_rs.RegexOptions()
    )


def breach(data: object) -> str:
    """Return the first thing that the schema has against *data*; empty where nothing."""
    errors = list(validator().iter_errors(data))
    # A key that is misspelt is also a key that is missing: the former says more.
    errors.sort(key=lambda error: not _unknown(error))
    return _words(errors[0]) if errors else ""


def _words(error: jsonschema_rs.ValidationError) -> str:
    return f"{_where(error.instance_path)} {_shape(error) or _value(error)}"


def _shape(error: jsonschema_rs.ValidationError) -> str:
    """Return what is wrong with the keys or the kind of a value; empty where nothing is."""
    kind = error.kind
    if unknown := _unknown(error):
        return f"has the unknown key '{printable(unknown[0], SHOWN)}'; take it out"
    if isinstance(kind, ValidationErrorKind.Required):
        return f"lacks the key '{kind.property}'"
    if isinstance(kind, ValidationErrorKind.Type):
        return f"must be {_kind(kind.types)}"
    if isinstance(kind, ValidationErrorKind.MinItems):
        return "is empty"
    return "names something twice" if isinstance(kind, ValidationErrorKind.UniqueItems) else ""


def _value(error: jsonschema_rs.ValidationError) -> str:
    kind = error.kind
    shown = f"is '{printable(str(error.instance), SHOWN)}'"
    if isinstance(kind, ValidationErrorKind.Enum):
        return f"{shown}, which is none of {', '.join(map(str, kind.options))}"
    if isinstance(kind, ValidationErrorKind.Constant):
        return f"{shown}; it must be '{kind.expected_value}'"
    if isinstance(kind, ValidationErrorKind.Pattern):
        return f"{shown}; it must be {_allowed()[kind.pattern]}"
    return f"does not fit the schema: {printable(error.message)}"


def _unknown(error: jsonschema_rs.ValidationError) -> list[str]:
    kind = error.kind
    return kind.unexpected if isinstance(kind, ValidationErrorKind.AdditionalProperties) else []


def _where(path: list[Any]) -> str:
    """Return *path* as in ``predicate.signer.id`` or ``subject[0].name``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the statement"


def _kind(types: list[Any]) -> str:
    names = {"object": "an object", "array": "an array", "string": "text in quotation marks"}
    return " or ".join(names.get(str(name), str(name)) for name in types)


@cache
def _allowed() -> Mapping[str, str]:
    """Return what is allowed, in words, by pattern."""
    return dict(_patterns(_schema()))


def _patterns(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if isinstance(pattern := part.get("pattern"), str):
            yield pattern, part["x-sms"]["allowed"]
        for inner in part.values():
            yield from _patterns(inner)


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_bytes())
    return schema
