"""Raise the findings of an internal audit: records that follow them up, and the way to them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.open_findings import (
    FINDINGS,
    IMPROVEMENT,
    NONCONFORMITY,
    OpenFinding,
    Waiting,
    waiting,
)
from sms_docs.act.plan import Put, write_all
from sms_docs.act.records import Draft, draft, errors, find_record, finding, no_record
from sms_docs.act.splice import YamlFile
from sms_docs.audited import AUDIT, answering, looked_at
from sms_docs.check import Checked, assess
from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Defect, ManagementSystem, Record
from sms_docs.raised import chain
from sms_docs.safe_line import LONGEST, MARKS
from sms_docs.trace import Trace

QUALITY = "quality-manager"
# Twenty working days.
TIME = timedelta(days=28)
# Below this key `raised_by` stands.
ABOVE = "retention"
# Who audited does not change what was found.
HELD_ANYWAY = ("auditor-not-independent",)


class Wish(NamedTuple):
    """What to raise: *audit* is an id or a path; *due* None stands for 20 working days on."""

    audit: str
    due: date | None = None
    improvements: bool = False


class Raised(NamedTuple):
    """What becomes of the findings of *audit*.

    *drafts* are the records that are written for them, *linked* those that were there
    already and are now named by their finding.  *plan* is empty where there is nothing to
    do.  *findings* are in the way; nothing is written then.
    """

    audit: str
    drafts: tuple[Draft, ...] = ()
    linked: tuple[str, ...] = ()
    plan: tuple[Put, ...] = ()
    findings: tuple[Finding, ...] = ()


def raise_findings(
    root: Path, wish: Wish, *, dry_run: bool = False, today: date | None = None
) -> Raised:
    """Write a record for each finding of the audit that needs one, and name it there.

    All is written or nothing.  A nonconformity that is there already, raised by the audit
    and with the text of the finding, is named and not written again.

    Raises:
        ConfigurationError: no such audit, it is closed and findings are left, or nothing
            says which finding a record that is there already is about.
        WriteRefused: a file cannot be written; every file is as it was.
    """
    with nullcontext() if dry_run else lock(root):
        checked = assess(root, today)
        audit = _audit(checked.system, wish.audit)
        if found := errors(checked.report, audit, but=HELD_ANYWAY):
            return Raised(audit.id, findings=found)
        links = chain(checked.system.records)
        mishaps = waiting(audit, NONCONFORMITY, links)
        ideas = waiting(audit, IMPROVEMENT, links) if wish.improvements else Waiting()
        made = _made(checked, audit, (*mishaps.left, *ideas.left), wish.due)
        # A closed audit is left as it is: the records name it.
        told = () if audit.get("closed") else mishaps.told
        raised = _named_in_audit(checked.system, audit, made, told)
        if not dry_run:
            write_all(root, raised.plan)
    return raised


def _audit(system: ManagementSystem, name: str) -> Record:
    record = find_record(system, name)
    if record is None:
        raise no_record(system, name)
    if record.type.name != AUDIT:
        message = f"{record.path}: {record.id} is of type {record.type.name}, not {AUDIT}"
        raise ConfigurationError(message)
    return record


class _Made(NamedTuple):
    """A record that follows up a finding, and is not written yet."""

    found: OpenFinding
    draft: Draft


def _made(
    checked: Checked, audit: Record, left: Iterable[OpenFinding], due: date | None
) -> tuple[_Made, ...]:
    """Return a new record for each of *left*."""
    system, day = checked.system, checked.report.as_of
    made: list[_Made] = []
    for found in left:
        given = _given(checked, audit, found) | {"due": (due or day + TIME).isoformat()}
        new = _with_audit(system, draft(system, found.kind, day, given), found.kind, audit.id)
        made.append(_Made(found, new))
        # So that the next one gets the next id.
        kind = system.types[found.kind]
        record = Record(new.id, kind, new.path, {}, {}, new.text, valid=False)
        system = replace(system, records=(*system.records, record))
    return tuple(made)


def _given(checked: Checked, audit: Record, found: OpenFinding) -> dict[str, Any]:
    system = checked.system
    owner = QUALITY if QUALITY in system.roles else audit.get("owner")
    given = {
        "title": _title(system, audit, found.clause),
        "owner": owner,
        "classification": audit.classification,
        "description": found.text.strip(),
        "action_owner": _answering(system, checked.trace, found) or owner,
    }
    kept = [each for each in system.records if each.type.name == found.kind and each.valid]
    if kept:
        # As the last one of its kind is kept: the schema knows no more than the least.
        given[ABOVE] = max(kept, key=lambda each: (each.date, each.id)).get(ABOVE)
    return given


def _title(system: ManagementSystem, audit: Record, clause: str) -> str:
    for catalogue in system.catalogues.values():
        requirement = catalogue.requirements.get(clause)
        number = requirement.clause if requirement else clause
        if number in catalogue.clauses:
            title = f"{catalogue.clauses[number].title}: {clause} in {audit.id}"
            if len(title) <= LONGEST and not MARKS.search(title):
                return title
    return f"Finding on {clause} in {audit.id}"


def _answering(system: ManagementSystem, trace: Trace, found: OpenFinding) -> str:
    """Return the role that owns what *found* is about; empty where several do."""
    documents = {each.id: each for each in system.in_use or system.documents}
    if found.document in documents:
        return documents[found.document].owner
    owners = {
        document.owner
        for name, rows in trace.rows.items()
        if (inside := looked_at(system, system.catalogues[name], [found.clause]))
        for document in answering(row for row in rows if row.requirement.id in inside).values()
    }
    return owners.pop() if len(owners) == 1 else ""


def _with_audit(system: ManagementSystem, made: Draft, kind: str, audit: str) -> Draft:
    """Return *made* with the key that names *audit*.

    Raises:
        ConfigurationError: the schema of the project does not take it.
    """
    file = YamlFile(made.path, made.text.encode()).with_key(ABOVE, "raised_by", [audit])
    for violation in load_schemas(system.root).violations(kind, file.data):
        key = ".".join(map(str, violation.path))
        message = f"{made.path}: {key}: {violation.message}; {violation.fix}"
        raise ConfigurationError(message)
    return made._replace(text=file.content.decode())


def _named_in_audit(
    system: ManagementSystem,
    audit: Record,
    made: tuple[_Made, ...],
    told: tuple[tuple[OpenFinding, Record], ...],
) -> Raised:
    """Return what is written: the drafts, and the audit with the id of each in its finding."""
    drafts = tuple(each.draft for each in made)
    linked = tuple(record.id for _, record in told)
    names = [(found, record.id) for found, record in told]
    names += [(found, new.id) for found, new in made if found.kind == NONCONFORMITY]
    seen = (system.root / audit.path).read_bytes()
    file = YamlFile(audit.path, seen)
    for found, name in names:
        file = file.with_key((FINDINGS, found.place, "grade"), NONCONFORMITY, name)
    if violations := _violations(system.root, audit, file):
        return Raised(audit.id, findings=violations)
    plan = [Put(each.path, each.text.encode()) for each in drafts]
    if file.content != seen:
        plan.append(Put(audit.path, file.content, seen))
    return Raised(audit.id, drafts, linked, tuple(plan))


def _violations(root: Path, audit: Record, file: YamlFile) -> tuple[Finding, ...]:
    """Return what the schema says against *audit* as *file* will hold it."""
    return tuple(
        finding(
            each.rule,
            Defect(audit.path, audit.place(*each.path), each.message, each.fix, audit.id),
        )
        for each in load_schemas(root).violations(AUDIT, file.data)
    )
