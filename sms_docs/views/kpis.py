"""The measures of the documents in force, each with the figures that records give for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sms_docs.calendar_period import MONTHS, calendar_period, last_full
from sms_docs.evidence import day_of
from sms_docs.model import Document, Record, Status
from sms_docs.views.chart.series import MET, MISSED, Point, Series, number, state_of, trend
from sms_docs.views.rendering import entries
from sms_docs.views.site import Site

SHOWN = 12
NO_FIGURE = "no figure yet"
STATES = (MET, MISSED, NO_FIGURE)


class Figure(NamedTuple):
    """A value that *record* gives, for the period or the day *label*, which ends on *day*."""

    label: str
    day: date
    value: Decimal
    record: Record


class Kpi(NamedTuple):
    """A measure of *document* with its newest *figures* in order of time.

    *length* is how often it is measured: month, quarter or year.  *is_old* says that the
    last two full ones of these have no figure.
    """

    document: Document
    id: str
    metric: str
    unit: str
    comparator: str
    target: Decimal | None
    length: str
    measured_by: str
    figures: Sequence[Figure]
    is_old: bool

    @property
    def latest(self) -> Figure | None:
        """The newest figure; None where there is none yet."""
        return self.figures[-1] if self.figures else None

    @property
    def state(self) -> str:
        """What the newest figure comes to."""
        if self.latest is None:
            return NO_FIGURE
        return state_of(self.latest.value, self.comparator, self.target)

    @property
    def trend(self) -> str:
        """Whether the newest figure is better or worse than the one before, or the same."""
        if len(self.figures) < 2:  # noqa: PLR2004 - the newest and the one before
            return ""
        before, now = (each.value for each in self.figures[-2:])
        return trend(now, before, self.comparator, self.target)

    @property
    def series(self) -> Series:
        """The figures as a chart shows them."""
        points = [
            Point(
                each.label,
                each.value,
                self.target,
                state_of(each.value, self.comparator, self.target),
            )
            for each in self.figures
        ]
        return Series(self.metric, self.unit, self.comparator, points)


def kpis(site: Site) -> list[Kpi]:
    """Return every measure of the published documents in force, by id of the document.

    A draft counts where the site shows drafts.  Only published records give figures, up to
    the day of the build.
    """
    figures = _figures(site)
    found = []
    for document in site.documents.values():
        if document.standing.status not in (Status.IN_FORCE, Status.DRAFT):
            continue
        if site.is_published(document):
            for entry in entries(document.data.get("measures")):
                mine = figures.get((document.id, str(entry.get("id"))), ())
                found.append(_kpi(site, document, entry, mine))
    return found


def by_owner(site: Site, every: Iterable[Kpi]) -> Mapping[str, Sequence[Kpi]]:
    """Return id of a role -> the measures of its documents, by the title of the role."""
    found: dict[str, list[Kpi]] = defaultdict(list)
    for each in every:
        found[each.document.owner].append(each)
    by_title = sorted(found, key=lambda name: (site.role(name), name))
    return {owner: found[owner] for owner in by_title}


def counted(every: Iterable[Kpi]) -> Mapping[str, int]:
    """Return state -> how many measures are in it."""
    counts = Counter(each.state for each in every)
    return {state: counts[state] for state in STATES}


def _kpi(
    site: Site, document: Document, entry: Mapping[str, object], figures: Sequence[Figure]
) -> Kpi:
    length = str(entry.get("period"))
    newest = last_full(site.trace.as_of, length if length in MONTHS else "month")
    return Kpi(
        document=document,
        id=str(entry.get("id")),
        metric=str(entry.get("metric")),
        unit=str(entry.get("unit")),
        comparator=str(entry.get("comparator")),
        target=number(entry.get("target")),
        length=length,
        measured_by=str(entry.get("measured_by")),
        figures=figures[-SHOWN:],
        is_old=bool(figures) and figures[-1].day < newest.before.first,
    )


def _figures(site: Site) -> Mapping[tuple[str, str], Sequence[Figure]]:
    """Return (document, measure) -> its figures in order; of one period the newest told."""
    found: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    oldest_first = sorted(site.records.values(), key=lambda each: (each.date, each.id))
    for record in oldest_first:
        day = day_of(record)
        told = entries(record.data.get("figures"))
        if not (told and day and day <= site.trace.as_of and record.valid):
            continue
        if not site.is_published(record):
            continue
        period = calendar_period(record.get("period"))
        label, end = (period.label, period.last) if period else (record.date, day)
        for entry in told:
            value = number(entry.get("value"))
            if value is not None and entry.get("measure"):
                key = (record.get("procedure"), str(entry.get("measure")))
                found[key][label] = Figure(label, end, value, record)
    return {
        key: sorted(each.values(), key=lambda figure: (figure.day, figure.label))
        for key, each in found.items()
    }
