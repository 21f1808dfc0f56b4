"""Inputs of a management review about suppliers and other parties, and about resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from sms_docs.model import Record
from sms_docs.views.chart.series import number
from sms_docs.views.review_pack.facts import (
    Line,
    Material,
    Topic,
    counted,
    entries,
    listed,
    none,
    short,
    topic,
)

ZERO = Decimal(0)


def other_parties(material: Material) -> list[Topic]:
    """Return how suppliers and other parties were judged, and what is in dispute."""
    return [
        _each(material, "Supplier evaluations", "supplier evaluation", _evaluation),
        _each(material, "Contract reviews", "contract review", _contract),
        _disputes(material),
        _each(material, "Control of other parties", "party control", _control),
    ]


def resources(material: Material) -> list[Topic]:
    """Return money, capacity, demand and skills; records about people are only counted."""
    trained = len(material.of_period("training"))
    told = f"{counted(trained, 'record')} of training of {material.period.label}."
    return [
        _each(material, "Budget reports", "budget report", _budget),
        _capacity(material),
        _each(material, "Demand reports", "demand report", _demand),
        Topic("Training", told if trained else none("record of training", material.period)),
    ]


def _each(material: Material, title: str, what: str, line: Callable[[Record], Line]) -> Topic:
    """Return the records of the kind that is called *what*, a line each."""
    found = material.of_period(what.replace(" ", "-"))
    return topic(material, title, what, tuple(map(line, found)))


def _evaluation(record: Record) -> Line:
    marks = [
        f"{each.get('criterion')} {each.get('mark')} of 5" for each in entries(record, "marks")
    ]
    words = (
        f"{record.get('supplier')}, {record.get('agreement')}, {record.get('period')}:"
        f" {listed(marks) or 'no mark'}; {short(record.get('decision'))}"
    )
    return Line(record.id, words)


def _contract(record: Record) -> Line:
    words = f"{record.get('agreement')} with {record.get('reviewed_with')}, {record.date}:"
    return Line(record.id, f"{words} {short(record.get('decision'))}")


def _disputes(material: Material) -> Topic:
    found = [
        each
        for each in material.records("dispute")
        if material.holds(each.date)
        or material.holds(each.get("closed"))
        or not material.closed(each)
    ]
    if not found:
        return Topic("Disputes", f"No dispute is open, or was, in {material.period.label}.")
    still = sum(not material.closed(each) for each in found)
    told = f"{counted(len(found), 'dispute')}, {still} open on {material.as_of}."
    lines = []
    for each in found:
        closed = material.closed(each)
        ended = f"closed on {closed}: {short(each.get('outcome'))}" if closed else "open"
        words = f"{each.title}, {each.get('agreement')}, since {each.date}: {ended}"
        lines.append(Line(each.id, words))
    return Topic("Disputes", told, tuple(lines))


def _control(record: Record) -> Line:
    checks = counted(sum(1 for _ in entries(record, "checks")), "check")
    words = f"{record.get('party')}, {record.get('period')}: {checks};"
    return Line(record.id, f"{words} {short(record.get('result'))}")


def _budget(record: Record) -> Line:
    lines = list(entries(record, "lines"))
    sums = {
        key: sum((number(each.get(key)) or ZERO for each in lines), ZERO)
        for key in ("budget", "actual")
    }
    words = (
        f"{record.get('period')}: {sums['actual']:f} of {sums['budget']:f} in"
        f" {counted(len(lines), 'line')}; {short(record.get('explanation'))}"
    )
    return Line(record.id, words)


def _capacity(material: Material) -> Topic:
    found = material.of_period("capacity-report")
    title = "Capacity reports"
    if not found:
        return Topic(title, none("capacity report", material.period))
    over = sum(len(list(_over(each))) for each in found)
    told = (
        f"{counted(len(found), 'capacity report')} of {material.period.label},"
        f" {counted(over, 'value')} above a threshold."
    )
    lines = []
    for each in found:
        above = "; ".join(_over(each))
        count = counted(sum(1 for _ in entries(each, "resources")), "resource")
        rest = f"above the threshold: {above}" if above else "none above its threshold"
        lines.append(Line(each.id, f"{each.get('period')}: {count}, {rest}"))
    return Topic(title, told, tuple(lines))


def _over(record: Record) -> Iterator[str]:
    """Give the resources of a capacity report that are used above their threshold."""
    for each in entries(record, "resources"):
        used, limit = number(each.get("used")), number(each.get("threshold"))
        if used is not None and limit is not None and used > limit:
            yield f"{each.get('resource')} {used:f} over {limit:f} {each.get('unit')}"


def _demand(record: Record) -> Line:
    values = []
    for each in entries(record, "consumption"):
        forecast = f" (forecast {each['forecast']})" if each.get("forecast") else ""
        values.append(f"{each.get('service')} {each.get('measure')} {each.get('value')}{forecast}")
    return Line(record.id, f"{record.get('period')}: {short('; '.join(values))}")
