"""What a YAML parser complains about, in words of somebody who writes documents."""

from __future__ import annotations

from typing import Protocol

import yaml

from sms_docs.body import Place
from sms_docs.load.text import Fault


class Mark(Protocol):
    """A place as the parsers give it, all counted from 0."""

    index: int
    line: int
    column: int


MISFIT = (
    "this does not fit the lines above",
    "Give all keys of a mapping the same indentation; nothing may follow a closing quote.",
)
BLOCK = (
    "a value that begins with > or | opens a block of text",
    "Put the value in quotes, or use the words that the schema knows.",
)
# Part of the reason that either parser gives -> what is wrong, what to do.
REASONS = {
    "mapping values are not allowed": (
        "a key is not allowed here",
        "Put the value in quotes if it holds ': '; else check how far the line is indented.",
    ),
    "could not find expected ':'": (
        "a line without ': ' between key and value",
        "Write `key: value`; indent a line that continues the one above.",
    ),
    "unexpected end of stream": (
        "a quote is opened here and never closed",
        "Close the quote; a quote inside it is written twice ('') or with a backslash.",
    ),
    "expected ',' or": (
        "brackets are not closed, or a comma is missing between the entries",
        "Close the brackets, or put each entry on a line of its own after `- `.",
    ),
    "entries are not allowed": (
        "a list entry `- ` cannot stand here",
        "Put each entry on a line of its own below the key.",
    ),
    "expected comment or line break": BLOCK,
    "chomping or indentation": BLOCK,
    "expected key": MISFIT,
    "<block end>": MISFIT,
    "'-' indicator": (
        "this does not fit the list above",
        "Begin each entry with `- ` in the same column.",
    ),
    "node content": (
        "a value is missing, or a bracket or comma is one too many",
        "Write the value, or put it in quotes.",
    ),
    "document start": ("more than one document", "Keep one, and take out the line `...`."),
    "escape": (
        "an escape in double quotes that YAML does not know",
        "Use single quotes, or write a backslash as two.",
    ),
    "hex": (
        "an escape in double quotes without its digits",
        "Use single quotes, or write a backslash as two.",
    ),
}
# Here the parser points to where it gave up; what must be mended is where it began.
BEGUN = ("could not find expected ':'", "unexpected end of stream")


def explain(error: yaml.YAMLError, text: str, line: int) -> Fault:
    """Return the fault for *error*, met in *text* whose first line is number *line*."""
    problem: str = getattr(error, "problem", None) or "the parser gives no reason"
    mark: Mark | None = getattr(error, "problem_mark", None)
    begun: Mark | None = getattr(error, "context_mark", None)
    last = text.rstrip("\n").count("\n")
    if begun and mark and (problem.endswith(BEGUN) or mark.line > last):
        mark = begun
    place = (min(mark.line, last) + line, mark.column + 1) if mark else (line, 1)
    message, cure = _in_words(problem, place, text.split("\n")[place[0] - line])
    return Fault("yaml-refused", place, message, cure)


def _in_words(problem: str, place: Place, content: str) -> tuple[str, str]:
    if "cannot start any token" in problem:
        first = content[place[1] - 1 : place[1]]
        return f"a value cannot begin with '{first}'", "Put the value in quotes."
    for part, words in REASONS.items():
        if part in problem:
            return words
    return f"this cannot be read as YAML: {problem}", "Put the value in quotes."
