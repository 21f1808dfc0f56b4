"""A service report leaves out a target, or gives a value that nothing supports.

What it finds
    A target of an agreement that was in force, measured over periods no longer than that of the
    report, without an entry in its `results`; an entry about a target that no agreement in force
    has; and a value for a target that says how it is calculated, without a measurement.

Why it matters
    The customer sees only what went well, or a figure that nobody can trace to a measurement.

Example
        results:
          - target: availability
            value: "99.90"

Use instead
        results:
          - target: availability
            value: "99.90"
          - target: calls-answered
            reason: The statistics of the telephone system were lost.

Fix
    Add what is missing; where there is no value, `reason` says why. Add the measurement, or give
    the reason instead of the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.calendar_period import calendar_period
from sms_docs.levels.reported import Reported, compared
from sms_docs.model import Defect, ManagementSystem, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS610"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report what a service report lacks, and what it cannot support."""
    for report, expected, entries, measured in compared(system):
        period = report.get("period")
        told = {(each.agreement, each.target) for each in entries}
        for agreement, target in expected:
            if (agreement, target) not in told:
                what = f"{report.id} says nothing about {target} of {agreement} in {period}"
                cure = "Add an entry to `results`, with a `value` or a `reason`."
                yield Defect(report.path, report.place("results"), what, cure, report.id)
        for each in entries:
            # What is wrong with a file, series-faulty tells.
            is_measured = any(
                series.period.label == period and series.until >= series.period.last
                for series in measured.get((each.agreement, each.target), ())
            )
            if defect := _unsupported(report, each, measured=is_measured):
                yield defect


def _unsupported(report: Record, entry: Reported, *, measured: bool) -> Defect | None:
    period, result = report.get("period"), entry.result
    if result is None:
        known = calendar_period(period)
        which = f" of {entry.agreement}" if entry.agreement else ""
        what = f"no agreement in force for all of {period} has the target {entry.target}{which}"
        cure = "Correct the name, name its `agreement`, or take the entry out."
        if known is not None and known.length != "year":
            cure = f"{cure} Targets of a longer period than a {known.length} are not reported here."
    elif entry.value and result.value is None and result.is_calculated and not measured:
        what = f"{report.id} gives {entry.value} for {entry.target}; {result.working}"
        cure = "Add the measurement, or give a `reason` instead of the value."
    else:
        return None
    place = report.place("results", entry.position)
    return Defect(report.path, place, what, cure, report.id)
