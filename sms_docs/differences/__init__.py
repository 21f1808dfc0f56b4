"""What changed between two texts: word by word for readers, line by line for terminals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sms_docs.differences.align import Aligner, Hunk
from sms_docs.differences.visible import unobeyed, visible

# An unchanged word or two between longer changes is easier to read as a part of them.
ISLAND = 12
CONTEXT = 3

LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A word or a run of signs, and the blanks after it; blanks alone at the start of a text.
# A number such as 1.10, a day and a word with a hyphen or an apostrophe are one word.
WORD = re.compile(r"(\w+(?:[.:'’-]\w+)*|[^\w\s]+|)(\s*)")


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class Piece(NamedTuple):
    """A run of text that is in both versions, or in one of them alone."""

    kind: Kind
    text: str


def redline(old: str, new: str) -> tuple[Piece, ...]:
    """Return *old* and *new* merged, word by word.

    What is not inserted gives *old*, what is not deleted gives *new*, each to the letter
    and in order.  No piece is empty, and no two neighbours are of one kind.
    """
    before, after = LINE.findall(old), LINE.findall(new)
    aligner = Aligner()
    pieces: list[Piece] = []
    for hunk in aligner.hunks(before, after):
        gone = "".join(before[hunk.old.start : hunk.old.stop])
        come = "".join(after[hunk.new.start : hunk.new.stop])
        if hunk.equal:
            pieces.append(Piece(Kind.SAME, gone))
        else:
            pieces += _words(gone, come, aligner)
    return tuple(_merged(pieces))


def unified(
    old: str, new: str, old_name: str = "old", new_name: str = "new", context: int = CONTEXT
) -> str:
    r"""Return the lines that differ as a unified diff, safe for a terminal; empty without any.

    Invisible and control characters are shown as by `visible`, blanks at the end of a
    changed line as ``\x20`` and ``\x09``.
    """
    before, after = LINE.findall(old), LINE.findall(new)
    lines: list[str] = []
    for group in _groups(Aligner().hunks(before, after), context):
        old_part = _span(group[0].old.start, group[-1].old.stop)
        new_part = _span(group[0].new.start, group[-1].new.stop)
        lines.append(f"@@ -{old_part} +{new_part} @@")
        for hunk in group:
            gone = before[hunk.old.start : hunk.old.stop]
            if hunk.equal:
                lines += _marked(" ", gone)
            else:
                lines += _marked("-", gone)
                lines += _marked("+", after[hunk.new.start : hunk.new.stop])
    if not lines:
        return ""
    names = (f"--- {visible(old_name)}", f"+++ {visible(new_name)}")
    return "\n".join((*names, *lines)) + "\n"


def _words(old: str, new: str, aligner: Aligner) -> Iterator[Piece]:
    """Give the pieces of two passages, compared by words, the blanks after each apart.

    So a paragraph that was broken into other lines differs in its line ends alone.
    """
    before = [found.groups() for found in WORD.finditer(old) if found[0]]
    after = [found.groups() for found in WORD.finditer(new) if found[0]]
    here, there = [word for word, _ in before], [word for word, _ in after]
    for hunk in _without_islands(aligner.hunks(here, there), here):
        gone = before[hunk.old.start : hunk.old.stop]
        come = after[hunk.new.start : hunk.new.stop]
        if not hunk.equal:
            blank = gone[-1][1] if gone and come and gone[-1][1] == come[-1][1] else ""
            yield Piece(Kind.DELETED, "".join(map("".join, gone)).removesuffix(blank))
            yield Piece(Kind.INSERTED, "".join(map("".join, come)).removesuffix(blank))
            yield Piece(Kind.SAME, blank)
            continue
        for (word, blank), (_, other) in zip(gone, come, strict=True):
            yield Piece(Kind.SAME, word + blank if blank == other else word)
            if blank != other:
                yield Piece(Kind.DELETED, blank)
                yield Piece(Kind.INSERTED, other)


def _without_islands(hunks: Sequence[Hunk], words: Sequence[str]) -> list[Hunk]:
    """Return *hunks* with what is equal for a word or two only joined to what is not."""
    kept: list[Hunk] = []
    for index, hunk in enumerate(hunks):
        inside = 0 < index < len(hunks) - 1
        equal = hunk.equal and not (
            inside and _is_island(hunk, hunks[index - 1], hunks[index + 1], words)
        )
        if kept and not equal and not kept[-1].equal:
            last = kept.pop()
            old = range(last.old.start, hunk.old.stop)
            kept.append(Hunk(equal, old, range(last.new.start, hunk.new.stop)))
        else:
            kept.append(hunk._replace(equal=equal))
    return kept


def _is_island(hunk: Hunk, before: Hunk, after: Hunk, words: Sequence[str]) -> bool:
    size = sum(len(words[index]) for index in hunk.old[:ISLAND])
    if len(hunk.old) > ISLAND or size > ISLAND:
        return False
    # A word put in or left out on either side leaves what is between them readable.
    return all(len(each.old) >= len(hunk.old) <= len(each.new) for each in (before, after))


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Give *pieces* with the deletions before the insertions of one place, none empty."""
    there = (piece for piece in pieces if piece.text)
    for is_same, run in groupby(there, key=lambda piece: piece.kind is Kind.SAME):
        texts: dict[Kind, list[str]] = {}
        for kind, text in run:
            texts.setdefault(kind, []).append(text)
        for kind in (Kind.SAME,) if is_same else (Kind.DELETED, Kind.INSERTED):
            if kind in texts:
                yield Piece(kind, "".join(texts[kind]))


def _groups(hunks: Iterable[Hunk], context: int) -> Iterator[list[Hunk]]:
    """Give the changes with *context* equal lines around them, near ones together."""
    group: list[Hunk] = []
    for hunk in hunks:
        if not hunk.equal:
            group.append(hunk)
            continue
        after = hunk._replace(old=hunk.old[:context], new=hunk.new[:context])
        start = max(0, len(hunk.old) - context)
        before = hunk._replace(old=hunk.old[start:], new=hunk.new[start:])
        if not group:
            group = [before]
        elif len(hunk.old) <= 2 * context:
            group.append(hunk)
        else:
            yield [*group, after]
            group = [before]
    if any(not hunk.equal for hunk in group):
        # The lines after the last change of all.
        if group[-1].equal:
            last = group.pop()
            group.append(last._replace(old=last.old[:context], new=last.new[:context]))
        yield group


def _span(start: int, stop: int) -> str:
    """Return a range of lines as a unified diff has it: first line and number."""
    count = stop - start
    if count == 1:
        return str(start + 1)
    return f"{start + bool(count)},{count}"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        text = unobeyed(visible(line.removesuffix("\n")))
        bare = text.rstrip(" \t")
        blanks = text[len(bare) :]
        if mark != " ":
            blanks = blanks.replace(" ", r"\x20").replace("\t", r"\x09")
        yield f"{mark}{bare}{blanks}"
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


__all__ = ["Kind", "Piece", "redline", "unified", "visible"]
