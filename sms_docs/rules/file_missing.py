"""Git has a controlled file that is not on the disk.

What it finds
    A file in a controlled directory, or below `records/`, that git knows and that was deleted or
    left out of the checkout. `sms-docs check --base` looks for it.

Why it matters
    What is not there is not checked. A sparse checkout, or a file deleted by mistake, would look
    like a smaller SMS without a fault.

Example
        git has     policies/POL-002-change-management-policy.md
        the disk    policies/POL-001-service-management-policy.md

Use instead
        git has     policies/POL-002-change-management-policy.md
        the disk    policies/POL-001-service-management-policy.md
                    policies/POL-002-change-management-policy.md

Fix
    Bring the file back with `git restore FILE`, or check out the whole repository. If it is meant
    to go, remove it with `git rm`.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS016"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each controlled file that only git has."""
    for path in system.comparison.missing if system.comparison else ():
        yield Defect(
            path,
            TOP,
            "git has this file, and the disk lacks it: nothing in it was checked",
            f"Bring it back with `git restore {quote(path)}`; if it is meant to go,"
            f" `git rm {quote(path)}`.",
        )
