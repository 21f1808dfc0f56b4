"""A document claims a clause that no catalogue in force has.

What it finds
    An entry of `clauses` whose number is neither a clause nor a requirement of its catalogue, or
    whose catalogue is not in force. A number without a catalogue before it belongs to the first
    one under `catalogues` in `[tool.sms-docs]`.

Why it matters
    The claim counts for nothing, so the requirement that was meant shows as a gap.

Example
        clauses: ["8.61"]

Use instead
        clauses: ["8.6.1"]

Fix
    Correct the number. `sms-docs matrix` lists those that exist. To claim a clause of another
    standard, put its catalogue in force and name it: `"iso-iec-20000-1-2011:6.1"`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS502"
SEVERITY = Severity.ERROR
LONGEST = 64
# What people write between the parts of a number: `8.6.1 d)`.
MARKS = re.compile(r"[^0-9A-Za-z]+")
# The last part of a number: `.1`, `-d`, or all of it where no mark is left.
CUT = re.compile(r"(?:^|[.-])[^.-]*$")


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim whose number or catalogue is not known."""
    first = next(iter(system.catalogues), "")
    numbers = {
        name: (*catalogue.clauses, *catalogue.requirements)
        for name, catalogue in system.catalogues.items()
    }
    points = {name: catalogue.points for name, catalogue in system.catalogues.items()}
    known = {
        f"{name}:{each}" for name, there in numbers.items() for each in (*there, *points[name])
    }
    known.update(numbers.get(first, ()), points.get(first, ()))
    hint_catalogue = suggester(numbers.keys())
    for document in system.documents:
        for claim in document.claims:
            if claim.number in known:
                continue
            name, colon, number = claim.number.partition(":")
            if not colon:
                name, number = first, claim.number
            if name in numbers:
                what = f"{system.catalogues[name].standard} has no '{number}'"
                cure = _cure(number, numbers[name])
            else:
                what = f"no catalogue '{name}' is in force{hint_catalogue(name)}"
                cure = f"Correct the name, or add it to `catalogues` in {system.settings.path}."
            yield Defect(
                document.path,
                document.place(*claim.path),
                f"{document.id} claims: {what}",
                cure,
                document.id,
            )


def _cure(number: str, known: Sequence[str]) -> str:
    """Return the number that has other marks between its parts, else those beside it.

    The number that is nearest in spelling, as `suggest` finds it, is another demand.
    """
    same, siblings = _index(known)
    if meant := same.get(MARKS.sub("", number).casefold()):
        return f'Write "{meant}".'
    above = number[:LONGEST]
    while above := CUT.sub("", above):
        if inside := siblings.get(above):
            there = " to ".join(dict.fromkeys((inside[0], inside[-1])))
            return f"Correct the number: {above} has {there}."
    return "Correct the number; `sms-docs matrix` lists those that exist."


@lru_cache(maxsize=8)
def _index(known: Sequence[str]) -> tuple[Mapping[str, str], Mapping[str, list[str]]]:
    """Return each number by its letters and digits, and those inside of each number."""
    same: dict[str, str] = {}
    siblings: dict[str, list[str]] = {}
    for number in known:
        same.setdefault(MARKS.sub("", number).casefold(), number)
        siblings.setdefault(CUT.sub("", number), []).append(number)
    return same, siblings
