"""An attribute list could run code or disguise the text.

What it finds
    Attribute lists `{: … }` or `{ … }` that set an event (`onclick=`), an address (`href=`,
    `src=`), an id or a style. Classes are fine.

Why it matters
    The attributes go into the page as they stand. An event runs code in the reader's browser, and
    a style can hide what was approved.

Example
        Call the duty manager.
        {: onclick="..." style="display:none" }

Use instead
        Call the duty manager.
        {: .important }

Fix
    Delete the attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS412"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each refused attribute that the reader of the text met."""
    for document in system.documents:
        for markup in document.body.markup:
            if markup.rule == "attribute-dangerous":
                yield Defect(
                    document.path,
                    markup.place,
                    f"this attribute is not allowed in controlled documents: {markup.text}",
                    "Delete the attribute; classes such as { .important } are allowed.",
                    document.id,
                )
