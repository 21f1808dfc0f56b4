"""All targets of all agreements over the last twelve months, and why some were missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.model import Document, Record
from sms_docs.views.chart import amount
from sms_docs.views.chart.series import MISSED, brief
from sms_docs.views.level_section import counted
from sms_docs.views.reported import Breach, read_reports
from sms_docs.views.service_levels import Level, Outcome, levels, periods
from sms_docs.views.site import Page, Site

URI = "service-levels/"
TITLE = "Service levels"


class Line(NamedTuple):
    """A target with what it came to, and that as text, under the last month of each period."""

    level: Level
    target: str
    cells: Mapping[str, tuple[Outcome, str]]


class Miss(NamedTuple):
    """A target that was missed; *breach* says why, None where no report tells it."""

    level: Level
    outcome: Outcome
    value: str
    breach: Breach | None
    record: Document | Record | None


def pages(site: Site) -> Iterator[Page]:
    """Give one page."""
    every = levels(site)
    months = periods(site)
    customers = [each for each in every.values() if each[0].agreement.get("service")]
    others = [each for each in every.values() if not each[0].agreement.get("service")]
    groups = (
        ("customers", "Agreements with customers", customers),
        ("suppliers", "Contracts and agreements with suppliers", others),
    )
    html = site.page(
        "service_levels.html",
        URI,
        title=TITLE,
        months=months,
        groups=[
            (anchor, title, counted(level for one in found for level in one), _lines(found))
            for anchor, title, found in groups
            if found
        ],
        misses=list(misses(site)),
        amount=amount,
    )
    yield Page(URI, TITLE, html, wide=True)


def misses(site: Site) -> Iterator[Miss]:
    """Give each miss with what the reports say of it, the newest first."""
    told = read_reports(site, [each for each in site.system.records if site.is_published(each)])
    found = [
        (level, outcome)
        for each in levels(site).values()
        for level in each
        for outcome in level.outcomes
        if outcome.state == MISSED
    ]
    # Sorted twice, so that misses of one period stay in the order of the agreements.
    for level, outcome in sorted(found, key=lambda pair: pair[1].period.last, reverse=True):
        breach = told.breaches.get((level.agreement.id, level.id, outcome.period.label))
        record = site.named(breach.record) if breach else None
        value = amount(brief(outcome.value, level.comparator, outcome.target))
        yield Miss(level, outcome, value, breach, record)


def column(period: CalendarPeriod) -> str:
    """Return the month under which a period stands: its last one."""
    return period.parts("month")[-1].label


def _lines(found: Sequence[Sequence[Level]]) -> list[Line]:
    return [
        Line(
            level,
            amount(level.latest.target),
            {
                column(each.period): (
                    each,
                    amount(brief(each.value, level.comparator, each.target)),
                )
                for each in level.outcomes
            },
        )
        for one in found
        for level in one
    ]
