"""A document refers to one that has been withdrawn.

What it finds
    A reference in the metadata of a document, or a link in its text, to a document whose status
    is withdrawn.

Why it matters
    Whoever follows it works by rules that no longer hold.

Example
        related: [POL-003]     POL-003 was withdrawn on 2026-05-01

Use instead
        related: [POL-007]     the policy that took its place

Fix
    Name the document that took its place, or delete the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.body import Place
from sms_docs.links import each_link
from sms_docs.model import Defect, Document, ManagementSystem, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS405"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each reference and link to a withdrawn document from one that is not."""
    withdrawn = [d for d in system.documents if d.standing.status is Status.WITHDRAWN]
    if not withdrawn:
        return
    ids = {document.id for document in withdrawn}
    paths = {document.path: document.id for document in withdrawn}
    alive = [document for document in system.documents if document.path not in paths]
    for document in alive:
        for reference in document.references:
            if reference.value in ids and reference.kind not in ("role", "person"):
                yield _defect(document, document.place(*reference.path), reference.value)
    for document, link, target in each_link(alive):
        if gone := paths.get(target.path):
            yield _defect(document, link.place, gone)


def _defect(document: Document, place: Place, gone: str) -> Defect:
    return Defect(
        document.path,
        place,
        f"{document.id} refers to {gone}, which has been withdrawn",
        f"Name the document that took the place of {gone}, or delete the reference.",
        document.id,
    )
