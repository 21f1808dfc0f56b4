"""A service report shows a missed target and does not say why.

What it finds
    A value under `results` of a service report that misses its target in the agreement that was in
    force at the end of the period, without an entry under `breaches` for the target.

Why it matters
    The customer reads why a promise was broken and what is done about it; and what has no cause
    written down is not corrected.

Example
        results:
          - target: availability
            value: "99.31"

Use instead
        results:
          - target: availability
            value: "99.31"
        breaches:
          - target: availability
            cause: A change used up the connections of the database on 15 September.
            action: Changes to the portal are tried on a copy first.
            record: NCR-2026-004

Fix
    Add an entry under `breaches` with the target, the cause, and what is done. Where the report is
    closed, `sms-docs correct ID --reason TEXT` says that it was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.levels.reported import Reported, compared
from sms_docs.levels.results import SIGNS, Result
from sms_docs.model import Defect, ManagementSystem, Record, Severity
from sms_docs.raised import entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS615"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each value that misses its target and that no breach explains."""
    for report, _, results, _ in compared(system):
        told = [(each["target"], each.get("agreement")) for _, each in entries(report, "breaches")]
        # What the report says counts; report-disagrees looks at the rest.
        for entry in results:
            name = entry.target
            if (name, entry.agreement) in told or (name, None) in told:
                continue
            if entry.result and entry.is_missed:
                yield _defect(report, entry, entry.result)


def _defect(report: Record, entry: Reported, result: Result) -> Defect:
    fix = f"Add an entry with `target: {entry.target}` under `breaches`: the cause, what is done."
    if report.get("closed"):
        fix = f"{fix} Then `sms-docs correct {report.id} --reason TEXT`."
    return Defect(
        report.path,
        report.place("results", entry.position, "value"),
        f"{report.id} shows {entry.value} {result.unit} for {entry.target} of {entry.agreement},"
        f" which promises {SIGNS[result.comparator]} {result.target}, and does not say why",
        fix,
        report.id,
    )
