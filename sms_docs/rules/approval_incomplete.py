"""A version has some of the approvals it needs, and not all.

What it finds
    A version above the newest approved one that somebody has approved, while
    `records/trust/policy.yml` asks for more persons or other roles. The finding says who is still
    missing.

Why it matters
    It is not in force, and those who have signed believe that it is.

Example
        policy.yml      approvals: [{role: managing-director, ...}, {role: service-manager, ...}]
        POL-001 1.0     20261101T100000Z-ben-marsh-approve.json

Use instead
        POL-001 1.0     20261101T100000Z-ben-marsh-approve.json
                        20261103T090000Z-cora-finch-approve.json

Fix
    Have it approved by the roles that are missing: `sms-docs approve ID`; `sms-docs status` lists
    what waits for whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, Item, ManagementSystem, Severity
from sms_docs.trust import TRUST, Meaning
from sms_docs.version import is_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.approval import History
    from sms_docs.trace import Trace

CODE = "SMS205"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each version begun to be approved; of the trust files SMS231 does."""
    items = {item.id: item for item in system.items}
    for subject, history in system.histories.items():
        newest = history.newest
        for version, missing in history.incomplete.items():
            is_past = newest is not None and not is_above(version, newest.version)
            if subject != TRUST and not is_past:
                yield _defect(system, items.get(subject), history, (version, missing))


def _defect(
    system: ManagementSystem, item: Item | None, history: History, lacking: tuple[str, str]
) -> Defect:
    version, missing = lacking
    subject = history.subject
    path, place = system.dossiers[subject].texts[version].path, TOP
    if item and item.get("version", version) == version:
        path, place = item.path, item.place("version")
    return Defect(
        path,
        place,
        f"{subject} version {version} is approved in part, {_by(history, version)}; missing:"
        f" {missing}",
        f"Have it approved by them: `sms-docs approve {subject}`.",
        subject,
    )


def _by(history: History, version: str) -> str:
    """Return who has approved *version* so far, and when."""
    signed = [
        verdict.record.statement
        for verdict in history.verdicts
        if verdict.trouble is None and verdict.record.version == version
    ]
    approved = [each for each in signed if each and each.meaning is Meaning.APPROVE]
    return ", ".join(f"by {each.signer} on {each.signed_at.date()}" for each in approved)
