"""The traceability matrix: from each requirement to the documents and records that answer it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.model import Claim, Document, Item, Record
from sms_docs.table import Column, Table
from sms_docs.table import Row as TableRow
from sms_docs.trace import Row, Trace
from sms_docs.views.publication import is_published


def matrix(
    trace: Trace,
    catalogue: Catalogue,
    publish: Collection[str] | None = None,
    *,
    drafts: bool = True,
) -> Table:
    """Return one row a requirement of *catalogue*, in the order of the standard.

    Texts are those of *catalogue*, which may carry other wording than the trace was made
    with.  *publish* are the classifications that may be shown: of a document or record
    with another one nothing but its id appears, and without *drafts* neither of a document
    never approved.  Records about people are left out.  None shows all.
    """
    wording = catalogue.requirements
    shown = Shown(publish, drafts)
    rows = tuple(
        _row(row, wording[row.requirement.id].text, shown) for row in trace.rows[catalogue.id]
    )
    frame = {
        "catalogue": catalogue.id,
        "as_of": trace.as_of.isoformat(),
        "rows": (),
        "summary": trace.summary(catalogue.id),
    }
    preview = ", working texts" if trace.working else ""
    title = f"Traceability matrix of {catalogue.standard} as of {trace.as_of}{preview}"
    return Table(title, COLUMNS, rows, frame)


class Shown(NamedTuple):
    """What may be shown; all of it where *publish* is None."""

    publish: Collection[str] | None
    drafts: bool

    def __call__(self, item: Item) -> bool:
        """Return whether more than the id of *item* may be shown."""
        return self.publish is None or is_published(item, self.publish, drafts=self.drafts)


def _row(row: Row, text: str, is_shown: Shown) -> TableRow:
    items = (*(document for document, _ in row.claims), *row.records)
    withheld = [item for item in items if not is_shown(item)]
    return {
        "clause": row.clause.number,
        "requirement": row.requirement.id,
        "title": row.clause.title,
        "text": text,
        "documents": [_document(*pair, is_shown) for pair in row.claims],
        "records": [
            _record(record, is_shown)
            for record in row.records
            if record.type.published or is_shown(record)
        ],
        "state": str(row.state),
        # A reason can quote a heading or a day of the document that it names.
        "reason": next(
            (f"{_named(item)} is not published" for item in withheld if item.id in row.reason),
            row.reason,
        ),
    }


def _named(item: Item) -> str:
    return item.id if item.type.published else "a record about people"


def _document(document: Document, claim: Claim, is_shown: Shown) -> TableRow:
    bare = {"id": document.id, "version": None, "status": None, "anchor": None}
    if not is_shown(document):
        return bare
    standing = document.standing
    return bare | {
        "version": document.version,
        "status": str(standing.status),
        "anchor": claim.anchor,
    }


def _record(record: Record, is_shown: Shown) -> TableRow:
    if not is_shown(record):
        return {"id": record.id, "kind": None, "date": None}
    return {"id": record.id, "kind": record.type.name, "date": record.date or None}


def _named_documents(documents: list[dict[str, Any]]) -> str:
    """Return the documents of a cell as text, each once: ``PRC-002 2.1 draft``."""
    named = (
        " ".join(filter(None, (document["id"], document["version"], document["status"])))
        for document in documents
    )
    return ", ".join(dict.fromkeys(named))


def _named_records(records: list[dict[str, Any]]) -> str:
    return ", ".join(" ".join(filter(None, (record["id"], record["date"]))) for record in records)


# The ones that a narrow terminal must show come first.
COLUMNS = (
    Column("requirement", "Requirement"),
    Column("state", "State"),
    Column("documents", "Documents", _named_documents),
    Column("records", "Records", _named_records),
    Column("reason", "Why not further"),
    Column("clause", "Clause"),
    Column("title", "Title"),
    Column("text", "Text"),
)
