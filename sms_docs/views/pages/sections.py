"""The pages that list the documents of a type, and the records of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sms_docs.model import Document, DocumentType, Record
from sms_docs.views.rendering import spaced
from sms_docs.views.site import Page, Site
from sms_docs.views.summary import summary

RECORDS = "records/"


def pages(site: Site) -> Iterator[Page]:
    """Give a page for each type of document and record, and one over all records."""
    kinds: list[tuple[DocumentType, str, Sequence[Document | Record]]] = []
    for kind in site.system.types.values():
        if kind.category not in ("document", "record"):
            continue
        uri, title, items = site.section(kind), plural(kind), site.of_type(kind)
        template = "documents.html" if kind.category == "document" else "records.html"
        html = site.page(template, uri, title=title, kind=kind, items=items, summary=summary)
        yield Page(uri, title, html, search=kind.category == "document", wide=True)
        if kind.category == "record":
            kinds.append((kind, title, items))
    # What there is comes first; kinds without a record yet follow.
    kinds.sort(key=lambda each: not each[2])
    html = site.page("records_index.html", RECORDS, title="Records", kinds=kinds)
    yield Page(RECORDS, "Records", html, search=False)


def plural(kind: DocumentType) -> str:
    """Return the name of all of a type, as its directory has it."""
    return spaced(kind.directory.rpartition("/")[2])
