"""Who may approve what, and by which key: the files of records/trust/ as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

# The subject of an approval of the trust files themselves.
TRUST = "TRUST"


class Meaning(StrEnum):
    """What a signer says about a text; only ``approve`` puts a version in force."""

    AUTHOR = "author"
    REVIEW = "review"
    APPROVE = "approve"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    RETRACT = "retract"


class Level(StrEnum):
    """What an approval rests on: nothing, a record of it, or a record and a signature."""

    NONE = "none"
    RECORDED = "recorded"
    SIGNED = "signed"


class Role(NamedTuple):
    """A role that owns, approves or takes part; roles outlive people."""

    id: str
    title: str
    duties: tuple[str, ...] = ()


class Person(NamedTuple):
    """A person by id; *roles* are (role, from, to), the days as ISO text or empty."""

    id: str
    name: str
    roles: tuple[tuple[str, str, str], ...] = ()
    emails: tuple[str, ...] = ()

    def held(self, role: str, day: date) -> bool:
        """Return whether the person has *role* on *day*, the first and the last included."""
        iso = day.isoformat()
        return any(
            name == role and first <= iso and (not last or iso <= last)
            for name, first, last in self.roles
        )


class Quorum(NamedTuple):
    """*seats* distinct persons with a role."""

    role: str
    seats: int = 1


class Demand(NamedTuple):
    """What one meaning asks for: the level, and who; *minor* for minor versions instead."""

    level: Level = Level.SIGNED
    approvals: tuple[Quorum, ...] = ()
    minor: tuple[Quorum, ...] | None = None

    def quorums(self, *, is_minor: bool) -> tuple[Quorum, ...]:
        """Return who must sign a minor or a major version."""
        return self.minor if is_minor and self.minor is not None else self.approvals


class TypePolicy(NamedTuple):
    """What the approval of one type of document or record asks for, by meaning."""

    demands: Mapping[Meaning, Demand]
    separate_from_authors: bool = True


class Policy(NamedTuple):
    """``policy.yml``: *types* by name of the type, and under ``TRUST`` for the trust files."""

    serial: int
    max_age_days: int
    max_skew_minutes: int
    types: Mapping[str, TypePolicy] = {}


class SignerKey(NamedTuple):
    """One line of ``allowed_signers``: a key, whose it is, and when it may sign.

    *blob* is the public key as SSH writes it; *fingerprint* begins with ``SHA256:``.
    The times are in UTC; *valid_after* itself is in time, *valid_before* is not.
    """

    person: str
    kind: str
    blob: bytes
    fingerprint: str
    valid_after: datetime | None
    valid_before: datetime | None
    comment: str
    line: int


class Revocation(NamedTuple):
    """A key that no longer counts; *reason* is compromise, loss or error."""

    fingerprint: str
    since: date
    reason: str
    recorded: date


class Trust(NamedTuple):
    """The five files of records/trust/ in one state.

    *manifest* is the text that an approval of them is bound to: sorted lines
    ``sha256  name``; *digest* is its sha256.  *unverifiable* names the lines of
    ``allowed_signers`` whose kind of key sms-docs cannot verify.
    """

    policy: Policy
    roles: Mapping[str, Role]
    people: Mapping[str, Person]
    keys: tuple[SignerKey, ...]
    revoked: Mapping[str, Revocation]
    manifest: str
    digest: str
    unverifiable: tuple[str, ...] = ()

    @property
    def serial(self) -> int:
        """The serial of policy.yml: the version of the trust files."""
        return self.policy.serial
