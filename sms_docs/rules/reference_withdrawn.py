"""A document refers to one that has been withdrawn.

What it finds
    A reference in the metadata of a document, or a link in its text, to a document whose status
    is withdrawn or superseded.

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
from sms_docs.model import GONE, Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS405"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each reference and link to a withdrawn document from one that is not."""
    withdrawn = gone(system)
    if not withdrawn:
        return
    paths = {document.path: document for document in withdrawn.values()}
    alive = [document for document in system.documents if document.id not in withdrawn]
    for document in alive:
        for reference in document.references:
            if reference.kind not in ("role", "person") and reference.value in withdrawn:
                target = withdrawn[reference.value]
                yield _defect(document, document.place(*reference.path), target)
    for document, link, linked in each_link(alive):
        if linked.path in paths:
            yield _defect(document, link.place, paths[linked.path])


def gone(system: ManagementSystem) -> dict[str, Document]:
    """Return id -> the documents that were withdrawn or superseded, also those without a file."""
    return {d.id: d for d in system.in_use or system.documents if d.standing.status in GONE}


def _defect(document: Document, place: Place, target: Document) -> Defect:
    successor = target.standing.successor
    instead = f"superseded by {successor}" if successor else "withdrawn"
    if successor == document.id:
        cure = f"Delete the reference: {successor} itself took its place."
    elif successor:
        cure = f"Name {successor} instead, or delete the reference."
    else:
        cure = "Name what took its place, or delete the reference."
    return Defect(
        document.path,
        place,
        f"{document.id} refers to {target.id}, which has been {instead}",
        cure,
        document.id,
    )
