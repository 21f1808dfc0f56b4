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


class Done(NamedTuple):
    """How much of what a step asks for is met; *words* is the arithmetic."""

    met: int
    asked: int
    words: str

    @property
    def percent(self) -> int:
        """The share in percent, rounded down: 100 only where all of it is met."""
        return 100 * self.met // self.asked if self.asked else 0


class Progress(NamedTuple):
    """A step with what is computed of it.

    *documents* are its requirements that ask for a document, met where a text in force
    answers them; *records* those that ask for a record, met where there is one.  *proofs*
    are its proofs with the artefacts each is made of.
    """

    step: Step
    counts: Mapping[State, int]
    documents: Share
    records: Share
    proofs: Sequence[tuple[Proof, Sequence[Named]]]
    done: Done


def path(site: Site) -> Catalogue | None:
    """Return the catalogue in force whose clauses the steps name; None where it is not."""
    return next((each for each in site.catalogues if each.id == site.facts.steps_of), None)


def progress(site: Site, catalogue: Catalogue) -> Iterator[Progress]:
    """Give each step; the figures are those of the matrix of *catalogue*."""
    artefacts = named(site, catalogue)
    for step in site.facts.steps:
        rows = rows_of(site, catalogue, step)
        proofs = [
            (proof, [artefacts[each] for each in proof.asks if each in artefacts])
            for proof in step.proofs
        ]
        yield Progress(
            step,
            tally(rows),
            _share(rows, "document", State.DOCUMENTED),
            _share(rows, "record", State.EVIDENCED),
            proofs,
            _done([_counted(each, rows, proofs) for each in step.counts]),
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


def _counted(
    what: str, rows: Sequence[Row], proofs: Sequence[tuple[Proof, Sequence[Named]]]
) -> Done:
    """Return what is met of one thing that a step counts; see `Step`."""
    if what == "proofs":
        met = sum(_is_there(*each) for each in proofs)
        outside = sum(not (proof.page or proof.asks) for proof, _ in proofs)
        words = f"{met} of {len(proofs)} proofs there"
        if outside:
            words += f" ({outside} kept outside of the SMS, not known here)"
        return Done(met, len(proofs), words)
    tests = {"claimed": _is_claimed, "answered": _is_answered, "current": _is_current}
    words = {
        "claimed": "claimed by a document that has an owner",
        "answered": "answered by a text in force, with a record where one is asked for",
        "current": "current",
    }[what]
    met = sum(map(tests[what], rows))
    return Done(met, len(rows), f"{met} of {len(rows)} requirements {words}")


def _done(parts: Sequence[Done]) -> Done:
    words = ", ".join(part.words for part in parts)
    return Done(sum(part.met for part in parts), sum(part.asked for part in parts), words)


def _is_claimed(row: Row) -> bool:
    return any(document.owner for document, _ in row.claims)


def _is_answered(row: Row) -> bool:
    least = State.EVIDENCED if row.requirement.evidence == "record" else State.DOCUMENTED
    return ORDER.index(row.state) >= ORDER.index(least)


def _is_current(row: Row) -> bool:
    return row.state is State.CURRENT


def _is_there(proof: Proof, items: Sequence[Named]) -> bool:
    """Return whether *proof* is computed here, or all that it is made of is there."""
    if proof.page:
        return True
    there = (
        (bool(item.documents) or item.artefact.kind == "record")
        and (bool(item.records) or not item.has_records)
        for item in items
    )
    return bool(items) and len(items) == len(proof.asks) and all(there)
