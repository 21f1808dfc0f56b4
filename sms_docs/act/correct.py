"""Correct a closed record: say in a record of its own what was changed in it, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.records import Draft, author, draft, errors, find_record, no_record, parts
from sms_docs.act.write import create
from sms_docs.check import assess
from sms_docs.closed import CORRECTION, altered, approval, entries, owners_of
from sms_docs.errors import CheckNotRun, ConfigurationError
from sms_docs.finding import Finding
from sms_docs.model import ManagementSystem, Record

DIGEST = re.compile(r"[0-9a-f]{64}")
CHANGED = "closed-record-changed"


class Wish(NamedTuple):
    """What to correct: *record* is an id or a path, *by* the person who changed it.

    The path may be that of a file which a record names; then it is about that file alone,
    else about the record and all its files.  *by* may be empty where people.yml lists one
    person at most.  *old_digest* is the sha256 of what is named as it was closed, for where
    neither a checkpoint nor *base*, a revision to compare with, knows it; both may be empty.
    """

    record: str
    reason: str
    by: str = ""
    old_digest: str = ""
    base: str = ""


class Step(NamedTuple):
    """From one text of the file at *path* to another one, by their digests."""

    path: str
    old: str
    new: str


class Corrected(NamedTuple):
    """A correction: *draft* is written now, None where there was nothing to write.

    *waiting* are corrections that say the same and are not approved yet.  *findings* are
    in the way; nothing is written then.
    """

    record: str
    draft: Draft | None = None
    waiting: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def correct(
    root: Path, wish: Wish, *, dry_run: bool = False, today: date | None = None
) -> Corrected:
    """Write the correction that tells of the change of a closed record.

    Raises:
        ConfigurationError: no such record, it is not closed, or what it was is unknown.
        CheckNotRun: the comparison with the base cannot be made.
        WriteRefused: the correction cannot be written; nothing was.
    """
    if wish.old_digest and not DIGEST.fullmatch(wish.old_digest):
        message = f"--old-digest: '{wish.old_digest}' is no sha256: 64 digits and letters a to f"
        raise ConfigurationError(message)
    with lock(root):
        checked = assess(root, today, base=wish.base or None)
        if wish.base and checked.report.not_run:
            raise CheckNotRun("; ".join(checked.report.not_run))
        system = checked.system
        record = find_record(system, wish.record) or _naming(system, wish.record)
        if record is None:
            raise _nothing_to_correct(system, wish.record)
        if found := errors(checked.report, record, but=(CHANGED,)):
            return Corrected(record.id, findings=found)
        steps = _steps(system, record, wish)
        told = {step: each for step in steps if (each := _told(system, step))}
        waiting = tuple(sorted(set(told.values())))
        steps = [step for step in steps if step not in told]
        if not steps:
            return Corrected(record.id, waiting=waiting)
        made = _draft(system, record, wish, steps, checked.report.as_of)
        if not dry_run:
            create(root, made.path, made.text.encode())
        return Corrected(record.id, made, waiting)


def _naming(system: ManagementSystem, path: str) -> Record | None:
    """Return the record that names the file at *path*; None where none does."""
    owner = owners_of(system.records).get(path)
    return find_record(system, owner) if owner else None


def _nothing_to_correct(system: ManagementSystem, name: str) -> ConfigurationError:
    for each in altered(system):
        if name in (each.id, each.path):
            where = f"has been moved to {each.found}" if each.found else "is gone"
            message = f"{each.path}: {each.id} {where}; bring it back, a correction needs its text"
            return ConfigurationError(message)
    return no_record(system, name)


def _steps(system: ManagementSystem, record: Record, wish: Wish) -> list[Step]:
    """Return what became of *record* and its files since they were closed, where nothing tells.

    Raises:
        ConfigurationError: it is not closed, or nobody knows a digest.
    """
    now = parts(system, record)
    if wish.record in now and wish.record != record.path:
        now = {wish.record: now[wish.record]}
    found = [
        Step(each.path, each.sha256, now[each.path]) for each in altered(system) if each.path in now
    ]
    first = next(iter(now))
    if not record.get("closed"):
        what = "is no longer closed: put `closed` back" if found else "is not closed: just edit it"
        message = f"{record.path}: {record.id} {what}; a correction is about a closed record"
        raise ConfigurationError(message)
    if not (found or wish.old_digest or _is_known(system, now)):
        message = (
            f"{first}: no checkpoint lists {record.id}, so nothing tells what it was; add"
            " --base REVISION to look it up in git, or --old-digest SHA256"
        )
        raise ConfigurationError(message)
    given = Step(first, wish.old_digest, now[first])
    if wish.old_digest and not _leads(system, given):
        found.append(given)
    return [step for step in dict.fromkeys(found) if step.old != step.new]


def _is_known(system: ManagementSystem, paths: Iterable[str]) -> bool:
    """Return whether there is something to compare a file of *paths* with."""
    listed = {each.name for checkpoint in system.checkpoints for each in checkpoint.entries}
    return system.comparison is not None or not listed.isdisjoint(paths)


def _leads(system: ManagementSystem, step: Step) -> bool:
    """Return whether an approved correction tells of *step*."""
    return any(
        Step(entry.path, entry.old, entry.new) == step and approval(system, entry.record)
        for entry in entries(system.records, CORRECTION)
    )


def _told(system: ManagementSystem, step: Step) -> str:
    """Return the correction that tells of *step* and is not approved yet; empty for none."""
    for entry in entries(system.records, CORRECTION):
        is_it = Step(entry.path, entry.old, entry.new) == step
        if is_it and not approval(system, entry.record):
            return entry.record.id
    return ""


def _draft(
    system: ManagementSystem, record: Record, wish: Wish, steps: list[Step], day: date
) -> Draft:
    given: dict[str, object] = {
        "title": f"Correction of {record.id}",
        "procedure": record.get("procedure"),
        "owner": record.get("owner"),
        "classification": record.classification,
        "reason": wish.reason.strip(),
        "authors": [author(system, wish.by)],
        "entries": [
            {"id": record.id, "path": step.path, "old_digest": step.old, "new_digest": step.new}
            for step in steps
        ],
    }
    return draft(system, CORRECTION, day, given)
