"""Whether those who hold the roles are enough for what the policy asks, and have keys for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from sms_docs.control.policy import missing
from sms_docs.model import KeyPath
from sms_docs.trust import TRUST, Level, Meaning, Quorum, Revocation, SignerKey, Trust

COMPROMISE = "compromise"


class KeyState(StrEnum):
    """Whether a key may sign on a day."""

    VALID = "valid"
    EARLY = "early"
    ENDED = "ended"
    REVOKED = "revoked"


class Gap(NamedTuple):
    """Signatures that the policy asks for and that not enough persons can give.

    *kind* is a type of document or record, ``TRUST``, or ``default``; *part* the list of
    the policy: ``approvals``, or ``minor`` for minor versions.  *holders* are pairs of a
    role asked for and those who hold it; where *lacks_keys*, those of them whose key
    counts, and without keys they would be enough.
    """

    kind: str
    meaning: Meaning
    part: str
    asked: tuple[Quorum, ...]
    holders: tuple[tuple[str, tuple[str, ...]], ...]
    lacks_keys: bool

    @property
    def place(self) -> KeyPath:
        """Where the first role of it stands in policy.yml."""
        of = ("trust",) if self.kind == TRUST else ("types", self.kind)
        return (*of, str(self.meaning), self.part, 0, "role")


def key_state(key: SignerKey, revoked: Mapping[str, Revocation], day: date) -> KeyState:
    """Return whether *key* may sign on *day*; a part of the day is enough."""
    midnight = datetime.combine(day, time(), UTC)
    revocation = revoked.get(key.fingerprint)
    if revocation and (revocation.reason == COMPROMISE or revocation.since <= day):
        return KeyState.REVOKED
    if key.valid_before and key.valid_before <= midnight:
        return KeyState.ENDED
    if key.valid_after and key.valid_after >= midnight + timedelta(days=1):
        return KeyState.EARLY
    return KeyState.VALID


def keyed(trust: Trust, day: date) -> frozenset[str]:
    """Return the ids of the persons who have a key that may sign on *day*."""
    return frozenset(
        key.person for key in trust.keys if key_state(key, trust.revoked, day) is KeyState.VALID
    )


def held(trust: Trust, day: date) -> Mapping[str, frozenset[str]]:
    """Return person id -> the roles that the person holds on *day*, at least one."""
    found = {
        person.id: frozenset(role for role, _, _ in person.roles if person.held(role, day))
        for person in trust.people.values()
    }
    return {person: roles for person, roles in found.items() if roles}


def gaps(trust: Trust, day: date) -> Iterator[Gap]:
    """Give what the policy of *trust* asks for and nobody, or too few, can sign on *day*."""
    holding, with_key = held(trust, day), keyed(trust, day)
    able = {person: roles for person, roles in holding.items() if person in with_key}
    for kind, policy in trust.policy.types.items():
        for meaning, demand in policy.demands.items():
            for part, asked in (("approvals", demand.approvals), ("minor", demand.minor or ())):
                if missing(asked, holding):
                    holders, lacks_keys = holding, False
                elif demand.level is Level.SIGNED and missing(asked, able):
                    holders, lacks_keys = able, True
                else:
                    continue
                named = _named(asked, holders)
                yield Gap(kind, meaning, part, asked, named, lacks_keys)


def _named(
    asked: tuple[Quorum, ...], holding: Mapping[str, frozenset[str]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    roles = dict.fromkeys(quorum.role for quorum in asked)
    return tuple(
        (role, tuple(sorted(person for person, roles in holding.items() if role in roles)))
        for role in roles
    )


def in_words(found: Iterable[Gap]) -> Iterator[tuple[Gap, str]]:
    """Give the first of the gaps in which the same is lacking, with a sentence about all."""
    alike: dict[tuple[object, ...], list[Gap]] = {}
    for gap in found:
        alike.setdefault((gap.asked, gap.holders, gap.lacks_keys), []).append(gap)
    for gaps_alike in alike.values():
        purposes = ", ".join(dict.fromkeys(map(_purpose, gaps_alike)))
        yield gaps_alike[0], _sentence(gaps_alike[0], purposes)


def _sentence(gap: Gap, purposes: str) -> str:
    counts: dict[str, int] = {}
    for quorum in gap.asked:
        counts[quorum.role] = counts.get(quorum.role, 0) + quorum.seats
    asked = " and ".join(
        f"{count} × {role}" if count > 1 else role for role, count in counts.items()
    )
    what = f"it takes {asked} to {purposes}"
    key = " with a key that counts" if gap.lacks_keys else ""
    persons = {person for _, each in gap.holders for person in each}
    one = len(gap.holders) == 1
    if not persons:
        return f"{what}, and nobody holds {'it' if one else 'these'}{key}"
    if one:
        return f"{what}, and {', '.join(sorted(persons))} alone holds it{key}"
    who = ", ".join(f"{role} by {', '.join(each) or 'nobody'}" for role, each in gap.holders)
    return f"{what}, each a person of its own, and they are held{key}: {who}"


def _purpose(gap: Gap) -> str:
    kind = "the trust files" if gap.kind == TRUST else gap.kind
    versions = "minor versions of " if gap.part == "minor" else ""
    return f"{gap.meaning} {versions}{kind}"
