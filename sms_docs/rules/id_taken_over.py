"""An id was given to another document.

What it finds
    A document that has the id of one at the base, or of one that was approved earlier, but another
    title and next to none of its lines. Only `sms-docs check --base` looks for it.

Why it matters
    Links, records, training and approvals name documents by id, for years. An id that changes hands
    makes all of them speak of something else.

Example
        at the base       PRC-007  Problem management
        in the change     PRC-007  Visitors in the machine room

Use instead
        at the base       PRC-007  Problem management
        in the change     PRC-007  Problem management
                          PRC-008  Visitors in the machine room

Fix
    Give the new document an id of its own, `sms-docs new TYPE --title TEXT` finds the next one, and
    bring the old one back or withdraw it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS805"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each document under the id of another one."""
    documents = {document.id: document for document in system.documents}
    for change in system.comparison.changes if system.comparison else ():
        document = documents.get(change.id)
        if document is None or not change.is_other:
            continue
        before = change.merge_base or change.tip
        what = f"'{before.title}'" if before else "a document that was approved earlier"
        yield Defect(
            document.path,
            document.place("id"),
            f"{document.id} is '{document.title}' here, and the id belongs to {what}",
            f"Give this document an id of its own, and leave {document.id} to the other one.",
            document.id,
        )
