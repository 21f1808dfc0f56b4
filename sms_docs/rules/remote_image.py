"""A document shows a picture from another server.

What it finds
    An image whose address begins with `http://` or `https://`.

Why it matters
    The other server learns who reads the document and when, and it can change the picture after
    the approval. Offline copies lack it.

Example
        ![Escalation](https://pictures.example/escalation.png)

Use instead
        ![Escalation](PRC-002-escalation.png)

Fix
    Put the picture into the repository beside the document, and link to it by its relative path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.links import Reach, locate
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS409"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each image that is loaded from the web."""
    for document in system.documents:
        for link in document.body.links:
            if link.image and locate("", link.target).reach is Reach.WEB:
                yield Defect(
                    document.path,
                    link.place,
                    f"{document.id} shows a picture from another server, '{link.target}'",
                    "Put the picture beside the document, and link to it by its relative path.",
                    document.id,
                )
