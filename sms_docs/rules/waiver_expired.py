"""A waiver is past its last day.

What it finds
    A waiver in `[tool.sms-docs]` whose `until` lies before today. The last day itself still
    counts. From the next day on the findings that it took out are back.

Why it matters
    A waiver is leave for a time. Silently kept, it would be a rule that does not hold.

Example
        [[tool.sms-docs.waivers]]
        rule = "link-broken"
        document = "PRC-002"
        until = 2026-06-30       and today is 2026-11-20

Use instead
        (the waiver deleted, and the link mended)

Fix
    Mend what it covered and delete the waiver. If it must go on, decide so again: a new day, with
    who decided and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS902"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each waiver whose last day is over."""
    for waiver in system.settings.waivers:
        if waiver.until < today:
            yield Defect(
                system.settings.path,
                (waiver.line, 1),
                f"the waiver of {waiver.rule} for {waiver.document} ended on {waiver.until}",
                "Mend what it covered and delete it, or decide again with a new `until`.",
                waiver.document,
            )
