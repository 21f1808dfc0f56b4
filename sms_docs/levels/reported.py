"""A service report against the measurements of its period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from sms_docs.calendar_period import calendar_period
from sms_docs.levels.measured import Measured, by_target
from sms_docs.levels.results import Result, results
from sms_docs.levels.target import keeps
from sms_docs.levels.worth import cut_by
from sms_docs.model import ManagementSystem, Record

REPORT = "service-report"


class Reported(NamedTuple):
    """One entry of a report's results beside what the measurements give.

    *value* is the text in the report; empty where it gives a reason instead.  *result* is
    None where no agreement in force has the target.
    """

    position: int
    agreement: str
    target: str
    value: str
    result: Result | None

    @property
    def supported(self) -> str:
        """What the report should say, in as many decimals; empty where nothing was measured."""
        found = self.result
        if found is None or found.value is None or not self.value:
            return ""
        places = len(self.value.partition(".")[2])
        return format(cut_by(Fraction(found.value), found.comparator, found.target, places), "f")

    @property
    def is_missed(self) -> bool:
        """Whether the value in the report misses the target."""
        if self.result is None or not self.value:
            return False
        return not keeps(Fraction(self.value), self.result.comparator, self.result.target)


class Compared(NamedTuple):
    """A service report with what was to be expected in it, and what it says."""

    report: Record
    expected: Mapping[tuple[str, str], Result]
    entries: tuple[Reported, ...]
    measured: Measured


def compared(system: ManagementSystem) -> Iterator[Compared]:
    """Give each service report that its schema allows, beside the measurements."""
    reports = [each for each in system.records if each.type.name == REPORT and each.valid]
    measured = by_target(system.records) if reports else {}
    for report in reports:
        found = expected(system, report, measured)
        yield Compared(report, found, tuple(entries(report, found)), measured)


def expected(
    system: ManagementSystem, report: Record, measured: Measured
) -> Mapping[tuple[str, str], Result]:
    """Return (agreement, target) -> what came of it, for the service and period of *report*."""
    period = calendar_period(report.get("period"))
    if period is None:
        return {}
    found = results(system, period, (report.get("service"),), measured)
    return {(each.agreement.id, each.id): each for each in found}


def entries(report: Record, found: Mapping[tuple[str, str], Result]) -> Iterator[Reported]:
    """Give each result of *report*, which its schema allows; *found* is from `expected`.

    An entry that names no agreement is about the only one that has the target.
    """
    for position, entry in enumerate(report.data["results"]):
        target = entry["target"]
        holding = [agreement for agreement, each in found if each == target]
        agreement = entry.get("agreement") or (holding[0] if len(holding) == 1 else "")
        value = entry.get("value", "")
        yield Reported(position, agreement, target, value, found.get((agreement, target)))
