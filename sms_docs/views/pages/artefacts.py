"""The documents and records that the standards in force name, and where this SMS has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sms_docs.views.artefacts import Named, named
from sms_docs.views.site import Page, Site

URI = "named-documents/"
TITLE = "Named documents and records"
MOST = 6


def pages(site: Site) -> Iterator[Page]:
    """Give one page, with a table of documents and one of records for each catalogue."""
    tables = [
        (catalogue, kind, items)
        for catalogue in site.catalogues
        for kind, items in _parted(named(site, catalogue).values())
        if items
    ]
    html = site.page("artefacts.html", URI, title=TITLE, tables=tables, most=MOST)
    yield Page(URI, TITLE, html, search=False, wide=True)


def _parted(items: Iterable[Named]) -> Iterator[tuple[str, list[Named]]]:
    every = list(items)
    yield "Documents", [each for each in every if each.artefact.kind != "record"]
    yield "Records", [each for each in every if each.artefact.kind == "record"]
