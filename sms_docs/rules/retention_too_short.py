"""A record is kept for a shorter time than its type demands.

What it finds
    A record whose `retention` is shorter than the one that the schema of its type sets as the
    least, under `x-sms`.

Why it matters
    How long a kind of evidence is kept is decided once, for all records of the kind: by law, by
    contract, or by how far back auditors ask.

Example
        kind: disposal
        retention: P1Y                        its type demands P10Y

Use instead
        kind: disposal
        retention: P10Y

Fix
    Write the retention of the type, or a longer one. `sms-docs schema TYPE` shows it. A project
    that needs another one gives the type a schema of its own.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.period import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sms_docs.trace import Trace

CODE = "SMS603"
SEVERITY = Severity.ERROR
# Periods of months and years are compared from here; no leap day stands in the way.
START = date(2001, 1, 1)


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each record with a retention below that of its type."""
    for record in system.records:
        own, least = later(START, record.get("retention")), later(START, record.type.retention)
        if own is not None and least is not None and own < least:
            yield Defect(
                record.path,
                record.place("retention"),
                f"{record.id} is kept for {record.get('retention')}, and records of type"
                f" {record.type.name} are kept for {record.type.retention} at least",
                f"Write `retention: {record.type.retention}`, or more.",
                record.id,
            )
