"""A page for each service and each record: YAML shown as what it means."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.model import Document
from sms_docs.views.contents import IN_PANEL, fields
from sms_docs.views.panel import foot, head
from sms_docs.views.site import Page, Site

IN_RECORD_HEAD = frozenset(
    {"id", "kind", "title", "date", "procedure", "owner", "classification", "retention", "closed"}
)


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every published YAML document and record."""
    for document in site.documents.values():
        if document.type.format == "yaml" and site.is_published(document):
            yield service(site, document)
    for record in site.records.values():
        if site.is_published(record):
            uri = site.uri(record)
            html = site.page(
                "record.html",
                uri,
                record=record,
                fields=fields(site, record, IN_RECORD_HEAD),
            )
            yield Page(uri, record.title, html, source=record.path, search=False)


def service(site: Site, document: Document) -> Page:
    """Return the page of a YAML document; each top-level key is an anchor."""
    uri = site.uri(document)
    html = site.page(
        "service.html",
        uri,
        document=document,
        head=head(site, document, uri),
        fields=fields(site, document, IN_PANEL),
        foot=foot(site, document, uri),
    )
    return Page(uri, document.title, html, source=document.path)
