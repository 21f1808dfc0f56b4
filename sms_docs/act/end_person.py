"""Somebody leaves: roles and keys end with the last day; what was signed until then holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sms_docs.act.plan import write_all
from sms_docs.act.signer_lines import with_end
from sms_docs.act.splice import YamlFile
from sms_docs.act.trust_change import Change, Desk, change, desk, refuse_year
from sms_docs.errors import ConfigurationError
from sms_docs.load.trust_files import PEOPLE, SIGNERS
from sms_docs.printable import printable
from sms_docs.suggest import suggest
from sms_docs.trust import SignerKey

SHOWN = 30


class Ended(NamedTuple):
    """What ends with the last day *on*: *roles*, and the fingerprints *keys*."""

    person: str
    on: date
    roles: tuple[str, ...]
    keys: tuple[str, ...]
    change: Change


def end_person(root: Path, person: str, on: date, *, dry_run: bool = False) -> Ended:
    """Let *on* be the last day of the roles of *person*, and of the keys; no line goes.

    What ended earlier stays as it is.

    Raises:
        ConfigurationError: no such person, or a role or key that begins only later.
        WriteRefused: a file cannot be written; all are as they were.
    """
    refuse_year(on, "--on")
    with desk(root, dry_run=dry_run) as there:
        _refuse_unknown(person, there)
        people, roles = _without_roles(person, on, there)
        signers, keys = _without_keys(person, on, there)
        new = {PEOPLE: people.content}
        if signers is not None:
            new[SIGNERS] = signers
        found = change(there, new, on + timedelta(days=1))
        if not dry_run:
            write_all(root, found.plan)
    return Ended(person, on, tuple(roles), tuple(keys), found)


def _refuse_unknown(person: str, there: Desk) -> None:
    known = there.trust.people
    if person not in known:
        hint = suggest(person, known) or f"; it lists {', '.join(known) or 'nobody'}"
        message = f"PERSON: {there.path(PEOPLE)} has no '{printable(person, SHOWN)}'{hint}"
        raise ConfigurationError(message)


def _without_roles(person: str, on: date, there: Desk) -> tuple[YamlFile, list[str]]:
    file = there.yaml(PEOPLE, "people")
    day = on.isoformat()
    ended = []
    for place, entry in _roles(file, person):
        last = entry.get("to")
        if last and last <= day:
            continue
        role = entry["role"]
        if entry["from"] > day:
            message = (
                f"{file.path}: the role {role} of {person} begins on {entry['from']}, after {day};"
                " take that entry out by hand"
            )
            raise ConfigurationError(message)
        if last:
            file = file.changed((*place, "to"), day)
        else:
            file = file.with_key((*place, "from"), "to", day)
        ended.append(role)
    return file, ended


def _roles(file: YamlFile, person: str) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Give place and content of each role of *person*."""
    for index, entry in enumerate(file.data["people"]):
        if entry["id"] == person:
            for number, role in enumerate(entry["roles"]):
                yield ("people", index, "roles", number), role


def _without_keys(person: str, on: date, there: Desk) -> tuple[bytes | None, list[str]]:
    """Return allowed_signers in which no key of *person* counts after the day *on*."""
    content = there.contents.get(SIGNERS)
    until = on + timedelta(days=1)
    ended = []
    for key in there.trust.keys:
        if content is None or key.person != person or _has_ended(key, until):
            continue
        if key.valid_after and key.valid_after.date() >= until:
            message = (
                f"{there.path(SIGNERS)}:{key.line}: the key {key.fingerprint} begins to count on"
                f" {key.valid_after.date()}, after {on}; revoke it: `sms-docs trust revoke-key"
                f" {key.fingerprint} --reason error --since DAY`"
            )
            raise ConfigurationError(message)
        content = with_end(content, key, until)
        ended.append(key.fingerprint)
    return content, ended


def _has_ended(key: SignerKey, until: date) -> bool:
    """Return whether *key* does not count from the first second of the day *until* on."""
    midnight = datetime.combine(until, time(), UTC)
    return key.valid_before is not None and key.valid_before <= midnight
