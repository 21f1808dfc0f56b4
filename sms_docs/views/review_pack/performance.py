"""How well the SMS works: nonconformities, audits, records, measures, and the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sms_docs.model import Document, Record, Status
from sms_docs.trace import State
from sms_docs.views.chart.series import MET, MISSED, number, state_of
from sms_docs.views.movement import Direction, Move, moves, sentences, summary
from sms_docs.views.review_pack.facts import (
    Line,
    Material,
    Topic,
    aim,
    average,
    counted,
    days_between,
    entries,
    listed,
    none,
    short,
)

GRADES = ("nonconformity", "observation", "improvement")


class Figure(NamedTuple):
    """A value of a measure, and the record that it stands in."""

    value: Decimal
    record: Record


def sms_performance(material: Material) -> list[Topic]:
    """Return the performance of the SMS, a topic each."""
    return [
        _nonconformities(material),
        _audits(material),
        _missing(material),
        _measures(material),
        *_coverage(material),
    ]


def _nonconformities(material: Material) -> Topic:
    title = "Nonconformities"
    every = material.records("nonconformity")
    opened = [each for each in every if material.holds(each.date)]
    closed = [each for each in every if material.holds(each.get("closed"))]
    still = [each for each in every if not material.closed(each)]
    shown = {each.id: each for each in (*opened, *closed, *still)}
    if not shown:
        return Topic(title, f"No nonconformity is open, or was, in {material.period.label}.")
    told = (
        f"{len(opened)} opened and {len(closed)} closed in {material.period.label},"
        f" {len(still)} open on {material.as_of}."
    )
    if closed:
        ages = [days_between(each.date, each.get("closed")) for each in closed]
        told += f" Average age of those closed: {average(ages)} days."
    if still:
        ages = [days_between(each.date, material.as_of.isoformat()) for each in still]
        told += f" Average age of those open: {average(ages)} days."
    tasks = {task.record.id: task for task in material.tasks if not task.is_decision}
    lines = []
    for record in shown.values():
        task = tasks.get(record.id)
        late = f", {counted(task.late, 'day')} late" if task and task.late else ""
        ended = f"closed on {material.closed(record)}" if material.closed(record) else "open"
        words = f"{record.title}: found on {record.date}, {ended}, due {record.get('due')}{late}"
        lines.append(Line(record.id, words))
    return Topic(title, told, tuple(lines))


def _audits(material: Material) -> Topic:
    title = "Internal audits"
    audits = material.of_period("internal-audit")
    if not audits:
        return Topic(title, none("internal audit", material.period))
    grades: Counter[str] = Counter()
    lines = []
    for audit in audits:
        found = Counter(str(each.get("grade")) for each in entries(audit, "findings"))
        grades += found
        clauses = audit.data.get("scope")
        scope = ", ".join(map(str, clauses)) if isinstance(clauses, list) else ""
        lines.append(Line(audit.id, f"{audit.title}, {audit.date}, {scope}: {_by_grade(found)}"))
    told = f"{counted(len(audits), 'internal audit')} of {material.period.label}"
    return Topic(title, f"{told}: {_by_grade(grades)}.", tuple(lines))


def _by_grade(found: Mapping[str, int]) -> str:
    several = {"nonconformity": "nonconformities"}
    parts = [counted(found[each], each, several.get(each, "")) for each in GRADES if found[each]]
    return listed(parts) if parts else "no finding"


def _missing(material: Material) -> Topic:
    """Tell of the records that documents ask for and that are not there."""
    lines = tuple(
        Line(cadence.demand.document.id, cadence.words)
        for cadence in material.cadences
        if cadence.words
    )
    if not lines:
        return Topic("Missing records", f"No record is missing on {material.as_of}.")
    told = f"Documents miss records in {counted(len(lines), 'place')} on {material.as_of}."
    return Topic("Missing records", told, lines)


def _measures(material: Material) -> Topic:
    """Tell the newest figure of each measure of the documents in force."""
    title = "Measures"
    figures = _figures(material)
    lines = []
    states: Counter[str] = Counter()
    for document in sorted(material.system.in_use, key=lambda each: each.id):
        if document.standing.status is not Status.IN_FORCE:
            continue
        without = []
        for measure in entries(document, "measures"):
            figure = figures.get((document.id, str(measure.get("id"))))
            if figure is None:
                without.append(str(measure.get("id")))
                continue
            state, line = _measure(document, measure, figure)
            states[state] += 1
            lines.append(line)
        if without:
            states[""] += len(without)
            lines.append(Line(document.id, f"no figure for {listed(without)}"))
    if not lines:
        return Topic(title, "No document in force has measures.")
    told = (
        f"{counted(states.total(), 'measure')}: {states[MET]} on target, {states[MISSED]} not"
        f" on target, {states['']} without a figure."
    )
    return Topic(title, told, tuple(lines))


def _figures(material: Material) -> Mapping[tuple[str, str], Figure]:
    """Return (document, measure) -> its newest figure up to the end of the period."""
    found: dict[tuple[str, str], Figure] = {}
    last = min(material.period.last, material.as_of).isoformat()
    kinds = {each.type.name for each in material.system.records if "figures" in each.data}
    records = [each for kind in kinds for each in material.records(kind)]
    for record in sorted(records, key=lambda each: (each.date, each.id)):
        if record.date > last and not material.is_of_period(record):
            continue
        for entry in entries(record, "figures"):
            value = number(entry.get("value"))
            if value is not None:
                key = (record.get("procedure"), str(entry.get("measure")))
                found[key] = Figure(value, record)
    return found


def _measure(document: Document, measure: Mapping[str, object], figure: Figure) -> tuple[str, Line]:
    comparator, target = str(measure.get("comparator")), measure.get("target")
    state = state_of(figure.value, comparator, number(target))
    of = figure.record.get("period") or figure.record.date
    reached = {MET: "on target", MISSED: "not on target"}.get(state, state)
    words = (
        f"{document.id} {measure.get('id')}: {figure.value:f} {measure.get('unit')} ({of}),"
        f" {aim(comparator, target, '')}: {reached}"
    )
    return state, Line(figure.record.id, words)


def _coverage(material: Material) -> list[Topic]:
    """Tell how many requirements were current at both ends of the period, and which fell."""
    found = []
    for catalogue in material.system.catalogues.values():
        before, after = material.before, material.after
        pairs = moves(before, after, catalogue)
        counts = summary(pairs)
        then = before.summary(catalogue.id)[State.CURRENT]
        now = after.summary(catalogue.id)[State.CURRENT]
        told = (
            f"{then} of {len(pairs)} requirements were current on {before.as_of}, {now} on"
            f" {after.as_of}: {counts['up']} went up, {counts['down']} down."
        )
        lines = tuple(_fallen(move) for move in pairs if move.direction is Direction.DOWN)
        found.append(Topic(f"Coverage of {catalogue.standard}", told, lines))
    return found


def _fallen(move: Move) -> Line:
    words = f"{move.earlier.state} became {move.later.state}: {sentences(move.moved_by)}"
    return Line(move.later.requirement.id, short(words))
