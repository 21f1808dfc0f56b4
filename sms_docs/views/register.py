"""The register: every document under control, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from sms_docs.model import Document, ManagementSystem
from sms_docs.table import Column, Row, Table
from sms_docs.views.publication import in_use, is_published

COLUMNS = (
    Column("id", "Id"),
    Column("title", "Title"),
    Column("type", "Type"),
    Column("version", "Version"),
    Column("status", "Status"),
    Column("review", "Review"),
    Column("pending", "Pending"),
    Column("owner", "Owner"),
    Column("approvers", "Approved by"),
    Column("approved_on", "Approved on"),
    Column("level", "Level of approval"),
    Column("in_force_since", "In force since"),
    Column("next_review", "Next review"),
    Column("classification", "Classification"),
    Column("path", "Path"),
    Column("clauses", "Clauses"),
)


def register(
    system: ManagementSystem, *, published_only: bool = False, drafts: bool = True
) -> Table:
    """Return one row a document, ordered by id: version and metadata of the text in use.

    *published_only* leaves of a document that is not published nothing but its id and
    its title; its other cells are None.  Without *drafts* that holds for documents
    never approved, too.
    """
    shown = set(system.settings.publish)
    rows = [
        _row(document, bare=published_only and not is_published(document, shown, drafts=drafts))
        for document in sorted(in_use(system), key=lambda document: document.id)
    ]
    return Table("Register of documents", COLUMNS, tuple(rows))


def _row(document: Document, *, bare: bool) -> Row:
    row: dict[str, Any] = dict.fromkeys(column.key for column in COLUMNS)
    row |= {"id": document.id, "title": document.title}
    if bare:
        return row
    standing = document.standing
    return row | {
        "type": document.type.name,
        "version": document.version,
        "status": str(standing.status),
        "review": str(standing.review),
        "pending": standing.pending,
        "owner": document.owner,
        "approvers": list(standing.approvers),
        "approved_on": _day(standing.approved_on),
        "level": standing.level,
        "in_force_since": _day(standing.in_force_since),
        "next_review": _day(standing.next_review),
        "classification": document.classification,
        "path": document.path,
        "clauses": list(dict.fromkeys(claim.number for claim in document.claims)),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
