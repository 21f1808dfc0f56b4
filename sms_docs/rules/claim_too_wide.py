"""A document claims a clause that asks for nothing itself.

What it finds
    An entry of `clauses` with the number of a clause that only holds other clauses, such as `8` or
    `8.6`. A claim covers the requirements that stand directly in its clause.

Why it matters
    "We meet chapter 8" is no answer that an auditor can follow, and it covers no requirement.

Example
        clauses: ["8.6"]

Use instead
        clauses: ["8.6.1", "8.6.2"]

Fix
    Name the clauses or requirements that the document answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.catalogue import Catalogue
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS505"
SEVERITY = Severity.ERROR
NAMED = 4


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim to a clause without requirements of its own."""
    first = next(iter(system.catalogues), "")
    wide: dict[str, str] = {}
    for name, catalogue in system.catalogues.items():
        # A catalogue may be a bare clause tree; then its clauses are all there is to claim.
        tree = catalogue.clauses.values() if catalogue.requirements else ()
        for clause in tree:
            if not clause.requirements:
                inside = _inside(catalogue, clause.number)
                wide[f"{name}:{clause.number}"] = inside
                if name == first:
                    wide[clause.number] = inside
    for document in system.documents:
        for claim in document.claims:
            if claim.number in wide:
                yield Defect(
                    document.path,
                    document.place(*claim.path),
                    f"{document.id} claims {claim.number}, a clause without requirements of its"
                    " own, so this covers nothing",
                    f"Name what the document answers{wide[claim.number]}.",
                    document.id,
                )


def _inside(catalogue: Catalogue, number: str) -> str:
    """Return some of the clauses with requirements below *number*, for the cure."""
    below = [
        clause.number
        for clause in catalogue.clauses.values()
        if clause.requirements and clause.number.startswith(number + ".")
    ]
    if not below:
        return ""
    more = ", …" if len(below) > NAMED else ""
    return f": {', '.join(below[:NAMED])}{more}"
