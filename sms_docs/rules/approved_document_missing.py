"""A document in force has no working file.

What it finds
    A subject of `records/approvals` with an approved revision that nobody has withdrawn, while no
    document carries its id.

Why it matters
    The approvals say that it holds, and those who have to follow it cannot find it. A document goes
    out of force by a decision with a name, not by a deleted file.

Example
        records/approvals/PRC-003/1.2/      approved on 2026-02-01
        procedures/                         PRC-001-...  PRC-002-...

Use instead
        records/approvals/PRC-003/1.2/      20261101T100000Z-ben-marsh-withdraw.json

Fix
    Bring the file back: the approved text lies in `records/approvals/ID/VERSION/`. Or withdraw the
    document: `sms-docs withdraw ID --reason TEXT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity
from sms_docs.trust import TRUST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS230"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each approved subject without a file, at its approved text."""
    there = {item.id for item in system.items}
    # A file that cannot be read has findings of its own.
    files = [path.rpartition("/")[2] for path in system.files if not path.startswith("records/")]
    retained = {
        prefix
        for kind in system.types.values()
        if kind.category == "record"
        for prefix in kind.prefixes
    }
    for subject, history in system.histories.items():
        newest = history.newest
        if newest is None or history.withdrawn or subject in there or subject == TRUST:
            continue
        if subject.partition("-")[0] in retained:
            continue
        if any(name.startswith((f"{subject}-", f"{subject}.")) for name in files):
            continue
        yield Defect(
            newest.stored.path,
            TOP,
            f"{subject} version {newest.version}, approved on {newest.approved_on}, is in force,"
            " but no document has this id",
            "Bring the file back, this is its text; or withdraw it:"
            f" `sms-docs withdraw {subject} --reason TEXT`.",
            subject,
        )
