"""The register page: every controlled document with where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.register import register
from sms_docs.views.site import Page, Site

URI = "register/"
TITLE = "Register of documents"


def pages(site: Site) -> Iterator[Page]:
    """Give the register; of documents that are not published it has id and title."""
    html = site.page("register.html", URI, title=TITLE, table=entries(site, URI))
    yield Page(URI, TITLE, html, search=False, wide=True)


def entries(site: Site, here: str) -> str:
    """Return the table of the register for the page *here*."""
    table = register(site.system, published_only=True, drafts=site.shows_drafts)
    rows = [(row, site.documents[row["id"]]) for row in table.rows]
    return site.page("register_table.html", here, title=TITLE, rows=rows)
