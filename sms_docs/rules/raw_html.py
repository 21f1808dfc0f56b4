"""The text of a document holds raw HTML.

What it finds
    HTML tags and comments in the Markdown text, also inside notes, tabs and lists. Code blocks
    and code in back-ticks may show any HTML.

Why it matters
    HTML can run code in the reader's browser, load pictures from elsewhere, or hide text from the
    page that the approver read.

Example
        <b onclick="...">Call the duty manager.</b>

Use instead
        **Call the duty manager.**

Fix
    Write it in Markdown. To show a tag as text, put it in back-ticks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS406"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each piece of HTML that the reader of the text met."""
    for document in system.documents:
        for markup in document.body.markup:
            if markup.rule == "raw-html":
                yield Defect(
                    document.path,
                    markup.place,
                    f"raw HTML is not allowed in controlled documents: {markup.text}",
                    "Write it in Markdown; to show a tag as text, put it in back-ticks.",
                    document.id,
                )
