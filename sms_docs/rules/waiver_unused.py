"""A waiver took nothing out.

What it finds
    A waiver in `[tool.sms-docs]` whose rule found nothing on its document in this run. Waivers of
    rules that did not run are left alone.

Why it matters
    The defect is mended, and the leave to have it is still there. The next one on the same document
    would pass unseen.

Example
        [[tool.sms-docs.waivers]]
        rule = "link-broken"
        document = "PRC-002"     no link of PRC-002 is broken

Use instead
        (the waiver deleted)

Fix
    Delete the waiver. Where it should take something out, correct its `rule` and `document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Severity
from sms_docs.settings import Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODE = "SMS901"
SEVERITY = Severity.WARNING
AFTER = True


def unused(path: str, waivers: Iterable[Waiver]) -> Iterator[Defect]:
    """Report *waivers*, those that took nothing out, at their lines of the settings *path*."""
    for waiver in waivers:
        yield Defect(
            path,
            (waiver.line, 1),
            f"the waiver of {waiver.rule} for {waiver.document} took nothing out",
            "Delete the waiver, or correct its `rule` and `document`.",
            waiver.document,
        )
