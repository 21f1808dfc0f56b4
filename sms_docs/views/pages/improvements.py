"""Improvements by stage and priority: how old each is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.views.improvement_register import IMPROVEMENT, PRIORITIES, improvement, stages
from sms_docs.views.site import Page, Site

URI = "improvements/"
TITLE = "Improvements"


def pages(site: Site) -> Iterator[Page]:
    """Give one page; of improvements that are not published it has id and title."""
    records = [each for each in site.records.values() if each.type.name == IMPROVEMENT]
    today = site.report.as_of
    html = site.page(
        "improvements.html",
        URI,
        title=TITLE,
        kind=IMPROVEMENT,
        stages=stages(improvement(each, today) for each in records if site.is_published(each)),
        priorities=PRIORITIES,
        hidden=[each for each in records if not site.is_published(each)],
    )
    yield Page(URI, TITLE, html, search=False, wide=True)
