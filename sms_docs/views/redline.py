"""A redline as HTML: what changed between two texts, without what did not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from sms_docs.differences import Kind, Piece, redline, visible
from sms_docs.views.rendering import escape_long

# Unchanged lines that stay around a change, fewer where they cannot be unfolded, and the
# least that are worth folding up.
CONTEXT = 3
LESS_CONTEXT = 1
FOLDED = 4
NEW_LINE = "\n"
LINE_END = "&#10;"
TAGS = {Kind.DELETED: "del", Kind.INSERTED: "ins"}


class Stretch(NamedTuple):
    """Unchanged lines between two changes: shown, folded up, shown."""

    before: str
    folded: str
    after: str


def changes(old: str, new: str, *, whole: bool) -> Markup:
    """Return what changed from *old* to *new*, line ends as they are; empty where nothing did.

    Unchanged lines far from any change are counted, and with *whole* can be unfolded.
    """
    pieces = redline(old, new)
    if all(piece.kind is Kind.SAME for piece in pieces):
        return Markup()
    # Every text in it is escaped below.
    return Markup("".join(_parts(pieces, whole=whole)))  # noqa: S704


def _parts(pieces: tuple[Piece, ...], *, whole: bool) -> Iterator[str]:
    for index, piece in enumerate(pieces):
        if piece.kind is not Kind.SAME:
            tag = TAGS[piece.kind]
            yield f"<{tag}>{_shown(_marked(piece))}</{tag}>"
            continue
        around = CONTEXT if whole else LESS_CONTEXT
        head = 0 if index == 0 else around + 1
        tail = 0 if index == len(pieces) - 1 else around + 1
        stretch = _stretch(piece.text, head, tail)
        # What is folded up is a block of its own, which needs no line end before it.
        yield _shown(stretch.before.removesuffix(NEW_LINE) if stretch.folded else stretch.before)
        if stretch.folded:
            count = stretch.folded.count(NEW_LINE) or 1
            words = f"{count} unchanged line{'' if count == 1 else 's'}"
            if whole:
                inner = f"<summary>{words}</summary>{_shown(stretch.folded.removesuffix(NEW_LINE))}"
                yield f'<details class="sms-fold">{inner}</details>'
            else:
                yield f'<span class="sms-fold">{words}</span>'
        yield _shown(stretch.after)


def _stretch(text: str, head: int, tail: int) -> Stretch:
    """Part unchanged *text*: so many lines stay at its ends, the broken ones counted."""
    lines = re.split(r"(?<=\n)", text)
    if len(lines) - head - tail < FOLDED:
        return Stretch(text, "", "")
    end = len(lines) - tail
    return Stretch("".join(lines[:head]), "".join(lines[head:end]), "".join(lines[end:]))


def _marked(piece: Piece) -> str:
    """Return the text of *piece*, with a sign for line ends where nothing else changed."""
    if piece.text.strip():
        return piece.text
    return piece.text.replace("\n", "↵" if piece.kind is Kind.DELETED else "↵\n")


def _shown(text: str) -> str:
    return escape_long(visible(text)).replace(LINE_END, NEW_LINE)
