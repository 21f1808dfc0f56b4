"""What each target of the agreements came to over the last twelve months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from sms_docs.calendar_period import MONTHS, CalendarPeriod, last_full
from sms_docs.levels import Result, by_target, results
from sms_docs.model import Document, Record
from sms_docs.views.chart.series import Point, Series, state_of, trend
from sms_docs.views.publication import is_published
from sms_docs.views.reported import Reported, read_reports
from sms_docs.views.site import Site

SHOWN = 12
ASKED = frozenset({"id", "metric", "unit", "comparator", "target", "period"})
NOT_PUBLISHED = "not published"


class Outcome(NamedTuple):
    """What a target came to in one period.

    *state* is met, missed, not measured or not published.  *working* is the arithmetic, or
    why there is none.  *reports* are the published records that tell of the period, and
    *reported* says that *value* is only told by one of them.
    """

    period: CalendarPeriod
    target: Decimal
    value: Decimal | None
    state: str
    budget: Decimal | None = None
    budget_unit: str = ""
    working: str = ""
    reports: Sequence[Record] = ()
    reported: bool = False
    before: Decimal | None = None
    trend: str = ""


class Level(NamedTuple):
    """One target of *agreement*, the text in use, with its *outcomes* in order of time."""

    agreement: Document
    id: str
    metric: str
    unit: str
    comparator: str
    outcomes: Sequence[Outcome]

    @property
    def latest(self) -> Outcome:
        """What it came to in the newest period."""
        return self.outcomes[-1]

    def series(self, notes: Mapping[str, str]) -> Series:
        """Return the outcomes for a chart; *notes* are shown beside the periods of these labels."""
        points = [
            Point(label, each.value, each.target, each.state, notes.get(label, ""))
            for each in self.outcomes
            for label in (each.period.label,)
        ]
        return Series(self.metric, self.unit, self.comparator, points)


# Sites are compared as what they are, not by what they hold: that would take longer than this.
@lru_cache(maxsize=1)
def levels(site: Site) -> Mapping[str, Sequence[Level]]:
    """Return id of a published agreement -> its targets, in the order of its text.

    They are worked out once a build.  What is not published is not read for them, neither
    agreements nor measurements nor reports.
    """
    wanted = {
        each.id: each
        for each in site.documents.values()
        if _promises(each) and site.is_published(each)
    }
    if not wanted:
        return {}
    found: dict[tuple[str, str], list[tuple[Result, Outcome]]] = defaultdict(list)
    for result, outcome in _outcomes(site, wanted):
        found[result.agreement.id, result.id].append((result, outcome))
    made: dict[str, list[Level]] = defaultdict(list)
    for (agreement, _), pairs in found.items():
        made[agreement].append(_level(wanted[agreement], pairs))
    return {
        agreement: sorted(each, key=lambda one: _place(one, wanted[agreement]))
        for agreement, each in sorted(made.items())
    }


def periods(site: Site, length: str = "month") -> list[CalendarPeriod]:
    """Return the periods of *length* that ended in the last twelve full months, in order."""
    newest = last_full(site.trace.as_of)
    oldest = newest
    for _ in range(SHOWN - 1):
        oldest = oldest.before
    found = [last_full(site.trace.as_of, length)]
    while found[-1].before.last >= oldest.first:
        found.append(found[-1].before)
    return [each for each in reversed(found) if oldest.first <= each.last <= newest.last]


def _promises(document: Document) -> bool:
    """Return whether *document* has targets, and no other thing of that name."""
    targets = document.data.get("targets")
    return (
        document.valid
        and isinstance(targets, list)
        and all(isinstance(each, Mapping) and each.keys() >= ASKED for each in targets)
    )


def _outcomes(site: Site, wanted: Mapping[str, Document]) -> Iterator[tuple[Result, Outcome]]:
    shown = [each for each in site.system.records if site.is_published(each)]
    hidden = by_target(each for each in site.system.records if not site.is_published(each))
    measured, told = by_target(shown, site.trace.as_of), read_reports(site, shown)
    publish = site.system.settings.publish
    for length in MONTHS:
        for period in periods(site, length):
            for result in results(site.system, period, wanted, measured):
                entry = _entry(result)
                # A text that was in force before may be one that is not for everybody.
                if entry.get("period") != length or not is_published(
                    result.agreement, publish, drafts=True
                ):
                    continue
                series = hidden.get((result.agreement.id, result.id), ())
                kept = any(_overlap(each.period, period) for each in series)
                yield result, _hidden(result) if kept else _outcome(result, told, entry)


def _outcome(result: Result, told: Reported, entry: Mapping[str, Any]) -> Outcome:
    key = (result.agreement.id, result.id, result.period.label)
    said = told.values.get(key)
    # What is worked out counts; only a target that cannot be is read from reports alone.
    reported = result.value is None and "calculation" not in entry and said is not None
    value = said[0] if reported and said else result.value
    return Outcome(
        period=result.period,
        target=result.target,
        value=value,
        state=state_of(value, result.comparator, result.target) if reported else words(result),
        budget=result.budget,
        budget_unit=result.budget_unit,
        working=f"as reported in {said[1].id}" if reported and said else result.working,
        reports=told.records.get((result.agreement.id, result.period.label), ()),
        reported=reported,
    )


def words(result: Result) -> str:
    """Return the state of *result* as it is read."""
    return str(result.state).replace("-", " ")


def _hidden(result: Result) -> Outcome:
    return Outcome(result.period, result.target, None, NOT_PUBLISHED, working=NOT_PUBLISHED)


def _level(agreement: Document, pairs: Sequence[tuple[Result, Outcome]]) -> Level:
    newest = pairs[-1][0]
    # One chart holds one unit; what was measured in another before is another thing.
    outcomes = [
        outcome
        for result, outcome in pairs
        if (result.unit, result.comparator) == (newest.unit, newest.comparator)
    ]
    moved = [outcomes[0]]
    for before, now in pairwise(outcomes):
        follows = before.period == now.period.before
        value = before.value if follows else None
        moved.append(
            now._replace(before=value, trend=trend(now.value, value, newest.comparator, now.target))
        )
    return Level(agreement, newest.id, newest.metric, newest.unit, newest.comparator, tuple(moved))


def _entry(result: Result) -> Mapping[str, Any]:
    entries: Iterable[Any] = result.agreement.data.get("targets") or ()
    return next((each for each in entries if each.get("id") == result.id), {})


def _place(level: Level, agreement: Document) -> tuple[int, str]:
    """Return where the target stands in its agreement; one that it had before comes last."""
    ids = [each.get("id") for each in agreement.data["targets"] if isinstance(each, Mapping)]
    return ids.index(level.id) if level.id in ids else len(ids), level.id


def _overlap(one: CalendarPeriod, other: CalendarPeriod) -> bool:
    return one.first <= other.last and other.first <= one.last
