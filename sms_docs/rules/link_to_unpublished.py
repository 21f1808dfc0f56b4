"""A published document links to one that is not published.

What it finds
    A link from a document whose classification is published to a document or record whose
    classification is not. Which ones are published is set by `publish` in `[tool.sms-docs]`;
    records about people never are.

Why it matters
    The page does not exist on the site, so the link is broken for every reader there. And its
    address tells more about the text behind it than was meant.

Example
        classification: internal
        ---
        See the [risk](../records/risks/RSK-001-payments.yml).     classification: restricted

Use instead
        classification: internal
        ---
        See the risk RSK-001.

Fix
    Name the document by its id without a link, or classify one of the two differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.links import each_link
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS403"
SEVERITY = Severity.ERROR
# They report a slip in the classification itself, at its place.
READERS = ("schema-violation", "ambiguous-scalar")


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each link from a published document to an unpublished item."""
    published = system.settings.publish
    slips = {(slip.path, slip.place) for name in READERS for slip in system.faults.get(name, ())}
    hidden = {
        item.path: item
        for item in system.items
        if not item.type.published
        or (
            item.classification not in published
            and (item.path, item.place("classification")) not in slips
        )
    }
    if not hidden:
        return
    shown = (document for document in system.documents if document.path not in hidden)
    for document, link, target in each_link(shown):
        if item := hidden.get(target.path):
            why, cure = item.classification, ", or change a classification"
            if not item.type.published:
                why, cure = "it is about people", "; records about people never are"
            yield Defect(
                document.path,
                link.place,
                f"{document.id} is published, but {item.id}, to which it links, is not ({why})",
                f"Write `{item.id}` without a link{cure}.",
                document.id,
            )
