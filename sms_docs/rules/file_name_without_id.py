"""A file name does not begin with the id of its document.

What it finds
    A document or record whose file name is neither `ID.md` nor `ID-some-words.md` (`.yml` for
    YAML), with the id that stands in the file. The words need not follow later changes of the
    title.

Why it matters
    People look for PRC-002 in the list of files, in links and in the history. A name that says
    another id leads them to the wrong text.

Example
        procedures/incident-management.md               id: PRC-002

Use instead
        procedures/PRC-002-incident-management.md       id: PRC-002

Fix
    Rename the file with `git mv`, or correct the id. Then run `sms-docs check` again: it names the
    links that led to the old name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS105"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each item whose file name begins with something else than its id."""
    for item in system.items:
        name = item.path.rpartition("/")[2]
        if name.startswith((item.id + "-", item.id + ".")):
            continue
        yield Defect(
            item.path,
            item.place("id"),
            f"the file name '{name}' does not begin with the id {item.id!r}",
            "Rename the file with `git mv` so that it begins with the id, or correct `id`.",
            item.id,
        )
