"""The working text of a document has a newer version than the approved one.

What it finds
    A document with an approved revision whose file says a higher version. The approved text stays
    in force, and readers and the matrix get it, until the new one has all the approvals it needs.

Why it matters
    What authors see in the file is not yet what holds. Left so for months, people follow one text
    and mend another.

Example
        procedures/PRC-001-incident-management.md      version: "1.1"
        records/approvals/PRC-001/                     1.0

Use instead
        procedures/PRC-001-incident-management.md      version: "1.1"
        records/approvals/PRC-001/                     1.0  1.1

Fix
    Have the new version read and approved: `sms-docs approve ID`. While it is being written the
    warning is right and can stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.version import is_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.approval import Revision
    from sms_docs.trace import Trace

CODE = "SMS202"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each document whose working version is above the newest one approved."""
    for document in system.documents:
        if document.standing.pending is None:
            continue
        history = system.histories.get(document.id)
        newest = history.newest if history else None
        if newest and is_above(document.version, newest.version):
            yield Defect(
                document.path,
                document.place("version"),
                _told(document, newest),
                f"Have it read and approved: `sms-docs approve {document.id}`.",
                document.id,
            )


def _told(document: Document, newest: Revision) -> str:
    signers = [verdict.record.statement for verdict in newest.approvals]
    by = ", ".join(dict.fromkeys(statement.signer for statement in signers if statement))
    return (
        f"{document.id} version {document.version} is not approved yet; the newest approved version"
        f" is {newest.version}, of {newest.approved_on} by {by}"
    )
