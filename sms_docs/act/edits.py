"""The ways to write a value into YAML that is there already, the nearest to it first.

None of them is known to be right: `splice` tries each, and reads the result again.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sms_docs.load.spans import Span
from sms_docs.model import KEY, KeyPath
from sms_docs.yaml_text import FOLDABLE, WIDTH, scalar, yaml_text

Scalar = str | int | bool | None
INDICATOR = re.compile(r"[|>][-+0-9]*")
INDENT = 2


class Edit(NamedTuple):
    """The characters from *start* up to *end* of a YAML text give way to *text*."""

    start: int
    end: int
    text: str


class Sheet(NamedTuple):
    """A YAML text without a fault: its data, and where each value of them stands."""

    text: str
    data: Any
    spans: Mapping[KeyPath, Span]

    def at(self, key: KeyPath) -> Any:  # noqa: ANN401 - whatever the text holds
        """Return the value at *key*."""
        return value_at(self.data, key)


def value_at(data: Any, key: KeyPath) -> Any:  # noqa: ANN401
    """Return what lies in *data* at *key*."""
    for step in key:
        data = data[step]
    return data


def changing(sheet: Sheet, key: KeyPath, value: Scalar) -> Iterator[tuple[Edit, ...]]:
    """Give the ways to write *value* in place of the single value at *key*."""
    span = sheet.spans[key]
    blank = " " if span.start == span.end else ""
    for way in _written(sheet.text[span.start : span.end], span.style, value):
        yield (Edit(span.start, span.end, blank + way),)


def _written(old: str, style: str, value: Scalar) -> Iterator[str]:
    if not isinstance(value, str):
        yield json.dumps(value)
        return
    if style == "'":
        yield "'" + value.replace("'", "''") + "'"
    elif not style:
        yield value
    in_quotes = json.dumps(value, ensure_ascii=False)
    if INDICATOR.match(style):
        head, *lines = old.split("\n")
        first = next(filter(str.strip, lines), " " * INDENT)
        yield "\n".join((head, *_block(value, first, is_folded=style == ">")))
        # What is left of the first line is a comment.
        in_quotes += INDICATOR.sub("", head, count=1)
    yield in_quotes


def _block(value: str, first: str, *, is_folded: bool) -> list[str]:
    """Return *value* as the lines of a block of text, indented like the line *first*."""
    indent = " " * (len(first) - len(first.lstrip(" ")))
    if is_folded and FOLDABLE.fullmatch(value):
        width = WIDTH - len(indent)
        lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
    else:
        lines = value.removesuffix("\n").split("\n")
    return [indent + line if line else "" for line in lines]


def adding_key(sheet: Sheet, after: KeyPath, key: str, value: object) -> Iterator[tuple[Edit, ...]]:
    """Give the ways to write *key* below the value at *after*, in the same mapping."""
    end = sheet.spans[after].end
    if sheet.spans[after[:-1]].style == "{":
        plain = () if isinstance(value, dict | list) else (scalar(value),)
        for way in (*plain, json.dumps(value, ensure_ascii=False)):
            yield (Edit(end, end, f", {scalar(key)}: {way}"),)
        return
    lines = yaml_text({key: value}).rstrip("\n").split("\n")
    yield (_below(sheet.text, end, lines, sheet.spans[(*after, KEY)].column),)


def adding_entry(sheet: Sheet, key: KeyPath, entry: object) -> Iterator[tuple[Edit, ...]]:
    """Give the ways to write *entry* behind the last one of the list at *key*."""
    text, span = sheet.text, sheet.spans[key]
    below = [line[INDENT:] for line in yaml_text({"": [entry]}).rstrip("\n").split("\n")[1:]]
    if span.style != "[":
        yield (_below(text, span.end, below, span.column),)
        return
    count = len(sheet.at(key))
    if not count and isinstance(entry, dict) and (*key, KEY) in sheet.spans:
        # The brackets go; a comment behind them stays.
        start = len(text[: span.start].rstrip(" "))
        column = sheet.spans[(*key, KEY)].column + INDENT
        yield Edit(start, span.end, ""), _below(text, span.end, below, column)
    place = sheet.spans[(*key, count - 1)].end if count else span.start + 1
    plain = () if isinstance(entry, dict) else (scalar(entry),)
    for way in (*plain, json.dumps(entry, ensure_ascii=False)):
        yield (Edit(place, place, f", {way}" if count else way),)


def removing_entry(sheet: Sheet, key: KeyPath) -> Iterator[tuple[Edit, ...]]:
    """Give the ways to take the entry at *key* away; a comment about another one stays."""
    text, span = sheet.text, sheet.spans[key]
    *path, index = key
    around = tuple(path)
    if sheet.spans[around].style != "[":
        end = text.find("\n", span.end)
        yield (Edit(text.rfind("\n", 0, span.start) + 1, end + 1, ""),)
        return
    before = sheet.spans.get((*around, int(index) - 1))
    after = sheet.spans.get((*around, int(index) + 1))
    if after and "#" not in text[span.end : after.start]:
        yield (Edit(span.start, after.start, ""),)
    if before and "#" not in text[before.end : span.start]:
        yield (Edit(before.end, span.end, ""),)
    if not (before or after):
        yield (Edit(span.start, span.end, ""),)


def _below(text: str, index: int, lines: Iterable[str], column: int) -> Edit:
    """Return what puts *lines* below the line of the character *index*."""
    end = text.find("\n", index)
    end = end if end >= 0 else len(text)
    return Edit(end, end, "".join(f"\n{' ' * column}{line}" for line in lines))
