"""Targets of an agreement as values, and how each is worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sms_docs.calendar_period import MONTHS
from sms_docs.levels.hours import ROUND_THE_CLOCK, ServiceHours, read_hours
from sms_docs.levels.units import PERCENT
from sms_docs.levels.usable import faults
from sms_docs.model import Document

# What a value of each method is made of.
OUTAGES, COUNTS, CASES, READINGS = "outages", "counts", "cases", "readings"
FORMS: Mapping[str, tuple[str, ...]] = {
    "availability": (OUTAGES,),
    "share": (COUNTS,),
    "share-within": (CASES,),
    "percentile": (CASES,),
    "highest": (CASES, READINGS),
    "lowest": (CASES, READINGS),
    "mean": (CASES, READINGS),
    "sum": (CASES, READINGS),
}
# What each target has.
TEXTS = ("id", "metric", "unit", "comparator", "target", "period")
COMPARATORS = ("at-least", "at-most", "equal")
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Promise(NamedTuple):
    """A target of another agreement, that one relies on."""

    agreement: str
    target: str


class Calculation(NamedTuple):
    """How a value is worked out; *within* maps a class, or ``""`` for all others, to its limit.

    *relies_on* None leaves it to the agreements below the service.
    """

    method: str
    hours: ServiceHours = ROUND_THE_CLOCK
    parts: int = 1
    percentile: Fraction = Fraction(100)
    within: tuple[tuple[str, Fraction], ...] = ()
    readings: str = "day"
    relies_on: tuple[Promise, ...] | None = None
    own: Fraction | None = None


class Target(NamedTuple):
    """One promise; *position* is its place in the list, *calculation* None where none is given."""

    position: int
    id: str
    metric: str
    unit: str
    comparator: str
    value: Decimal
    period: str
    calculation: Calculation | None

    @property
    def in_percent(self) -> bool:
        """Whether it is a share of a hundred."""
        return self.unit in PERCENT

    def is_met_by(self, value: Fraction) -> bool:
        """Return whether *value* keeps the promise."""
        return keeps(value, self.comparator, self.value)

    @property
    def is_availability(self) -> bool:
        """Whether it promises that something works for a share of the time."""
        if self.calculation:
            return self.calculation.method == "availability"
        said = f"{self.id} {self.metric}".lower()
        return self.in_percent and self.comparator == "at-least" and "availab" in said


def keeps(value: Fraction, comparator: str, promised: Decimal) -> bool:
    """Return whether *value* is as promised: *comparator* what is *promised*."""
    aim = Fraction(promised)
    if comparator == "at-least":
        return value >= aim
    return value <= aim if comparator == "at-most" else value == aim


def read_targets(document: Document) -> tuple[Target, ...]:
    """Return the targets of *document*; none where its metadata is not as its schema asks.

    What the rule calculation-unusable reports gives a target without a calculation.
    """
    hours = {entry["id"]: entry for entry in listed_hours(document)}
    return tuple(_target(index, data, hours) for index, data in enumerate(listed_targets(document)))


def listed_targets(document: Document) -> Sequence[Mapping[str, Any]]:
    """Return the entries of ``targets``; none where its type means something else by the word."""
    listed = document.data.get("targets")
    if not document.valid or not isinstance(listed, list):
        return ()
    return listed if all(map(_is_target, listed)) else ()


def listed_hours(document: Document) -> Sequence[Mapping[str, Any]]:
    """Return the entries of ``service_hours`` of a document that has targets."""
    listed = document.data.get("service_hours", ())
    return listed if all(isinstance(each, Mapping) for each in listed) else ()


def _is_target(data: object) -> bool:
    # A type of the project's own may have other keys under the same name.
    return (
        isinstance(data, Mapping)
        and all(isinstance(data.get(key), str) for key in TEXTS)
        and data["period"] in MONTHS
        and data["comparator"] in COMPARATORS
        and DECIMAL.fullmatch(data["target"]) is not None
        and isinstance(data.get("calculation", {}), Mapping)
    )


def _target(index: int, data: Mapping[str, Any], hours: Mapping[str, Any]) -> Target:
    calculation = None
    if "calculation" in data and not list(faults(data, hours)):
        calculation = _calculation(data["calculation"], hours)
    return Target(
        index,
        data["id"],
        data["metric"],
        data["unit"],
        data["comparator"],
        Decimal(data["target"]),
        data["period"],
        calculation,
    )


def _calculation(data: Mapping[str, Any], hours: Mapping[str, Any]) -> Calculation:
    chosen = data.get("hours", next(iter(hours), None))
    return Calculation(
        method=data["method"],
        hours=read_hours(hours[chosen]) if chosen is not None else ROUND_THE_CLOCK,
        parts=data.get("parts", 1),
        percentile=Fraction(data.get("percentile", "100")),
        within=tuple(
            (each.get("class", ""), Fraction(each["limit"])) for each in data.get("within", ())
        ),
        readings=data.get("readings", "day"),
        relies_on=tuple(Promise(each["agreement"], each["target"]) for each in data["relies_on"])
        if "relies_on" in data
        else None,
        own=Fraction(data["own"]) if "own" in data else None,
    )
