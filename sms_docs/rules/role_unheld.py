"""A role owns documents, and nobody holds it.

What it finds
    A role that is the owner of documents while no person in `records/trust/people.yml` has it
    today. Nothing is reported while that file lists nobody at all.

Why it matters
    Reviews of these documents come due, and no one is there to do them.

Example
        people:
          - id: ada-ironwood
            roles: [{role: change-manager, from: 2024-01-01, to: 2026-06-30}]

Use instead
        people:
          - id: ada-ironwood
            roles: [{role: change-manager, from: 2024-01-01, to: 2026-06-30}]
          - id: ben-marsh
            roles: [{role: change-manager, from: 2026-07-01}]

Fix
    Give the role to a person in `records/trust/people.yml`, or name another owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS703"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each owning role that nobody holds on *today*, once."""
    if not system.people:
        return
    day = today.isoformat()
    held = {
        role
        for person in system.people.values()
        for role, first, last in person.roles
        if first <= day and (not last or day <= last)
    }
    owned: dict[str, list[str]] = {}
    for document in system.documents:
        if document.owner not in held and document.owner in system.roles:
            owned.setdefault(document.owner, []).append(document.id)
    listed_in = system.types["people"].directory
    for role, ids in owned.items():
        more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        yield Defect(
            listed_in,
            TOP,
            f"nobody holds the role '{role}' on {day}, and it owns {ids[0]}{more}",
            f"Give the role to a person in {listed_in}, or name another owner.",
        )
