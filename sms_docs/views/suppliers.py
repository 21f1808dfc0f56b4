"""What is known of each supplier: evaluations, reviews, disputes, and the control over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import mean
from typing import NamedTuple

from sms_docs.calendar_period import calendar_period
from sms_docs.evidence import day_of
from sms_docs.model import GONE, Document, Record
from sms_docs.views.chart.series import NOT_MEASURED, Point, Series, number, state_of, trend
from sms_docs.views.rendering import entries
from sms_docs.views.service_levels import Level, levels
from sms_docs.views.site import Site

TYPES = ("contract", "supplier-agreement")
BEST = 5
TENTH = Decimal("0.1")


class Mark(NamedTuple):
    """How well a supplier does by one criterion, from 1 to 5."""

    mark: int
    reason: str


class Checked(NamedTuple):
    """A target of the agreement in an evaluation; *reason* says why there is no value."""

    metric: str
    promised: str
    unit: str
    value: Decimal | None
    state: str
    reason: str


class Evaluation(NamedTuple):
    """An evaluation of a period; *marks* are found by their criterion."""

    record: Record
    label: str
    marks: Mapping[str, Mark]
    results: Sequence[Checked]

    @property
    def mean(self) -> Decimal | None:
        """The mean of its marks to a tenth; None where there are none."""
        if not self.marks:
            return None
        return Decimal(mean(each.mark for each in self.marks.values())).quantize(TENTH)


class Scorecard(NamedTuple):
    """All of one contract or agreement with a supplier; records stand the newest first.

    *evaluations* stand the newest last.  *parties* are its entries among the other parties,
    *controls* the records of control over them.
    """

    agreement: Document
    supplier: str
    evaluations: Sequence[Evaluation]
    levels: Sequence[Level]
    reviews: Sequence[Record]
    disputes: Sequence[Record]
    parties: Sequence[Record]
    controls: Sequence[Record]
    days_left: int | None

    @property
    def latest(self) -> Evaluation | None:
        """The newest evaluation."""
        return self.evaluations[-1] if self.evaluations else None

    @property
    def criteria(self) -> list[str]:
        """Every criterion that was ever marked, each once."""
        return list(dict.fromkeys(name for each in self.evaluations for name in each.marks))

    @property
    def marks(self) -> Series:
        """The means of the evaluations as a chart shows them."""
        points = [Point(each.label, each.mean) for each in self.evaluations]
        return Series(f"Marks of {self.supplier}", f"of {BEST}, mean of the marks", "", points)

    @property
    def trend(self) -> str:
        """Whether the newest mean is better or worse than the one before, or the same."""
        means = [each.mean for each in self.evaluations if each.mean is not None]
        return trend(means[-1], means[-2], "at-least", None) if len(means) > 1 else ""

    @property
    def has_records(self) -> bool:
        """Whether any record tells of it, beside its entry among the other parties."""
        return bool(self.evaluations or self.reviews or self.disputes or self.controls)

    @property
    def open_disputes(self) -> int:
        """How many disputes are not closed."""
        return sum(not each.get("closed") for each in self.disputes)


def scorecards(site: Site) -> list[Scorecard]:
    """Return one for each published agreement with a supplier in use, contracts first, by id.

    Only published records count, up to the day of the build.
    """
    last = site.trace.as_of.isoformat()
    about: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for each in site.records.values():
        if each.valid and site.is_published(each) and "" < each.date <= last:
            about[each.type.name, each.get("agreement") or each.get("party")].append(each)
    return [
        _scorecard(site, document, about)
        for kind in TYPES
        for document in site.documents.values()
        if document.type.name == kind
        and document.standing.status not in GONE
        and site.is_published(document)
    ]


def _scorecard(
    site: Site, agreement: Document, about: Mapping[tuple[str, str], Sequence[Record]]
) -> Scorecard:
    """Return that of *agreement*; *about* are records by kind and what they are about."""

    def of(kind: str, name: str = agreement.id) -> Sequence[Record]:
        return about.get((kind, name), ())

    evaluations = [_evaluation(agreement, each) for each in of("supplier-evaluation")]
    parties = of("other-party")
    return Scorecard(
        agreement=agreement,
        supplier=agreement.get("supplier") or agreement.get("party") or agreement.title,
        evaluations=sorted(evaluations, key=_when),
        levels=levels(site).get(agreement.id, ()),
        reviews=of("contract-review"),
        disputes=of("dispute"),
        parties=parties,
        controls=[each for party in parties for each in of("party-control", party.id)],
        days_left=_days_left(agreement, site.trace.as_of),
    )


def _evaluation(agreement: Document, record: Record) -> Evaluation:
    targets = {str(each.get("id")): each for each in entries(agreement.data.get("targets"))}
    marks = {}
    for entry in entries(record.data.get("marks")):
        mark = entry.get("mark")
        if isinstance(mark, int) and not isinstance(mark, bool):
            marks[str(entry.get("criterion"))] = Mark(mark, str(entry.get("reason") or ""))
    results = []
    for entry in entries(record.data.get("results")):
        identity = str(entry.get("target"))
        target = targets.get(identity, {})
        value, aim = number(entry.get("value")), number(target.get("target"))
        comparator = str(target.get("comparator") or "")
        results.append(
            Checked(
                str(target.get("metric") or identity),
                f"{comparator.replace('-', ' ')} {'' if aim is None else f'{aim:f}'}".strip(),
                str(target.get("unit") or ""),
                value,
                state_of(value, comparator, aim) if value is not None else NOT_MEASURED,
                str(entry.get("reason") or ""),
            )
        )
    return Evaluation(record, record.get("period") or record.date, marks, results)


def _when(evaluation: Evaluation) -> tuple[date, str]:
    period = calendar_period(evaluation.label)
    return (period.last if period else day_of(evaluation.record) or date.min), evaluation.record.id


def _days_left(agreement: Document, today: date) -> int | None:
    """Return how many days are left until the agreement ends; None where it has no end."""
    try:
        return (date.fromisoformat(agreement.get("ends")) - today).days
    except ValueError:
        return None
