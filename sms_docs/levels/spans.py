"""Spans of time: begin and end in whole seconds of UTC, the end not included."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

Span = tuple[int, int]
Spans = tuple[Span, ...]
END = itemgetter(1)


def merged(spans: Iterable[Span]) -> Spans:
    """Return *spans* in order, those that touch or overlap as one; empty ones are left out."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return tuple(found)


def meeting(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """Return the time that lies in both; each is in order and without overlap."""
    found = []
    # What ends before the other one begins is passed over at once.
    left = bisect_right(one, other[0][0], key=END) if other else 0
    right = bisect_right(other, one[0][0], key=END) if one else 0
    while left < len(one) and right < len(other):
        begin = max(one[left][0], other[right][0])
        end = min(one[left][1], other[right][1])
        if begin < end:
            found.append((begin, end))
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def without(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """Return the time of *one* that does not lie in *other*, both as for `meeting`."""
    found = []
    for begin, end in one:
        start = begin
        for first, last in meeting(((begin, end),), other):
            if start < first:
                found.append((start, first))
            start = last
        if start < end:
            found.append((start, end))
    return tuple(found)


def length(spans: Iterable[Span]) -> int:
    """Return how many seconds *spans* have, without overlap, together."""
    return sum(end - begin for begin, end in spans)
