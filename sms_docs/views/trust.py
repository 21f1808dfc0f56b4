"""The trust files in effect: since when and by whom, who holds roles and keys, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sms_docs.approval import History, Revision, Statement
from sms_docs.model import ManagementSystem
from sms_docs.trust import TRUST, Person, Revocation, SignerKey, Trust
from sms_docs.views.in_effect import approved_trust, demand_trust
from sms_docs.views.policy_words import Part, parts
from sms_docs.views.trust_seats import KeyState, key_state

NOTHING = History(TRUST)


class Files(StrEnum):
    """How the working trust files stand to those in effect."""

    SAME = "same"
    PENDING = "pending"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


class ShownKey(NamedTuple):
    """A key and what becomes of it on the day."""

    key: SignerKey
    state: KeyState
    revocation: Revocation | None


class ShownPerson(NamedTuple):
    """A person with the keys; None stands for those who are not listed any more."""

    id: str
    person: Person | None
    keys: tuple[ShownKey, ...]


class Approver(NamedTuple):
    """Who approved the files: the statement, and the key that signed it, if one did."""

    statement: Statement
    key: str


class TrustShown(NamedTuple):
    """The trust files in effect, as of a day.

    *revision* is their approval; None where they were never approved.  *refused* tells
    that there are records of approvals of which none counts.  *serial* is that of the
    working files, None where they cannot be read.
    """

    as_of: date
    trust: Trust
    revision: Revision | None
    approvers: tuple[Approver, ...]
    refused: bool
    files: Files
    serial: int | None
    people: tuple[ShownPerson, ...]
    policy: tuple[Part, ...]
    demonstration: bool


def show(system: ManagementSystem, today: date) -> TrustShown:
    """Return the trust files in effect.

    Raises:
        ConfigurationError: none were approved, and the working ones cannot be read.
    """
    trust = demand_trust(system)
    approved = approved_trust(system)
    revision = system.histories.get(TRUST, NOTHING).newest if approved else None
    return TrustShown(
        as_of=today,
        trust=trust,
        revision=revision,
        approvers=tuple(_approvers(revision)) if revision else (),
        refused=revision is None and TRUST in system.dossiers,
        files=_files(system, trust),
        serial=system.trust.serial if system.trust else None,
        people=tuple(_people(trust, today)),
        policy=parts(trust.policy),
        demonstration=system.settings.demonstration,
    )


def _approvers(revision: Revision) -> Iterator[Approver]:
    for verdict in revision.approvals:
        if statement := verdict.record.statement:
            yield Approver(statement, verdict.key)


def _files(system: ManagementSystem, trust: Trust) -> Files:
    there = system.trust
    if there is None:
        return Files.UNREADABLE
    if there.digest == trust.digest:
        return Files.SAME
    return Files.PENDING if there.serial > trust.serial else Files.CHANGED


def _people(trust: Trust, today: date) -> Iterator[ShownPerson]:
    """Give everybody who is listed, and then whose keys are while the person is not."""
    keys: dict[str, list[ShownKey]] = {}
    for key in trust.keys:
        state = key_state(key, trust.revoked, today)
        shown = ShownKey(key, state, trust.revoked.get(key.fingerprint))
        keys.setdefault(key.person, []).append(shown)
    for person in trust.people.values():
        yield ShownPerson(person.id, person, tuple(keys.pop(person.id, ())))
    for identity, found in keys.items():
        yield ShownPerson(identity, None, tuple(found))
