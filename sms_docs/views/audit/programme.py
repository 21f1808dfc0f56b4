"""The internal audits of a cycle: which were planned and held, what they covered and found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sms_docs.audited import AUDIT, texts
from sms_docs.catalogue import Catalogue, Clause
from sms_docs.followup import Action
from sms_docs.model import Record
from sms_docs.views.pages.clauses import line
from sms_docs.views.rendering import entries
from sms_docs.views.site import Site

PLANNED, NO_REPORT, HELD, CLOSED = "planned", "no report yet", "held", "closed"
NONCONFORMITY = "nonconformity"
# The years back to which coverage is shown: those between two certificates.
CYCLE = 3


class Audit(NamedTuple):
    """An audit, when it is or was (a day, or the month it is planned for), and how far it is."""

    record: Record
    when: str
    state: str

    @property
    def is_planned(self) -> bool:
        """Whether it still lies in the future."""
        return self.state == PLANNED

    @property
    def scope(self) -> tuple[str, ...]:
        """The clauses that it is about."""
        return texts(self.record.data.get("scope"))

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        """What it found."""
        return entries(self.record.data.get("findings"))


class Visit(NamedTuple):
    """An audit that covered a clause; *part* is the number in its scope where that is narrower."""

    audit: Audit
    part: str


class Line(NamedTuple):
    """A clause with the visits of each year, and the newest day of one that was held."""

    clause: Clause
    years: Sequence[Sequence[Visit]]
    last: str


class Coverage(NamedTuple):
    """The clauses of a catalogue, each with the audits that covered it by year."""

    catalogue: Catalogue
    years: Sequence[int]
    lines: Sequence[Line]

    @property
    def covered(self) -> int:
        """How many clauses an audit was held on."""
        return sum(bool(each.last) for each in self.lines)


class Found(NamedTuple):
    """A finding, its audit, and the record that follows it up, with the task in it."""

    audit: Audit
    clause: str
    text: str
    grade: str
    follower: Record | None
    task: Action | None

    @property
    def is_followed(self) -> bool:
        """Whether a record follows it up, or none is asked for."""
        return self.follower is not None or self.grade != NONCONFORMITY


def programme(site: Site) -> list[Audit]:
    """Return the published audits, the newest first."""
    today = site.report.as_of
    return [
        Audit(record, _when(record, today), _state(record, today))
        for record in site.records.values()
        if record.type.name == AUDIT and site.is_published(record)
    ]


def _when(record: Record, today: date) -> str:
    planned = record.get("planned")
    return planned if planned and record.date > today.isoformat() else record.date


def _state(record: Record, today: date) -> str:
    if record.date > today.isoformat():
        return PLANNED
    if record.get("closed"):
        return CLOSED
    foreseen = record.get("planned") and not entries(record.data.get("findings"))
    return NO_REPORT if foreseen else HELD


def coverage(site: Site, audits: Iterable[Audit]) -> Iterator[Coverage]:
    """Give the coverage of the first catalogue in force, and of others that an audit names."""
    every = list(audits)
    years = _years([each.record.date for each in every], site.report.as_of.year)
    for index, catalogue in enumerate(site.catalogues):
        prefix = f"{catalogue.id}:"
        scopes = [
            (audit, number.removeprefix(prefix))
            for audit in every
            for number in audit.scope
            if number.startswith(prefix) or (index == 0 and ":" not in number)
        ]
        if index == 0 or scopes:
            yield Coverage(catalogue, years, list(_lines(catalogue, scopes, years)))


def _years(days: Sequence[str], now: int) -> list[int]:
    found = [int(day[:4]) for day in days if day[:4].isdecimal()]
    first = max(min([*found, now]), now - CYCLE + 1)
    return list(range(first, min(max([*found, now]), now + CYCLE) + 1))


def _lines(
    catalogue: Catalogue, scopes: Iterable[tuple[Audit, str]], years: Sequence[int]
) -> Iterator[Line]:
    visits: dict[str, list[Visit]] = defaultdict(list)
    shown, homes = _shown(catalogue), _homes(catalogue)
    for audit, number in scopes:
        if clause := catalogue.clauses.get(homes.get(number, "")):
            for above in line(catalogue, clause):
                if above.number in shown:
                    part = "" if above.number == number else number
                    visits[above.number].append(Visit(audit, part))
                    break
            else:
                for below in catalogue.clauses.values():
                    if below.parent == clause.number:
                        visits[below.number].append(Visit(audit, ""))
    for name in shown:
        found = sorted(visits[name], key=lambda each: (each.audit.when, each.part))
        held = [each.audit.record.date for each in found if each.audit.state in (HELD, CLOSED)]
        by_year = [[e for e in found if e.audit.when.startswith(f"{y:04}")] for y in years]
        yield Line(catalogue.clauses[name], by_year, max(held, default=""))


def _shown(catalogue: Catalogue) -> list[str]:
    """Return the numbers directly below the top ones, and top ones without any below them."""
    clauses = catalogue.clauses
    parents = {each.parent for each in clauses.values()}
    tops = {number for number, each in clauses.items() if each.parent not in clauses}
    return [
        number
        for number, each in clauses.items()
        if each.parent in tops or (number in tops and number not in parents)
    ]


def _homes(catalogue: Catalogue) -> Mapping[str, str]:
    """Return number of a clause, requirement or point -> the number of its clause."""
    requirements = catalogue.requirements
    return {
        **{number: number for number in catalogue.clauses},
        **{number: each.clause for number, each in requirements.items()},
        **{number: requirements[home].clause for number, (home, _) in catalogue.points.items()},
    }


def findings(site: Site, audits: Iterable[Audit], tasks: Mapping[str, Action]) -> Iterator[Found]:
    """Give each finding of *audits*; *tasks* maps the id of a record to the task in it."""
    for audit in audits:
        for entry in audit.findings:
            name = entry.get(NONCONFORMITY)
            follower = site.records.get(name) if isinstance(name, str) else None
            shown = follower is not None and site.is_published(follower)
            yield Found(
                audit,
                str(entry.get("clause") or ""),
                str(entry.get("text") or ""),
                str(entry.get("grade") or ""),
                follower,
                tasks.get(follower.id) if follower and shown else None,
            )
