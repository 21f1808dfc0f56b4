"""What an audit programme has to cover: each clause that asks for something, each process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sms_docs.audited import answering, audits, looked_at, texts
from sms_docs.model import Document, Status
from sms_docs.trace import Row
from sms_docs.views.audit.ground import Ground, Mark
from sms_docs.views.audit.marks import marks
from sms_docs.views.publication import in_use

PROCESS = "procedure"
# Words in the titles of the clauses that every year looks at, and what they stand for.
ALWAYS = {
    "incident management": "incident control",
    "change management": "change control",
    "documented information": "document control",
}
WEIGHT_OF_ALWAYS = 3


class Reason(NamedTuple):
    """Why a subject weighs something, in words."""

    weight: int
    text: str


class Subject(NamedTuple):
    """A clause with its requirements, or a process in force that claims none.

    *number* is that of the clause, or the id of the process.  *documents* are those in force
    that answer it.  *audited* is the day on which it was last audited, empty for never.
    """

    number: str
    title: str
    requirements: tuple[str, ...]
    documents: tuple[Document, ...]
    reasons: tuple[Reason, ...]
    audited: str

    @property
    def weight(self) -> int:
        """What its reasons weigh together."""
        return sum(each.weight for each in self.reasons)

    @property
    def is_yearly(self) -> bool:
        """Whether anything speaks for looking at it every year."""
        return bool(self.reasons)

    @property
    def load(self) -> int:
        """How much there is to look at: its requirements, at least one."""
        return max(1, len(self.requirements))


def subjects(ground: Ground) -> tuple[Subject, ...]:
    """Return what is to be audited, in the order of the standard, processes without one last."""
    found = marks(ground)
    days = _days(ground)
    by_clause: dict[str, list[Row]] = {}
    for row in ground.trace.rows[ground.catalogue.id]:
        by_clause.setdefault(row.clause.number, []).append(row)
    clauses = tuple(_clause(ground, rows, found, days) for rows in by_clause.values())
    claiming = {document.id for subject in clauses for document in subject.documents}
    return (*clauses, *_processes(ground, claiming, found))


def _clause(
    ground: Ground, rows: list[Row], found: tuple[Mark, ...], days: Mapping[str, str]
) -> Subject:
    clause = rows[0].clause
    requirements = tuple(row.requirement.id for row in rows)
    documents = answering(rows, working=ground.trace.working)
    reasons = [
        Reason(each.weight, each.text)
        for each in found
        if each.requirements.intersection(requirements) or each.documents & documents.keys()
    ]
    return Subject(
        clause.number,
        clause.title,
        requirements,
        tuple(documents.values()),
        (*_always(ground, clause.number), *reasons),
        min(days.get(each, "") for each in requirements),
    )


def _always(ground: Ground, number: str) -> Iterator[Reason]:
    """Give why the clause *number* is audited every year whatever the records say."""
    titles = ""
    clause = ground.catalogue.clauses.get(number)
    while clause:
        titles = f"{clause.title.casefold()}\n{titles}"
        clause = ground.catalogue.clauses.get(clause.parent or "")
    for word, what in ALWAYS.items():
        if word in titles:
            yield Reason(WEIGHT_OF_ALWAYS, f"{what} is audited every year")
            return


def _days(ground: Ground) -> Mapping[str, str]:
    """Return requirement id -> the newest day up to today on which it was audited."""
    days: dict[str, str] = {}
    for audit in audits(ground.system):
        if audit.date <= ground.today.isoformat():
            scope = texts(audit.data.get("scope"))
            days |= dict.fromkeys(looked_at(ground.system, ground.catalogue, scope), audit.date)
    return days


def _processes(ground: Ground, claiming: set[str], found: tuple[Mark, ...]) -> Iterator[Subject]:
    for document in sorted(in_use(ground.system), key=lambda each: each.id):
        in_force = document.standing.status is Status.IN_FORCE
        if document.type.name == PROCESS and in_force and document.id not in claiming:
            reasons = tuple(
                Reason(each.weight, each.text) for each in found if document.id in each.documents
            )
            yield Subject(document.id, document.title, (), (document,), reasons, "")
