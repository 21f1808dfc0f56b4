"""Deal what is to be audited out to the audits, so that each has about as much to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from sms_docs.views.audit.calendar import Slot
from sms_docs.views.audit.subjects import Subject

Shares = Mapping[str, list[Subject]]


class Gap(NamedTuple):
    """A subject that no audit takes up in a year of the programme; None for all of it."""

    subject: Subject
    year: int | None


def dealt(
    subjects: Sequence[Subject],
    slots: Sequence[Slot],
    covered: Mapping[int, frozenset[str]],
) -> tuple[Shares, tuple[Gap, ...]]:
    """Return month -> what its free slot takes up, and what finds no place.

    What has a reason comes once in each year of the programme, all else once: what was never
    audited first, then what was audited longest ago.  Neighbours stay together.  *covered*
    maps a year to the numbers of the subjects that the fixed audits of it take up.
    """
    shares: dict[str, list[Subject]] = {slot.month: [] for slot in slots if not slot.records}
    gaps: list[Gap] = []
    for year in dict.fromkeys(slot.year for slot in slots):
        open_subjects = [
            each for each in subjects if each.is_yearly and each.number not in covered[year]
        ]
        months = [slot.month for slot in slots if slot.year == year and not slot.records]
        if not months:
            gaps += [Gap(each, year) for each in open_subjects]
        _deal(open_subjects, months, [Fraction(1)] * len(months), shares)
    done = frozenset[str]().union(*covered.values())
    once = [each for each in subjects if not each.is_yearly and each.number not in done]
    once.sort(key=lambda each: each.audited)
    if not shares:
        gaps += [Gap(each, None) for each in once]
    _deal(once, list(shares), _room(once, shares), shares)
    order = {each.number: index for index, each in enumerate(subjects)}
    for share in shares.values():
        share.sort(key=lambda each: order[each.number])
    return shares, tuple(gaps)


def _room(subjects: Sequence[Subject], shares: Shares) -> list[Fraction]:
    """Return how much each of *shares* takes of *subjects* until all are equally full."""
    taken = [sum(each.load for each in share) for share in shares.values()]
    more = sum(each.load for each in subjects)
    level = Fraction(0)
    for count in range(1, len(taken) + 1):
        # Filled up are the emptiest ones, as long as the next is not reached.
        level = Fraction(more + sum(sorted(taken)[:count]), count)
        if count == len(taken) or level <= sorted(taken)[count]:
            break
    return [max(Fraction(0), level - each) for each in taken]


def _deal(
    subjects: Sequence[Subject],
    months: Sequence[str],
    room: Sequence[Fraction],
    shares: Mapping[str, list[Subject]],
) -> None:
    """Add *subjects*, in their order, to the shares of *months*, each up to its *room*."""
    whole, load = sum(room, Fraction(0)), sum(each.load for each in subjects)
    before = 0
    for subject in subjects if whole else ():
        # The room in which the middle of the subject lies.
        middle = Fraction(2 * before + subject.load, 2 * load) * whole
        before += subject.load
        ends = (sum(room[: index + 1], Fraction(0)) for index in range(len(room)))
        place = next(index for index, end in enumerate(ends) if middle <= end)
        shares[months[place]].append(subject)
