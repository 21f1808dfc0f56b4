"""Risks by likelihood and impact: their ratings, the bands of these, and the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sms_docs.audited import texts
from sms_docs.model import Record

RISK = "risk"
OPPORTUNITY = "opportunity"
MARKS = range(1, 6)


class Band(NamedTuple):
    """Ratings up to *last* that ask for the same; those below it have a band of their own."""

    name: str
    last: int
    asks: str


# The bounds of the starter's scale (PRC-009), and the only place where they stand.
BANDS = (
    Band("low", 6, "accepted by its owner, with a reason"),
    Band("medium", 12, "treated, with a date"),
    Band("high", 25, "decided at the top of the organisation"),
)


class Rating(NamedTuple):
    """How likely something is and how much it would matter, both from 1 to 5."""

    likelihood: int
    impact: int

    @property
    def value(self) -> int:
        """The one times the other."""
        return self.likelihood * self.impact

    @property
    def band(self) -> Band:
        """The band that the value lies in."""
        return next(band for band in BANDS if self.value <= band.last)


class Risk(NamedTuple):
    """A risk or opportunity as its record has it; a rating is None where no number stands."""

    record: Record
    rating: Rating | None
    residual: Rating | None
    controls: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still there."""
        return not self.record.get("closed")

    @property
    def owner(self) -> str:
        """The role that treats it, else the one that it belongs to."""
        return self.record.get("action_owner") or self.record.get("owner")


class Cell(NamedTuple):
    """All risks of one rating."""

    rating: Rating
    risks: Sequence[Risk]


def risk(record: Record) -> Risk:
    """Return what *record* says of a risk or opportunity."""
    return Risk(
        record,
        _rating(record, "likelihood", "impact"),
        _rating(record, "residual_likelihood", "residual_impact"),
        texts(record.data.get("controls")),
    )


def _rating(record: Record, *keys: str) -> Rating | None:
    marks = [each for key in keys if type(each := record.data.get(key)) is int and each in MARKS]
    return Rating(*marks) if len(marks) == len(keys) else None


def highest_first(risks: Iterable[Risk]) -> list[Risk]:
    """Return *risks* by rating, open ones first."""
    return sorted(
        risks,
        key=lambda each: (
            not each.is_open,
            -(each.rating.value if each.rating else 0),
            each.record.id,
        ),
    )


def matrix(risks: Iterable[Risk]) -> list[list[Cell]]:
    """Return a row for each likelihood, the highest first, with a cell for each impact.

    Only risks that are still open stand in it.
    """
    there = [each for each in risks if each.is_open]
    ratings = [[Rating(likelihood, impact) for impact in MARKS] for likelihood in reversed(MARKS)]
    return [
        [Cell(rating, [each for each in there if each.rating == rating]) for rating in row]
        for row in ratings
    ]


def bounds() -> list[tuple[Band, str]]:
    """Return each band with its ratings in words: ``up to 6``, ``8 to 12``, ``15 or more``."""
    products = sorted({one * other for one in MARKS for other in MARKS})
    found, above = [], 0
    for band in BANDS:
        first = next(each for each in products if each > above)
        words = f"{first} to {band.last}"
        if band is BANDS[0]:
            words = f"up to {band.last}"
        elif band is BANDS[-1]:
            words = f"{first} or more"
        found.append((band, words))
        above = band.last
    return found
