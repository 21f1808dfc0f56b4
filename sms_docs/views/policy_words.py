"""What policy.yml asks for, in words: one line for each thing that can be signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sms_docs.control.policy import DEFAULT, demand
from sms_docs.control.signing import OPEN_TO_AUTHORS
from sms_docs.trust import TRUST, Demand, Level, Meaning, Policy, Quorum

# What a version is called where all of them are meant, or those alone.
ANY, MAJOR, MINOR = "any", "major", "minor"
# What can be signed about the trust files is their approval, and that a signer takes it back.
OF_TRUST = (Meaning.APPROVE,)
OF_TEXTS = (Meaning.APPROVE, Meaning.CONFIRM, Meaning.WITHDRAW, Meaning.REVIEW, Meaning.AUTHOR)
LEVELS: Mapping[Level, str] = {
    Level.RECORDED: "a record",
    Level.SIGNED: "a record with a signature",
}


class Clause(NamedTuple):
    """What one meaning asks for, for *version* any, major or minor.

    *is_stated* tells that policy.yml says it itself; else it follows from the rest.
    """

    meaning: Meaning
    version: str
    level: Level
    approvals: tuple[Quorum, ...]
    not_by_authors: bool
    is_stated: bool

    @property
    def words(self) -> str:
        """The clause as a reader says it."""
        who = " and ".join(map(_seats, self.approvals)) or "by anybody who holds a role"
        others = ", who did not write it" if self.not_by_authors else ""
        return f"{LEVELS[self.level]} {who}{others}"


class Part(NamedTuple):
    """What holds for *kind*: a type, ``default`` for all others, or ``TRUST``."""

    kind: str
    separate_from_authors: bool
    clauses: tuple[Clause, ...]

    @property
    def name(self) -> str:
        """What it holds for, in words."""
        return {TRUST: "the trust files", DEFAULT: "every other type"}.get(self.kind, self.kind)


def parts(policy: Policy) -> tuple[Part, ...]:
    """Return what *policy* asks for, in its order, the trust files last."""
    return tuple(
        Part(kind, found.separate_from_authors, tuple(_clauses(policy, kind)))
        for kind, found in policy.types.items()
    )


def _clauses(policy: Policy, kind: str) -> Iterator[Clause]:
    found = policy.types[kind]
    for meaning in OF_TRUST if kind == TRUST else OF_TEXTS:
        asked = demand(policy, kind, meaning)
        if asked is None:
            continue
        separate = found.separate_from_authors and meaning not in OPEN_TO_AUTHORS
        for version, quorums in _versions(asked, meaning):
            stated = meaning in found.demands
            yield Clause(meaning, version, asked.level, quorums, separate, stated)


def _versions(asked: Demand, meaning: Meaning) -> Iterator[tuple[str, tuple[Quorum, ...]]]:
    # Only an approval is asked for by what the version changes.
    if meaning is not Meaning.APPROVE or asked.minor is None:
        yield ANY, asked.approvals
        return
    yield MAJOR, asked.approvals
    yield MINOR, asked.minor


def _seats(quorum: Quorum) -> str:
    if quorum.seats == 1:
        return f"by a {quorum.role}"
    return f"by {quorum.seats} different persons as {quorum.role}"
