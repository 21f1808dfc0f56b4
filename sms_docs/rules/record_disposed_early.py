"""A record is disposed of before its retention ends.

What it finds
    An entry of a disposal whose record has to be kept longer: its `retention`, or that of its type
    where this is longer, counted from the day on which it was closed, or from its date where it
    never was. The day of the disposal itself is its `date`, or the day of its approval, whichever
    comes first.

Why it matters
    Retention is what you have promised to customers, auditors and the law. What is gone cannot be
    shown any more, and a gap looks like something hidden.

Example
        date: 2026-11-20                      the disposal
        entries:
          - id: IMP-2024-004
            closed: 2024-03-01
            retention: P3Y                    kept until 2027-03-01

Use instead
        date: 2027-03-01

Fix
    Put the record back where it has been removed, and take its entry out of the disposal; if the
    disposal is approved already, withdraw it with `sms-docs withdraw`. `sms-docs dispose` writes
    disposals of records past their retention only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.closed import DISPOSAL, approval, entries, kept
from sms_docs.enclosures import enclosed
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS601"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each entry of a disposal whose retention had not ended on its day."""
    there = {path: record for record in system.records for path in (record.path, *enclosed(record))}
    for entry in entries(system.records, DISPOSAL):
        disposal = entry.record
        # The file itself counts before what the disposal says of it, while it is there.
        spans = [kept(system, item) for item in (entry, there.get(entry.path)) if item]
        approved = approval(system, disposal)
        days = [disposal.date, today.isoformat()]
        if approved:
            days.append(approved.approved_on.isoformat())
        day = min(filter(None, days))
        for span in spans:
            if span.until is None or span.until.isoformat() <= day:
                continue
            yield Defect(
                disposal.path,
                disposal.place("entries", entry.key, "retention"),
                f"{disposal.id} disposes of {entry.id} on {day}, and it has to be kept until"
                f" {span.until}: {span.retention} from {span.start}",
                f"Keep {entry.id}: put the file back where it is gone, and take the entry out.",
                disposal.id,
            )
            break
