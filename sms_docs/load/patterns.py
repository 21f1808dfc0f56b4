"""Patterns of schemas: refuse what can run for ever or means different things elsewhere."""

from __future__ import annotations

import re
import warnings
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    # What the parser of ``re`` gives: an opcode and its arguments for each part.
    Nodes = Iterable[tuple[Any, Any]]

LONGEST = 500
MOST_REPEATED = 1000
DIFFERING = re.compile(r"\{,|\[\^?\]|\\[NU0]")
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
ATOMS = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


def pattern_fault(pattern: str) -> str:
    """Say why *pattern* is refused; empty where it is not.

    A pattern is a regular expression that every engine reads alike and matches in
    linear time: anchored by ``^`` and ``$``, ASCII, of characters, classes, groups,
    alternatives and repetitions, with no varying repetition inside a repetition.
    """
    if fault := _spelling_fault(pattern):
        return fault
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(pattern)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        return f"is no regular expression that is read alike everywhere: {error}"
    if tree.state.flags != re.UNICODE or tree.state.groupdict:
        return "sets flags or names groups; leave them out"
    nodes = list(tree)
    anchors = [(op.AT, op.AT_BEGINNING), (op.AT, op.AT_END)]
    if len(nodes) < len(anchors) or [nodes[0], nodes[-1]] != anchors:
        return "is not anchored; begin it with ^ and end it with $, alternatives in a group"
    return next(_faults(nodes[1:-1]), "")


def _spelling_fault(pattern: str) -> str:
    if not pattern.isascii():
        return "holds characters beyond ASCII; write them as \\uXXXX"
    if len(pattern) > LONGEST:
        return f"has {len(pattern)} characters; at most {LONGEST} are allowed"
    if found := DIFFERING.search(pattern):
        return f"holds {found[0]}, which is not read alike everywhere"
    return ""


@cache
def accepts(pattern: str) -> Callable[[str], bool]:
    """Return the test of *pattern*, by the engine that checks data too: no second opinion.

    It runs in linear time, whatever the pattern.
    """
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.Draft202012Validator(
        {"pattern": pattern}, pattern_options=options
    ).is_valid


def strangers(pattern: str, text: str) -> list[str]:
    """Return the characters of *text*, in order, that no part of *pattern* can match.

    *pattern* is one that `pattern_fault` accepts.
    """
    parts = list(_atoms(_parser.parse(pattern)))
    seen = dict.fromkeys(text)
    return [char for char in seen if not any(_matches(part, ord(char)) for part in parts)]


def _faults(nodes: Nodes, factor: int = 1, *, repeated: bool = False) -> Iterator[str]:
    """Give what is refused in *nodes*, which are repeated up to *factor* times."""
    for code, value in nodes:
        if code in REPEATS:
            yield from _repeat_faults(value, factor, repeated=repeated)
        elif code is op.SUBPATTERN:
            flags = value[1] or value[2]
            yield from ["sets flags; leave them out"] if flags else ()
            yield from _faults(value[3], factor, repeated=repeated)
        elif code is op.BRANCH:
            if repeated:
                yield "has alternatives inside a repetition; such patterns can run for ever"
            for branch in value[1]:
                yield from _faults(branch, factor, repeated=repeated)
        elif code is op.IN and any(kind is op.CATEGORY for kind, _ in value):
            yield "uses a class such as \\d, \\w or \\s; write the characters, as [0-9]"
        elif code not in ATOMS:
            yield "looks around, refers back or anchors in the middle; leave that out"


def _repeat_faults(repeat: tuple[int, int, Nodes], factor: int, *, repeated: bool) -> Iterator[str]:
    low, high, body = repeat
    # Only what can match in one way may be repeated: else there are ways without number.
    if repeated and low != high:
        yield "repeats inside a repetition; such patterns can run for ever"
    most = factor * max(low if high == op.MAXREPEAT else high, 1)
    if most > MOST_REPEATED:
        yield f"repeats more than {MOST_REPEATED} times; use maxLength"
    yield from _faults(body, most, repeated=repeated or high > 1)


def _atoms(nodes: Nodes) -> Iterator[tuple[Any, Any]]:
    """Give every part of *nodes* that matches one character."""
    for code, value in nodes:
        if code in REPEATS:
            yield from _atoms(value[2])
        elif code is op.SUBPATTERN:
            yield from _atoms(value[3])
        elif code is op.BRANCH:
            for branch in value[1]:
                yield from _atoms(branch)
        elif code is not op.AT:
            yield code, value


def _matches(atom: tuple[Any, Any], char: int) -> bool:
    code, value = atom
    if code is op.LITERAL:
        return bool(char == value)
    if code is op.NOT_LITERAL:
        return bool(char != value)
    if code is op.ANY:
        return True
    found = any(
        low <= char <= high
        for low, high in (
            (part, part) if kind is op.LITERAL else part
            for kind, part in value
            if kind is not op.NEGATE
        )
    )
    return found != (value[0][0] is op.NEGATE)
