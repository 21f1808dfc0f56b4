"""No document claims a requirement of a catalogue in force.

What it finds
    A requirement of a standard that no document names under `clauses`, neither itself nor the
    clause in which it stands.

Why it matters
    It is a gap in the management system, or an answer that nobody can find. An auditor asks for
    each of them.

Example
        clauses: ["8.6.1"]                        the only claim in the whole system

Use instead
        clauses: ["8.6.1", "8.6.2", "8.6.3"]

Fix
    Add the requirement under `clauses` of the document that answers it; where no document does,
    write one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS501"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each requirement without a claim, at the settings that put it in force."""
    first = next(iter(system.catalogues), "")
    for catalogue, rows in trace.rows.items():
        standard = system.catalogues[catalogue].standard
        prefix = "" if catalogue == first else f"{catalogue}:"
        for row in rows:
            if not row.claims:
                yield Defect(
                    system.settings.path,
                    TOP,
                    f"no document claims {row.requirement.id} of {standard}:"
                    f" {row.requirement.text}",
                    f'Add "{prefix}{row.requirement.id}" under `clauses` of the document that'
                    " answers it.",
                )
