"""A document has no approved revision yet.

What it finds
    A document for which `records/approvals` holds no approval. Before a repository has any
    approvals, that is every document.

Why it matters
    A draft binds nobody. In the traceability matrix it counts as a claim, never as a documented
    requirement.

Example
        policies/POL-004-change-policy.md     no approval record names POL-004

Use instead
        policies/POL-004-change-policy.md
        records/approvals/POL-004/            the record of who approved which text, and when

Fix
    Have the text read and approved by the role that decides about it: `sms-docs approve ID`. While
    a document is being written the warning is right and can stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS201"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each draft as a whole."""
    for document in system.documents:
        if document.standing.status is Status.DRAFT:
            yield Defect(
                document.path,
                TOP,
                f"{document.id} is a draft: no revision of it has been approved yet",
                f"Have it read and approved: `sms-docs approve {document.id}`; until then nobody"
                " has to follow it.",
                document.id,
            )
