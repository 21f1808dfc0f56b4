"""A text was changed, and its version was not raised.

What it finds
    A document whose text, or a picture that it shows, differs from the base, while its version does
    not exceed the one where the change began and the one that the target branch has now. Documents
    are compared by id, whatever their paths are. Only `sms-docs check --base` looks for it.

Why it matters
    Two texts under one version: whoever says "version 1.1" no longer says which. It happens without
    a conflict where two pull requests both raise 1.0 to 1.1.

Example
        on the target     version: "1.1"     Restart the router.
        in the change     version: "1.1"     Call the supplier.

Use instead
        on the target     version: "1.1"     Restart the router.
        in the change     version: "1.2"     Call the supplier.

Fix
    Raise the version and say what changes: `sms-docs revise ID --change TEXT`. If the target has
    moved on meanwhile, bring its text in first: `git merge origin/main`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.version import is_above, order, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.comparison import Change
    from sms_docs.trace import Trace

CODE = "SMS801"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each document that is not newer than both sides of the comparison."""
    documents = {document.id: document for document in system.documents}
    for change in system.comparison.changes if system.comparison else ():
        document = documents.get(change.id)
        if document is None or change.is_other or parse(document.version) is None:
            continue
        base = change.merge_base
        is_lowered = base is not None and is_above(base.version, document.version)
        above = _to_exceed(change, document)
        if is_lowered or not above or is_above(document.version, above):
            continue
        what = f"what it shows ({', '.join(change.shown)})" if change.shown else "its text"
        yield Defect(
            document.path,
            document.place("version"),
            f"{document.id} is version {document.version}, and {what} differs from that of"
            f" {above} {_where(change, above)}{_moved(change, document)}",
            f"Raise the version above {above}: `sms-docs revise {document.id} --change TEXT`.",
            document.id,
        )


def _to_exceed(change: Change, document: Document) -> str:
    """Return the highest version whose text is another one; empty where there is none."""
    sides = [side for side in (change.merge_base, change.tip) if side]
    versions = [
        side.version
        for side in sides
        if parse(side.version) and (change.shown or side.text != document.text)
    ]
    return max(versions, key=order, default="")


def _moved(change: Change, document: Document) -> str:
    before = change.merge_base
    return f" (it was {before.path})" if before and before.path != document.path else ""


def _where(change: Change, version: str) -> str:
    if change.merge_base and change.merge_base.version == version:
        return "at the base"
    return "on the target, which has moved on since the change began"
