"""Inputs of a management review about the SMS itself: actions, issues, policies, objectives."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.approval import History
from sms_docs.calendar_period import CalendarPeriod
from sms_docs.model import Document, ManagementSystem, Record
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
    task_counts,
    task_line,
)

NOTHING = History("")
REVIEW = "management-review"


def earlier_actions(material: Material) -> list[Topic]:
    """Return the actions of reviews before this one; those done before the period are counted."""
    reviews = {each.id for each in material.records(REVIEW)}
    reviews -= set(reviews_of(material.system, material.period))
    tasks = [
        task
        for task in material.tasks
        if not task.is_carried_on and (task.record.id in reviews or reviews & set(task.raised_by))
    ]
    shown = [
        task for task in tasks if task.is_open or (task.done and task.done >= material.period.first)
    ]
    if not tasks:
        return [Topic("Actions of earlier reviews", "No earlier review has left an action.")]
    summary = f"{counted(len(tasks), 'action')} ({listed(sorted(reviews))}): {task_counts(tasks)}."
    if rest := len(tasks) - len(shown):
        summary += f" {rest} of them were done before the period and are not listed."
    return [Topic("Actions of earlier reviews", summary, tuple(map(task_line, shown)))]


def reviews_of(system: ManagementSystem, period: CalendarPeriod) -> Iterator[str]:
    """Give the ids of the management reviews of *period*: their title ends with ``review 2026``."""
    for record in system.records:
        words = [word.strip(",.;:()").lower() for word in record.title.split()]
        if record.type.name == REVIEW and words[-2:] == ["review", period.label.lower()]:
            yield record.id


def issues(material: Material) -> list[Topic]:
    """Return what has changed among interested parties, risks and what customers want."""
    return [
        _changed(material, "Interested parties", "interested-party", "interested party"),
        _changed(material, "Risks and opportunities", "risk", "risk or opportunity"),
        _changed(material, "Service requirements", "service-requirement", "service requirement"),
    ]


def _changed(material: Material, title: str, kind: str, what: str) -> Topic:
    every = material.records(kind)
    lines = tuple(line for record in every for line in _change(material, record))
    if not every:
        return Topic(title, f"There is no {what} in the register.")
    happened = f"new, looked at or closed in {material.period.label}"
    summary = f"{len(lines) or 'none'} of {counted(len(every), 'entry', 'entries')} {happened}."
    return Topic(title, summary[:1].upper() + summary[1:], lines)


def _change(material: Material, record: Record) -> Iterator[Line]:
    """Give what happened to *record* in the period, by its own days."""
    days = {
        "new": record.date,
        "looked at": record.get("reviewed") or record.get("confirmed"),
        "closed": material.closed(record),
    }
    happened = [f"{word} on {day}" for word, day in days.items() if day and material.holds(day)]
    if happened:
        stage = f", {record.get('stage')}" if record.get("stage") else ""
        yield Line(record.id, f"{record.title}: {', '.join(happened)}{stage}")


def improvement_opportunities(material: Material) -> list[Topic]:
    """Return the register of improvements, and what the audits suggest."""
    every = material.records("improvement")
    shown = [
        each
        for each in every
        if material.holds(each.date) or not material.closed(each) or _ended(material, each)
    ]
    lines = tuple(_improvement(material, each) for each in shown)
    new = sum(material.holds(each.date) for each in every)
    still = sum(not material.closed(each) for each in every)
    closed = sum(_ended(material, each) for each in every)
    summary = (
        f"{counted(len(every), 'entry', 'entries')}, {new} new and {closed} closed in"
        f" {material.period.label}, {still} open on {material.as_of}."
    )
    if not every:
        summary = "There is no improvement in the register."
    ideas = tuple(
        Line(audit.id, short(f"{finding.get('clause', '')}: {finding.get('text', '')}"))
        for audit in material.of_period("internal-audit")
        for finding in entries(audit, "findings")
        if finding.get("grade") == "improvement"
    )
    said = f"Audits of {material.period.label} suggest {counted(len(ideas), 'improvement')}."
    return [Topic("Register", summary, lines), Topic("From audits", said, ideas)]


def _ended(material: Material, record: Record) -> bool:
    return material.holds(record.get("closed"))


def _improvement(material: Material, record: Record) -> Line:
    stage = record.get("stage") or ("done" if material.closed(record) else "open")
    closed = f", closed on {material.closed(record)}" if material.closed(record) else ""
    result = f": {short(record.get('result'))}" if closed and record.get("result") else ""
    since = f"entered on {record.date}"
    words = f"{record.title}: {stage}, priority {record.get('priority')}, {since}{closed}{result}"
    return Line(record.id, words)


def policies(material: Material) -> list[Topic]:
    """Return each policy with its version, the state of its review, and what changed."""
    found = material.documents("policy")
    lines = tuple(_policy(material, each) for each in found)
    if not lines:
        return [Topic("Policies", "There is no policy.")]
    changed = sum(bool(_versions(material, each)) for each in found)
    late = [each.id for each in found if each.standing.review == "overdue"]
    summary = (
        f"{counted(len(lines), 'policy', 'policies')}, {changed or 'none'} of them changed in"
        f" {material.period.label}; "
    )
    summary += f"the review is overdue of {listed(late)}." if late else "no review is overdue."
    return [Topic("Policies", summary, lines)]


def _policy(material: Material, policy: Document) -> Line:
    standing = policy.standing
    since = f" since {standing.in_force_since}" if standing.in_force_since else ""
    review = f"review {standing.review}"
    review += f", next on {standing.next_review}" if standing.next_review else ""
    words = [f"{policy.title} {policy.version}, {standing.status}{since}", review]
    if versions := _versions(material, policy):
        words.append(f"new in the period: {', '.join(versions)}: {policy.get('change')}")
    if standing.pending:
        words.append(f"{standing.pending} is being written")
    return Line(policy.id, "; ".join(words))


def _versions(material: Material, document: Document) -> list[str]:
    """Return the versions that came into force in the period, with their days."""
    history = material.system.histories.get(document.id, NOTHING)
    return [
        f"{each.version} on {each.effective}"
        for each in history.revisions
        if material.holds(each.effective.isoformat())
    ]


def objectives(material: Material) -> list[Topic]:
    """Return each objective of the period with its newest measurement beside the target."""
    found = [
        each
        for each in material.records("objective")
        if not material.closed(each) or _ended(material, each)
    ]
    if not found:
        return [Topic("Objectives", none("objective", material.period))]
    judged = [_objective(material, each) for each in found]
    states = [state for state, _ in judged]
    parts = [
        f"{states.count(state)} {words}"
        for state, words in (
            (MET, "on target"),
            (MISSED, "not on target"),
            ("", "without a measurement"),
        )
        if state in states
    ]
    summary = f"{counted(len(found), 'objective')}: {listed(parts)}."
    return [Topic("Objectives", summary, tuple(line for _, line in judged))]


def _objective(material: Material, record: Record) -> tuple[str, Line]:
    measured = [
        each
        for each in entries(record, "measurements")
        if str(each.get("date")) <= material.as_of.isoformat()
    ]
    newest = max(measured, key=lambda each: str(each.get("date")), default=None)
    value = number(newest.get("value")) if newest else None
    comparator, target = record.get("comparator"), record.get("target")
    state = state_of(value, comparator, number(target)) if value is not None else ""
    unit = record.get("unit")
    wanted = f"{aim(comparator, target, unit)} by {record.get('due')}"
    if value is None or newest is None:
        words = f"no measurement; {wanted}"
    else:
        reached = {MET: "on target", MISSED: "not on target"}.get(state, state)
        words = f"{value:f} {unit} on {newest.get('date')}, {wanted}: {reached}"
    if closed := material.closed(record):
        words += f"; closed on {closed}: {short(record.get('result'))}"
    return state, Line(record.id, f"{record.title}: {words}")
