"""Canonical JSON: objects, arrays and texts have one way to be written."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any, NoReturn

from sms_docs.printable import printable

SHOWN = 60


def canonical(value: object) -> str:
    """Return *value* as the one JSON text that it has.

    That is ``json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)`` and a line
    end, in a fifth of the time.

    Raises:
        TypeError: there is something else in it than objects, arrays and texts.
        RecursionError: it is nested too deeply.
    """
    return _layout(value, "\n") + "\n"


def _layout(value: object, line: str) -> str:
    """Return *value* as JSON; *line* is the line break and indentation that it stands at."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = line + "  "
    if isinstance(value, dict):
        if not value:
            return "{}"
        entries = [
            f"{encode_basestring(key)}: "
            f"{encode_basestring(each) if type(each) is str else _layout(each, inner)}"
            for key, each in sorted(value.items())
        ]
        return f"{{{inner}{f',{inner}'.join(entries)}{line}}}"
    if isinstance(value, list):
        if not value:
            return "[]"
        return f"[{inner}{f',{inner}'.join([_layout(each, inner) for each in value])}{line}]"
    message = f"{printable(str(value), SHOWN)} is no text; put it into quotation marks"
    raise TypeError(message)


def _no_number(text: str) -> NoReturn:
    message = f"{printable(text, SHOWN)} is no text; put it into quotation marks"
    raise TypeError(message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            message = f"the key '{printable(key, SHOWN)}' stands twice"
            raise TypeError(message)
        found[key] = value
    return found


# Both refuse numbers, NaN and infinities with a TypeError, bad JSON with a JSONDecodeError,
# and what is nested too deeply with a RecursionError.
decode = json.JSONDecoder(
    parse_int=_no_number, parse_float=_no_number, parse_constant=_no_number
).decode
# This one refuses a key that stands twice as well, and takes twice the time.
decode_strictly = json.JSONDecoder(
    parse_int=_no_number,
    parse_float=_no_number,
    parse_constant=_no_number,
    object_pairs_hook=_unique,
).decode
