"""A document makes the same claim twice.

What it finds
    Two equal entries under `clauses`. The same number at two different headings is no duplicate:
    two sections can answer one requirement together.

Why it matters
    Nothing is gained by it, and most often the second entry was meant to be another number.

Example
        clauses: ["8.6.1", "8.6.1"]

Use instead
        clauses: ["8.6.1", "8.6.2"]

Fix
    Delete the second entry, or correct its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS504"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim that an earlier entry of the same document makes already."""
    for document in system.documents:
        made = set()
        for claim in document.claims:
            entry = (claim.number, claim.anchor)
            if entry in made:
                yield Defect(
                    document.path,
                    document.place(*claim.path),
                    f"{document.id} claims {claim.number} twice"
                    + (f" at '#{claim.anchor}'" if claim.anchor else ""),
                    "Delete this entry, or correct its number.",
                    document.id,
                )
            made.add(entry)
