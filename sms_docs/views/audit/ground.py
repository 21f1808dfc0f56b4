"""What the weights of an audit programme are drawn from, and the facts that carry them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, ManagementSystem, Record, Status
from sms_docs.period import earlier
from sms_docs.trace import Trace
from sms_docs.views.publication import in_use

# How long what is over still counts.
RECENT = "P12M"


class Mark(NamedTuple):
    """A fact and its weight; it touches *requirements*, and whatever *documents* answer."""

    weight: int
    text: str
    requirements: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


class Ground(NamedTuple):
    """What marks are drawn from: the SMS as of the day of *trace*, and one catalogue."""

    system: ManagementSystem
    trace: Trace
    catalogue: Catalogue

    @property
    def today(self) -> date:
        """The day by which all is judged."""
        return self.trace.as_of

    def records(self, kind: str) -> Iterator[Record]:
        """Give the records of *kind* up to today that can be read."""
        last = self.today.isoformat()
        for record in self.system.records:
            if record.type.name == kind and record.valid and "" < record.date <= last:
                yield record

    def since(self, period: str) -> str:
        """Return the day that lies *period* before today."""
        return (earlier(self.today, period) or self.today).isoformat()

    def in_force(self) -> Iterator[Document]:
        """Give the documents in force that can be read."""
        for document in in_use(self.system):
            if document.valid and document.standing.status is Status.IN_FORCE:
                yield document
