"""Draw records at random so that a stranger with the same list draws the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sms_docs.model import Record

# What whoever wants to draw again has to know; `sha256sum` is on every system.
ALGORITHM = "the ids of each kind with the lowest sha256 of SEED:ID"


class Sample(NamedTuple):
    """What was drawn from the records of one *kind*; *population* are the ids of all of them."""

    kind: str
    population: tuple[str, ...]
    drawn: tuple[Record, ...]


class Pointed(NamedTuple):
    """What the record *id* has drawn already from another *system*, on the day *sampled*."""

    id: str
    system: str
    sampled: str
    numbers: tuple[str, ...]


def seed_of(day: date) -> int:
    """Return the seed that stands for *day*: 20261120."""
    return int(day.strftime("%Y%m%d"))


def draw(records: Iterable[Record], seed: int, count: int) -> tuple[Sample, ...]:
    """Return *count* of *records* of each kind, or all where there are no more."""
    kinds: dict[str, dict[str, Record]] = {}
    for record in records:
        kinds.setdefault(record.type.name, {})[record.id] = record
    return tuple(
        Sample(
            kind,
            tuple(sorted(found)),
            tuple(found[name] for name in sorted(sorted(found, key=_rank(seed))[:count])),
        )
        for kind, found in sorted(kinds.items())
    )


def _rank(seed: int) -> Callable[[str], str]:
    return lambda name: sha256(f"{seed}:{name}".encode()).hexdigest()


def pointed(records: Iterable[Record]) -> tuple[Pointed, ...]:
    """Return what *records* say was drawn from the systems that hold the records themselves."""
    found = {}
    for record in records:
        pointer = record.data.get("pointer")
        if isinstance(pointer, dict):
            numbers = tuple(each["number"] for each in pointer["samples"])
            found[record.id] = Pointed(record.id, pointer["system"], pointer["sampled"], numbers)
    return tuple(found[name] for name in sorted(found))
