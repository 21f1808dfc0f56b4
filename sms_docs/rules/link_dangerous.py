"""A link could run code or leave the site unseen.

What it finds
    A link or image whose address has another scheme than `http`, `https` or `mailto`, such as
    `javascript:`, `data:` or `file:`, however it is disguised, and one that begins with `//`.

Why it matters
    A `javascript:` link runs in the reader's browser with the rights of the site. `file:` and
    `//host` lead to different places for each reader.

Example
        [Open the form](javascript:alert(1))

Use instead
        [Open the form](https://portal.tarnvalley.example/form)

Fix
    Write the whole `https://` address, a `mailto:` address, or a path relative to the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.links import Reach, each_link
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS407"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each address that is neither web, mail nor relative."""
    for document, link, target in each_link(system.documents):
        if target.reach is Reach.DANGEROUS:
            yield Defect(
                document.path,
                link.place,
                f"the address '{link.target}' is none of http, https, mailto and a relative path",
                "Write the whole https:// address, or a path relative to this document.",
                document.id,
            )
