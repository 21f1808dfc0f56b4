"""The dashboard of measures: what each document in force measures, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.chart import amount, sparkline
from sms_docs.views.chart.series import MISSED
from sms_docs.views.kpis import by_owner, counted, kpis
from sms_docs.views.site import Page, Site

URI = "kpi/"
TITLE = "Key figures"


def pages(site: Site) -> Iterator[Page]:
    """Give one page, with a table for each owner."""
    every = kpis(site)
    html = site.page(
        "kpi.html",
        URI,
        title=TITLE,
        counts=counted(every),
        old=sum(each.is_old for each in every),
        missed=[each for each in every if each.state == MISSED],
        groups=[
            (owner, site.role(owner), [(each, sparkline(each.series)) for each in mine])
            for owner, mine in by_owner(site, every).items()
        ],
        amount=amount,
    )
    yield Page(URI, TITLE, html, wide=True)
