"""The way to a certificate in six steps: what proves each, and where this SMS stands."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.certification import path, progress
from sms_docs.views.site import Page, Site

URI = "certification/"
TITLE = "The way to a certificate"
MOST = 6


def pages(site: Site) -> Iterator[Page]:
    """Give one page; without the catalogue of the steps in force it only says so."""
    catalogue = path(site)
    html = site.page(
        "certification.html",
        URI,
        title=TITLE,
        catalogue=catalogue,
        steps=list(progress(site, catalogue)) if catalogue else [],
        most=MOST,
    )
    yield Page(URI, TITLE, html)
