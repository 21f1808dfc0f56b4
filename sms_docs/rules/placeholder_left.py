"""A document or record still holds a placeholder.

What it finds
    A placeholder, `‹` and `›` with words between them, in the text or the metadata of a document
    or record, the first one of each line, and in the list of roles. `sms-docs init` puts them
    where the starter names what its organisation has invented: towns, suppliers, tools, telephone
    numbers. In the approved text of a document it is an error, elsewhere a warning.

Why it matters
    Nobody can call ‹desk number›. A placeholder in a text that somebody has signed also
    shows that it was not read.

Example
        Call the service desk on ‹desk number›.

Use instead
        Call the service desk on 2020.

Fix
    Write what the words between the marks ask for, without the marks. Where there is no such
    thing, take the sentence out. The same placeholder mostly stands in several documents:
    `sms-docs check --select placeholder-left` lists all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sms_docs.model import GONE, TOP, Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS110"
SEVERITY = Severity.WARNING
MARK = "‹"
# Folded YAML may part it at one line end.
PLACEHOLDER = re.compile(r"‹[^‹›\n]*(?:\n[^‹›\n]*)?›")
LONGEST = 60
FIX = "Write what it asks for in its place, without the marks, or take it out."


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report the first placeholder of each line; an error once the text is approved."""
    for item in system.items:
        if MARK in item.text:
            severity = _severity(item) if isinstance(item, Document) else SEVERITY
            for line, column, found in _first_of_lines(item.text):
                yield Defect(
                    item.path,
                    (line, column),
                    f"{item.id} still holds the placeholder {found}",
                    FIX,
                    item.id,
                    severity,
                )
    for role in system.roles.values():
        if stands := PLACEHOLDER.search("\n\n".join((role.title, *role.duties))):
            what = f"the role {role.id} still holds the placeholder {stands[0]}"
            yield Defect(system.types["roles"].directory, TOP, what, FIX)


def _severity(document: Document) -> Severity:
    standing = document.standing
    is_read = standing.is_as_approved and standing.status not in GONE
    return Severity.ERROR if is_read else SEVERITY


def _first_of_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Give line, column and words of the first placeholder of each line that has one."""
    line, start, told = 1, 0, 0
    for found in PLACEHOLDER.finditer(text):
        line += text.count("\n", start, found.start())
        start = found.start()
        if line > told:
            told = line
            words = " ".join(found[0].split())
            shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
            yield line, start - text.rfind("\n", 0, start), shown
