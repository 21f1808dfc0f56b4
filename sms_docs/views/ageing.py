"""Open actions by how old they are, and by who answers for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sms_docs.followup import Action, State

# The last day that still belongs to each group of ages; None is without end.
AGES: tuple[tuple[str, int | None], ...] = (
    ("0 to 30 days", 30),
    ("31 to 90 days", 90),
    ("over 90 days", None),
)
# What asks for something to be done comes first.
ORDER = (State.OVERDUE, State.OPEN, State.DONE, State.EFFECTIVE)


class Line(NamedTuple):
    """The open actions of an owner: how many in each group of ages, and how many are overdue."""

    owner: str
    ages: Sequence[int]
    overdue: int

    @property
    def total(self) -> int:
        """How many are open, overdue ones included."""
        return sum(self.ages)


def age_group(action: Action) -> str:
    """Return the group of ages to which *action* belongs."""
    return next(name for name, last in AGES if last is None or action.age <= last)


def lines(actions: Iterable[Action]) -> list[Line]:
    """Return a line for each owner of open *actions*, who has most first.

    Decisions that other records carry out are left out: those count.
    """
    still = [each for each in actions if each.is_open and not each.is_carried_on]
    owners = dict.fromkeys(each.owner for each in still)
    found = [line(owner, [each for each in still if each.owner == owner]) for owner in owners]
    return sorted(found, key=lambda each: (-each.total, each.owner))


def line(owner: str, actions: Sequence[Action]) -> Line:
    """Return the line of *owner* for these open *actions*."""
    groups = [age_group(each) for each in actions]
    overdue = sum(each.state is State.OVERDUE for each in actions)
    return Line(owner, [groups.count(name) for name, _ in AGES], overdue)


def ordered(actions: Iterable[Action]) -> list[Action]:
    """Return *actions* with what asks for something first, each state by its day."""
    return sorted(actions, key=lambda each: ORDER.index(each.state))
