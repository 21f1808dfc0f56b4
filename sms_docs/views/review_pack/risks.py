"""Inputs of a management review that look ahead: risks, and what is going to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sms_docs.calendar_period import calendar_period
from sms_docs.model import Record
from sms_docs.views.review_pack.facts import (
    Line,
    Material,
    Topic,
    counted,
    entries,
    listed,
    names,
    short,
    task_line,
    topic,
)

# How many risks stand at the top.
TOP = 5
OPPORTUNITY = "opportunity"


def risks(material: Material) -> list[Topic]:
    """Return how many risks lie where, the largest, those looked at, and late actions."""
    register = [each for each in material.records("risk") if not material.closed(each)]
    found = [each for each in register if each.get("nature") != OPPORTUNITY]
    if not register:
        return [Topic("Risks", "There is no open entry in the register of risks.")]
    chances = len(register) - len(found)
    told = f"{counted(len(found), 'risk')} and {counted(chances, 'opportunity', 'opportunities')}"
    return [
        Topic("Matrix", f"{told} in the register.", tuple(_matrix(found))),
        _largest(found),
        _looked_at(material, register),
        _late(material),
    ]


def _largest(found: Iterable[Record]) -> Topic:
    largest = sorted(found, key=lambda each: (-_score(each), each.id))[:TOP]
    told = "There is no open risk."
    if largest:
        told = f"{listed(f'{each.id} with {_score(each)}' for each in largest)}."
    return Topic("Largest risks", told, tuple(map(_risk, largest)))


def _looked_at(material: Material, register: Collection[Record]) -> Topic:
    lines = tuple(
        Line(each.id, f"{each.title}: looked at on {each.get('reviewed')}")
        for each in register
        if material.holds(each.get("reviewed"))
    )
    told = f"{len(lines) or 'None'} of {counted(len(register), 'entry', 'entries')}"
    return Topic("Looked at", f"{told} in {material.period.label}.", lines)


def _late(material: Material) -> Topic:
    late = [task for task in material.tasks if task.record.type.name == "risk" and task.late]
    told = f"{counted(len(late), 'action')} on risks late." if late else "No action is late."
    return Topic("Late actions", told, tuple(map(task_line, late)))


def _matrix(found: Iterable[Record]) -> Iterator[Line]:
    """Give each field of the matrix with its risks, the highest score first."""
    fields: dict[tuple[int, int], list[str]] = defaultdict(list)
    for record in found:
        fields[_level(record, "likelihood"), _level(record, "impact")].append(record.id)
    for (likelihood, impact), ids in sorted(
        fields.items(), key=lambda pair: (-pair[0][0] * pair[0][1], pair[0])
    ):
        words = f"likelihood {likelihood}, impact {impact}: {counted(len(ids), 'risk')}"
        yield Line(ids[0], f"{words} ({', '.join(ids)})")


def _risk(record: Record) -> Line:
    likelihood, impact = _level(record, "likelihood"), _level(record, "impact")
    words = f"{record.title}: {likelihood} x {impact} = {likelihood * impact}"
    left = _level(record, "residual_likelihood") * _level(record, "residual_impact")
    if left:
        words += f", {left} left after treatment"
    return Line(record.id, f"{words}; {short(record.get('treatment'))}")


def _score(record: Record) -> int:
    return _level(record, "likelihood") * _level(record, "impact")


def _level(record: Record, key: str) -> int:
    value = record.data.get(key)
    return value if isinstance(value, int) else 0


def changes(material: Material) -> list[Topic]:
    """Return what has been put into service, how changes went, and what is to come."""
    transitions = tuple(
        Line(
            each.id,
            f"{each.get('change')}, {names(each, 'services')}, {each.date}:"
            f" {short(each.get('decision'))}",
        )
        for each in material.of_period("transition-report")
    )
    extracts = tuple(
        Line(each.id, f"{each.get('period')}: {_extract(each)}")
        for each in material.of_period("extract")
        if each.get("process") == "change"
    )
    return [
        topic(material, "New and changed services", "transition report", transitions),
        topic(material, "Changes", "extract of changes", extracts, "extracts of changes"),
        _planned(material),
        _coming(material),
    ]


def _extract(record: Record) -> str:
    figures = [
        f"{each.get('name')} {each.get('value')} {each.get('unit')}"
        for each in entries(record, "figures")
    ]
    return listed(figures) or short(record.get("conclusions")) or "no figure"


def _planned(material: Material) -> Topic:
    """Tell the audits that lie ahead: dated later, or planned for later and without a result."""
    title, today = "Planned audits", material.as_of.isoformat()
    ahead = []
    for record in material.system.records:
        if record.type.name == "internal-audit" and record.valid:
            month = calendar_period(record.get("planned"))
            is_later = month is not None and month.last > material.as_of
            if record.date > today or (is_later and not record.data.get("findings")):
                ahead.append(record)
    if not ahead:
        return Topic(title, "No audit is planned.")
    lines = tuple(
        Line(each.id, f"{each.title}: {each.get('planned') or each.date}")
        for each in sorted(ahead, key=lambda each: (each.date, each.id))
    )
    return Topic(title, f"{counted(len(ahead), 'audit')} lie ahead.", lines)


def _coming(material: Material) -> Topic:
    """Tell the documents that are approved and apply later."""
    title = "Documents to come into force"
    lines = tuple(
        Line(each.id, f"{each.title}: a new version applies from {each.standing.applies_from}")
        for each in sorted(material.system.in_use, key=lambda each: each.id)
        if each.standing.applies_from
    )
    if not lines:
        return Topic(title, "No approved document waits for its day.")
    return Topic(title, f"{counted(len(lines), 'document')} approved for a later day.", lines)
