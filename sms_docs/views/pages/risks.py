"""Risks by likelihood and impact, what is done about each, and opportunities beside them."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.risk_matrix import (
    MARKS,
    OPPORTUNITY,
    RISK,
    bounds,
    highest_first,
    matrix,
    risk,
)
from sms_docs.views.site import Page, Site

URI = "risks/"
TITLE = "Risks and opportunities"


def pages(site: Site) -> Iterator[Page]:
    """Give one page; of what is not published it has id and title, and no place in the matrix."""
    records = [each for each in site.records.values() if each.type.name == RISK]
    shown = highest_first(risk(each) for each in records if site.is_published(each))
    risks = [each for each in shown if each.record.get("nature") != OPPORTUNITY]
    html = site.page(
        "risks.html",
        URI,
        title=TITLE,
        kind=RISK,
        rows=matrix(risks),
        marks=MARKS,
        bounds=bounds(),
        risks=risks,
        opportunities=[each for each in shown if each.record.get("nature") == OPPORTUNITY],
        hidden=[each for each in records if not site.is_published(each)],
    )
    yield Page(URI, TITLE, html, search=False, wide=True)
