"""Objectives: the target of each, what was measured, and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from sms_docs.views.chart import chart, progress
from sms_docs.views.objective_progress import OBJECTIVE, Objective, objective
from sms_docs.views.site import Page, Site

URI = "objectives/"
TITLE = "Objectives"
# One value is a number; a line needs two.
FEWEST = 2


def pages(site: Site) -> Iterator[Page]:
    """Give one page; of objectives that are not published it has id and title."""
    records = sorted(
        (each for each in site.records.values() if each.type.name == OBJECTIVE),
        key=lambda each: (bool(each.get("closed")), each.id),
    )
    shown = [objective(each, site.report.as_of) for each in records if site.is_published(each)]
    html = site.page(
        "objectives.html",
        URI,
        title=TITLE,
        kind=OBJECTIVE,
        objectives=[(each, _bar(each), _line(each)) for each in shown],
        states=Counter(each.state for each in shown),
        hidden=[each for each in records if not site.is_published(each)],
    )
    yield Page(URI, TITLE, html, search=False)


def _bar(each: Objective) -> Markup:
    value = each.newest.value if each.newest else None
    if value is None or each.target is None or not each.can_fill:
        return Markup("")
    return progress(value, each.target, f"{value:f} of {each.aim}")


def _line(each: Objective) -> Markup:
    if len(each.series.measured) < FEWEST:
        return Markup("")
    return chart(each.series, table=False)
