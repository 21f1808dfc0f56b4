"""The text of a document includes another file.

What it finds
    `--8<--` and its variants: the marks by which the snippets extension of the site puts another
    file into the page.

Why it matters
    An approval is made over the text of one file. What is included can change without it, and can
    be any file of the machine that builds the site.

Example
        --8<-- "shared/contacts.md"

Use instead
        The contacts are in [PRC-002](PRC-002-incident-management.md#contacts).

Fix
    Write the text out, or link to the document that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS411"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each inclusion that the reader of the text met."""
    for document in system.documents:
        for markup in document.body.markup:
            if markup.rule == "snippet-inclusion":
                yield Defect(
                    document.path,
                    markup.place,
                    f"a controlled document must not include other files: {markup.text}",
                    "Write the text out, or link to the document that holds it.",
                    document.id,
                )
