"""Which documents the site shows, and in which text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from sms_docs.enclosures import enclosed, is_enclosure
from sms_docs.model import Document, Item, ManagementSystem, Record, Status

RECORDS = "records/"


def in_use(system: ManagementSystem) -> tuple[Document, ...]:
    """Return the texts that readers get: approved ones where there are, else working ones."""
    return system.in_use or system.documents


def is_draft(item: Item) -> bool:
    """Return whether *item* is a document that nobody has approved yet."""
    return isinstance(item, Document) and item.standing.status is Status.DRAFT


def is_published(item: Item, publish: Collection[str], *, drafts: bool) -> bool:
    """Return whether more than id and title of *item* may be shown.

    *publish* are the classifications that may; *drafts* says whether documents never
    approved may, too.  Records about people never are.
    """
    if not item.type.published:
        return False
    return item.classification in publish and (drafts or not is_draft(item))


def shut_files(system: ManagementSystem, is_open: Callable[[Record], bool]) -> frozenset[str]:
    """Return the paths of measurements that nobody may be given.

    Those are the ones that a record names which is not published, and those that none names.
    """
    naming: dict[str, list[Record]] = defaultdict(list)
    for record in system.records:
        for path in enclosed(record):
            naming[path].append(record)
    # Also those that cannot be read: a browser may show what is in them.
    return frozenset(
        path
        for path in system.files
        if path.startswith(RECORDS)
        and is_enclosure(path)
        and not (naming[path] and all(is_open(record) for record in naming[path]))
    )
