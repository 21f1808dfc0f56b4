"""Heading anchors as GitHub makes them: one function for the checker and the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable

DROPPED = re.compile(r"[^a-z0-9_\- ]+")
# Letters, marks, decimal digits, letter numbers and connectors, as Ruby's \p{Word} has them.
KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})


def slug(text: str) -> str:
    """Return the anchor of a heading that reads *text*, duplicates aside.

    Lower case; letters, marks, digits, ``_`` and ``-`` stay; each space becomes ``-``;
    all else is dropped, so ``A & B`` gives ``a--b``.  Empty where nothing stays.
    """
    lowered = text.lower()
    if lowered.isascii():
        return DROPPED.sub("", lowered).replace(" ", "-")
    kept = (char for char in lowered if char in "- " or category(char) in KEPT)
    return "".join(kept).replace(" ", "-")


def anchors(texts: Iterable[str]) -> list[str]:
    """Return the anchors of headings in the order of a text, each one unique.

    The second ``Roles`` gets ``roles-1``, the third ``roles-2``; a number that an
    earlier heading already bears is passed over.
    """
    counts: dict[str, int] = {}
    result = []
    for text in texts:
        anchor = plain = slug(text)
        while anchor in counts:
            counts[plain] += 1
            anchor = f"{plain}-{counts[plain]}"
        counts[anchor] = 0
        result.append(anchor)
    return result
