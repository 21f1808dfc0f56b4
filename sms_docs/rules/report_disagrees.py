"""A service report gives another value than its measurements.

What it finds
    A value in `results` of a service report that is not what the measurements of its period come
    to, by the text of the agreement that was in force on its last day. Both are compared in as
    many decimals as the report has, cut so that no value looks better than it is.

Why it matters
    The customer was told something that the figures do not say. Whichever of the two is wrong,
    somebody has to know.

Example
        (measurements: 19,610 of 19,650 minutes)
        results:
          - target: availability
            value: "99.80"

Use instead
        results:
          - target: availability
            value: "99.79"

Fix
    `sms-docs sla ID --period PERIOD` shows the arithmetic. Correct the report, or the measurement
    if that is wrong; where the report is closed, `sms-docs correct` it and tell its readers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sms_docs.levels.reported import compared
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS609"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each value that its measurements do not come to, with the arithmetic."""
    for report, _, entries, _ in compared(system):
        for entry in entries:
            right = entry.supported
            if not right or entry.result is None or Decimal(right) == Decimal(entry.value):
                continue
            yield Defect(
                report.path,
                report.place("results", entry.position, "value"),
                f"{report.id} reports {entry.value} {entry.result.unit} for {entry.target} of"
                f" {entry.agreement}, and the measurements come to {right}:"
                f" {entry.result.working}",
                f"Write {right}, or correct the measurement; a closed report by"
                f" `sms-docs correct {report.id}`.",
                report.id,
            )
