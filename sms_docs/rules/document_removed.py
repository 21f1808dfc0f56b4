"""A document was removed without being withdrawn.

What it finds
    A document that the base has and the change lacks, and that no approved withdrawal takes out of
    force. For one that was never approved it is a warning. A document that moved is found by its
    id. Only `sms-docs check --base` looks for it.

Why it matters
    What was in force stays binding until somebody who may do so says that it ends, and from when.
    A deleted file says neither.

Example
        git rm policies/POL-003-information-security-policy.md

Use instead
        sms-docs withdraw POL-003 --reason "POL-007 takes its place." --successor POL-007

Fix
    Bring the file back, and withdraw the document: `sms-docs withdraw ID --reason TEXT`. Once the
    withdrawal is approved the file may go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.approval import APPROVALS
from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS804"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each document that is gone and not withdrawn."""
    comparison = system.comparison
    for change in comparison.changes if comparison else ():
        if comparison is None or change.working is not None or change.merge_base is None:
            continue
        history = system.histories.get(change.id)
        if history and history.withdrawn:
            continue
        folder = f"{APPROVALS}/{change.id}/"
        was_approved = bool(history and history.newest) or any(
            each.path.startswith(folder) for each in comparison.closed
        )
        what = f"{change.id}, version {change.merge_base.version}, was removed"
        if was_approved:
            yield Defect(
                change.merge_base.path,
                TOP,
                f"{what}, and it has not been withdrawn",
                f"Bring it back, then `sms-docs withdraw {change.id} --reason TEXT`; the file may"
                " go once the withdrawal is approved.",
                change.id,
            )
        else:
            yield Defect(
                change.merge_base.path,
                TOP,
                f"{what}; it was never approved, and its id stays taken",
                f"If it is meant to go, go on; never give {change.id} to another document.",
                change.id,
                Severity.WARNING,
            )
