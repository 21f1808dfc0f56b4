"""What policy.yml asks for, and whether the persons who signed are enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sms_docs.trust import TRUST, Demand, Level, Meaning, Policy, Quorum, TypePolicy

DEFAULT = "default"
# Where policy.yml says nothing of these, any person with any role may make such a record.
FREE = frozenset({Meaning.AUTHOR, Meaning.REVIEW})
ANYBODY = Demand(Level.RECORDED)


def type_policy(policy: Policy, kind: str) -> TypePolicy | None:
    """Return what holds for the type *kind*; None where policy.yml says nothing of it."""
    if kind == TRUST:
        return policy.types.get(TRUST)
    return policy.types.get(kind) or policy.types.get(DEFAULT)


def demand(policy: Policy, kind: str, meaning: Meaning) -> Demand | None:
    """Return what a record of *meaning* over a text of type *kind* asks for.

    Confirming and withdrawing ask for what approving does, where they are not listed.
    """
    found = type_policy(policy, kind)
    if found and meaning in found.demands:
        return found.demands[meaning]
    if meaning in FREE:
        return ANYBODY
    return found.demands.get(Meaning.APPROVE) if found else None


def roles(demanded: Demand) -> frozenset[str]:
    """Return the roles that may sign for *demanded*, a minor or a major version."""
    return frozenset(each.role for each in (*demanded.approvals, *(demanded.minor or ())))


def missing(quorums: Iterable[Quorum], signed: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Return the roles that nobody has signed for yet, one entry a seat; empty if enough.

    *signed* maps a person to the roles in which the person signed.  A person takes one
    seat, whatever the number of roles: required roles count distinct persons.
    """
    seats = [each.role for each in quorums for _ in range(each.seats)]
    taken: dict[int, str] = {}
    for person in signed:
        _seat(person, seats, signed, taken, set())
    return tuple(role for index, role in enumerate(seats) if index not in taken)


def _seat(
    person: str,
    seats: list[str],
    signed: Mapping[str, Collection[str]],
    taken: dict[int, str],
    tried: set[int],
) -> bool:
    """Give *person* a seat, if need be by moving others to other seats of theirs."""
    for index, role in enumerate(seats):
        if role in signed[person] and index not in tried:
            tried.add(index)
            if index not in taken or _seat(taken[index], seats, signed, taken, tried):
                taken[index] = person
                return True
    return False
