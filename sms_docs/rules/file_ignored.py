"""Git ignores a controlled file.

What it finds
    A file in a controlled directory, or below `records/`, that a line of `.gitignore` or of another
    list of git leaves out. `sms-docs check --base` looks for it; a file that is new and merely not
    committed yet is no finding.

Why it matters
    The file is on this computer and nowhere else. It has no history, no clone has it, and nobody
    who reads the site built from the repository will see it.

Example
        .gitignore                     *.yml
        records/risks/RSK-004-flood.yml

Use instead
        .gitignore                     site/
        records/risks/RSK-004-flood.yml

Fix
    Take the line out of `.gitignore` or narrow it down; `git check-ignore -v FILE` names it. Or
    move the file out of the controlled directories.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS015"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each controlled file that git leaves out."""
    for path in system.comparison.ignored if system.comparison else ():
        yield Defect(
            path,
            TOP,
            "git ignores this file: it will reach no clone and has no history",
            f"Find the line with `git check-ignore -v {quote(path)}` and narrow it down, or move"
            " the file elsewhere.",
        )
