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

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS502"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim whose number or catalogue is not known."""
    first = next(iter(system.catalogues), "")
    numbers = {
        name: catalogue.clauses.keys() | catalogue.requirements.keys()
        for name, catalogue in system.catalogues.items()
    }
    known = {f"{name}:{number}" for name, there in numbers.items() for number in there}
    known |= numbers.get(first, set())
    hints = {name: suggester(there) for name, there in numbers.items()}
    hint_catalogue = suggester(numbers.keys())
    for document in system.documents:
        for claim in document.claims:
            if claim.number in known:
                continue
            name, colon, number = claim.number.partition(":")
            if not colon:
                name, number = first, claim.number
            if name in numbers:
                what = f"{system.catalogues[name].standard} has no '{number}'{hints[name](number)}"
                cure = "Correct the number; `sms-docs matrix` lists those that exist."
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
