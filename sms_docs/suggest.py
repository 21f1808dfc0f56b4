"""Guess which word was meant, for messages that end in "did you mean …?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LONGEST_WORD = 64
MOST_KNOWN = 500
MOST_WORDS = 50
NEAR = 0.65
NUMBERED = re.compile(r"([A-Za-z]{3})(-[0-9-]+)")


def suggest(word: str, known: Collection[str]) -> str:
    """Return ``; did you mean 'owner'?`` for the nearest of *known*, or nothing.

    Nothing too for a word over 64 characters and for more than 500 known words: the
    comparison is slow, and among so many some word is always near.
    """
    if len(word) > LONGEST_WORD or len(known) > MOST_KNOWN:
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    # The nearest number says nothing about the document that was meant, nor does the same
    # number of another kind: where PRC-003 was deleted, SVC-003 is no guess.
    if named := NUMBERED.fullmatch(word):
        known = [one for one in known if one[3:] == named[2] and _is_slip(named[1], one[:3])]
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=NEAR)
    return f"; did you mean '{by_folded[near[0]]}'?" if near else ""


def _is_slip(typed: str, meant: str) -> bool:
    """Return whether *typed* is *meant* in another order or case, or but for one letter."""
    typed, meant = typed.upper(), meant.upper()
    differing = sum(one != other for one, other in zip(typed, meant, strict=False))
    return len(typed) == len(meant) and (sorted(typed) == sorted(meant) or differing == 1)


def suggester(known: Collection[str]) -> Callable[[str], str]:
    """Return `suggest` for *known*, which falls silent after 50 different words.

    A hostile file can hold 50,000 unknown words; guessing at each would take minutes.
    """
    made: dict[str, str] = {}

    def hint(word: str) -> str:
        if word not in made and len(made) < MOST_WORDS:
            made[word] = suggest(word, known)
        return made.get(word, "")

    return hint
