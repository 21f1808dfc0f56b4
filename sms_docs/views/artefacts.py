"""The documents and records that a standard names: who answers them, and which there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sms_docs.catalogue import Artefact, Catalogue
from sms_docs.evidence import gather
from sms_docs.model import Document, Record
from sms_docs.trace import Row
from sms_docs.views.answers import answering, answers
from sms_docs.views.site import Site

# What lives as one record an entry.
KEPT_AS_RECORDS = frozenset({"record", "register"})
# A requirement that asks for so many lists what others ask for one by one.
A_LIST = 5


class Named(NamedTuple):
    """One artefact of a catalogue.

    *rows* are the requirements that ask for it, *documents* those in force that answer
    them, who answers most first, *others* those that claim them and are not in force.
    *records* prove it, the newest first; *kinds* are the types of record that can.
    """

    artefact: Artefact
    rows: Sequence[Row]
    documents: Sequence[Document]
    others: Sequence[Document]
    records: Sequence[Record]
    kinds: Sequence[str]

    @property
    def has_records(self) -> bool:
        """Whether records can prove it."""
        return self.artefact.kind in KEPT_AS_RECORDS or bool(self.kinds)


def named(site: Site, catalogue: Catalogue) -> Mapping[str, Named]:
    """Return each artefact of *catalogue* by its id, in the order of the catalogue."""
    system, trace = site.system, site.trace
    evidence = gather(system.records, system.types.values(), trace.as_of)
    known = answers(trace, catalogue)
    asking: dict[str, list[Row]] = defaultdict(list)
    for row in trace.rows.get(catalogue.id, ()):
        for identity in row.requirement.artefacts:
            asking[identity].append(row)
    found = {}
    for identity, artefact in catalogue.artefacts.items():
        rows = asking[identity]
        own = [row for row in rows if len(row.requirement.artefacts) < A_LIST] or rows
        documents = answering(own, known)
        found[identity] = Named(
            artefact=artefact,
            rows=rows,
            documents=documents,
            others=_others(own, documents),
            records=evidence.records.get(identity, ()),
            kinds=evidence.kinds.get(identity, ()),
        )
    return found


def _others(rows: Sequence[Row], documents: Sequence[Document]) -> list[Document]:
    """Return who claims *rows* and is none of *documents*, by id."""
    taken = {document.id for document in documents}
    claiming = {document.id: document for row in rows for document, _ in row.claims}
    return [claiming[identity] for identity in sorted(claiming.keys() - taken)]
