"""Two records are about the same period of the same thing.

What it finds
    Two records of one type with the same `period` that name the same service, agreement, process,
    party and procedure, as far as the type has these keys. It is reported at the second, in the
    order of the paths.

Why it matters
    Two reports about one month can say two different things, and nobody can tell which counts.
    Mostly one of them was copied, and means another period.

Example
        records/service-reports/SRP-2026-014-network-access.yml
          service: SVC-003
          period: 2026-09
        records/service-reports/SRP-2026-019-network-access.yml
          service: SVC-003
          period: 2026-09

Use instead
        records/service-reports/SRP-2026-019-network-access.yml
          service: SVC-003
          period: 2026-10

Fix
    Correct the period of the one that means another. Else bring both together in the first, and
    take the second out; a closed record is changed by a correction only: `sms-docs correct`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS606"
SEVERITY = Severity.ERROR
SUBJECTS = ("service", "agreement", "process", "party", "procedure")


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each record about a period that an earlier one is about already."""
    first: dict[tuple[str, ...], Record] = {}
    for record in sorted(system.records, key=lambda each: each.path):
        period = record.get("period")
        if not period:
            continue
        subjects = [record.get(key) for key in SUBJECTS]
        earlier = first.setdefault((record.type.name, period, *subjects), record)
        if earlier is not record:
            named = " and ".join(filter(None, subjects))
            yield Defect(
                record.path,
                record.place("period"),
                f"{record.id} is about {period}{f' of {named}' if named else ''}, and so is"
                f" {earlier.id} already",
                "Correct the period of the one that means another, or bring both together.",
                record.id,
            )
