"""Records of a generated SMS, the entries that ask for them, and gaps at known places.

Procedures ask by turns for figures each month and for a new risk each quarter, each for its
own; the first one asks for a control of each other party each month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sms_docs.calendar_period import CalendarPeriod, holding

# One demand in so many misses a record.
EVERY = 5
# One record in so many is another party.
PARTIES = 25
ENTRY = (
    "records:",
    "  - name: What is kept",
    "    kept_in: Repository",
    "    retention: P3Y",
    "    kind: {kind}",
    "    every: {every}",
    "    {more}",
)
KIND_LINE = 5
HEAD = """id: {id}
kind: {kind}
title: Generated {id}
date: {day}
procedure: PRC-{number:05d}
owner: service-manager
classification: internal
retention: P3Y
"""
BODIES = {
    "extract": """process: incident
period: "{period}"
figures:
  - {{name: Cases closed, value: "{number}", unit: cases}}
conclusions: Nothing out of the usual was seen by procedure {number}.
""",
    "risk": """description: Something fails that procedure {number} relies on.
likelihood: 2
impact: 4
treatment: Reduced by procedure {number}; the rest is looked at each quarter.
""",
    "other-party": """relation: external-supplier
provides: [{{what: component, part: Part {period}}}]
control: Counted each month, and read by the supplier manager.
agreement: PRC-{number:05d}
""",
    "party-control": """party: {period}
period: "{month}"
checks:
  - {{what: Repairs, found: All of them in time.}}
result: In order.
""",
}
PLACES = {
    "extract": ("records/extracts", "EXT-{year}-{count:03d}"),
    "risk": ("records/risks", "RSK-{count:03d}"),
    "other-party": ("records/other-parties", "OTH-{count:03d}"),
    "party-control": ("records/party-controls", "PCT-{year}-{count:03d}"),
}


@dataclass
class Records:
    """Writes at most *most* records below *root*, asked for since *since*.

    *entries* maps the number of a procedure to the lines that ask for records, *missing*
    are those of which one is missing.
    """

    root: Path
    most: int
    since: date
    today: date
    entries: dict[int, list[str]] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    written: int = 0

    def write(self, procedures: int) -> None:
        """Let *procedures* ask for records, as many as they may be, and write these."""
        months = list(self._months())
        self._parties(months)
        for number in range(2, procedures + 1):
            if self.written + len(months) > self.most:
                return
            gap = number % EVERY == 0
            if number % 2:
                self._ask(number, "extract", "P1M", f"where: {{procedure: PRC-{number:05d}}}")
                for month in months[: -1 if gap else None]:
                    day = month.last + timedelta(days=1)
                    self._record("extract", number, day, period=month.label)
            else:
                self._ask(number, "risk", "P3M", f"where: {{procedure: PRC-{number:05d}}}")
                self._record("risk", number, date(2026, 1, 1) if gap else self.today)
            self.missing |= {number} if gap else set()

    def _months(self) -> Iterator[CalendarPeriod]:
        """Give the months that began since the demand and have ended."""
        month = holding(self.since, "month").after
        while month.last < self.today:
            yield month
            month = month.after

    def _parties(self, months: list[CalendarPeriod]) -> None:
        if not self.most:
            return
        self._ask(1, "party-control", "P1M", "each: other-party")
        for count in range(max(2, self.most // PARTIES // (len(months) + 1))):
            party = self._record("other-party", 1, self.since, period=f"number {count}")
            # The first party is controlled each month, the second one was not in the last.
            for month in months[: -1 if count % EVERY == 1 else None]:
                day = month.last + timedelta(days=1)
                self._record("party-control", 1, day, period=party, month=month.label)
        self.missing.add(1)

    def _ask(self, number: int, kind: str, every: str, more: str) -> None:
        self.entries[number] = [line.format(kind=kind, every=every, more=more) for line in ENTRY]

    def _record(self, kind: str, number: int, day: date, period: str = "", month: str = "") -> str:
        self.written += 1
        folder, form = PLACES[kind]
        series = (kind, day.year if "year" in form else 0)
        count = self.counts[series] = self.counts.get(series, 0) + 1
        identity = form.format(year=day.year, count=count)
        text = HEAD.format(id=identity, kind=kind, day=day, number=number)
        text += BODIES[kind].format(number=number, period=period, month=month)
        place = self.root / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{identity}-generated.yml").write_text(text)
        return identity
