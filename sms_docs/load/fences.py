"""Which lines of a Markdown text are fenced code on the site.

The site's reading is that of pymdownx.superfences, line by line: a fence must be closed
by exactly the same marks at the same indentation, whereas CommonMark takes an unclosed
fence for code up to the end.  What cannot be told for certain is not called code, so
that nothing in it escapes the checker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENER = re.compile(r"(?P<prefix>[> ]*)(?P<marks>~{3,}|`{3,})(?P<header>.*)")
# Anything else after the marks may make superfences refuse the fence, or fail on it.
HEADER = re.compile(
    r"(?: *+\.?[\w#.+-]{1,40})?"
    r'(?: ++(?:title="[\w .,:/()-]{0,120}"|linenums="\d{1,6}"'
    r'|hl_lines="\d{1,5}(?:-\d{1,5})?(?: \d{1,5}(?:-\d{1,5})?){0,20}"))* *+'
)
TAB = 4
BEYOND = 1_000_000_000


class _Fence:
    """An open fence: where it began, what may close it."""

    __slots__ = ("certain", "empty", "first", "marks", "quotes", "width")

    def __init__(self, first: int, prefix: str, marks: str, deepest: int) -> None:
        self.first = first
        self.width = len(prefix)
        self.quotes = prefix.count(">")
        self.marks = marks
        self.empty = False
        # Superfences undoes a fence in the same block as indented code before it, and what
        # is not indented there is then rendered as text.
        self.certain = not self.quotes and deepest <= self.width

    def read(self, line: str) -> bool | None:
        """Return True if *line* closes the fence, None if it breaks it off, else False."""
        line = line if line.strip(" ") else ""
        size = 0
        while size < self.width and line[size : size + 1] in {" ", ">"}:
            size += 1
        content = line[size:]
        quotes = line.count(">", 0, size)
        if quotes > self.quotes:
            return None
        if not content or not (self.quotes or content.strip()):
            self.empty = True
            return False
        if size != self.width or (self.empty and quotes < self.quotes):
            return None
        self.empty = False
        return content.rstrip(" ") == self.marks


class Fenced(NamedTuple):
    """Indexes of the opening and the closing line; *certain* where it is surely code."""

    first: int
    last: int
    certain: bool


def fences(lines: Sequence[str]) -> list[Fenced]:
    """Return the fenced code blocks among *lines*, in order.

    A fence with an unusual header may or may not be one: it counts as uncertain, up to
    the last line.
    """
    found = []
    fence: _Fence | None = None
    deepest = 0
    for index, raw in enumerate(lines):
        if fence:
            closed = fence.read(raw.expandtabs(TAB))
            if closed:
                found.append(Fenced(fence.first, index, fence.certain))
            if closed is not False:
                fence = None
            continue
        depth = _depth(raw.expandtabs(TAB))
        if depth < 0 and not index and raw:
            # Blanks on the first line of a text are an indented line to Python-Markdown.
            depth = BEYOND
        if "```" in raw or "~~~" in raw:
            match = OPENER.match(raw.expandtabs(TAB))
            if match and not _plain_text(match["header"]):
                if HEADER.fullmatch(match["header"]) is None:
                    found.append(Fenced(index, len(lines) - 1, certain=False))
                    break
                fence = _Fence(index, match["prefix"], match["marks"], deepest)
        deepest = max(deepest, depth) if depth >= 0 else 0
    return found


def _depth(line: str) -> int:
    """Return how far *line* is indented; -1 if blank, and beyond all if that cannot be told."""
    text = line.lstrip(" ")
    if not text:
        return -1
    return BEYOND if text[0] in ">:" else len(line) - len(text)


def _plain_text(header: str) -> bool:
    """Tell whether superfences surely takes a line with *header* for no fence."""
    return "`" in header and "{" not in header and "=" not in header
