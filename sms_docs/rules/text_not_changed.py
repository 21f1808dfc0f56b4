"""A version was raised, and the text was not changed.

What it finds
    A document whose version exceeds the one at the base, while nothing differs but `version` and
    `change`. Only `sms-docs check --base` looks for it.

Why it matters
    Readers who are told of a new version look for what is new. An approval of the same text once
    more is a confirmation, and says what was checked.

Example
        version: "1.1"
        change: Reviewed, nothing changed.

Use instead
        version: "1.0"
        sms-docs confirm PRC-002 --checked "Read again with the service desk; all steps hold."

Fix
    Set `version` and `change` back. If the document was read again and still holds, run
    `sms-docs confirm ID --checked TEXT`. Where the higher version has been approved already: change
    the text under a version above it, or remove the new record, which has not landed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.version import is_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS802"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each version that was raised for nothing."""
    documents = {document.id: document for document in system.documents}
    for change in system.comparison.changes if system.comparison else ():
        document = documents.get(change.id)
        base = change.merge_base
        if document is None or base is None or not change.is_bare:
            continue
        if is_above(document.version, base.version):
            yield Defect(
                document.path,
                document.place("version"),
                f"{document.id} went from version {base.version} to {document.version}, and"
                " nothing else in it has changed",
                _cure(system, document, base.version),
                document.id,
            )


def _cure(system: ManagementSystem, document: Document, before: str) -> str:
    holds = f"if the text was read again and holds, `sms-docs confirm {document.id} --checked TEXT`"
    dossier = system.dossiers.get(document.id)
    if dossier and any(each.version == document.version for each in dossier.records):
        return (
            f"Change the text under a higher version; or remove the new record of"
            f" {document.version}, which has not landed, and set the version back to {before};"
            f" {holds}."
        )
    return f"Set the version back to {before}; {holds}."
