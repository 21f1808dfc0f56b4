"""Actions: everything to be done, by whom, until when, how old it is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.followup import ACTION, actions, counts
from sms_docs.views.ageing import AGES, line, lines, ordered
from sms_docs.views.site import Page, Site

URI = "actions/"
TITLE = "Actions"


def pages(site: Site) -> Iterator[Page]:
    """Give one page; of records that are not published it has id and title."""
    every = actions(site.records.values(), site.report.as_of)
    shown = [each for each in every if site.is_published(each.record)]
    hidden = {each.record.id: each.record for each in every if not site.is_published(each.record)}
    still = [each for each in shown if each.is_open and not each.is_carried_on]
    html = site.page(
        "actions.html",
        URI,
        title=TITLE,
        kind=ACTION,
        actions=ordered(shown),
        hidden=list(hidden.values()),
        counts=counts(shown),
        ages=[name for name, _ in AGES],
        total=line("", still),
        lines=lines(shown),
    )
    yield Page(URI, TITLE, html, search=False, wide=True)
