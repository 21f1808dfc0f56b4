"""A target cannot be worked out as its agreement says.

What it finds
    Hours of service with a time zone that does not exist or an end before their begin; a
    calculation that names hours that are not there, lacks what its method needs (`percentile`,
    `within`), has keys that mean nothing to the method, or a unit that does not go with it; two
    targets or two hours with one id; under `relies_on` a target that the other agreement does not
    have, one in a unit that cannot be added, or one that is promised the other way round.

Why it matters
    The value stays unmeasured, or would be worked out from something that nobody agreed on.

Example
        service_hours:
          - id: office-hours
            time_zone: Europe/Londn

Use instead
        service_hours:
          - id: office-hours
            time_zone: Europe/London

Fix
    Correct the entry. Methods, hours and measurement files are described in the manual, under
    Service levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sms_docs.levels.target import listed_hours, listed_targets, read_targets
from sms_docs.levels.underpinning import Promises, promises, support
from sms_docs.levels.usable import Unusable, faults, of_hours
from sms_docs.model import GONE, Defect, Document, ManagementSystem, Severity
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS415"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report what makes a target impossible to work out."""
    known = promises(system)
    for document in system.documents:
        if document.id in known and document.valid and document.standing.status not in GONE:
            for wrong in (*_entries(document), *_reliance(system, document, known)):
                yield Defect(
                    document.path,
                    document.place(*wrong.key),
                    f"{document.id}: {wrong.message}",
                    wrong.fix,
                    document.id,
                )


def _entries(document: Document) -> Iterator[Unusable]:
    listed = listed_hours(document)
    yield from _twice(listed, "service_hours")
    for index, entry in enumerate(listed):
        for wrong in of_hours(entry):
            yield wrong._replace(key=("service_hours", index, *wrong.key))
    targets = listed_targets(document)
    yield from _twice(targets, "targets")
    hours = {entry["id"]: entry for entry in listed}
    for index, target in enumerate(targets):
        if "calculation" in target:
            for wrong in faults(target, hours):
                place = ("targets", index, "calculation", *wrong.key)
                yield wrong._replace(key=place, message=f"{target['id']}: {wrong.message}")


def _twice(entries: Sequence[Mapping[str, Any]], key: str) -> Iterator[Unusable]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry["id"] in seen:
            what = f"`{key}` has two entries '{entry['id']}'"
            yield Unusable((key, index, "id"), what, "Give each an id of its own.")
        seen.add(entry["id"])


def _reliance(system: ManagementSystem, document: Document, known: Promises) -> Iterator[Unusable]:
    for target in read_targets(document):
        calculation = target.calculation
        place = ("targets", target.position, "calculation", "relies_on")
        for index, promise in enumerate((calculation and calculation.relies_on) or ()):
            there = known.get(promise.agreement)
            if there is not None and promise.target not in there:
                hint = suggest(promise.target, there)
                what = f"{target.id}: {promise.agreement} has no target '{promise.target}'{hint}"
                cure = "Name one of its targets, or take the entry out."
                yield Unusable((*place, index, "target"), what, cure)
        found = support(system, document, target, known)
        if found and found.trouble:
            what = f"{target.id} relies on what cannot be put together: {found.trouble}"
            yield Unusable(place, what, "Set both in one unit, or take the entry out.")
