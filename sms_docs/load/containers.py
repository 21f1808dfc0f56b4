"""Admonitions, details and tabs taken apart, so that a CommonMark parser sees into them.

``!!! note``, ``??? details`` and ``=== "tab"`` hold text indented by four columns, which
CommonMark takes for code.  The text is dedented, line by line, so that every position
still leads back to the file.  The titles are left out here: ``markup`` looks at them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sms_docs.load.fences import TAB, fences

if TYPE_CHECKING:
    from sms_docs.body import Place

CONTAINER = re.compile(
    r" *(?:!!! ?[\w-]+(?: +[\w-]+)*(?: +\".*?\")?"
    r"|\?\?\?\+? ?(?:(?:[\w-]+(?: +[\w-]+)*)? +\".*?\"|[\w-]+(?: +[\w-]+)*)"
    r"|===(?:\+!?|!\+?)? +\".*?\") *"
)
MARKS = ("!!!", "???", "===")


class Sheet(NamedTuple):
    """Text for a CommonMark parser, and how its positions lead back to the file.

    *line* is the line of the file at which it begins.  *removed* holds the columns taken
    off each line, empty where none were; *source* the lines as they stand in the file.
    """

    text: str
    line: int
    removed: tuple[int, ...] = ()
    source: tuple[str, ...] = ()

    def place(self, row: int, offset: int) -> Place:
        """Return the place in the file of character *offset* of line *row*, both from 0."""
        if self.removed and self.removed[row]:
            offset += self.removed[row]
            offset = _unexpanded(self.source[row], offset)
        return self.line + row, offset + 1


def unfold(body: str, line: int) -> Sheet:
    """Return *body* with the content of its containers dedented, nested ones too."""
    # One character is found many times faster than three.
    if not any(mark[0] in body and mark in body for mark in MARKS):
        return Sheet(body, line)
    lines = body.split("\n")
    closers = {fence.first: fence.last for fence in fences(lines) if fence.certain}
    dedented: list[str] = []
    removed: list[int] = []
    opened: list[int] = []
    fence_end = -1
    for row, raw in enumerate(lines):
        text = raw.expandtabs(TAB)
        indent = len(text) - len(text.lstrip(" "))
        if row > fence_end and indent < len(text):
            while opened and indent < opened[-1] + TAB:
                opened.pop()
            fence_end = closers.get(row, -1)
        if row > fence_end and CONTAINER.fullmatch(text):
            opened.append(indent)
            dedented.append("")
            removed.append(0)
            continue
        width = min(TAB * len(opened), indent)
        dedented.append(text[width:] if width else raw)
        removed.append(width)
    return Sheet("\n".join(dedented), line, tuple(removed), tuple(lines))


def _unexpanded(line: str, column: int) -> int:
    """Return the index in *line* of what stands at *column* once tabs are spaces."""
    return column if "\t" not in line else bisect_left(_columns(line), column)


@lru_cache(maxsize=1)
def _columns(line: str) -> array[int]:
    """Return the column of each character of *line*; kept, for many links may stand there."""
    columns = array("L")
    reached = 0
    for char in line:
        columns.append(reached)
        reached += TAB - reached % TAB if char == "\t" else 1
    return columns
