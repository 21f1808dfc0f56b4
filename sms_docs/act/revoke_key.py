"""Revoke a key: from a day on nothing counts that it signs, or nothing that it ever signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.plan import write_all
from sms_docs.act.splice import YamlFile
from sms_docs.act.trust_change import Change, Desk, change, desk, refuse_year
from sms_docs.errors import ConfigurationError
from sms_docs.load.trust_files import REVOKED, SIGNERS
from sms_docs.printable import printable
from sms_docs.trust import Revocation, SignerKey

MARK = "SHA256:"
REASONS = ("compromise", "loss", "error")
COMPROMISE = REASONS[0]
LONGEST = 60


class Wish(NamedTuple):
    """Which key to revoke, why, and the first day on which it does not count."""

    fingerprint: str
    reason: str
    since: date


class Revoked(NamedTuple):
    """A key that is revoked; *before* is what revoked.yml said of it already."""

    key: SignerKey
    since: date
    reason: str
    before: Revocation | None
    change: Change


def revoke_key(
    root: Path, wish: Wish, *, dry_run: bool = False, today: date | None = None
) -> Revoked:
    """Write into revoked.yml that a key does not count; a stricter entry takes a milder's place.

    Raises:
        ConfigurationError: no such key, a day that has not come yet, or a stricter entry
            is there already.
        WriteRefused: a file cannot be written; all are as they were.
    """
    day = today or date.today()  # noqa: DTZ011 - the user's day
    if wish.since > day:
        message = f"--since: {wish.since} has not come yet; it is {day}"
        raise ConfigurationError(message)
    refuse_year(wish.since, "--since")
    with desk(root, dry_run=dry_run) as there:
        key = _key(wish, there)
        before = there.trust.revoked.get(key.fingerprint)
        file = _file(there, key, wish, day)
        found = change(there, {REVOKED: file.content} if file else {}, day)
        if not dry_run:
            write_all(root, found.plan)
    return Revoked(key, wish.since, wish.reason, before, found)


def _key(wish: Wish, there: Desk) -> SignerKey:
    """Return the key with the fingerprint, which the files list, or those in effect do."""
    given = wish.fingerprint
    wanted = given if given.startswith(MARK) else f"{MARK}{given}"
    listed = list(there.trust.keys)
    for trust in there.system.trust_by_serial.values():
        listed += trust.keys
    for key in listed:
        if key.fingerprint == wanted:
            return key
    known = "; ".join(f"{key.fingerprint} of {key.person}" for key in there.trust.keys)
    message = (
        f"FINGERPRINT: {there.path(SIGNERS)} lists no key {printable(wanted, LONGEST)}; it lists"
        f" {known or 'none'}"
    )
    raise ConfigurationError(message)


def _file(there: Desk, key: SignerKey, wish: Wish, day: date) -> YamlFile | None:
    """Return revoked.yml with the entry; None where it says so already."""
    file = there.yaml(REVOKED, "revoked")
    before = there.trust.revoked.get(key.fingerprint)
    new = Revocation(key.fingerprint, wish.since, wish.reason, day)
    if before is None:
        entry = {
            "key": new.fingerprint,
            "since": new.since.isoformat(),
            "reason": new.reason,
            "recorded": day.isoformat(),
        }
        return file.with_entry(("revoked",), entry)
    if (before.since, before.reason) == (new.since, new.reason):
        return None
    if _mercy(new) > _mercy(before):
        message = (
            f"{file.path}: {key.fingerprint} is revoked since {before.since} ({before.reason})"
            " already, which lets fewer signatures hold; to take that back, correct the entry by"
            " hand and have it approved"
        )
        raise ConfigurationError(message)
    values = {"since": new.since, "reason": new.reason, "recorded": day}
    # Of two entries about one key, which is an error, both are made to say the same.
    for index, entry in enumerate(file.data["revoked"]):
        if entry["key"] == key.fingerprint:
            for name, value in values.items():
                file = file.changed(("revoked", index, name), str(value))
    return file


def _mercy(revocation: Revocation) -> tuple[bool, date]:
    return revocation.reason != COMPROMISE, revocation.since
