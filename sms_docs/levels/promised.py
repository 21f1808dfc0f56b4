"""What targets came to, each by the periods that it is promised for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels.measured import Measured
from sms_docs.levels.results import Result, results
from sms_docs.levels.target import listed_targets
from sms_docs.model import ManagementSystem


def promised(
    system: ManagementSystem,
    periods: Iterable[CalendarPeriod],
    names: Collection[str],
    measured: Measured,
) -> Iterator[Result]:
    """Give the results of *periods*, without those of targets that have another length.

    What is promised for each month is no promise for the quarter.  *names* and *measured*
    are as in `results`.
    """
    for period in periods:
        for result in results(system, period, names, measured):
            lengths = {each["id"]: each["period"] for each in listed_targets(result.agreement)}
            if lengths[result.id] == period.length:
                yield result
