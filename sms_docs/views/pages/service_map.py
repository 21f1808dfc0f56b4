"""The service map: what each service needs, and what was agreed for it."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.drawing import HEIGHT, WIDTH, draw
from sms_docs.views.service_map import SERVICE, service_links
from sms_docs.views.site import Page, Site

TITLE = "Service map"


def pages(site: Site) -> Iterator[Page]:
    """Give one page below the list of services; none where there is no type of them."""
    kind = site.system.types.get(SERVICE)
    if kind is None:
        return
    uri = f"{site.section(kind)}map/"
    links = service_links(site)
    titles = {each.id: each.title for each in site.documents.values()}
    html = site.page(
        "service_map.html",
        uri,
        title=TITLE,
        links=links,
        drawing=draw(links, titles),
        width=WIDTH,
        height=HEIGHT,
        services=site.section(kind),
    )
    yield Page(uri, TITLE, html, search=False, wide=True)
