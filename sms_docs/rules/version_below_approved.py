"""A document has a lower version than the newest one approved.

What it finds
    A document whose file says a version below that of its newest approved revision. Versions are
    compared as integers: 1.10 is above 1.9.

Why it matters
    An old text has come back, by a merge or by a copy, under a number that is past. Who works on it
    undoes what was decided since.

Example
        procedures/PRC-001-incident-management.md      version: "1.9"
        records/approvals/PRC-001/                     1.9  1.10

Use instead
        procedures/PRC-001-incident-management.md      version: "1.11"
        records/approvals/PRC-001/                     1.9  1.10

Fix
    Bring the newest approved text back: it lies in `records/approvals/ID/VERSION/`. What the old
    text has to say goes into a higher version: `sms-docs revise ID --change TEXT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.version import is_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS204"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each document whose working version is below the newest one approved."""
    for document in system.documents:
        if document.standing.pending is None:
            continue
        history = system.histories.get(document.id)
        newest = history.newest if history else None
        if newest and is_above(newest.version, document.version):
            yield Defect(
                document.path,
                document.place("version"),
                f"{document.id} has version {document.version}, but version {newest.version} was"
                f" approved on {newest.approved_on}",
                f"Bring back the text of {newest.stored.path}; put what is new under a higher"
                f" version: `sms-docs revise {document.id} --change TEXT`.",
                document.id,
            )
