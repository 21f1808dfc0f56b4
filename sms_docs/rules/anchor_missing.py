"""A link leads to a heading that does not exist.

What it finds
    A link `#some-heading`, in the same document or behind the path of another, where no heading
    has that anchor. Anchors follow GitHub's rule: lower case, blanks as dashes, `-1` for the
    second heading with the same text. The anchors of a YAML file are its top-level keys.

Why it matters
    The browser opens the page at its top and says nothing. The reader of a long procedure has to
    guess which section was meant.

Example
        See [escalation](#escalate-the-incident).

        ## Escalation

Use instead
        See [escalation](#escalation).

        ## Escalation

Fix
    Correct the anchor, or the heading if that is what changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.links import Reach, each_link
from sms_docs.model import Defect, Document, ManagementSystem, Record, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS402"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each anchor that its target, where that is known, does not have."""
    items = {item.path: item for item in system.items}
    anchors: dict[str, frozenset[str] | None] = {}
    hints: dict[str, Callable[[str], str]] = {}
    for document, link, target in each_link(system.documents):
        if not target.anchor or target.reach is not Reach.INSIDE:
            continue
        path = target.path or document.path
        if path not in anchors:
            anchors[path] = _anchors(items[path]) if path in items else system.files.get(path)
        known = anchors[path]
        if known is None or target.anchor in known:
            continue
        hint = hints.setdefault(path, suggester(known))
        there = items[path].id if path in items else path
        what = "heading with the anchor" if path.endswith(".md") else "key"
        yield Defect(
            document.path,
            link.place,
            f"{there} has no {what} '{target.anchor}'{hint(target.anchor)}",
            f"Correct the anchor after `#`, or the {what.partition(' ')[0]} that it should name.",
            document.id,
        )


def _anchors(item: Document | Record) -> frozenset[str]:
    return item.anchors if isinstance(item, Document) else frozenset(item.data)
