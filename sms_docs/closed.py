"""What has become of closed records: changed, corrected, disposed of, kept on hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from sms_docs.approval import APPROVALS, CHECKPOINTS, ONLY_VERSION, Revision
from sms_docs.checkpoint import digest_of
from sms_docs.enclosures import enclosed
from sms_docs.model import ManagementSystem, Record
from sms_docs.period import later

CORRECTION = "correction"
DISPOSAL = "disposal"
HOLD = "hold"
# Nothing here ever changes, and no correction or disposal explains it.
NEVER = (f"{APPROVALS}/", f"{CHECKPOINTS}/")
ID_IN_NAME = re.compile(r"[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,}")


class Alteration(NamedTuple):
    """A closed record that is no longer as it was closed.

    It may be a file that such a record names; *id* is then that of the record, and the path
    where the file is neither.  *witness* knows its digest then,
    *sha256*: a checkpoint or the base.  *now* is the digest of what lies at *path* today,
    None where nothing does; *found* the path at which the old text is instead.
    """

    path: str
    id: str
    witness: str
    sha256: str
    now: str | None
    found: str | None


class Entry(NamedTuple):
    """One entry of a correction or disposal; what is no text there is empty.

    *key* is its index in the record.  *old* is the digest before, *new* the one after;
    a disposal has no new one.
    """

    record: Record
    key: int
    id: str
    path: str
    old: str
    new: str
    type: str
    retention: str
    date: str
    closed: str


def approval(system: ManagementSystem, record: Record) -> Revision | None:
    """Return the approval of *record*, whose text is as it was approved; None without one."""
    history = system.histories.get(record.id)
    if history is None or history.withdrawn is not None:
        return None
    newest = history.newest
    if newest is None or newest.version != ONLY_VERSION or newest.stored.text != record.text:
        return None
    return newest


def entries(records: Iterable[Record], kind: str) -> Iterator[Entry]:
    """Give the entries of those of *records* that are of type *kind*."""
    for record in records:
        found = record.data.get("entries") if record.type.name == kind else ()
        for key, entry in enumerate(found if isinstance(found, list) else ()):
            if isinstance(entry, dict):
                yield _entry(record, key, entry)


def _entry(record: Record, key: int, data: Mapping[str, object]) -> Entry:
    def text(*names: str) -> str:
        values = (data.get(name) for name in names)
        return next((value for value in values if isinstance(value, str)), "")

    return Entry(
        record,
        key,
        text("id"),
        text("path"),
        text("old_digest", "digest"),
        text("new_digest"),
        text("type"),
        text("retention"),
        text("date"),
        text("closed"),
    )


def approved_entries(system: ManagementSystem, kind: str) -> Iterator[Entry]:
    """Give the entries of the approved corrections or disposals."""
    approved = [
        record for record in system.records if record.type.name == kind and approval(system, record)
    ]
    yield from entries(approved, kind)


def disposed(system: ManagementSystem) -> frozenset[str]:
    """Return the ids of the records of which an approved disposal tells."""
    return frozenset(entry.id for entry in approved_entries(system, DISPOSAL))


def altered(system: ManagementSystem) -> Iterator[Alteration]:
    """Give each alteration of a closed record that no correction and no disposal explains.

    A record comes once for each text that a witness knows of it, the base first, then the
    checkpoints from the oldest on.
    """
    corrected: Mapping[str, list[Entry]] | None = None
    gone: frozenset[tuple[str, str]] = frozenset()
    told: set[tuple[str, str]] = set()
    for each in _changed(system):
        if (each.path, each.sha256) in told:
            continue
        told.add((each.path, each.sha256))
        if each.path.startswith(NEVER):
            yield each
            continue
        if corrected is None:
            corrected = _by_path(approved_entries(system, CORRECTION))
            removed = approved_entries(system, DISPOSAL)
            gone = frozenset((entry.path, entry.old) for entry in removed)
        texts = _followed(each.sha256, corrected.get(each.path, ()))
        if each.now is None and not any((each.path, text) in gone for text in texts):
            yield each._replace(found=each.found or _place_of(system, each.sha256))
        elif each.now is not None and each.now not in texts:
            yield each


def _changed(system: ManagementSystem) -> Iterator[Alteration]:
    if system.comparison:
        witness = f"the base {system.comparison.base}"
        for each in system.comparison.closed:
            if each.now != each.sha256:
                yield Alteration(each.path, each.id, witness, each.sha256, each.now, each.found)
    owners = owners_of(system.records) if system.checkpoints else {}
    for checkpoint in system.checkpoints:
        for path, sha256 in checkpoint.entries:
            now = system.digests.get(path)
            if now != sha256:
                witness = f"checkpoint {checkpoint.name}"
                owner = owners.get(path) or id_of(path)
                yield Alteration(path, owner, witness, sha256, now, None)


def owners_of(records: Iterable[Record]) -> Mapping[str, str]:
    """Return path -> id of the record that names the file there as part of it."""
    return {path: record.id for record in records for path in enclosed(record)}


def id_of(path: str) -> str:
    """Return the id that the name of the file begins with, else the path."""
    named = ID_IN_NAME.match(path.rpartition("/")[2])
    return named[0] if named else path


def _by_path(corrections: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in corrections:
        found[entry.path].append(entry)
    return found


def _followed(sha256: str, corrections: Iterable[Entry]) -> frozenset[str]:
    """Return *sha256* and every digest that *corrections* lead to from it."""
    reached = {sha256}
    waiting = [sha256]
    while waiting:
        old = waiting.pop()
        steps = {entry.new for entry in corrections if entry.old == old} - reached
        reached |= steps
        waiting += steps
    return frozenset(reached)


def _place_of(system: ManagementSystem, sha256: str) -> str | None:
    texts = chain(((each.path, each.text) for each in system.records), system.series.items())
    return next((path for path, text in texts if digest_of(text) == sha256), None)


def on_hold(system: ManagementSystem, day: date) -> Mapping[str, str]:
    """Return id of record -> id of the hold that keeps it on *day*; both days are included."""
    iso = day.isoformat()
    found: dict[str, str] = {}
    for record in system.records:
        held = record.data.get("records")
        if record.type.name != HOLD or not isinstance(held, list):
            continue
        if record.get("from", iso) <= iso <= record.get("until", iso):
            found |= {each: record.id for each in held if isinstance(each, str)}
    return found


class Kept(NamedTuple):
    """How long a record is kept: *retention* after *start*, up to the day before *until*."""

    start: str
    retention: str
    until: date | None


def kept(system: ManagementSystem, item: Record | Entry) -> Kept:
    """Return how long *item* is kept, by its own retention or by that of its type if longer.

    *until* is the first day on which it may be disposed of; None where a day or a
    retention is unreadable.
    """
    if isinstance(item, Record):
        kind, retention = item.type.name, item.get("retention")
        start = item.get("closed") or item.date
    else:
        kind, retention, start = item.type, item.retention, item.closed or item.date
    least = system.types[kind].retention if kind in system.types else ""
    try:
        day = date.fromisoformat(start)
    except ValueError:
        return Kept(start, retention, None)
    own, shortest = later(day, retention), later(day, least)
    if own is not None and shortest is not None and own < shortest:
        return Kept(start, least, shortest)
    return Kept(start, retention, own)
