"""The metadata has a key that its type does not know.

What it finds
    A key that the schema of the type does not name, most often a slip of the fingers. Keys that
    are refused on purpose are reported by `refused-key` alone.

Why it matters
    A misspelt key is silently missing: the document has no owner, though a line says so.

Example
        onwer: change-manager

Use instead
        owner: change-manager

Fix
    Correct the key. To carry a value of your own, add the key to the schema of the type in
    `schemas/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import KEY, Defect, ManagementSystem, Severity
from sms_docs.rules.refused_key import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS102"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report the unknown keys that the schema met, without the refused ones."""
    unknown = system.faults.get("unknown-key", ())
    if not unknown:
        return
    refused = {
        (document.path, document.place(key, KEY))
        for document in system.documents
        for key in REFUSED.keys() & document.data.keys()
    }
    yield from (defect for defect in unknown if (defect.path, defect.place) not in refused)
