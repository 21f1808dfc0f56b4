"""Promises and measures that were missed, as reasons for an audit to look there."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.calendar_period import last_full
from sms_docs.levels import Attainment, Result, by_target, results
from sms_docs.levels.reported import REPORT, expected
from sms_docs.levels.reported import entries as reported
from sms_docs.raised import entries
from sms_docs.views.audit.ground import RECENT, Ground, Mark
from sms_docs.views.chart.series import MISSED, number, state_of

ONE_MISS = 1
# How many periods of each length are looked at, back from the last full one.
PERIODS = {"month": 12, "quarter": 4, "year": 1}


def missed_targets(ground: Ground) -> Iterator[Mark]:
    """Give a mark for each target missed, by the measurements or by what a report says."""
    missed: dict[tuple[str, str], set[str]] = {}
    services: dict[str, str] = {}
    for result, label in (*_by_measurement(ground), *_by_report(ground)):
        missed.setdefault((result.agreement.id, result.id), set()).add(label)
        services[result.agreement.id] = result.service
    for (agreement, target), labels in missed.items():
        documents = frozenset({agreement, services[agreement]} - {""})
        text = f"{agreement} missed {target} in {', '.join(sorted(labels))}"
        yield Mark(ONE_MISS, text, documents=documents)


def _by_measurement(ground: Ground) -> Iterator[tuple[Result, str]]:
    # Contracts too: what another party promised counts like what we did.
    names = [each.id for each in ground.in_force() if "targets" in each.data]
    measured, seen = by_target(ground.system.records, ground.today), set[tuple[str, str]]()
    for length, number_of in PERIODS.items() if names else ():
        period, told = last_full(ground.today, length), list[Result]()
        for _ in range(number_of):
            told += results(ground.system, period, names, measured)
            period = period.before
        for result in told:
            # What is promised for each month is no promise for the quarter.
            if (result.agreement.id, result.id) not in seen and result.state is Attainment.MISSED:
                yield result, result.period.label
        seen |= {(result.agreement.id, result.id) for result in told}


def _by_report(ground: Ground) -> Iterator[tuple[Result, str]]:
    for report in ground.records(REPORT):
        if report.date >= ground.since(RECENT):
            # Of measurements the other source tells.
            for entry in reported(report, expected(ground.system, report, {})):
                if entry.result and entry.is_missed:
                    yield entry.result, report.get("period")


def missed_measures(ground: Ground) -> Iterator[Mark]:
    """Give a mark for each measure of a document whose newest figure does not meet it."""
    newest: dict[tuple[str, str], tuple[str, str, str]] = {}
    for record in ground.system.records:
        if record.valid and ground.since(RECENT) <= record.date <= ground.today.isoformat():
            for _, figure in entries(record, "figures"):
                key = (record.get("procedure"), figure.get("measure", ""))
                told = (record.date, record.id, figure["value"])
                newest[key] = max(newest.get(key, told), told)
    for document in ground.in_force():
        for _, measure in entries(document, "measures"):
            _, name, value = newest.get((document.id, measure["id"]), ("", "", ""))
            comparator, target = measure["comparator"], measure["target"]
            worth = number(value)
            if worth is not None and state_of(worth, comparator, number(target)) == MISSED:
                aim = f"{comparator.replace('-', ' ')} {target}"
                text = f"{document.id} missed its measure {measure['id']}: {value}, not {aim}"
                yield Mark(ONE_MISS, f"{text} ({name})", documents=frozenset({document.id}))
