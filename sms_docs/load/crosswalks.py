"""Crosswalks of a project's catalogue: does the clause that it leads to exist?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from sms_docs.model import KEY, Data, KeyPath
from sms_docs.suggest import suggest

# A word about the counterparts, among their lists.
RELATION = "relation"
# How near the letters of two names are; without numbers in them they say all there is.
ALIKE = 0.6
NEARLY_THE_SAME = 0.85
YEAR = 4


class Fault(NamedTuple):
    """What is wrong at *key*, and what mends it."""

    key: KeyPath
    wrong: str
    cure: str


def crosswalk_faults(
    data: Data, known: Collection[str], numbers_of: Callable[[str], Collection[str]]
) -> Iterator[Fault]:
    """Give each name of a crosswalk that leads nowhere.

    *known* are the names of what a crosswalk can lead to, *numbers_of* gives the clauses of
    one of them.  A name that is none of them is let through, for a standard of which we know
    nothing, unless it is one of them misspelt.
    """
    there: dict[str, Collection[str]] = {}
    for c, clause in enumerate(data["clauses"]):
        for name, numbers in clause.get("maps_to", {}).items():
            at = ("clauses", c, "maps_to", name)
            if name == RELATION:
                continue
            if name not in known:
                if meant := meant_by(name, known):
                    wrong = f"no catalogue '{name}'; did you mean '{meant}'?"
                    yield Fault((*at, KEY), wrong, f"write '{meant}', or take the crosswalk out")
                continue
            if name not in there:
                there[name] = numbers_of(name)
            for n, number in enumerate(numbers):
                if number not in there[name]:
                    wrong = f"no clause '{number}' in {name}{suggest(number, there[name])}"
                    yield Fault((*at, n), wrong, "name a clause that exists, or take it out")


def meant_by(name: str, known: Iterable[str]) -> str:
    """Return which of *known* was misspelt as *name*; empty where it is another standard.

    Not `suggest`: to it ISO 14001 is a slip for ISO 9001.  Of two standards the numbers
    differ, of a slip they are the same, have a digit too many or too few, two that changed
    places, no year, or one that lies a year off.
    """
    return next((each for each in known if _is_slip(_parts(name), _parts(each))), "")


def _parts(name: str) -> tuple[str, list[str]]:
    """Return the letters of *name*, and the groups of its digits."""
    return "".join(re.findall("[a-z]+", name)), re.findall("[0-9]+", name)


def _is_slip(one: tuple[str, list[str]], other: tuple[str, list[str]]) -> bool:
    (letters, groups), (meant, numbers) = one, other
    if groups and groups == numbers[:-1]:
        # Its last number left out: the year, or the part.
        return letters == meant
    typed, right = "".join(groups), "".join(numbers)
    if typed == right or _is_slip_of_digits(typed, right) or _is_year_off(groups, numbers):
        from difflib import SequenceMatcher  # noqa: PLC0415 - only for a mistake

        alike = ALIKE if typed and right else NEARLY_THE_SAME
        return SequenceMatcher(None, letters, meant).ratio() >= alike
    return False


def _is_slip_of_digits(typed: str, right: str) -> bool:
    longer, shorter = sorted((typed, right), key=len, reverse=True)
    if len(longer) == len(shorter) + 1:
        return shorter in {longer[:i] + longer[i + 1 :] for i in range(len(longer))}
    swapped = {right[:i] + right[i + 1] + right[i] + right[i + 2 :] for i in range(len(right) - 1)}
    return typed in swapped


def _is_year_off(groups: list[str], numbers: list[str]) -> bool:
    if not (groups and numbers) or groups[:-1] != numbers[:-1]:
        return False
    year, right = groups[-1], numbers[-1]
    return len(year) == len(right) == YEAR and abs(int(year) - int(right)) == 1
