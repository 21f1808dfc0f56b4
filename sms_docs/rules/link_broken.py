r"""A link leads to a file that does not exist.

What it finds
    A relative link or image whose target is neither a document, a record nor another file or
    folder of the repository. Upper and lower case matter, as on the site. A path with `\` between
    its folders is one that only Windows finds.

Why it matters
    The reader of an instruction stands before a missing page just when it is needed.

Example
        Follow the [incident procedure](../procedures/PRC-002-incidents.md).

Use instead
        Follow the [incident procedure](../procedures/PRC-002-incident-management.md).

Fix
    Correct the path. It is relative to the folder of the document, and names the file itself, as
    the forge does: `../procedures/PRC-002-incident-management.md`.
"""

from __future__ import annotations

import re
from posixpath import relpath, splitext
from typing import TYPE_CHECKING

from sms_docs.links import Reach, each_link, folders
from sms_docs.model import Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sms_docs.body import Link
    from sms_docs.trace import Trace

CODE = "SMS401"
SEVERITY = Severity.ERROR
ID = re.compile(r"[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,}")


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each link inside the repository that leads to nothing."""
    items = system.items
    files = {*system.files, *(item.path for item in items)}
    known = files | folders(files)
    paths = {item.id: item.path for item in items}
    for document, link, target in each_link(system.documents):
        if target.reach is not Reach.INSIDE:
            continue
        if target.path in known:
            if "\\" in link.target:
                yield _backslashes(document, link)
            continue
        if not target.path and (target.anchor or link.target.startswith(("#", "?"))):
            continue
        yield Defect(
            document.path,
            link.place,
            _what(document, link.target),
            _cure(document, target.path, paths),
            document.id,
        )


def _backslashes(document: Document, link: Link) -> Defect:
    right = link.target.replace("\\", "/")
    what = f"{document.id} links to '{link.target}'; only Windows reads `\\` between folders"
    return Defect(document.path, link.place, what, f"Write `{right}`.", document.id)


def _what(document: Document, target: str) -> str:
    if not target:
        return f"{document.id} has a link that leads nowhere: its target is empty"
    return f"{document.id} links to '{target}', but there is no such file"


def _cure(document: Document, path: str, paths: Mapping[str, str]) -> str:
    named = ID.match(path.rpartition("/")[2].upper())
    moved = paths.get(named[0]) if named else None
    if moved and splitext(moved)[1] == splitext(path)[1]:
        right = relpath(moved, document.path.rpartition("/")[0] or ".")
        return f"Link to `{right}`."
    return "Correct the path, relative to the folder of this document, or remove the link."
