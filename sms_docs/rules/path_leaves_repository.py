"""A path leads out of the repository.

What it finds
    A link that begins with `/`, or climbs with `..` above the root of the repository, and an
    entry of the metadata that names a document in such a way. The path is judged as written;
    nothing is opened.

Why it matters
    On the site `/policies/` is another place than on the forge. And a path such as
    `../../etc/passwd` tries to publish a file of the machine that builds the site.

Example
        [Policy](/policies/POL-001-service-management-policy.md)

Use instead
        [Policy](../policies/POL-001-service-management-policy.md)

Fix
    Write the path relative to the folder of the document.
"""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from sms_docs.body import Place
from sms_docs.links import Reach, each_link, locate
from sms_docs.model import Defect, Document, Item, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS410"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each link and each reference that leads out of the root."""
    files = {*system.files, *(item.path for item in system.items)}
    for document, link, target in each_link(system.documents):
        if target.reach is Reach.OUTSIDE:
            cure = _relative(document, link.target, files)
            yield _defect(document, link.place, link.target, cure)
    for item in system.items:
        for reference in item.references:
            if leaves(item, reference.value):
                cure = "Name the document by its id."
                yield _defect(item, item.place(*reference.path), reference.value, cure)


def leaves(item: Item, value: str) -> bool:
    """Return whether *value*, which should be an id, is a path out of the repository."""
    if "/" not in value and "\\" not in value:
        return False
    folder = item.path.rpartition("/")[0]
    return locate(folder, value).reach in (Reach.OUTSIDE, Reach.DANGEROUS)


def _relative(document: Document, target: str, files: Collection[str]) -> str:
    """Return the cure of a link; for one from the root to a file the very path to write."""
    path, hash_sign, anchor = target.removeprefix("/").partition("#")
    if path in files:
        right = relpath(path, document.path.rpartition("/")[0] or ".")
        return f"Write `{right}{hash_sign}{anchor}`."
    return "Write the path relative to the folder of this document, below the root."


def _defect(item: Item, place: Place, path: str, cure: str) -> Defect:
    return Defect(item.path, place, f"the path '{path}' leaves the repository", cure, item.id)
