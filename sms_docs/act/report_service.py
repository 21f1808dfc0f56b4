"""Start a service report: what was measured is filled in, the rest is for a person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from sms_docs.act.lock import lock
from sms_docs.act.records import Draft, draft
from sms_docs.act.write import create
from sms_docs.calendar_period import CalendarPeriod
from sms_docs.check import assess
from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.levels import Attainment, Result, by_target, results
from sms_docs.levels.measured import Measured, chosen
from sms_docs.levels.reported import REPORT
from sms_docs.levels.worth import cut_by, plain
from sms_docs.model import ManagementSystem
from sms_docs.safe_line import LONGEST
from sms_docs.suggest import suggest

SERVICE = "service"
SUMMARY = "‹The period in a few sentences: what went well, what did not, what follows.›"
CAUSE = "‹Why it was missed.›"
ACTION = "‹What is done so that it does not happen again.›"
# What stays the same from one report to the next.
KEPT = ("procedure", "owner", "classification", "retention")
PLACES = 2


def report_service(
    root: Path, service: str, period: CalendarPeriod, today: date | None = None
) -> Draft:
    """Write a report on *service* in *period* with each value that the measurements support.

    Raises:
        ConfigurationError: there is no such service, or no agreement on it was in force.
        WriteRefused: there is a report of that period already, the period has not ended, or
            the file cannot be written.
    """
    with lock(root):
        checked = assess(root, today)
        system, day = checked.system, checked.report.as_of
        titles = {each.id: each.title for each in system.documents if each.type.name == SERVICE}
        if service not in titles:
            there_are = ", ".join(titles) or "none"
            message = f"no service '{service}'{suggest(service, titles)}; there are: {there_are}"
            raise ConfigurationError(message)
        if period.last >= day:
            message = f"{period.label} has not ended yet on {day}; nothing was written"
            raise WriteRefused(message)
        _refuse_second(system, service, period)
        measured = by_target(system.records, day)
        found = results(system, period, (service,), measured)
        if not found:
            message = (
                f"no agreement on {service} was in force for all of {period.label} with targets of"
                f" a {period.length} or less; nothing was written"
            )
            raise ConfigurationError(message)
        title = f"{titles[service]}, {period.label}"
        given = _given(system, found, title if len(title) <= LONGEST else service)
        if measurements := _measurements(measured, found):
            given["measured_from"] = measurements
        written = draft(system, REPORT, day, {**given, "service": service, "period": period.label})
        create(root, written.path, written.text.encode())
        return written


def _refuse_second(system: ManagementSystem, service: str, period: CalendarPeriod) -> None:
    for record in system.records:
        key = (record.type.name, record.get(SERVICE), record.get("period"))
        if key == (REPORT, service, period.label):
            message = (
                f"{record.path}: {record.id} is the report on {service} in {period.label} already;"
                " nothing was written; complete that one"
            )
            raise WriteRefused(message)


def _given(system: ManagementSystem, found: tuple[Result, ...], title: str) -> dict[str, object]:
    """Return the values of the record; what stays the same is that of the newest report."""
    before = max(
        (each for each in system.records if each.type.name == REPORT and each.valid),
        key=lambda each: (each.get("service") == found[0].service, each.date),
        default=None,
    )
    kept = {key: value for key in KEPT if before and (value := before.get(key))}
    given: dict[str, object] = {
        **kept,
        "title": title,
        "summary": SUMMARY,
        "results": [_entry(each) for each in found],
    }
    if missed := [each for each in found if each.state is Attainment.MISSED]:
        given["breaches"] = [
            {"agreement": each.agreement.id, "target": each.id, "cause": CAUSE, "action": ACTION}
            for each in missed
        ]
    return given


def _entry(found: Result) -> dict[str, str]:
    entry = {"agreement": found.agreement.id, "target": found.id}
    if found.value is None:
        return {**entry, "reason": f"‹{found.working}›"}
    # With fewer decimals than the target has, a level that was met could look missed.
    stated = len(format(found.target, "f").partition(".")[2])
    value = cut_by(Fraction(found.value), found.comparator, found.target, max(PLACES, stated))
    return {**entry, "value": plain(value)}


def _measurements(measured: Measured, found: tuple[Result, ...]) -> list[str]:
    ids = [
        series.record.id
        for each in found
        if each.value is not None
        for series in chosen(measured.get((each.agreement.id, each.id), ()), each.period)[0]
    ]
    return list(dict.fromkeys(ids))
