"""The pages that list the documents of a type, and the records of a kind."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.model import DocumentType
from sms_docs.views.rendering import spaced
from sms_docs.views.site import Page, Site
from sms_docs.views.summary import summary


def pages(site: Site) -> Iterator[Page]:
    """Give a page for each type of document and record; of records about people their number."""
    for kind in site.system.types.values():
        if kind.category not in ("document", "record"):
            continue
        uri, title, items = site.section(kind), plural(kind), site.of_type(kind)
        template = "documents.html" if kind.category == "document" else "records.html"
        html = site.page(template, uri, title=title, kind=kind, items=items, summary=summary)
        yield Page(uri, title, html, search=kind.category == "document", wide=True)


def plural(kind: DocumentType) -> str:
    """Return the name of all of a type, as its directory has it."""
    return spaced(kind.directory.rpartition("/")[2])
