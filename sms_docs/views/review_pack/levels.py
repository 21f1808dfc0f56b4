"""Which targets of the agreements were kept in a period, and the service reports on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from sms_docs.calendar_period import calendar_period
from sms_docs.levels import Attainment, Result, by_target, results
from sms_docs.views.chart.series import MET, MISSED, number, state_of
from sms_docs.views.review_pack.facts import (
    Line,
    Material,
    Topic,
    aim,
    counted,
    entries,
    listed,
    none,
    short,
)

LENGTHS = ("month", "quarter", "year")
REPORT = "service-report"
NOT_MEASURED = "not measured"


class Told(NamedTuple):
    """A target in a period with what is known of it.

    *source* is the service report that alone tells the value; empty where it is worked out
    from measurements, or not known.
    """

    result: Result
    value: Decimal | None
    state: str
    source: str = ""


def levels(material: Material) -> Topic:
    """Return each target with its value period by period."""
    title = "Service levels"
    reported = _reported(material)
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for result in _results(material):
        found[result.agreement.id, result.id].append(_told(result, reported))
    if not found:
        return Topic(title, none("agreement with targets", material.period))
    every = [told.state for given in found.values() for told in given]
    words = listed(f"{every.count(each)} {each}" for each in (MET, MISSED, NOT_MEASURED))
    told = f"{counted(len(found), 'target')}, {counted(len(every), 'value')} in"
    told += f" {material.period.label}: {words}."
    if sources := {each.source for given in found.values() for each in given if each.source}:
        told += f" Some values stand in reports alone ({listed(sorted(sources))})."
    return Topic(title, told, tuple(_level(given) for _, given in sorted(found.items())))


def _results(material: Material) -> Iterator[Result]:
    """Give what came of each target, by the shortest period that it is promised for."""
    last = material.as_of.isoformat()
    measured = by_target(each for each in material.system.records if each.date <= last)
    seen: set[tuple[str, str]] = set()
    for length in LENGTHS:
        given = [
            result
            for period in material.period.parts(length)
            if period.last <= material.as_of
            for result in results(material.system, period, (), measured)
            if (result.agreement.id, result.id) not in seen
        ]
        seen |= {(result.agreement.id, result.id) for result in given}
        yield from given


Key = tuple[str, str, str, str]


def _reported(material: Material) -> Mapping[Key, tuple[Decimal, str]]:
    """Return (service, agreement, target, period) -> what a report tells, and its id."""
    found: dict[Key, tuple[Decimal, str]] = {}
    for report in material.records(REPORT):
        for entry in entries(report, "results"):
            value = number(entry.get("value"))
            if value is not None:
                agreement, target = str(entry.get("agreement") or ""), str(entry.get("target"))
                key = (report.get("service"), agreement, target, report.get("period"))
                found[key] = (value, report.id)
    return found


def _told(result: Result, reported: Mapping[Key, tuple[Decimal, str]]) -> Told:
    if result.state is not Attainment.NOT_MEASURED:
        return Told(result, result.value, MET if result.state is Attainment.MET else MISSED)
    for agreement in (result.agreement.id, ""):
        key = (result.service, agreement, result.id, result.period.label)
        if key in reported:
            value, source = reported[key]
            return Told(result, value, state_of(value, result.comparator, result.target), source)
    return Told(result, None, NOT_MEASURED)


def _level(given: list[Told]) -> Line:
    last = given[-1].result
    values = []
    for told in given:
        value = "" if told.value is None else f" {told.value:f}"
        source = f" (says {told.source})" if told.source else ""
        values.append(f"{told.result.period.label}{value} {told.state}{source}")
    wanted = aim(last.comparator, f"{last.target:f}", last.unit)
    words = f"{last.service} {last.id}, {wanted}: {', '.join(values)}"
    why = [each.result.working for each in given if each.state == MISSED and not each.source]
    return Line(last.agreement.id, f"{words} ({short(why[-1])})" if why else words)


def reports(material: Material) -> Topic:
    """Return the service reports of the period, and those that are missing."""
    title = "Service reports"
    found = material.of_period(REPORT)
    lines = [
        Line(each.id, f"{each.get('service')}, {each.get('period')}: {short(each.get('summary'))}")
        for each in found
    ]
    missing = tuple(_missing(material))
    told = none("service report", material.period)
    if found:
        told = f"{counted(len(found), 'service report')} of {material.period.label}."
    if missing:
        told += f" Reports are missing in {counted(len(missing), 'series', 'series')}."
    return Topic(title, told, (*lines, *missing))


def _missing(material: Material) -> Iterator[Line]:
    for cadence in material.cadences:
        if cadence.demand.kind.name != REPORT:
            continue
        about = [calendar_period(each.period) for each in cadence.missing]
        labels = [
            each.label
            for each in about
            if each and material.period.first <= each.first and each.last <= material.period.last
        ]
        if labels:
            words = f"{cadence.subject} is missing for {listed(labels)}"
            yield Line(cadence.demand.document.id, words)
