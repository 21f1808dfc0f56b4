"""A document or record names another one that does not exist.

What it finds
    An id in the metadata, such as an entry of `related`, the `service` of an agreement or the
    `procedure` of a record, that no document or record of the kind asked for has.

Why it matters
    The reader cannot follow the reference, and the views that join the two lack the row.

Example
        related: [POL-001, PRC-099]

Use instead
        related: [POL-001, PRC-002]

Fix
    Correct the id, take it out where the document is gone for good, or add the document that it
    should name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.closed import disposed
from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.rules.path_leaves_repository import leaves
from sms_docs.rules.reference_withdrawn import gone
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS404"
SEVERITY = Severity.ERROR
# Their own rules report these: role-unknown and person-unknown.
ELSEWHERE = frozenset({"role", "person"})


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each reference to a document or record that is not there."""
    known = _known(system)
    withdrawn = gone(system)
    hints: dict[str, Callable[[str], str]] = {}
    for item in system.items:
        for reference in item.references:
            kind, value = reference.kind, reference.value
            if kind in ELSEWHERE or value in known.get(kind, ()) or leaves(item, value):
                continue
            if value in withdrawn and isinstance(item, Document) and item.id not in withdrawn:
                continue  # reference-withdrawn reports it
            if kind not in hints:
                hints[kind] = suggester(known.get(kind, ()))
            key = reference.key or kind
            yield Defect(
                item.path,
                item.place(*reference.path),
                f"{item.id} names '{value}' under `{key}`, and there is no such"
                f" {kind.replace('-', ' ')}{hints[kind](value)}",
                f"Correct `{key}` or take the id out of it, or add what it should name.",
                item.id,
            )


def _known(system: ManagementSystem) -> dict[str, frozenset[str]]:
    """Return what each kind of reference may name.

    A file that could not be read counts by the id in its name, for it is there: what is
    wrong with it is reported once, not again by all who name it.  A record that an approved
    disposal tells of is gone for a reason, and those who name it may be closed.
    """
    unread: dict[str, set[str]] = {}
    for defects in system.faults.values():
        for defect in defects:
            if defect.document:
                unread.setdefault(defect.document.partition("-")[0], set()).add(defect.document)
    by_type: dict[str, set[str]] = {}
    by_category: dict[str, set[str]] = {"document": set(), "record": set()}
    for kind in system.types.values():
        there = set().union(*(unread.get(prefix, ()) for prefix in kind.prefixes))
        by_type[kind.name] = there
        by_category.setdefault(kind.category, set()).update(there)
    for item in system.items:
        by_type[item.type.name].add(item.id)
        by_category[item.type.category].add(item.id)
    removed = disposed(system)
    for kind in system.types.values():
        if kind.category == "record" and removed:
            by_type[kind.name].update(each for each in removed if each[:3] in kind.prefixes)
    by_category["record"] |= removed
    return {kind: frozenset(ids) for kind, ids in (by_type | by_category).items()}
