"""Every approval record of one subject in order: what it says, what it proves, if it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sms_docs.approval import History, Revision, Statement, Verdict
from sms_docs.model import ManagementSystem
from sms_docs.table import Column, Row, Table
from sms_docs.trust import Meaning
from sms_docs.views.acts import Act, place, taken_back
from sms_docs.views.history import level
from sms_docs.views.subjects import kind_of_version, title_of

NOTHING = History("")
# What such a record does depends on the others of its version.
BINDING = frozenset({Meaning.APPROVE, Meaning.CONFIRM, Meaning.WITHDRAW})


class Account(NamedTuple):
    """Whether a record counts; *note* says why not, or what else there is to say.

    *rule* is the name of the rule that reports it; empty without one.
    """

    counts: bool
    note: str = ""
    rule: str = ""


class Entry(NamedTuple):
    """One record with what it comes to."""

    verdict: Verdict
    account: Account


class Edition(NamedTuple):
    """One version: its records in the order of signing, and the approval that they make.

    *change* is the line that says what it changes, *missing* what it lacks, in words.
    """

    version: str
    change: str
    revision: Revision | None
    missing: str
    entries: tuple[Entry, ...]


class Log(NamedTuple):
    """All that records/approvals tells of one subject, as of a day."""

    subject: str
    title: str
    as_of: date
    state: str
    editions: tuple[Edition, ...]


def log(system: ManagementSystem, subject: str, today: date, changes: Mapping[str, str]) -> Log:
    """Return the log of *subject*; *changes* maps a version to its change line."""
    history = system.histories.get(subject, NOTHING)
    return Log(
        subject,
        title_of(system, subject),
        today,
        _state(system, subject, history),
        tuple(_editions(history, today, changes)),
    )


def _state(system: ManagementSystem, subject: str, history: History) -> str:
    """Return in words where *subject* stands."""
    found = next((each for each in system.in_use if each.id == subject), None)
    if found is None or found.standing.level is None:
        newest = history.newest
        return (
            f"approved, {kind_of_version(subject)} {newest.version}" if newest else "not approved"
        )
    standing = found.standing
    said = [f"{standing.status}, version {found.version}"]
    if standing.successor:
        said.append(f"{standing.successor} takes its place")
    if standing.next_review:
        said.append(f"review {standing.review}, next on {standing.next_review}")
    if standing.applies_from and history.newest:
        said.append(f"version {history.newest.version} applies from {standing.applies_from}")
    elif standing.pending is not None:
        said.append(f"version {standing.pending} pending")
    return "; ".join(said)


def _editions(history: History, today: date, changes: Mapping[str, str]) -> Iterator[Edition]:
    revisions = {revision.version: revision for revision in history.revisions}
    gone = taken_back(history, today)
    entries: dict[str, list[Entry]] = {}
    for verdict in history.verdicts:
        account = _account(verdict, history, today, gone.get(place(verdict)))
        entries.setdefault(verdict.record.version, []).append(Entry(verdict, account))
    for version in sorted(entries, key=_numbers):
        yield Edition(
            version,
            changes.get(version, ""),
            revisions.get(version),
            history.incomplete.get(version, ""),
            tuple(entries[version]),
        )


def _numbers(version: str) -> tuple[bool, list[int], str]:
    """Return what a version or serial is sorted by; what is neither comes last."""
    parts = version.split(".")
    is_number = all(part.isascii() and part.isdecimal() for part in parts)
    return not is_number, [int(part) for part in parts] if is_number else [], version


def _account(verdict: Verdict, history: History, today: date, gone: Act | None) -> Account:
    trouble, statement = verdict.trouble, verdict.record.statement
    if gone:
        retraction = gone[0]
        when = retraction.signed_at.date()
        return Account(counts=False, note=f"retracted on {when}: {retraction.comment}")
    if trouble:
        return Account(counts=False, note=trouble.message, rule=trouble.rule)
    if statement and statement.signed_at.date() > today:
        return Account(counts=False, note=f"not signed yet on {today}")
    if statement and statement.meaning in BINDING:
        return _effect(verdict, statement, history)
    return Account(counts=True)


def _effect(verdict: Verdict, statement: Statement, history: History) -> Account:
    """Return what a record that holds comes to together with the others of its version."""
    meaning, version, path = statement.meaning, verdict.record.version, verdict.record.path
    revision = next((each for each in history.revisions if each.version == version), None)
    newest = history.newest
    done = {each.record.path for each in revision.confirmations} if revision else set()
    note = ""
    if meaning is Meaning.APPROVE and version in history.incomplete:
        return Account(counts=True, note=f"still missing: {history.incomplete[version]}")
    if revision is None or newest is None:
        note = f"this {kind_of_version(history.subject)} is not approved"
    elif meaning is Meaning.APPROVE:
        needed = any(each.record.path == path for each in revision.approvals)
        return Account(counts=True, note="" if needed else "enough had signed before")
    elif meaning is Meaning.WITHDRAW and newest.version != version:
        note = f"{kind_of_version(history.subject)} {newest.version} was approved since"
    elif meaning is Meaning.CONFIRM and statement.signed_at.date() < revision.approved_on:
        note = f"it was signed before this {kind_of_version(history.subject)} was approved"
    elif path not in done and not (meaning is Meaning.WITHDRAW and history.withdrawn):
        note = "others have to sign as well before it does"
    return Account(counts=not note, note=note)


def table(found: Log, codes: Mapping[str, str]) -> Table:
    """Return one row a record; *codes* maps the name of a rule to its code."""
    rows = tuple(
        _row(edition.version, entry, codes)
        for edition in found.editions
        for entry in edition.entries
    )
    frame = {
        "as_of": found.as_of.isoformat(),
        "id": found.subject,
        "title": found.title,
        "state": found.state,
        "versions": [_version(edition) for edition in found.editions],
        "rows": (),
    }
    return Table(f"Approval records of {found.subject} as of {found.as_of}", COLUMNS, rows, frame)


def _version(edition: Edition) -> Row:
    revision = edition.revision
    return {
        "version": edition.version,
        "change": edition.change,
        "approved_on": revision.approved_on.isoformat() if revision else None,
        "effective": revision.effective.isoformat() if revision else None,
        "level": str(revision.level) if revision else "none",
        "missing": edition.missing or None,
        "sha256": revision.stored.sha256 if revision else None,
    }


def _row(version: str, entry: Entry, codes: Mapping[str, str]) -> Row:
    verdict, account = entry
    stated = verdict.record.statement
    return {
        "version": version,
        "signed_at": f"{stated.signed_at:%Y-%m-%dT%H:%M:%SZ}" if stated else None,
        "meaning": str(stated.meaning) if stated else None,
        "person": stated.signer if stated else None,
        "name": stated.signer_name if stated else None,
        "role": stated.role if stated else None,
        "counts": account.counts,
        "level": str(verdict.level),
        "evidence": level(verdict),
        "rule": f"{codes[account.rule]} {account.rule}" if account.rule in codes else None,
        "note": account.note,
        "comment": stated.comment if stated else None,
        "successor": (stated.successor or None) if stated else None,
        "key": verdict.key or None,
        "sealed": verdict.sealed or None,
        "record": verdict.record.path,
        "sha256": verdict.record.sha256,
    }


def yes_or_no(value: object) -> str:
    """Return a truth value as a reader says it."""
    return "yes" if value else "no"


COLUMNS = (
    Column("version", "Version"),
    Column("signed_at", "Signed at"),
    Column("meaning", "Meaning"),
    Column("person", "Person"),
    Column("role", "Role"),
    Column("counts", "Counts", yes_or_no),
    Column("evidence", "What it proves"),
    Column("rule", "Rule"),
    Column("note", "Note"),
    Column("comment", "Comment"),
    Column("record", "Record"),
)
