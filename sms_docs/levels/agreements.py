"""Which agreements there are, and which of their texts was in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sms_docs.levels.target import listed_targets
from sms_docs.model import GONE, Document, ManagementSystem, Status


def promising(system: ManagementSystem) -> Iterator[Document]:
    """Give the text in use of each document that promises targets, also of withdrawn ones."""
    for document in system.in_use or system.documents:
        if listed_targets(document):
            yield document


def is_with_customer(document: Document) -> bool:
    """Return whether *document* is an agreement on a service, not one with a supplier."""
    return isinstance(document.data.get("service"), str)


def in_force_on(system: ManagementSystem, document: Document, day: date) -> Document | None:
    """Return the text of *document* that was in force on *day*; None where there was none.

    A document that nobody has approved counts as it is, so that it can be tried.
    """
    standing = document.standing
    if standing.status is Status.DRAFT:
        return document
    if standing.status in GONE and _gone_since(system, document) <= day:
        return None
    if standing.in_force_since is not None and standing.in_force_since <= day:
        return document
    older = [text for since, text in system.former.get(document.id, ()) if since <= day]
    return older[-1] if older else None


def _gone_since(system: ManagementSystem, document: Document) -> date:
    """Return the day on which *document*, which is out of force, was withdrawn."""
    history = system.histories.get(document.id)
    statement = history.withdrawn.record.statement if history and history.withdrawn else None
    return statement.signed_at.date() if statement else date.min


def first_day(system: ManagementSystem, document: Document) -> date | None:
    """Return the day on which *document* first came into force; None where nobody knows."""
    older = system.former.get(document.id, ())
    return older[0][0] if older else document.standing.in_force_since
