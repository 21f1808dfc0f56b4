"""Correct a closed record: say in a record of its own what was changed in it, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.records import Draft, author, draft, errors, find_record, no_record
from sms_docs.act.write import create
from sms_docs.check import assess
from sms_docs.checkpoint import digest_of
from sms_docs.closed import CORRECTION, Entry, altered, approval, entries
from sms_docs.errors import CheckNotRun, ConfigurationError
from sms_docs.finding import Finding
from sms_docs.model import ManagementSystem, Record

DIGEST = re.compile(r"[0-9a-f]{64}")
CHANGED = "closed-record-changed"


class Wish(NamedTuple):
    """What to correct: *record* is an id or a path, *by* the person who changed it.

    *by* may be empty where people.yml lists one person at most.
    *old_digest* is the sha256 of the record as it was closed, for where neither a
    checkpoint nor *base*, a revision to compare with, knows it; both may be empty.
    """

    record: str
    reason: str
    by: str = ""
    old_digest: str = ""
    base: str = ""


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
        record = find_record(system, wish.record)
        if record is None:
            raise _nothing_to_correct(system, wish.record)
        if found := errors(checked.report, record, but=(CHANGED,)):
            return Corrected(record.id, findings=found)
        new = digest_of(record.text)
        olds = _olds(system, record, new, wish.old_digest)
        told = {each.old: each.record.id for each in _told(system, record.path, new)}
        waiting = tuple(sorted({told[old] for old in olds if old in told}))
        olds = [old for old in olds if old not in told]
        if not olds:
            return Corrected(record.id, waiting=waiting)
        made = _draft(system, record, wish, olds, checked.report.as_of)
        if not dry_run:
            create(root, made.path, made.text.encode())
        return Corrected(record.id, made, waiting)


def _nothing_to_correct(system: ManagementSystem, name: str) -> ConfigurationError:
    for each in altered(system):
        if name in (each.id, each.path):
            where = f"has been moved to {each.found}" if each.found else "is gone"
            message = f"{each.path}: {each.id} {where}; bring it back, a correction needs its text"
            return ConfigurationError(message)
    return no_record(system, name)


def _olds(system: ManagementSystem, record: Record, new: str, given: str) -> list[str]:
    """Return the digests that *record* had as it was closed and that nothing leads from yet.

    Raises:
        ConfigurationError: it is not closed, or nobody knows a digest.
    """
    found = [each.sha256 for each in altered(system) if each.path == record.path]
    if not record.get("closed"):
        what = "is no longer closed: put `closed` back" if found else "is not closed: just edit it"
        message = f"{record.path}: {record.id} {what}; a correction is about a closed record"
        raise ConfigurationError(message)
    if not (found or given or _is_known(system, record.path)):
        message = (
            f"{record.path}: no checkpoint lists {record.id}, so nothing tells what it was; add"
            " --base REVISION to look it up in git, or --old-digest SHA256"
        )
        raise ConfigurationError(message)
    if given and given not in found and not _leads(system, record.path, given, new):
        found.append(given)
    return [old for old in dict.fromkeys(found) if old != new]


def _is_known(system: ManagementSystem, path: str) -> bool:
    """Return whether there is something to compare the file *path* with."""
    listed = (each.name for checkpoint in system.checkpoints for each in checkpoint.entries)
    return system.comparison is not None or path in listed


def _leads(system: ManagementSystem, path: str, old: str, new: str) -> bool:
    """Return whether an approved correction leads from *old* to *new*."""
    return any(
        entry.path == path
        and (entry.old, entry.new) == (old, new)
        and approval(system, entry.record)
        for entry in entries(system.records, CORRECTION)
    )


def _told(system: ManagementSystem, path: str, new: str) -> Iterator[Entry]:
    """Give what corrections that are not approved yet say of the file at *path*."""
    for entry in entries(system.records, CORRECTION):
        if entry.path == path and entry.new == new and not approval(system, entry.record):
            yield entry


def _draft(
    system: ManagementSystem, record: Record, wish: Wish, olds: list[str], day: date
) -> Draft:
    new = digest_of(record.text)
    given: dict[str, object] = {
        "title": f"Correction of {record.id}",
        "procedure": record.get("procedure"),
        "owner": record.get("owner"),
        "classification": record.classification,
        "reason": wish.reason.strip(),
        "authors": [author(system, wish.by)],
        "entries": [
            {"id": record.id, "path": record.path, "old_digest": old, "new_digest": new}
            for old in olds
        ],
    }
    return draft(system, CORRECTION, day, given)
