"""YAML becomes plain data with places: the subset that every YAML reader reads alike.

The events of the parser are read, not its nodes or objects: PyYAML's C composer crashes
on 30,000 nested brackets, and its constructor exhausts memory on merge keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from yaml.events import Event

from sms_docs.body import Place
from sms_docs.load.nodes import REFUSED, Nodes
from sms_docs.load.text import UNSAFE, Fault, characters, place
from sms_docs.model import KEY, KeyPath

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None  # type: ignore[assignment,misc]

__all__ = ["KEY", "Parsed", "parse"]

LONGEST = 1_000_000


class Parsed(NamedTuple):
    """What a YAML text says, and where.

    *data* is made of dict, list, str, int, bool and None; dates stay text.  With faults
    it holds what was read until reading stopped, at least an empty dict.
    """

    data: Any
    places: Mapping[KeyPath, Place]
    faults: tuple[Fault, ...] = ()


def parse(text: str, *, line: int = 1) -> Parsed:
    """Return the data of *text*, whose first line is number *line* of its file."""
    if faults := _refusals(text, line):
        return Parsed({}, {}, faults)
    nodes = _read(text, line, placed=False)
    if nodes.faults:
        nodes = _read(text, line, placed=True)
        return Parsed(nodes.data, nodes.places, tuple(nodes.faults))
    return Parsed(nodes.data, Places(text, line))


class Places(Mapping[KeyPath, Place]):
    """The places of a text that was read without fault; it is read again when one is asked."""

    __slots__ = ("_found", "_line", "_text")

    def __init__(self, text: str, line: int) -> None:
        """Take *text*, whose first line is number *line* of its file."""
        self._text = text
        self._line = line
        self._found: Mapping[KeyPath, Place] | None = None

    def _all(self) -> Mapping[KeyPath, Place]:
        if self._found is None:
            self._found = _read(self._text, self._line, placed=True).places
        return self._found

    def __getitem__(self, path: KeyPath) -> Place:
        return self._all()[path]

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _read(text: str, line: int, *, placed: bool) -> Nodes:
    nodes = Nodes(text, line, events(text), placed=placed)
    nodes.read()
    return nodes


def events(text: str) -> Callable[[], Event | None]:
    """Return what gives the next event of *text*."""
    return _pure_events(text).__next__ if CParser is None else CParser(text).get_event


def _pure_events(text: str) -> Iterator[Event]:
    try:
        yield from yaml.parse(text, yaml.SafeLoader)
    except ValueError as error:
        # Of the escape "\U00110000", which this parser hands to chr() unseen.
        raise yaml.MarkedYAMLError(problem="found an escape of no character") from error


def _refusals(text: str, line: int) -> tuple[Fault, ...]:
    """Return what is wrong with *text* before any structure is looked for."""
    if len(text) > LONGEST:
        message = f"the YAML is longer than {LONGEST:,} characters"
        return (Fault(REFUSED, (line, 1), message, "Split the file."),)
    if UNSAFE.search(text):
        return tuple(characters(text, line, strict=True))
    if "\t" in text:
        # PyYAML's two parsers alone disagree about tabs in three ways.
        count = text.count("\t") - 1
        message = f"a tab, and {count} more" if count else "a tab"
        cure = 'Replace it by blanks; inside of a text write "\\t" in double quotes.'
        return (_refused(text, text.index("\t"), line, message, cure),)
    if text.startswith("%") or "\n%" in text:
        # The events do not tell of a directive that the parser has no use for.
        start = 0 if text.startswith("%") else text.index("\n%") + 1
        message = "directives (a line that begins with %) are not allowed"
        return (_refused(text, start, line, message, "Delete the line."),)
    return ()


def _refused(text: str, index: int, line: int, message: str, cure: str) -> Fault:
    row, column = place(text, index)
    return Fault(REFUSED, (row + line - 1, column), message, cure)
