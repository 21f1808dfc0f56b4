"""A record on hold is disposed of.

What it finds
    An entry of a disposal whose record was on hold on the day of the disposal, or is on hold today
    while its file is still there. A hold is a record of type `hold`; it counts from its `from` to
    its `until`, both days included, and without `until` for good.

Why it matters
    Somebody needs the record: a dispute, an audit, an authority. Removing it then can be an
    offence, whatever its retention says.

Example
        records/holds/HLD-2026-001-dispute-on-the-outage.yml
          from: 2026-10-01
          records: [NCR-2021-003]
        records/disposals/DSP-2026-001-past-their-retention.yml
          date: 2026-11-20
          entries:
            - id: NCR-2021-003

Use instead
        records/holds/HLD-2026-001-dispute-on-the-outage.yml
          from: 2026-10-01
          until: 2026-11-02                   the dispute is settled

Fix
    Keep the record: take its entry out of the disposal, and put the file back where it is gone. Or
    end the hold first, if those who asked for it agree: set its `until`.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from sms_docs.closed import DISPOSAL, entries, id_of, on_hold
from sms_docs.enclosures import enclosed
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sms_docs.trace import Trace

CODE = "SMS602"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each entry of a disposal whose record is on hold."""
    there = {path for record in system.records for path in (record.path, *enclosed(record))}
    now = on_hold(system, today)
    for entry in entries(system.records, DISPOSAL):
        disposal = entry.record
        holds = dict(now) if entry.path in there else {}
        # A day that is none is reported as a violation of the schema.
        with suppress(ValueError):
            holds |= on_hold(system, date.fromisoformat(disposal.date))
        if hold := holds.get(entry.id) or holds.get(id_of(entry.path)):
            yield Defect(
                disposal.path,
                disposal.place("entries", entry.key, "id"),
                f"{disposal.id} disposes of {entry.id}, which {hold} keeps on hold",
                f"Keep {entry.id} until {hold} ends: take the entry out, and put the file back"
                " where it is gone.",
                disposal.id,
            )
