"""Where a text uses the terms of the vocabulary, whole words alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sms_docs.fact import Term

WORD = re.compile(r"(?<![\w@/.-])[A-Za-z]+")
# A word goes on with these: `incident-manager`, `incident.log`, `CI/CD` and `desk@…` are others.
WHOLE = r"(?![\w@/-]|\.\w)"
ABBREVIATION = re.compile(r"[A-Z]{2}")


class Use(NamedTuple):
    """A place of a text that uses *term*; *end* is not part of it."""

    start: int
    end: int
    term: Term


class Lexicon:
    """Finds *terms*, each in all its spellings, the longest that fits a place.

    Of an abbreviation the capitals count.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {_folded(each): term for term in terms for each in term.spellings}
        spellings: dict[str, list[str]] = defaultdict(list)
        for spelling in sorted(self._terms, key=len, reverse=True):
            spellings[spelling.split()[0].partition("-")[0]].append(spelling)
        # One pattern a first word: a text has few words that begin a term.
        self._patterns = {first: _pattern(each) for first, each in spellings.items()}

    def uses(self, text: str) -> Iterator[Use]:
        """Give each use in *text*, in its order; no two share a word."""
        end, patterns = 0, self._patterns
        for word in WORD.finditer(text):
            first = word[0]
            pattern = patterns.get(first) or patterns.get(first.lower())
            if pattern and word.start() >= end and (found := pattern.match(text, word.start())):
                end = found.end()
                yield Use(word.start(), end, self._term(found[0]))

    def _term(self, found: str) -> Term:
        words = " ".join(found.split())
        return self._terms.get(words) or self._terms[words.lower()]


def _folded(spelling: str) -> str:
    """Return *spelling* as it is looked up."""
    words = " ".join(spelling.split())
    return words if ABBREVIATION.match(words) else words.lower()


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """Return what any of *spellings*, the longest first, looks like in a text."""
    every = [r"\s+".join(map(re.escape, spelling.split())) for spelling in spellings]
    exact = all(map(ABBREVIATION.match, every))
    return re.compile(f"(?:{'|'.join(every)}){WHOLE}", re.NOFLAG if exact else re.IGNORECASE)
