"""The events of a YAML parser become data, places and faults; nothing is ever resolved.

Only what is on the list of the subset gets in: no anchors, aliases, tags or merge keys,
keys that are text and stand once, and a bounded depth and number of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from sms_docs.body import Place
from sms_docs.load import scalars
from sms_docs.load.scalars import CONSTANTS, NUMERIC, WORDS, shown
from sms_docs.load.syntax import Mark, explain
from sms_docs.load.text import UNSAFE, Fault, named
from sms_docs.model import KEY, KeyPath

DEEPEST = 32
MOST_NODES = 50_000
MOST_FAULTS = 100
REFUSED = "yaml-refused"
BLOCK_STYLES = frozenset("|>")
# Accepted by one of PyYAML's parsers, refused by the other: `|# comment`, `[a:, why?]`.
GLUED_COMMENT = re.compile(r"[|>][-+0-9]*#")
# A hash that looks like a part of the text, but begins a comment.
TAGLIKE = re.compile(r" *(#[^\s#][^\n]*)")
GLUED_VALUE = re.compile(r"\s*:[,\[\]{}]")

Container = dict[str, Any] | list[Any]


class _Stopped(Exception):  # noqa: N818 - nothing failed, reading just ends here
    """The rest of the text is not read; a fault says why."""


class Nodes:
    """Builds data from the events that *give* gives; the depth bounds its recursion.

    A container hangs in its parent before it is filled, so that *data* holds all that
    was read when reading stops.  *places* are kept where *placed* asks for them; they
    cost a third of the whole, and only what is wrong needs them.
    """

    __slots__ = (
        "comments",
        "count",
        "data",
        "escapes",
        "faults",
        "give",
        "in_brackets",
        "line",
        "placed",
        "places",
        "text",
    )

    def __init__(self, text: str, line: int, give: Callable[[], Any], *, placed: bool) -> None:
        self.text = text
        self.line = line
        self.give = give
        self.data: Any = {}
        self.placed = placed
        self.places: dict[KeyPath, Place] = {}
        self.count = 0
        self.faults: list[Fault] = []
        self.in_brackets = False
        self.escapes = "\\" in text
        self.comments = "#" in text

    def read(self) -> None:
        """Read the one document of the stream, as far as it can be read."""
        with suppress(_Stopped):
            try:
                self._stream()
            except yaml.YAMLError as error:
                self.faults.append(explain(error, self.text, self.line))

    def _stream(self) -> None:
        self.give()
        if type(self.give()) is StreamEndEvent:
            self.data = None
            return
        event = self.give()
        self.places[()] = self._at(event)
        if type(event) is ScalarEvent:
            self.data = self._scalar(event)
        else:
            self.data = self._container(event, 0)
            self._fill(self.data, event, (), 1)
        self.give()
        event = self.give()
        if type(event) is not StreamEndEvent:
            self._note(REFUSED, self._at(event), "more than one document", "Keep one.")

    def _fill(
        self, data: Container, event: CollectionStartEvent, path: KeyPath, depth: int
    ) -> None:
        """Read what *event* opened into *data*."""
        in_brackets = self.in_brackets
        self.in_brackets = in_brackets or bool(event.flow_style)
        if isinstance(data, dict):
            self._mapping(data, path, depth)
        else:
            self._sequence(data, path, depth)
        self.in_brackets = in_brackets

    def _mapping(self, data: dict[str, Any], path: KeyPath, depth: int) -> None:
        give, placed = self.give, self.placed
        while type(event := give()) is not MappingEndEvent:
            key = self._key(event)
            inner = (*path, key) if placed else path
            if placed:
                self.places[(*inner, KEY)], first = self._at(event), self.places.get((*inner, KEY))
            else:
                first = None
            if key in data:
                self._note_duplicate(event, key, first)
            of_key, event = event, give()
            if placed:
                self.places[inner] = self._at(event)
            if type(event) is ScalarEvent:
                data[key] = value = self._scalar(event)
                if placed and value is None and not event.value:
                    self.places[inner] = self._at(of_key)
            else:
                data[key] = child = self._container(event, depth)
                self._fill(child, event, inner, depth + 1)
            self.count += 2
            if self.count > MOST_NODES:
                self._stop_at_many(self._at(of_key))

    def _sequence(self, data: list[Any], path: KeyPath, depth: int) -> None:
        inner = path
        while type(event := self.give()) is not SequenceEndEvent:
            if self.placed:
                inner = (*path, len(data))
                self.places[inner] = self._at(event)
            opening = event
            if type(event) is ScalarEvent:
                data.append(self._scalar(event))
            else:
                data.append(child := self._container(event, depth))
                self._fill(child, event, inner, depth + 1)
            self.count += 1
            if self.count > MOST_NODES:
                self._stop_at_many(self._at(opening))

    def _note_duplicate(self, event: Event, key: str, first: Place | None) -> None:
        at = self._at(event)
        lines = f", on lines {first[0]} and {at[0]}" if first else ""
        message = f"duplicate key '{shown(key)}'{lines}"
        self._note("duplicate-key", at, message, "Keep one of the two lines.")

    def _key(self, event: Event) -> str:
        if type(event) is AliasEvent:
            self._stop_at_alias(event)
        if type(event) is not ScalarEvent or event.style in BLOCK_STYLES:
            cure = "Write `key: value`, the key on one line."
            self._stop(self._at(event), "a mapping key must be plain text", cure)
        if event.value == "<<":
            self._stop(self._at(event), "merge keys (<<) are not allowed", "Write the keys out.")
        key = self._scalar(event)
        if type(key) is str and (event.style or not scalars.is_date(key)):
            return key
        message = "a mapping key must be plain text"
        cure = f'Put it in quotes: "{shown(event.value)}"'
        self._note(REFUSED, self._at(event), message, cure)
        return event.value

    def _scalar(self, event: ScalarEvent) -> str | int | bool | None:
        if event.tag is not None or event.anchor is not None:
            self._refuse_properties(event)
        value = event.value
        if event.style:
            if self.escapes or event.style in BLOCK_STYLES:
                self._refuse_styled(event)
            return value
        if self.in_brackets:
            self._refuse_glued(event)
        if self.comments:
            self._refuse_comment(event)
        if value in CONSTANTS:
            return CONSTANTS[value]
        if value[0] not in NUMERIC and value.lower() not in WORDS:
            return value
        if scalars.INTEGER.fullmatch(value):
            return int(value)
        if refusal := scalars.doubt(value):
            self._note("ambiguous-scalar", self._at(event), *refusal)
        return value

    def _container(self, event: Event, depth: int) -> Container:
        """Return the empty container that *event* opens inside of *depth* others."""
        if not isinstance(event, CollectionStartEvent):
            self._stop_at_alias(event)
        if event.tag is not None or event.anchor is not None:
            self._refuse_properties(event)
        if depth >= DEEPEST:
            message = f"nested deeper than {DEEPEST}"
            self._stop(self._at(event), message, "Make the structure flatter.")
        return {} if type(event) is MappingStartEvent else []

    def _refuse_styled(self, event: ScalarEvent) -> None:
        """Refuse what quotes or a block can hide from a search of the text."""
        mark: Mark = event.start_mark  # type: ignore[assignment]
        if found := UNSAFE.search(event.value):
            message = f"forbidden character {named(found[0])}, written as an escape"
            self._note("forbidden-character", self._at(event), message, "Delete the escape.")
        elif GLUED_COMMENT.match(self.text, mark.index):
            message = f"a comment right behind {event.style}"
            self._note(REFUSED, self._at(event), message, "Put a blank before the #.")

    def _refuse_glued(self, event: ScalarEvent) -> None:
        mark: Mark = event.end_mark  # type: ignore[assignment]
        if "?" in event.value or GLUED_VALUE.match(self.text, mark.index):
            message = f"'{shown(event.value)}' is read differently inside of brackets"
            cure = f'Put it in quotes: "{shown(event.value)}"'
            self._note("ambiguous-scalar", self._at(event), message, cure)

    def _refuse_comment(self, event: ScalarEvent) -> None:
        """Refuse what cuts a text short without a word: ``change: Closes #12``."""
        mark: Mark = event.end_mark  # type: ignore[assignment]
        if found := TAGLIKE.match(self.text, mark.index):
            message = f"'{shown(found[1])}' begins a comment here and is no part of the text"
            cure = "Put the text in quotes; if it is a comment, put a blank behind #."
            self._note("ambiguous-scalar", self._at(event), message, cure)

    def _refuse_properties(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._stop_at_alias(event)
        message = f"tag not allowed: {shown(event.tag or '')}"
        self._note(REFUSED, self._at(event), message, "Delete it; quote a text that begins with !")

    def _at(self, event: Event) -> Place:
        mark: Mark = event.start_mark  # type: ignore[assignment]
        return (mark.line + self.line, mark.column + 1)

    def _note(self, rule: str, at: Place, message: str, cure: str) -> None:
        self.faults.append(Fault(rule, at, message, cure))
        if len(self.faults) == MOST_FAULTS:
            self._stop(at, f"{MOST_FAULTS} faults above; the rest is not read", "Mend these first.")

    def _stop(self, at: Place, message: str, cure: str) -> NoReturn:
        self.faults.append(Fault(REFUSED, at, message, cure))
        raise _Stopped

    def _stop_at_alias(self, event: Event) -> NoReturn:
        message = "anchors and aliases are not allowed"
        self._stop(self._at(event), message, "Write the value out; quote a text with & or * first.")

    def _stop_at_many(self, at: Place) -> NoReturn:
        self._stop(at, f"too many nodes: more than {MOST_NODES:,}", "Split the file.")
