"""Change a value of a YAML file, or of a document's metadata, and not one byte beside it.

Each change is tried in the way that is nearest to how the file is written, the result is
read again, and it counts only where it differs in exactly what was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sms_docs.act.edits import (
    Edit,
    Scalar,
    Sheet,
    adding_entry,
    adding_key,
    changing,
    removing_entry,
    value_at,
)
from sms_docs.errors import ConfigurationError
from sms_docs.load import frontmatter, yaml
from sms_docs.load.spans import spans
from sms_docs.load.text import BOM, READABLE, Fault, clean
from sms_docs.model import KEY, TOP, KeyPath

NO_KEYS = Fault("schema-violation", TOP, "it holds no keys", "write `key: value` lines")


class Opened(NamedTuple):
    """A file as read: *text* is its clean text, in which *sheet* begins at *offset*.

    *first* is the number of the line of that; *rest* is what follows the YAML.
    """

    text: str
    sheet: Sheet
    offset: int
    first: int
    rest: str


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file to change in places; *form* is ``yaml``, or ``markdown`` for one with metadata.

    *path* is for messages.  Each change returns the changed file, and each raises
    `ConfigurationError` with place, reason and cure where it is refused: the file cannot
    be read as it stands, or what was asked for cannot be written into it.
    """

    path: str
    content: bytes
    form: str = "yaml"

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever a YAML file holds
        """What the file says."""
        return self._open().sheet.data

    def changed(self, key: KeyPath, value: Scalar) -> YamlFile:
        """Return the file with the single value *value* at *key*, where one stands now."""
        opened = self._open()
        if key not in opened.sheet.spans or isinstance(opened.sheet.at(key), dict | list):
            raise self._refusal(opened, key, "it has no single value there")

        def change(parent: Any) -> None:  # noqa: ANN401
            parent[key[-1]] = value

        return self._first_fit(opened, changing(opened.sheet, key, value), key, change)

    def with_key(self, after: str | KeyPath, key: str, value: object) -> YamlFile:
        """Return the file with *key* below the value of *after*, in the same mapping.

        *after* is a top-level key, or the path of one further down.
        """
        opened = self._open()
        above = (after,) if isinstance(after, str) else after
        here = (*above[:-1], key)
        if (*above, KEY) not in opened.sheet.spans or here in opened.sheet.spans:
            there = here in opened.sheet.spans
            reason = f"there is no {'.'.join(map(str, above))} to write it below"
            raise self._refusal(opened, here, "it is there already" if there else reason)

        def change(parent: dict[str, Any]) -> None:
            items = list(parent.items())
            place = list(parent).index(str(above[-1])) + 1
            parent.clear()
            parent.update([*items[:place], (key, value), *items[place:]])

        return self._first_fit(opened, adding_key(opened.sheet, above, key, value), here, change)

    def with_entry(self, key: KeyPath, entry: object) -> YamlFile:
        """Return the file with *entry*, a single value or a mapping, last in the list at *key*."""
        opened = self._open()
        if key not in opened.sheet.spans or not isinstance(opened.sheet.at(key), list):
            raise self._refusal(opened, key, "it has no list there")

        def change(parent: Any) -> None:  # noqa: ANN401
            parent[key[-1]].append(entry)

        return self._first_fit(opened, adding_entry(opened.sheet, key, entry), key, change)

    def without_entry(self, key: KeyPath) -> YamlFile:
        """Return the file without the entry at *key*, which ends with its index in a list."""
        opened = self._open()
        if key not in opened.sheet.spans or not isinstance(opened.sheet.at(key[:-1]), list):
            raise self._refusal(opened, key, "it has no such entry")

        def change(parent: Any) -> None:  # noqa: ANN401
            del parent[key[-1]]

        return self._first_fit(opened, removing_entry(opened.sheet, key), key, change)

    def _first_fit(
        self,
        opened: Opened,
        ways: Iterable[tuple[Edit, ...]],
        key: KeyPath,
        change: Callable[[Any], None],
    ) -> YamlFile:
        """Return the file after the first of *ways* that reads as *change* makes the data."""
        wanted = deepcopy(opened.sheet.data)
        change(value_at(wanted, key[:-1]))
        # As text, because to Python 1 and True are equal, and so are mappings in any order.
        shown = json.dumps(wanted)
        for edits in ways:
            made = replace(self, content=_applied(self.content, opened, edits))
            found = _opened(made.content, made.form)
            if isinstance(found, Fault) or found.rest != opened.rest:
                continue
            if json.dumps(found.sheet.data) == shown:
                return made
        raise self._refusal(opened, key, "this cannot be written there")

    def _open(self) -> Opened:
        found = _opened(self.content, self.form)
        if not isinstance(found, Fault):
            return found
        line, column = found.place
        message = f"{self.path}:{line}:{column}: {found.message}; not changed: {found.fix}"
        raise ConfigurationError(message)

    def _refusal(self, opened: Opened, key: KeyPath, reason: str) -> ConfigurationError:
        span = opened.sheet.spans.get(key)
        line = opened.first + (opened.sheet.text.count("\n", 0, span.start) if span else 0)
        name = ".".join(map(str, key))
        message = f"{self.path}:{line}: {name} is not changed: {reason}; edit the file by hand"
        return ConfigurationError(message)


def _opened(content: bytes, form: str) -> Opened | Fault:
    """Return what *content* holds, or the first thing that keeps it from being read."""
    cleaned = clean(content)
    faults = tuple(fault for fault in cleaned.faults if fault.rule not in READABLE)
    text, rest, first, offset = cleaned.text, "", 1, 0
    if form == "markdown" and not faults:
        front = frontmatter.split(text)
        faults = front.faults
        text, rest, first, offset = front.yaml, front.body, front.yaml_line, len("---\n")
    parsed = yaml.parse(text, line=first)
    faults = (*faults, *parsed.faults)
    if not faults and not isinstance(parsed.data, dict):
        faults = (NO_KEYS,)
    if faults:
        return faults[0]
    return Opened(cleaned.text, Sheet(text, parsed.data, spans(text)), offset, first, rest)


def _applied(content: bytes, opened: Opened, edits: tuple[Edit, ...]) -> bytes:
    """Return *content* after *edits*, with line ends as they are around them."""
    text = content.decode()
    raw = text.removeprefix(BOM)
    mark = text[: len(text) - len(raw)]
    for edit in sorted(edits, reverse=True):
        start = _raw_index(raw, opened, edit.start)
        end = _raw_index(raw, opened, edit.end)
        new = edit.text.replace("\n", "\r\n") if _ends_with_crlf(raw, start) else edit.text
        raw = raw[:start] + new + raw[end:]
    # What UTF-8 cannot hold is found when the result is read.
    return (mark + raw).encode("utf-8", "surrogatepass")


def _ends_with_crlf(raw: str, index: int) -> bool:
    """Tell whether the line of the character *index* ends with CRLF, or else the one above."""
    end = raw.find("\n", index)
    return raw[: end if end >= 0 else raw.rfind("\n", 0, index)].endswith("\r")


def _raw_index(raw: str, opened: Opened, index: int) -> int:
    """Return where in *raw*, text with any line ends, the character *index* of the YAML stands."""
    index += opened.offset
    position = 0
    for _line in range(opened.text.count("\n", 0, index)):
        position = raw.find("\n", position) + 1
        if not position:
            # Behind the line end that clean text has at the end of the file.
            return len(raw)
    return position + index - (opened.text.rfind("\n", 0, index) + 1)
