"""Dispose of records past their retention: first a record of it, then, approved, the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.records import (
    Draft,
    author,
    draft,
    errors,
    find_record,
    finding,
    no_record,
    parts,
    shared,
)
from sms_docs.act.write import create, sync
from sms_docs.check import Checked, assess
from sms_docs.closed import CORRECTION, DISPOSAL, Entry, approval, entries, kept, on_hold
from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.finding import Finding
from sms_docs.load.checkpoints import file_digest
from sms_docs.model import Defect, ManagementSystem, Record

# Who may read less comes later.
CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
CHANGED = "closed-record-changed"


class Wish(NamedTuple):
    """What to dispose of: ids or paths of records; *by* is the person who prepares it.

    *reason* may be empty where each is in a disposal already, *by* where people.yml
    lists one person at most.
    """

    records: Sequence[str]
    reason: str = ""
    by: str = ""


class Disposed(NamedTuple):
    """What was done: *draft* is a disposal written now, None where none was needed.

    *removed* are the paths of files that are gone now.  *waiting* are disposals that are
    not approved yet; *done* are those whose files were gone before.  *findings* are in
    the way; nothing is written or removed then.
    """

    draft: Draft | None = None
    removed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Sorted(NamedTuple):
    """The records by what is to do with each; *told* are paths and digests to remove."""

    new: list[Record]
    told: list[Entry]
    waiting: list[str]
    done: list[str]


def dispose(
    root: Path, wish: Wish, *, dry_run: bool = False, today: date | None = None
) -> Disposed:
    """Write a disposal of the records, or remove the files of those whose disposal is approved.

    Raises:
        ConfigurationError: no such record, or the reason or the person is missing.
        WriteRefused: a file cannot be written or removed; what was removed before stays
            so, and the same command goes on with the rest.
    """
    with lock(root):
        checked = assess(root, today)
        found = _sorted(checked.system, wish.records)
        records = [*found.new, *_records(checked.system, found.told)]
        if obstacles := tuple(_obstacles(checked, records)):
            return Disposed(findings=obstacles)
        made = _draft(checked, found.new, wish) if found.new else None
        removed = tuple(entry.path for entry in found.told)
        if not dry_run:
            if made:
                create(root, made.path, made.text.encode())
            for entry in found.told:
                remove(root, entry.path, entry.old)
        return Disposed(
            made,
            removed,
            tuple(dict.fromkeys(found.waiting)),
            tuple(dict.fromkeys(found.done)),
        )


def _sorted(system: ManagementSystem, names: Sequence[str]) -> Sorted:
    found = Sorted([], [], [], [])
    listed = tuple(entries(system.records, DISPOSAL))
    for name in dict.fromkeys(names):
        record = find_record(system, name)
        if record is None:
            found.done.append(_done(system, listed, name))
            continue
        told = list(_telling(listed, parts(system, record)))
        approved = [whole for whole in told if approval(system, whole[0].record)]
        if approved:
            # The record last: as long as it is there, the same command goes on with the rest.
            found.told.extend(sorted(approved[0], key=lambda entry: entry.path == record.path))
        elif told:
            found.waiting.append(told[0][0].record.id)
        elif record not in found.new:
            found.new.append(record)
    return found


def _telling(listed: Iterable[Entry], now: Mapping[str, str]) -> Iterator[list[Entry]]:
    """Give the entries of each disposal that tells of all files in *now*, path -> digest."""
    by_disposal: dict[str, dict[str, Entry]] = {}
    for entry in listed:
        if now.get(entry.path) == entry.old:
            by_disposal.setdefault(entry.record.path, {})[entry.path] = entry
    yield from (list(each.values()) for each in by_disposal.values() if len(each) == len(now))


def _done(system: ManagementSystem, listed: Iterable[Entry], name: str) -> str:
    """Return the disposal by which the record *name* went.

    Raises:
        ConfigurationError: it never was there, or its disposal is not approved.
    """
    told = [entry.record for entry in listed if name in (entry.id, entry.path)]
    for disposal in told:
        if approval(system, disposal):
            return disposal.id
    if told:
        message = (
            f"{name} is gone, and {told[0].id} is not approved: put the file back, or have it"
            f" approved: sms-docs approve {told[0].id}"
        )
        raise ConfigurationError(message)
    raise no_record(system, name)


def _records(system: ManagementSystem, told: Iterable[Entry]) -> Iterator[Record]:
    paths = {entry.path for entry in told}
    return (record for record in system.records if record.path in paths)


def _obstacles(checked: Checked, records: Iterable[Record]) -> Iterator[Finding]:
    """Give why *records* must not go."""
    system, day = checked.system, checked.report.as_of
    held = on_hold(system, day)
    for record in records:
        yield from (each for each in errors(checked.report, record) if each.name == CHANGED)
        if record.type.name in (CORRECTION, DISPOSAL):
            what = f"{record.id} explains what has become of other records, and stays for good"
            yield _early(record, what)
        span = kept(system, record)
        if span.until is None:
            what = f"how long {record.id} is kept cannot be told: its date or retention is wrong"
            yield _early(record, what)
        elif day < span.until:
            what = (
                f"{record.id} has to be kept until {span.until}: {span.retention} from {span.start}"
            )
            yield _early(record, what)
        if hold := held.get(record.id):
            what = f"{hold} keeps {record.id} on hold"
            cure = f"Keep it until {hold} ends."
            defect = Defect(record.path, (1, 1), what, cure, record.id)
            yield finding("record-disposed-under-hold", defect)


def _early(record: Record, what: str) -> Finding:
    place = record.place("retention")
    defect = Defect(record.path, place, what, f"Keep {record.id}.", record.id)
    return finding("record-disposed-early", defect)


def _draft(checked: Checked, records: Sequence[Record], wish: Wish) -> Draft:
    system = checked.system
    if not wish.reason.strip():
        message = f"--reason is missing: say why {records[0].id} is not kept any longer"
        raise ConfigurationError(message)
    more = f" and {len(records) - 1} more" if len(records) > 1 else ""
    known = [each for each in CLASSIFICATIONS if any(r.classification == each for r in records)]
    given: dict[str, object] = {
        "title": f"Disposal of {records[0].id}{more}",
        "classification": known[-1] if known else CLASSIFICATIONS[-1],
        "reason": wish.reason.strip(),
        "authors": [author(system, wish.by)],
        "entries": [
            dict(_entry(record, part))
            for record in records
            for part in parts(system, record).items()
        ],
    }
    for key in ("procedure", "owner"):
        given |= dict(shared(records, key))
    return draft(system, DISPOSAL, checked.report.as_of, given)


def _entry(record: Record, part: tuple[str, str]) -> Iterator[tuple[str, str]]:
    path, sha256 = part
    yield "id", record.id
    yield "path", path
    yield "digest", sha256
    yield "type", record.type.name
    yield "classification", record.classification
    yield "retention", record.get("retention")
    yield "date", record.date
    if closed := record.get("closed"):
        yield "closed", closed


def remove(root: Path, path: str, sha256: str) -> None:
    """Delete the file *path* below *root* if it still has the digest *sha256*.

    Raises:
        WriteRefused: it holds something else by now, or cannot be deleted.
    """
    if file_digest(root, path) != sha256:
        message = f"{path}: not removed: it has changed meanwhile; look at it and try again"
        raise WriteRefused(message)
    try:
        (root / path).unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"{path}: not removed: {reason}; give yourself the right to and try again"
        raise WriteRefused(message) from error
    sync((root / path).parent)
