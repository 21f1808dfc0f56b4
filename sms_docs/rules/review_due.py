"""The periodic review of a document is near.

What it finds
    A document in force whose next review lies within the lead time, `review_lead` in
    `[tool.sms-docs]`, or is today.

Why it matters
    A review takes people who have other things to do. Announced in time, it is not late.

Example
        review_lead = "P30D"
        next review on 2026-12-01, and today is 2026-11-20

Use instead
        records/approvals/POL-004/1.0/20261120T090000Z-cora-finch-confirm.json
          "comment": "Read with the change board; roles and systems are right."

Fix
    Read the document against what is really done. If nothing changes: `sms-docs confirm ID
    --checked TEXT`. Else `sms-docs revise ID --change TEXT`, and have the new version approved.
    `sms-docs due` lists what comes next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Review, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS302"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each review that is near."""
    for document in system.documents:
        due = document.standing.next_review
        if document.standing.review is not Review.DUE or due is None:
            continue
        left = (due - today).days
        when = f"in {left} day{'s' if left > 1 else ''}" if left else "today"
        name = document.id
        yield Defect(
            document.path,
            document.place("review_interval"),
            f"{name} is due for review on {due}, {when}",
            f"Read it again; if nothing changes run `sms-docs confirm {name} --checked TEXT`,"
            f" else `sms-docs revise {name} --change TEXT`.",
            name,
        )
