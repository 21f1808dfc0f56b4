"""Values and places in the words of a message."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sms_docs.model import KeyPath

LONGEST_VALUE = 60
LONGEST_EXAMPLE = 100
# JSON's names of types, as people say them who never saw a schema.
KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "empty",
    "number": "a number",
    "object": "a mapping of keys to values",
    "string": "text",
}
CHARACTERS = {
    " ": "a space",
    "\t": "a tab",
    "\n": "a line break",
    "'": "an apostrophe",
    '"': "a quotation mark",
    "`": "a back-tick",
}


def quoted(text: str) -> str:
    """Return *text* in quotation marks, cut where it is long."""
    return f"'{text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + '…'}'"


def shown(value: object) -> str:
    """Return *value* as a message shows it; of lists and mappings what they are."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, list | dict):
        return kind_of(value)
    return written(value)


def kind_of(value: object) -> str:
    """Return what *value* is, in words."""
    names: dict[type, str] = {bool: "boolean", int: "integer", str: "string", list: "array"}
    names |= {dict: "object", type(None): "null"}
    return KINDS[names.get(type(value), "number")]


def label(path: KeyPath) -> str:
    """Return what to call the value at *path*: its key, or its place in a list."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {label(path[:-1])}"
    return path[-1]


def character(char: str) -> str:
    """Return *char* as a message names it: in quotes, or by name where it is invisible."""
    if char in CHARACTERS:
        return CHARACTERS[char]
    is_visible = unicodedata.category(char)[0] not in "CZ"
    return f"'{char}'" if is_visible else f"U+{ord(char):04X}"


def line(path: KeyPath, example: object) -> str:
    """Return *example* at *path* as a line of YAML; empty where it would be long."""
    text = in_line(example)
    if path and isinstance(path[-1], str):
        text = f"{path[-1]}: {text}"
    elif path:
        text = f"- {text}"
    return text if len(text) <= LONGEST_EXAMPLE else ""


def in_line(value: object) -> str:
    """Return *value* as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_within, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_within(each)}' for key, each in value.items())}}}"
    return written(value)


def _within(value: object) -> str:
    """Return *value* as it stands in a list or mapping on one line: a comma would end it."""
    if isinstance(value, str) and "," in value:
        return json.dumps(value, ensure_ascii=False)
    return in_line(value)


def written(value: object) -> str:
    """Return a plain *value* as YAML writes it."""
    from sms_docs.yaml_text import scalar  # noqa: PLC0415 - only for a mistake

    return scalar(value)
