"""A document is reviewed more rarely than its type allows.

What it finds
    A `review_interval` longer than the `longest_review_interval` that the schema of the type sets
    under `x-sms`.

Why it matters
    Planned intervals are decided for a type of document, not by who writes one of them.

Example
        schemas/agreement.schema.json      "longest_review_interval": "P12M"
        SLA-001                            review_interval: P36M

Use instead
        SLA-001                            review_interval: P12M

Fix
    Shorten the interval: `sms-docs revise ID --change TEXT`. If the type may have more time, set
    its `longest_review_interval` in a schema of your own.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.period import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sms_docs.trace import Trace

CODE = "SMS304"
SEVERITY = Severity.ERROR

# Periods of days, months and years are compared from this day on.
START = date(2001, 1, 1)


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each interval that ends later than the longest one of its type."""
    for document in system.documents:
        longest = document.type.schema.get("x-sms", {}).get("longest_review_interval", "")
        interval = document.get("review_interval")
        if longest and _days(interval) > _days(longest):
            yield Defect(
                document.path,
                document.place("review_interval"),
                f"{document.id} is reviewed every {interval}; a {document.type.title.lower()} has"
                f" to be at least every {longest}",
                f"Write {longest} or less.",
                document.id,
            )


@cache
def _days(period: str) -> int:
    """Return how long *period* is; 0 where it is none, which the schema reports."""
    end = later(START, period)
    return (end - START).days if end else 0
