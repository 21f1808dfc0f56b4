"""A Markdown text with its code blanked out: what is left may come alive on the site.

Only what every reading takes for code is blanked.  Python-Markdown and CommonMark cut a
text into paragraphs, list items and table cells in different ways, and back-ticks pair
up within one such piece.  So a span counts as code only where the back-ticks of every
piece before it, cut as finely as any parser may, pair up among themselves.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from sms_docs.load.fences import TAB, fences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

# Half-open: the index of the first character, and that after the last.
Span = tuple[int, int]
# No letter, no blank, and nothing that Markdown or HTML knows.
BLANK = "\N{MIDDLE DOT}"
TICKS = re.compile(r"`+")
# A line that cannot begin anything new; and one that such a line can continue.
CONTINUES = re.compile(r"\s*(?:[^\W\d_]|[(\"'“‘]|`{1,2}(?!`))")
GOES_ON = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)?(?:\*\*?|__?)?[^\W\d_]")
DEFINITION_LIST = re.compile(r"\n[ \t>*+\-\d.)]*:[ \t]")
TABLE_RULE = re.compile(r"[ \t>*+:|]*+-[ \t>*+\-:|]*+")


def without_code(body: str) -> str:
    """Return *body*, of the same length, with code blocks and code spans blanked out."""
    if "`" not in body and "~~~" not in body:
        return body
    lines = body.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    fenced: set[int] = set()
    doubtful: set[int] = set()
    for first, last, certain in fences(lines):
        (fenced if certain else doubtful).update(range(first, last + 1))
    blanks = [(starts[row], starts[row] + len(lines[row])) for row in fenced]
    by_line = DEFINITION_LIST.search("\n" + body) is not None
    for chunk in _chunks(lines, fenced, doubtful):
        if not any("`" in lines[row] for row in chunk):
            continue
        for piece in _pieces(lines, starts, chunk, by_line=by_line):
            spans = _spans(body, piece)
            if spans is None:
                break
            blanks.extend(span for span in spans if "\n" not in body[slice(*span)])
    return _blanked(body, blanks)


def _chunks(
    lines: Sequence[str], fenced: AbstractSet[int], doubtful: AbstractSet[int]
) -> Iterator[list[int]]:
    """Yield the rows between blank lines, without those that are *fenced*.

    A blank line in a fence, a *doubtful* one too, ends no chunk: Python-Markdown puts one
    word in the place of the fence, and the paragraph around it goes on.
    """
    chunk: list[int] = []
    for row, line in enumerate(lines):
        if line.strip(" \t"):
            if row not in fenced:
                chunk.append(row)
        elif chunk and row not in fenced and row not in doubtful:
            yield chunk
            chunk = []
    yield chunk


def _pieces(
    lines: Sequence[str], starts: Sequence[int], chunk: Sequence[int], *, by_line: bool
) -> Iterator[Span]:
    """Yield the pieces of a *chunk* that no parser cuts further."""
    if any("|" in lines[row] and TABLE_RULE.fullmatch(lines[row]) for row in chunk):
        for row in chunk:
            start = starts[row]
            for cell in lines[row].split("|"):
                yield start, start + len(cell)
                start += len(cell) + 1
        return
    start = end = -1
    for position, row in enumerate(chunk):
        if by_line or not position or not _continues(lines, chunk[position - 1], row):
            if position:
                yield start, end
            start = starts[row]
        end = starts[row] + len(lines[row])
    yield start, end


def _continues(lines: Sequence[str], before: int, row: int) -> bool:
    """Tell whether for every parser line *row* belongs to the same piece as *before*."""
    if row != before + 1 or not CONTINUES.match(lines[row]):
        return False
    if not (GOES_ON.match(lines[before]) or CONTINUES.match(lines[before])):
        return False
    # Where the indentation falls, the content of a container or of a code block ends.
    return _indent(lines[before]) <= _indent(lines[row])


def _indent(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip(" "))


def _spans(body: str, piece: Span) -> list[Span] | None:
    """Return the insides of the code spans in *piece*; None where back-ticks stay unpaired."""
    runs = [match.span() for match in TICKS.finditer(body, *piece)]
    spans = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        if start and body[start - 1] == "\\":
            return None
        size = end - start
        for closer in range(index + 1, len(runs)):
            if runs[closer][1] - runs[closer][0] == size:
                break
        else:
            return None
        spans.append((end, runs[closer][0]))
        index = closer + 1
    return spans


def _blanked(body: str, blanks: list[Span]) -> str:
    """Return *body* with everything within *blanks* replaced, character by character."""
    parts = []
    done = 0
    for start, end in sorted(blanks):
        parts += [body[done:start], BLANK * (end - start)]
        done = end
    parts.append(body[done:])
    return "".join(parts)
