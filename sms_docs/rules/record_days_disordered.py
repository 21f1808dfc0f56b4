"""The days of a record are in an order that cannot be.

What it finds
    A record that was closed before its own `date`, and a record about a month, quarter or year
    that is dated before that has begun.

Why it matters
    Nobody can close what is not written yet, or report on a month to come. A record with such days
    was misdated, or written in advance so that none is missing later; an auditor who sees one
    trusts the others less.

Example
        date: 2026-11-03
        closed: 2026-10-03

Use instead
        date: 2026-10-02
        closed: 2026-10-03

Fix
    Correct the day that is wrong; of a closed record by a correction, `sms-docs correct`. What was
    written in advance is taken out, and written when there is something to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.calendar_period import calendar_period
from sms_docs.evidence import day_of
from sms_docs.model import Defect, ManagementSystem, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS616"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each day of a record that lies before one that has to come first."""
    for record in system.records:
        day = day_of(record) if record.valid else None
        if day is None:
            continue
        closed = record.get("closed")
        if closed and closed < day.isoformat():
            what = f"{record.id} was closed on {closed}, before its date, {day}"
            yield _defect(record, "closed", what)
        period = calendar_period(record.get("period"))
        if period and day < period.first:
            what = f"{record.id} is dated {day}, before {period.label} has begun"
            yield _defect(record, "date", what)


def _defect(record: Record, key: str, what: str) -> Defect:
    return Defect(record.path, record.place(key), what, "Correct the day that is wrong.", record.id)
