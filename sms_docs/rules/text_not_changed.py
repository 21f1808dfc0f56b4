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
    `sms-docs confirm ID --checked TEXT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
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
                f"Set the version back to {base.version}; if the text was read again and holds,"
                f" `sms-docs confirm {document.id} --checked TEXT`.",
                document.id,
            )
