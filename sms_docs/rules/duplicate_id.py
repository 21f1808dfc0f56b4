"""Two files carry the same id.

What it finds
    A document or record whose id another one has already. It is reported at the second, in the
    order of the paths, and names the first. Likewise a role or a person whose id an entry above
    has in the same file.

Why it matters
    Approvals, claims and references name the id. With two holders nobody can say which text was
    approved.

Example
        policies/POL-001-service-management-policy.md     id: POL-001
        policies/POL-001-change-policy.md                 id: POL-001

Use instead
        policies/POL-001-service-management-policy.md     id: POL-001
        policies/POL-002-change-policy.md                 id: POL-002

Fix
    Give the newer one the next free number, in its `id` and in its file name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS104"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each id that an earlier path, or an earlier role or person, carries already."""
    yield from system.faults.get("duplicate-id", ())
    first: dict[str, str] = {}
    for item in system.items:
        earlier = first.setdefault(item.id, item.path)
        if earlier != item.path:
            yield Defect(
                item.path,
                item.place("id"),
                f"the id {item.id} is taken by {earlier}",
                "Give the newer of the two the next free number, in `id` and in the file name.",
                item.id,
            )
