"""The periodic review of a document is late.

What it finds
    A document in force that nobody has read again in time: the day is that of its last approval or
    confirmation plus its `review_interval`. The day itself is still in time. In a comparison with a
    base it is a warning for documents that the change does not touch.

Why it matters
    A document that is not looked at grows wrong without anybody changing it: names, contacts and
    systems change around it.

Example
        review_interval: P12M
        approved on 2025-02-28, and today is 2026-03-01

Use instead
        records/approvals/POL-004/1.0/20260220T090000Z-cora-finch-confirm.json
          "comment": "Read with the change board; roles and systems are right."

Fix
    Read the document against what is really done. If nothing changes: `sms-docs confirm ID
    --checked TEXT`. Else `sms-docs revise ID --change TEXT`, and have the new version approved. A
    new date alone is no review, and there is none to edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Review, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS301"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each late review; as a warning where a comparison leaves the document alone."""
    for document in system.documents:
        due = document.standing.next_review
        if document.standing.review is not Review.OVERDUE or due is None:
            continue
        touched = system.comparison.touched if system.comparison else {document.id}
        late = (today - due).days
        name = document.id
        yield Defect(
            document.path,
            document.place("review_interval"),
            f"{name} was due for review on {due}, {late} day{'s' if late > 1 else ''} ago",
            f"Read it again; if nothing changes run `sms-docs confirm {name} --checked TEXT`,"
            f" else `sms-docs revise {name} --change TEXT`.",
            name,
            None if {name, document.path} & touched else Severity.WARNING,
        )
