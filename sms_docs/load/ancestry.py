"""Which commit comes after which, answered quickly for many pairs of one history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Reach(NamedTuple):
    """All that a commit comes after: the main line up to *position*, and *beside* it."""

    position: int
    beside: frozenset[str]


class Ancestry:
    """The history of *head*: its main line of first parents, and what was merged into it.

    A commit counts as landed with the first commit of the main line that comes after it.
    """

    def __init__(self, parents: Mapping[str, tuple[str, ...]], head: str) -> None:
        """Take commit -> parents of all commits that *head* reaches; both may be empty."""
        self.head = head
        self._parents = parents
        line = [head] if head else []
        while above := parents.get(line[-1]) if line else None:
            line.append(above[0])
        line.reverse()
        self._position = {commit: index for index, commit in enumerate(line)}
        self._landed = dict(self._position)
        for index, commit in enumerate(line):
            waiting = list(parents.get(commit, ())[1:])
            while waiting:
                one = waiting.pop()
                if one not in self._landed:
                    self._landed[one] = index
                    waiting += parents.get(one, ())
        self._reaches: dict[str, Reach] = {}

    def is_within(self, one: str, other: str) -> bool:
        """Return whether *other* comes after *one*, or is the same commit."""
        if one == other:
            return True
        if one not in self._landed or other not in self._landed:
            return False
        reach = self._reaches.get(other)
        if reach is None:
            reach = self._reaches[other] = self._reach(other)
        return self._landed[one] <= reach.position or one in reach.beside

    def _reach(self, commit: str) -> Reach:
        if commit in self._position:
            return Reach(self._position[commit], frozenset())
        position = -1
        beside = {commit}
        waiting = [commit]
        while waiting:
            for parent in self._parents.get(waiting.pop(), ()):
                if parent in self._position:
                    position = max(position, self._position[parent])
                elif parent not in beside:
                    beside.add(parent)
                    waiting.append(parent)
        return Reach(position, frozenset(beside))
