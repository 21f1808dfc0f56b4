"""The part of a page that shows what the targets of an agreement or a service came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from sms_docs.model import Document
from sms_docs.views.chart import amount, chart, progress
from sms_docs.views.chart.series import MET, MISSED, NOT_MEASURED, brief
from sms_docs.views.pointer import Pointer
from sms_docs.views.service_levels import NOT_PUBLISHED, Level, Outcome, levels
from sms_docs.views.site import Site

PERCENT = ("percent", "%")
HUNDRED = Decimal(100)
STATES = (MET, MISSED, NOT_MEASURED, NOT_PUBLISHED)


def level_section(site: Site, document: Document, here: str) -> str:
    """Return the targets of an agreement, or of the agreements on a service; often nothing."""
    groups = levels_of(site, document)
    if not groups:
        return Markup("")
    to = Pointer(site, here)
    return site.page(
        "levels.html",
        here,
        document=document,
        groups=[(levels[0].agreement, [_card(to, each) for each in levels]) for levels in groups],
        reports=_reports(groups),
    )


def levels_of(site: Site, document: Document) -> list[Sequence[Level]]:
    """Return the targets of *document*, or of each agreement on it where it is a service."""
    if not site.is_published(document):
        return []
    every = levels(site)
    if document.id in every:
        return [every[document.id]]
    return [each for each in every.values() if each[0].agreement.get("service") == document.id]


def counted(every: Iterable[Level]) -> Mapping[str, int]:
    """Return state -> how many targets are in it by their newest period; only those there are."""
    counts = Counter(level.latest.state for level in every)
    return {state: counts[state] for state in STATES if counts[state]}


def budget_left(level: Level) -> tuple[Decimal, Decimal] | None:
    """Return how much of the error budget is left, and how much there was; None without one.

    Both in the unit of the target; None too where the budget is counted in another way,
    as in cases beside a time.
    """
    now = level.latest
    if now.value is None or now.budget is None:
        return None
    if level.unit not in PERCENT and level.unit != now.budget_unit:
        return None
    if level.comparator == "at-least":
        return now.value - now.target, HUNDRED - now.target
    return now.target - now.value, now.target


def _card(to: Pointer, level: Level) -> Mapping[str, object]:
    notes = {
        each.period.label: Markup(" ").join(to.short(record) for record in each.reports)
        for each in level.outcomes
        if each.reports
    }
    return {
        "level": level,
        "now": level.latest,
        "value": amount(brief(level.latest.value, level.comparator, level.latest.target)),
        "target": amount(level.latest.target),
        "trend": _trend(level),
        "budget": _budget(level.latest),
        "bar": _bar(level),
        "chart": chart(level.series(notes)),
    }


def _budget(now: Outcome) -> str:
    """Return in words how much may still fail; empty where there is no error budget."""
    if now.value is None or now.budget is None:
        return ""
    left = brief(now.budget, "at-least", None) or Decimal(0)
    if left < 0:
        return f"used up, {amount(-left)} {now.budget_unit} beyond it"
    return f"{amount(left)} {now.budget_unit} left"


def _trend(level: Level) -> str:
    """Return in words how the newest value stands to the one before."""
    now = level.latest
    if now.trend in ("", "same"):
        return "same as the period before" if now.trend else ""
    value, before = (brief(each, level.comparator, now.target) for each in (now.value, now.before))
    if value == before:
        return f"slightly {now.trend} than the period before"
    return f"{now.trend} than {amount(before)} before"


def _bar(level: Level) -> Markup:
    parts = budget_left(level)
    if parts is None or parts[1] <= 0:
        return Markup("")
    share = max(Decimal(0), parts[0] / parts[1] * HUNDRED)
    return progress(*parts, f"{share:.0f} percent of the error budget left")


def _reports(groups: Sequence[Sequence[Level]]) -> list[tuple[str, object]]:
    """Return period and record of each report on any of the periods, the newest first."""
    found = {
        record.id: (each.period, record)
        for levels in groups
        for level in levels
        for each in level.outcomes
        for record in each.reports
    }
    newest = sorted(found.values(), key=lambda pair: (pair[0].last, pair[1].id), reverse=True)
    return [(period.label, record) for period, record in newest]
