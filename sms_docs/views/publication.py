"""Which documents the site shows, and in which text."""

from __future__ import annotations

from collections.abc import Collection

from sms_docs.model import Document, Item, ManagementSystem, Status


def in_use(system: ManagementSystem) -> tuple[Document, ...]:
    """Return the texts that readers get: approved ones where there are, else working ones."""
    return system.in_use or system.documents


def is_draft(item: Item) -> bool:
    """Return whether *item* is a document that nobody has approved yet."""
    return isinstance(item, Document) and item.standing.status is Status.DRAFT


def is_published(item: Item, publish: Collection[str], *, drafts: bool) -> bool:
    """Return whether more than id and title of *item* may be shown.

    *publish* are the classifications that may; *drafts* says whether documents never
    approved may, too.
    """
    return item.classification in publish and (drafts or not is_draft(item))
