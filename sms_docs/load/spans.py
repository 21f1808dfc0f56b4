"""Where each value of a YAML text begins and ends: the characters that an edit may touch."""

from __future__ import annotations

from typing import NamedTuple

from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sms_docs.load.nodes import BLOCK_STYLES
from sms_docs.load.syntax import Mark
from sms_docs.load.yaml import events
from sms_docs.model import KEY, KeyPath


class Span(NamedTuple):
    """The characters from *start* up to *end*, which is not included, counted from 0.

    *style* is the sign that opens the value: a quote, ``|`` or ``>`` for a block of
    text, ``[`` or ``{`` for brackets; empty where there is none.  *column* counts from 0.
    """

    start: int
    end: int
    style: str
    column: int


def spans(text: str) -> dict[KeyPath, Span]:
    """Return where each value of *text* stands, in which `parse` found no fault.

    As among the places of `parse`, a path with ``KEY`` appended leads to the key.  What
    follows a value, blanks and comments and line ends, is no part of its span.
    """
    give = events(text)
    found: dict[KeyPath, Span] = {}

    def note(event: Event | None, path: KeyPath) -> int:
        """Note the value that *event* opens, and all in it; return where it ends."""
        start: Mark = event.start_mark  # type: ignore[union-attr,assignment]
        style, end = "", start.index
        if isinstance(event, ScalarEvent):
            style, end = event.style or "", _end(event, text)
        elif isinstance(event, MappingStartEvent):
            style = "{" if event.flow_style else ""
            while not isinstance(inner := give(), MappingEndEvent):
                key = inner.value  # type: ignore[union-attr]
                note(inner, (*path, key, KEY))
                end = note(give(), (*path, key))
        elif isinstance(event, SequenceStartEvent):
            style = "[" if event.flow_style else ""
            index = 0
            while not isinstance(inner := give(), SequenceEndEvent):
                end = note(inner, (*path, index))
                index += 1
        if style in ("[", "{"):
            closing: Mark = inner.end_mark  # type: ignore[union-attr,assignment]
            end = closing.index
        found[path] = Span(start.index, end, style, start.column)
        return end

    while not isinstance(event := give(), DocumentStartEvent):
        if isinstance(event, StreamEndEvent):
            return found
    note(give(), ())
    return found


def _end(event: ScalarEvent, text: str) -> int:
    """Return where the scalar ends; empty lines below a block of text are not counted."""
    start: Mark = event.start_mark  # type: ignore[assignment]
    end: Mark = event.end_mark  # type: ignore[assignment]
    if event.style not in BLOCK_STYLES:
        return end.index
    block = text[start.index : end.index]
    last = block.find("\n", len(block.rstrip(" \n")))
    return start.index + (last if last >= 0 else len(block))
