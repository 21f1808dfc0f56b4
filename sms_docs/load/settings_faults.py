"""What is wrong in ``[tool.sms-docs]``, told with the words of its schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

from sms_docs.model import Data, KeyPath
from sms_docs.printable import printable
from sms_docs.suggest import suggest

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SCHEMA = Path(__file__).with_name("settings.schema.json")


class Wrong(NamedTuple):
    """Something wrong at a key path; *message* ends with what to do.

    An unknown key comes first: where one is misspelt, another seems to be missing.
    """

    path: KeyPath
    message: str
    is_unknown: bool = False


def find_faults(data: Data) -> list[Wrong]:
    """Return all that is wrong in *data*, the TOML table; empty where nothing is."""
    found = [*_misplaced_days(data)]
    found += [_explain(error, data) for error in _validator().iter_errors(_json(data))]
    if "as_of" in data and data.get("demonstration") is not True:
        message = (
            "as_of freezes the day of a demonstration, and this is none;"
            " delete the line, or set `demonstration = true`"
        )
        found.append(Wrong(("as_of",), message))
    return found


@cache
def _schema() -> Data:
    schema: Data = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(dict(_schema()), validate_formats=True)


def _json(value: object) -> object:
    """Return a TOML value as JSON: days become text, numbers that JSON lacks become null."""
    if isinstance(value, dict):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_json(each) for each in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _misplaced_days(data: Data) -> Iterator[Wrong]:
    """Give the days in quotes or with a time, and those where no day belongs.

    TOML has days, JSON Schema has none: there they are text.
    """
    for path, value in _leaves(data, ()):
        part = _part(path)
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        wants_day = part.get("format") == "date"
        is_other_time = isinstance(value, date | time) and not is_day
        # An unknown key has no part, and is reported as such.
        if part and (is_other_time or (is_day != wants_day and isinstance(value, str | date))):
            yield Wrong(path, _not_so(path, value))


def _leaves(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _leaves(each, (*path, index))
    else:
        yield path, value


def _explain(error: jsonschema_rs.ValidationError, data: Data) -> Wrong:
    path: KeyPath = tuple(p if isinstance(p, int) else str(p) for p in error.instance_path)
    said = error.kind.as_dict()
    if error.kind.name == "additionalProperties":
        key, known = str(said["unexpected"][0]), _part(path)["properties"]
        hint = suggest(key, known) or f"; known: {', '.join(known)}"
        return Wrong((*path, key), f"unknown key '{printable(key)}'{hint}", is_unknown=True)
    if error.kind.name == "required":
        key = str(said["property"])
        return Wrong(path, f"the key '{key}' is missing; add `{_example((*path, key))}`")
    value: Any = data
    for step in path:
        value = value[step]
    return Wrong(path, _not_so(path, value))


def _not_so(path: KeyPath, value: object) -> str:
    shown = str(value) if isinstance(value, date | time) else json.dumps(value, default=str)
    return (
        f"{_key(path)} has {printable(shown)}; it must be {_part(path)['description']};"
        f" for example `{_example(path)}`"
    )


def _key(path: KeyPath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "tool.sms-docs")


def _example(path: KeyPath) -> str:
    """Return a line of TOML that would be right at *path*."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return f"{_key(path)} = {_toml(_part(path)['examples'][0])}"


def _toml(value: object) -> str:
    """Return an example of the schema as TOML, where a day stands without quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    return json.dumps(value)


def _part(path: KeyPath) -> Data:
    """Return the part of the schema that describes *path*; empty where none does."""
    part: Data = _schema()
    for step in path:
        part = part.get("items", {}) if isinstance(step, int) else _named(part, step)
        if "$ref" in part:
            part = _schema()["$defs"][part["$ref"].rpartition("/")[2]]
    return part


def _named(part: Data, key: str) -> Data:
    found: Data = part.get("properties", {}).get(key, {})
    return found
