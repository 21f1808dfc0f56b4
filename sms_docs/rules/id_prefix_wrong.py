"""An id has a prefix that belongs to another type.

What it finds
    A document or record whose id begins with other letters than those of the type to which its
    folder belongs.

Why it matters
    Readers take a PRC for a procedure. Where the id says one thing and the folder another, one of
    them is wrong, and with it the rules and views that the document gets.

Example
        policies/PRC-004-change-policy.md     id: PRC-004

Use instead
        policies/POL-004-change-policy.md     id: POL-004

Fix
    Move the file to the folder of its type, or give it an id of the type whose folder it is in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS106"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each id whose prefix is not one of its type."""
    for item in system.items:
        prefix, dash, _ = item.id.partition("-")
        if dash and prefix not in item.type.prefixes:
            right = " or ".join(item.type.prefixes)
            yield Defect(
                item.path,
                item.place("id"),
                f"{item.id} lies in {item.type.directory}/, where ids begin with {right}",
                f"Give it an id that begins with {right}, or move it to the folder of its type.",
                item.id,
            )
