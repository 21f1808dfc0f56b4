"""Requirement, claims, documents, records: how far each requirement is met, and why not further."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import IntEnum, StrEnum
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from sms_docs.cadence import Cadence, Demand, cadences, demands, late
from sms_docs.catalogue import Artefact, Catalogue, Clause, Requirement
from sms_docs.evidence import Evidence, asked_of, gather
from sms_docs.model import Claim, Document, ManagementSystem, Record, Review, Status

Claims = tuple[tuple[Document, Claim], ...]
# Who claims one number, by how far the claim carries, each list ordered by document id.
Answer = dict["Reach", list[tuple[Document, Claim]]]
# How many ids a reason spells out before it counts the rest.
NAMED = 3


class State(StrEnum):
    """How far a requirement is met, each step with all the earlier ones."""

    UNCLAIMED = "unclaimed"
    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    EVIDENCED = "evidenced"
    CURRENT = "current"


class Reach(IntEnum):
    """How far one claim carries: the text in force counts, at a heading that exists."""

    WITHDRAWN = 0
    SUPERSEDED = 1
    DRAFT = 2
    NOT_YET = 3
    ASTRAY = 4
    OVERDUE = 5
    CURRENT = 6


REACH = {
    Status.WITHDRAWN: Reach.WITHDRAWN,
    Status.SUPERSEDED: Reach.SUPERSEDED,
    Status.DRAFT: Reach.DRAFT,
    Status.APPROVED: Reach.NOT_YET,
    Status.IN_FORCE: Reach.CURRENT,
}


class Obstacle(StrEnum):
    """What keeps a requirement from the next state."""

    UNCLAIMED = "unclaimed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    NOT_YET = "not-yet"
    ASTRAY = "astray"
    UNNAMED = "unnamed"
    NO_RECORD = "no-record"
    OVERDUE = "overdue"
    STALE = "stale"


class Bar(NamedTuple):
    """An obstacle with what it is about: the claims that do not carry, or an artefact."""

    obstacle: Obstacle
    claims: Claims = ()
    artefact: Artefact | None = None


class Row(NamedTuple):
    """One requirement with what answers it.

    *claims* are ordered as the documents are.  *records* are those it asks for, none
    after the day of the trace, the newest first.  *reason* says why *state* is not the
    next one; empty for ``current``.  *points* maps each point that is claimed by itself
    to who claims it.  *bar* is what *reason* says as data; None for ``current``.
    """

    clause: Clause
    requirement: Requirement
    claims: Claims
    records: tuple[Record, ...]
    state: State
    reason: str
    points: Mapping[str, Claims] = MappingProxyType({})
    bar: Bar | None = None


class Trace(NamedTuple):
    """Every requirement of every catalogue in force, as of a day.

    *rows* maps the id of a catalogue to its requirements in the order of the standard.
    *demands* are the kinds of record that documents in force ask for, *cadences* those with
    a rhythm, once for each subject, with what is there and what is missing.
    """

    rows: Mapping[str, tuple[Row, ...]]
    as_of: date
    working: bool = False
    demands: tuple[Demand, ...] = ()
    cadences: tuple[Cadence, ...] = ()

    def summary(self, catalogue_id: str) -> dict[str, int]:
        """Return how many requirements are in each of the five states."""
        counts = dict.fromkeys((str(state) for state in State), 0)
        for row in self.rows[catalogue_id]:
            counts[row.state] += 1
        return counts


def trace(system: ManagementSystem, today: date, *, working: bool = False) -> Trace:
    """Return how far each requirement is met as of *today*.

    A claim to a clause covers the requirements that stand directly in it.  A number
    without a catalogue before it (``catalogue-id:number``) belongs to the first
    catalogue in force.  *working* takes working texts as approved and in force.
    """
    texts = system.documents if working else system.in_use or system.documents
    answers = _answers(texts, working=working)
    asked = demands(system, today, working=working)
    kept = cadences(system, asked, today, working=working)
    evidence = gather(system.records, system.types.values(), today)._replace(
        asked=frozenset(artefact for demand in asked for artefact in demand.artefacts),
        late=late(kept),
    )
    first = next(iter(system.catalogues), "")
    rows = {
        name: _rows(
            catalogue, answers, evidence, ("", f"{name}:") if name == first else (f"{name}:",)
        )
        for name, catalogue in system.catalogues.items()
    }
    return Trace(rows, today, working, asked, kept)


def _answers(documents: Iterable[Document], *, working: bool) -> Mapping[str, Answer]:
    """Return who claims each number, as it is written."""
    answers: dict[str, Answer] = defaultdict(lambda: defaultdict(list))
    for document in sorted(documents, key=attrgetter("id")):
        reach = _reach(document, working=working)
        anchors = None
        for claim in document.claims:
            carries = reach
            if claim.anchor is not None and reach > Reach.ASTRAY:
                anchors = document.anchors if anchors is None else anchors
                carries = reach if claim.anchor in anchors else Reach.ASTRAY
            answers[claim.number][carries].append((document, claim))
    return answers


def _reach(document: Document, *, working: bool) -> Reach:
    standing = document.standing
    reach = REACH[standing.status]
    unapproved = reach in (Reach.DRAFT, Reach.NOT_YET) or standing.pending is not None
    if working and unapproved and reach > Reach.SUPERSEDED:
        return Reach.CURRENT
    if reach is Reach.CURRENT and standing.review is Review.OVERDUE:
        return Reach.OVERDUE
    return reach


def _rows(
    catalogue: Catalogue,
    answers: Mapping[str, Answer],
    evidence: Evidence,
    prefixes: tuple[str, ...],
) -> tuple[Row, ...]:
    rows = []
    for clause in catalogue.clauses.values():
        for requirement in clause.requirements:
            given = [
                answer
                for prefix in prefixes
                for number in (clause.number, requirement.id)
                if (answer := answers.get(prefix + number))
            ]
            asked = asked_of(requirement, catalogue.artefacts)
            state, reason, bar = _judge(requirement, given, asked, evidence)
            rows.append(
                Row(
                    clause=clause,
                    requirement=requirement,
                    claims=_merged(given),
                    records=evidence.proof(asked),
                    state=state,
                    reason=reason,
                    points=_points(requirement, answers, prefixes),
                    bar=bar,
                )
            )
    return tuple(rows)


def _points(
    requirement: Requirement, answers: Mapping[str, Answer], prefixes: tuple[str, ...]
) -> Mapping[str, Claims]:
    given = {
        name: [answer for prefix in prefixes if (answer := answers.get(prefix + name))]
        for name, _ in requirement.points
    }
    return {name: _merged(found) for name, found in given.items() if found}


def _merged(answers: list[Answer]) -> Claims:
    given = [pairs for answer in answers for pairs in answer.values()]
    if len(given) == 1:
        return tuple(given[0])
    return tuple(sorted(chain.from_iterable(given), key=lambda pair: pair[0].id))


def _judge(
    requirement: Requirement,
    answers: list[Answer],
    asked: tuple[Artefact, ...],
    evidence: Evidence,
) -> tuple[State, str, Bar | None]:
    """Return the highest state with all earlier ones met, and what bars the next."""
    if not answers:
        return State.UNCLAIMED, "no document claims it", Bar(Obstacle.UNCLAIMED)
    reached = max(reach for answer in answers for reach in answer)
    if reached <= Reach.ASTRAY:
        pairs = _carrying(answers, reached)
        bar = Bar(Obstacle[reached.name], tuple(pairs))
        return State.CLAIMED, _undocumented(reached, pairs), bar
    return _prove(requirement, answers, asked, evidence)


def _prove(
    requirement: Requirement,
    answers: list[Answer],
    asked: tuple[Artefact, ...],
    evidence: Evidence,
) -> tuple[State, str, Bar | None]:
    """Return the state of what is documented, and what bars the next."""
    if requirement.evidence == "record" and not asked:
        reason = "the catalogue does not say which record proves it"
        return State.DOCUMENTED, reason, Bar(Obstacle.UNNAMED)
    if lack := evidence.missing(asked):
        bar = Bar(Obstacle.NO_RECORD, artefact=lack.artefact)
        return State.DOCUMENTED, lack.words, bar
    met = State.EVIDENCED if asked else State.DOCUMENTED
    if overdue := _carrying(answers, Reach.OVERDUE):
        reason = _overdue([document for document, _ in overdue])
        return met, reason, Bar(Obstacle.OVERDUE, tuple(overdue))
    if lack := evidence.stale(asked):
        return met, lack.words, Bar(Obstacle.STALE, artefact=lack.artefact)
    return State.CURRENT, "", None


def _carrying(answers: list[Answer], reach: Reach) -> list[tuple[Document, Claim]]:
    return [pair for answer in answers for pair in answer.get(reach, ())]


def _undocumented(reached: Reach, pairs: list[tuple[Document, Claim]]) -> str:
    document, claim = pairs[0]
    if reached is Reach.ASTRAY:
        where = "key" if document.type.format == "yaml" else "heading"
        return f"{where} #{claim.anchor} of {document.id} does not exist"
    names, several = _named([document for document, _ in pairs])
    if reached is Reach.DRAFT:
        what = "are drafts" if several else "is a draft"
        return f"{names} {what}: nothing approved claims it"
    verb = "are" if several else "is"
    if reached is Reach.NOT_YET:
        return f"{names} {verb} approved, but not in force yet"
    return f"{names} {verb} {reached.name.lower()}"


def _overdue(documents: list[Document]) -> str:
    names, several = _named(documents)
    due = documents[0].standing.next_review
    if several:
        return f"the reviews of {names} are overdue"
    return f"the review of {names} is overdue" + (f" since {due}" if due else "")


def _named(documents: list[Document]) -> tuple[str, bool]:
    """Return the ids of *documents* for a sentence, and whether they are several."""
    ids = {document.id for document in documents}
    names = nsmallest(NAMED, ids)
    if len(ids) > NAMED:
        names[-1] = f"{len(ids) - NAMED + 1} more"
    *most, last = names
    return (f"{', '.join(most)} and {last}", True) if most else (last, False)
