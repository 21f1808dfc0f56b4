"""Which entries of two sequences are the same, found in a time that grows with their size.

The sequences may be hostile.  Entries are first paired by those that stand once in both;
difflib looks only at the gaps between them, for a limited number of steps in all.  What
is left over counts as different.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

# What difflib may do in one gap and in all of them, in steps of its inner loop.
GAP_STEPS = 300_000
ALL_STEPS = 6_000_000
# How often a gap is divided once more by what stands in it once.
DEEPEST = 12


class Hunk(NamedTuple):
    """So many entries from the two starts on: equal, or the ones put in place of the others."""

    equal: bool
    old: range
    new: range


class Aligner:
    """Finds what two sequences have in common, within a number of steps for all calls."""

    def __init__(self) -> None:
        self.left = ALL_STEPS

    def hunks(self, old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
        """Return hunks that cover both, equal and other ones in turn."""
        found: list[Hunk] = []
        at_old = at_new = 0
        for start, other, size in self._matches(old, new):
            if start > at_old or other > at_new:
                found.append(Hunk(False, range(at_old, start), range(at_new, other)))  # noqa: FBT003 - the field says it
            at_old, at_new = start + size, other + size
            found.append(Hunk(True, range(start, at_old), range(other, at_new)))  # noqa: FBT003 - see above
        if at_old < len(old) or at_new < len(new):
            found.append(Hunk(False, range(at_old, len(old)), range(at_new, len(new))))  # noqa: FBT003 - see above
        return found

    def _matches(self, old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
        """Return (start in *old*, start in *new*, length) of what is equal, joined and in order."""
        pairs: list[tuple[int, int]] = []
        gaps = [(range(len(old)), range(len(new)), 0)]
        while gaps:
            one, other, depth = gaps.pop()
            one, other = _trimmed(old, new, (one, other), pairs)
            if not (one and other):
                continue
            here, there = old[one.start : one.stop], new[other.start : other.stop]
            steps = _steps(here, there)
            if not steps:
                continue
            if steps <= min(GAP_STEPS, self.left):
                self.left -= steps
                matcher = SequenceMatcher(None, here, there, autojunk=False)
                for start, start_new, size in matcher.get_matching_blocks():
                    pairs += (
                        (one.start + start + step, other.start + start_new + step)
                        for step in range(size)
                    )
            elif depth < DEEPEST and (anchors := _anchors(here, there)):
                marks = [(one.start + start, other.start + end) for start, end in anchors]
                pairs += marks
                edges = [(one.start - 1, other.start - 1), *marks, (one.stop, other.stop)]
                gaps += (
                    (range(a + 1, b), range(x + 1, y), depth + 1)
                    for (a, x), (b, y) in pairwise(edges)
                )
        return _runs(sorted(pairs))


def _trimmed(
    old: Sequence[str],
    new: Sequence[str],
    gap: tuple[range, range],
    pairs: list[tuple[int, int]],
) -> tuple[range, range]:
    """Return *gap* without what is equal at its two ends, which is added to *pairs*."""
    (first, last), (start, stop) = (gap[0].start, gap[0].stop), (gap[1].start, gap[1].stop)
    while first < last and start < stop and old[first] == new[start]:
        pairs.append((first, start))
        first, start = first + 1, start + 1
    while first < last and start < stop and old[last - 1] == new[stop - 1]:
        last, stop = last - 1, stop - 1
        pairs.append((last, stop))
    return range(first, last), range(start, stop)


def _steps(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many steps difflib could take at worst; 0 where nothing is in common."""
    counts = Counter(new)
    return sum(counts[each] for each in old if each in counts) * min(len(old), len(new))


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the most pairs of entries that stand once in both, in the order of both."""
    once_old = {each for each, count in Counter(old).items() if count == 1}
    once = {each for each, count in Counter(new).items() if count == 1} & once_old
    places = {each: index for index, each in enumerate(new) if each in once}
    found = [(index, places[each]) for index, each in enumerate(old) if each in once]
    # The longest rising row, by the piles of patience sorting.
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(found):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [index]
    row = []
    index = ends[-1] if ends else -1
    while index >= 0:
        row.append(found[index])
        index = before[index]
    return row[::-1]


def _runs(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for one, other in pairs:
        if runs and runs[-1][0] + runs[-1][2] == one and runs[-1][1] + runs[-1][2] == other:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((one, other, 1))
    return runs
