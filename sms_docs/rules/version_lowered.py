"""A version was lowered.

What it finds
    A document whose version is below the one that it had where the change began. Only
    `sms-docs check --base` looks for it.

Why it matters
    A version that comes back names two texts, and the older one looks like the newer one. To go
    back to an earlier text is a change like any other.

Example
        at the base       version: "1.2"
        in the change     version: "1.1"     after a revert

Use instead
        at the base       version: "1.2"
        in the change     version: "1.3"     the text of 1.1, change: Back to the steps of 1.1.

Fix
    Keep the text and raise the version above the one at the base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.version import is_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS803"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each version that went down."""
    documents = {document.id: document for document in system.documents}
    for change in system.comparison.changes if system.comparison else ():
        document = documents.get(change.id)
        base = change.merge_base
        if document is None or base is None or change.is_other:
            continue
        if is_above(base.version, document.version):
            yield Defect(
                document.path,
                document.place("version"),
                f"{document.id} went from version {base.version} down to {document.version}",
                f"Keep the text, and raise `version` above {base.version}.",
                document.id,
            )
