"""An agreement promises more than the agreements below it support.

What it finds
    A target of an agreement that is stricter than what it relies on. Availabilities of suppliers,
    and other shares in percent, are multiplied, since all of them have to work at once; times are
    added up, since one follows the other. What a target relies on stands in its `calculation`,
    under `relies_on` and `own`; without it, an availability relies on every availability that the
    agreements under `underpinned_by` of the service promise, and a time on their targets with the
    same id.

Why it matters
    The supplier may keep every promise, and the customer is let down all the same.

Example
        SLA-002    availability at least 99.8
        CON-002    availability at least 99.7

Use instead
        SLA-002    availability at least 99.5
        CON-002    availability at least 99.7

Fix
    Promise less, agree on more with the supplier, or say under `relies_on` what the target really
    rests on: of two lines of which either will do, name neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.levels.agreements import is_with_customer
from sms_docs.levels.results import SIGNS
from sms_docs.levels.target import read_targets
from sms_docs.levels.underpinning import promises, support
from sms_docs.model import GONE, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS414"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each target that what it relies on does not support, with the arithmetic."""
    known = promises(system)
    for document in system.documents:
        if document.id not in known or not is_with_customer(document):
            continue
        if document.standing.status in GONE:
            continue
        for target in read_targets(document):
            found = support(system, document, target, known)
            if found is None or found.value is None or target.comparator == "equal":
                continue
            if not target.is_met_by(found.value):
                way = SIGNS[target.comparator]
                yield Defect(
                    document.path,
                    document.place("targets", target.position, "target"),
                    f"{document.id} promises {target.id} of {way} {target.value} {target.unit},"
                    f" and what it relies on comes to {found.working}",
                    "Promise less, agree on more with the supplier, or correct `relies_on`.",
                    document.id,
                )
