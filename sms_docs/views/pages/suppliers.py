"""The scorecards of the suppliers: how each does, and what was talked over with it."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.chart import amount, chart
from sms_docs.views.level_section import counted
from sms_docs.views.site import Page, Site
from sms_docs.views.suppliers import BEST, scorecards

URI = "suppliers/"
TITLE = "Suppliers"
# An end that comes sooner than this asks for a decision.
SOON = 365


def pages(site: Site) -> Iterator[Page]:
    """Give one page: all suppliers in a table, then a scorecard each."""
    cards = scorecards(site)
    html = site.page(
        "suppliers.html",
        URI,
        title=TITLE,
        cards=[
            (
                each,
                counted(each.levels),
                chart(each.marks, table=False) if len(each.evaluations) > 1 else "",
            )
            for each in cards
        ],
        best=BEST,
        soon=SOON,
        amount=amount,
    )
    yield Page(URI, TITLE, html, wide=True)
