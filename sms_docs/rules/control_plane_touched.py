"""The change touches what decides how changes are checked.

What it finds
    A file of the control plane that the change adds, changes or removes: `schemas/`, `catalogues/`,
    `records/trust/`, `pyproject.toml`, `mkdocs.yml`, `.gitattributes`, the list of code owners, and
    the workflow of the forge. Only `sms-docs check --base` looks for it.

Why it matters
    Whoever may change these decides what every check says. A change to a procedure that widens a
    schema on the side must not pass as a change to a procedure.

Example
        procedures/PRC-002-incident-management.md
        schemas/procedure.schema.json

Use instead
        procedures/PRC-002-incident-management.md

Fix
    Have the code owner of the file review it; best propose it in a change of its own. It is a
    warning, because such changes are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS807"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each file of the control plane that the change touches."""
    for path in system.comparison.control if system.comparison else ():
        yield Defect(
            path,
            TOP,
            "the change touches this file, which decides what checks and builds do",
            "Have its code owner review it; best propose it in a change of its own.",
        )
