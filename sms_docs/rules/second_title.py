"""The text of a document has a title of its own.

What it finds
    A first-level heading in the Markdown text: a line that begins with a single `#`, or one
    underlined with `=`.

Why it matters
    The title stands in the front matter, and the site sets it above the text. A second one is
    shown below it, and soon says something else.

Example
        # Incident management procedure

        ## Purpose

Use instead
        ## Purpose

Fix
    Delete the heading, or make it a section with `##`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS109"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each first-level heading."""
    for document in system.documents:
        for heading in document.body.headings:
            if heading.level == 1:
                yield Defect(
                    document.path,
                    (heading.line, 1),
                    f"the text begins a title of its own, '{heading.text}'; the title of"
                    f" {document.id} is in its front matter",
                    "Delete this heading, or make it a section with `##`.",
                    document.id,
                )
