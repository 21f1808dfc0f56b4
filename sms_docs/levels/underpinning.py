"""What the agreements below a service promise, against what is promised on top of them.

In series everything has to work at once, so availabilities are multiplied; times that
follow one another are added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import NamedTuple

from sms_docs.levels.target import Promise, Target, listed_targets, read_targets
from sms_docs.levels.units import HUNDRED, SECONDS
from sms_docs.levels.worth import plain
from sms_docs.model import Document, ManagementSystem


class Support(NamedTuple):
    """What a target rests on: *value* in its unit, and the arithmetic in one line.

    *trouble* says why the promises cannot be put together; *value* is None then.
    """

    value: Fraction | None
    working: str
    trouble: str = ""


Promises = Mapping[str, Mapping[str, Target]]


def promises(system: ManagementSystem) -> Promises:
    """Return id of a document -> its targets by their ids, of the working texts."""
    return {
        document.id: {target.id: target for target in read_targets(document)}
        for document in system.documents
        if listed_targets(document)
    }


def support(
    system: ManagementSystem, agreement: Document, target: Target, known: Promises
) -> Support | None:
    """Return what *target* of *agreement* rests on; None where it rests on nothing."""
    calculation = target.calculation
    named = calculation.relies_on if calculation else None
    if named is None:
        named = tuple(_below(system, agreement, target, known))
    found = [
        (promise, known[promise.agreement][promise.target])
        for promise in named
        if promise.target in known.get(promise.agreement, {})
    ]
    own = calculation.own if calculation else None
    if not found:
        return None
    opposite = {"at-least": "at-most", "at-most": "at-least"}.get(target.comparator)
    if odd := [promise for promise, below in found if below.comparator == opposite]:
        what = f"{odd[0].target} of {odd[0].agreement} is promised the other way round, {opposite}"
        return Support(None, "", what)
    return _put_together(found, own, target)


def _below(
    system: ManagementSystem, agreement: Document, above: Target, known: Promises
) -> Iterator[Promise]:
    """Give what *above* relies on where it does not say so itself.

    That is each availability, and for a time each target of the same name, that the
    agreements which underpin the service promise.
    """
    service = next((each for each in system.documents if each.id == agreement.get("service")), None)
    listed = service.data.get("underpinned_by") if service else None
    for name in listed if isinstance(listed, list) else ():
        for target in known.get(name, {}).values() if isinstance(name, str) else ():
            is_time = above.unit in SECONDS and target.unit in SECONDS
            is_same = target.is_availability if above.is_availability else target.id == above.id
            if is_same and (above.is_availability or is_time):
                yield Promise(name, target.id)


def _put_together(
    found: list[tuple[Promise, Target]], own: Fraction | None, above: Target
) -> Support:
    parts: list[tuple[Fraction, str]] = []
    for promise, target in found:
        number = _in_unit(target, above)
        if number is None:
            what = f"{promise.target} of {promise.agreement} is in {target.unit}, not {above.unit}"
            return Support(None, "", what)
        parts.append((number, f"{plain(number)} ({promise.agreement} {promise.target})"))
    if own is not None:
        parts.append((own, f"{plain(own)} (our own)"))
    numbers = [number for number, _ in parts]
    if above.in_percent and above.comparator != "at-most":
        shares = (number / HUNDRED for number in numbers)
        value, sign = HUNDRED * prod(shares, start=Fraction(1)), " × "
    else:
        value, sign = sum(numbers, Fraction(0)), " + "
    return Support(value, f"{sign.join(text for _, text in parts)} = {plain(value)} {above.unit}")


def _in_unit(target: Target, above: Target) -> Fraction | None:
    value = Fraction(target.value)
    if target.unit == above.unit or (target.in_percent and above.in_percent):
        return value
    if target.unit in SECONDS and above.unit in SECONDS:
        return value * SECONDS[target.unit] / SECONDS[above.unit]
    return None
