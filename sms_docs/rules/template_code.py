"""The text of a document holds template code.

What it finds
    `{{ … }}`, `{% … %}` and `{# … #}` in the Markdown text: the marks of Jinja, which the macros
    plugin of MkDocs runs.

Why it matters
    A template can run any command on the machine that builds the site. And what the approver read
    is not what the reader gets.

Example
        We offer {{ services|length }} services.

Use instead
        We offer the services of the [service catalogue](../docs/services/SVC-001-workplace.yml).

Fix
    Write the text out, or link to the page of the site that shows the figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS408"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each mark of a template that the reader of the text met."""
    for document in system.documents:
        for markup in document.body.markup:
            if markup.rule == "template-code":
                yield Defect(
                    document.path,
                    markup.place,
                    f"template code is not allowed in controlled documents: {markup.text}",
                    "Write the text out; a page of the site may use macros, a document not.",
                    document.id,
                )
