"""Where the SMS stands on the way to a certificate, step by step, as far as that is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.fact import Proof, Step
from sms_docs.trace import Row, State
from sms_docs.views.artefacts import Named, named
from sms_docs.views.coverage import tally
from sms_docs.views.pages.clauses import line
from sms_docs.views.site import Site

ORDER = tuple(State)


class Share(NamedTuple):
    """How many of how many requirements have what they ask for."""

    met: int
    asked: int


class Progress(NamedTuple):
    """A step with what is computed of it.

    *documents* are its requirements that ask for a document, met where a text in force
    answers them; *records* those that ask for a record, met where there is one.  *proofs*
    maps the position of each proof to the artefacts it is made of.
    """

    step: Step
    counts: Mapping[State, int]
    documents: Share
    records: Share
    proofs: Sequence[tuple[Proof, Sequence[Named]]]


def path(site: Site) -> Catalogue | None:
    """Return the catalogue in force whose clauses the steps name; None where it is not."""
    return next((each for each in site.catalogues if each.id == site.facts.steps_of), None)


def progress(site: Site, catalogue: Catalogue) -> Iterator[Progress]:
    """Give each step; the figures are those of the matrix of *catalogue*."""
    artefacts = named(site, catalogue)
    for step in site.facts.steps:
        rows = rows_of(site, catalogue, step)
        yield Progress(
            step,
            tally(rows),
            _share(rows, "document", State.DOCUMENTED),
            _share(rows, "record", State.EVIDENCED),
            [
                (proof, [artefacts[each] for each in proof.asks if each in artefacts])
                for proof in step.proofs
            ],
        )


def rows_of(site: Site, catalogue: Catalogue, step: Step) -> list[Row]:
    """Return the requirements in the clauses of *step* and below them, each once."""
    return [
        row
        for row in site.trace.rows.get(catalogue.id, ())
        if any(clause.number in step.clauses for clause in line(catalogue, row.clause))
    ]


def _share(rows: Sequence[Row], evidence: str, least: State) -> Share:
    asked = [row for row in rows if row.requirement.evidence == evidence]
    met = [row for row in asked if ORDER.index(row.state) >= ORDER.index(least)]
    return Share(len(met), len(asked))
