"""What stands around the text of a controlled document: where it stands, and what proves it."""

from __future__ import annotations

from sms_docs.model import Document
from sms_docs.views.site import Site

NEWEST = 5
REFERRING = 20


def head(site: Site, document: Document, here: str) -> str:
    """Return path, title and control panel: identity, standing, claims and relations."""
    related = document.data.get("related")
    names = related if isinstance(related, list) else []
    return site.page(
        "head.html",
        here,
        document=document,
        standing=document.standing,
        related=[(name, site.named(name)) for name in names if isinstance(name, str)],
    )


def targets(site: Site, document: Document, here: str) -> str:
    """Return what an agreement promises as data; nothing for other documents."""
    if not document.data.get("targets"):
        return ""
    return site.page("targets.html", here, document=document)


def foot(site: Site, document: Document, here: str) -> str:
    """Return what follows the text: the newest records, and the documents that refer to it."""
    records = site.records_about.get(document.id, ())
    referring = site.related_from.get(document.id, ())
    if not (records or referring):
        return ""
    return site.page(
        "foot.html",
        here,
        records=records[:NEWEST],
        referring=referring[:REFERRING],
        more=max(0, len(referring) - REFERRING),
    )
