"""The documents in force that answer requirements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sms_docs.catalogue import Catalogue
from sms_docs.model import Claim, Document, Status
from sms_docs.trace import Row, Trace

# Requirement id -> the documents in force that claim it at a place that exists.
Answers = Mapping[str, tuple[Document, ...]]


def answers(trace: Trace, catalogue: Catalogue) -> Answers:
    """Return who answers each requirement of *catalogue*; every one is a key.

    A trace of working texts takes them as in force.
    """
    holds = _Holds(working=trace.working)
    return {
        row.requirement.id: tuple(
            {document.id: document for document, claim in row.claims if holds(document, claim)}
            .values()
        )
        for row in trace.rows.get(catalogue.id, ())
    }  # fmt: skip


class _Holds:
    """Tells whether a claim carries; the anchors of a document are looked up once."""

    def __init__(self, *, working: bool) -> None:
        self._working = working
        self._anchors: dict[str, frozenset[str]] = {}

    def __call__(self, document: Document, claim: Claim) -> bool:
        if not self._working and document.standing.status is not Status.IN_FORCE:
            return False
        if claim.anchor is None:
            return True
        if document.id not in self._anchors:
            self._anchors[document.id] = document.anchors
        return claim.anchor in self._anchors[document.id]


def answering(rows: Iterable[Row], found: Answers) -> list[Document]:
    """Return who answers any of *rows*, those that answer most of them first."""
    given = [document for row in rows for document in found.get(row.requirement.id, ())]
    documents = {document.id: document for document in given}
    counted = Counter(document.id for document in given)
    return sorted(documents.values(), key=lambda each: (-counted[each.id], each.id))
