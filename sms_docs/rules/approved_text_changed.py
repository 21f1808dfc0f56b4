"""A text differs from the one that was signed under the same version.

What it finds
    A document whose file has the version of a text that is stored in `records/approvals`, but not
    the same text, or shows pictures that are not the ones stored there. Readers get the stored
    text.

Why it matters
    One number must mean one text. Somebody who wrote down "PRC-001 1.0" could otherwise not say
    what they followed.

Example
        records/approvals/PRC-001/1.0/PRC-001.md       Call the duty manager within 30 minutes.
        procedures/PRC-001-incident-management.md      Call the duty manager within 60 minutes.
                                                       version: "1.0"

Use instead
        procedures/PRC-001-incident-management.md      Call the duty manager within 60 minutes.
                                                       version: "1.1"

Fix
    Raise the version with a line about what it changes: `sms-docs revise ID --change TEXT`. Or
    bring the approved text back: `sms-docs diff ID` shows what differs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.approval import ONLY_VERSION
from sms_docs.model import Defect, Document, ManagementSystem, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.approval import StoredText
    from sms_docs.trace import Trace

CODE = "SMS203"
SEVERITY = Severity.ERROR


# What these report is not reported once more from the other side.
ALTERED = frozenset({"approved-text-altered", "embedded-file-altered"})
# So many of the pictures that differ are named.
NAMED = 3


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each text that differs from the one stored under its version."""
    for item in system.items:
        if isinstance(item, Document) and item.standing.is_as_approved:
            continue
        dossier = system.dossiers.get(item.id)
        version = item.version if isinstance(item, Document) else ONLY_VERSION
        stored = dossier.texts.get(version) if dossier else None
        if dossier is None or stored is None or _is_altered(system, item, version):
            continue
        if not any(each.version == version for each in dossier.records):
            # Nobody has signed it; approval-misplaced reports it.
            continue
        if differing := _differing(system, item, stored):
            yield Defect(
                item.path,
                item.place("version"),
                f"{item.id} version {version} differs from what was"
                f" {_signed(system, item, version)} under this version: {differing}",
                _cure(item),
                item.id,
            )


def _cure(item: Document | Record) -> str:
    undo = f"undo the change, which `sms-docs diff {item.id}` shows."
    if isinstance(item, Document):
        return f"Raise the version: `sms-docs revise {item.id} --change TEXT`; or {undo}"
    return f"Start another record in its place; and {undo}"


def _is_altered(system: ManagementSystem, item: Document | Record, version: str) -> bool:
    """Return whether the stored text itself is wrong, and no approval of it counts."""
    history = system.histories.get(item.id)
    if history is None or any(each.version == version for each in history.revisions):
        return False
    return any(
        verdict.record.version == version
        and verdict.trouble is not None
        and verdict.trouble.rule in ALTERED
        for verdict in history.verdicts
    )


def _differing(system: ManagementSystem, item: Document | Record, stored: StoredText) -> str:
    """Return what is not as stored, in words; empty where all is."""
    shown, kept = dict(system.embedded.get(item.id, ())), stored.embedded
    changed = [name for name in sorted({*shown, *kept}) if shown.get(name) != kept.get(name)]
    text = ["the text"] if item.text != stored.text else []
    left = len(changed) - NAMED
    more = [f"and {left} more file{'s' if left > 1 else ''}"] if left > 0 else []
    return ", ".join([*text, *changed[:NAMED], *more])


def _signed(system: ManagementSystem, item: Document | Record, version: str) -> str:
    """Return ``approved on DAY by PERSON``, or less where the version is not approved."""
    history = system.histories.get(item.id)
    for revision in history.revisions if history else ():
        if revision.version == version:
            signers = [verdict.record.statement for verdict in revision.approvals]
            by = ", ".join(dict.fromkeys(each.signer for each in signers if each))
            return f"approved on {revision.approved_on} by {by}"
    return "laid before the approvers"
