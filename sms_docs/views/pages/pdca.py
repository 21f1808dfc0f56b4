"""The clauses as plan, do, check and act: how far each is met, and by which documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.catalogue import Catalogue, Clause
from sms_docs.model import Document
from sms_docs.trace import Row, State
from sms_docs.views.answers import answering, answers
from sms_docs.views.coverage import tally
from sms_docs.views.pages.clauses import rows_under
from sms_docs.views.site import Page, Site

URI = "pdca/"
TITLE = "Plan, do, check, act"
STEPS = {
    "plan": "Set aims and ways, and provide what they need.",
    "do": "Run the services as planned.",
    "check": "Watch and measure, and report what was found.",
    "act": "Mend what is wrong, and get better.",
}
# A column with fewer clauses shows those one level further down.
FEW = 10
MOST = 5


class Entry(NamedTuple):
    """A clause with the state of all requirements in it, and who answers most of them."""

    clause: Clause
    counts: Mapping[State, int]
    documents: Sequence[Document]


def pages(site: Site) -> Iterator[Page]:
    """Give one page, with four columns for each catalogue in force."""
    boards = [(catalogue, list(columns(site, catalogue))) for catalogue in site.catalogues]
    html = site.page(
        "pdca.html",
        URI,
        title=TITLE,
        boards=[board for board in boards if any(entries for _, _, _, entries in board[1])],
        most=MOST,
    )
    yield Page(URI, TITLE, html, search=False, wide=True)


def columns(
    site: Site, catalogue: Catalogue
) -> Iterator[tuple[str, str, Mapping[State, int], list[Entry]]]:
    """Give name, meaning, states of the requirements and clauses of each of the four steps."""
    known = answers(site.trace, catalogue)
    under = rows_under(site, catalogue)
    for name, meaning in STEPS.items():
        own = [row for row in site.trace.rows[catalogue.id] if row.clause.pdca == name]
        entries = [
            Entry(clause, tally(rows), answering(rows, known))
            for clause in _shown(catalogue, name, under)
            if (rows := [row for row in under[clause.number] if row.clause.pdca == name])
        ]
        yield name, meaning, tally(own), entries


def _shown(catalogue: Catalogue, step: str, under: Mapping[str, Sequence[Row]]) -> Sequence[Clause]:
    """Return the clauses of a column that hold requirements: the second level, or the third."""
    for depth in (1, 2):
        found = [
            clause
            for clause in catalogue.clauses.values()
            if clause.pdca == step
            and under.get(clause.number)
            and (clause.number.count(".") == depth or _is_end(clause, depth))
        ]
        if len(found) >= FEW:
            break
    return found


def _is_end(clause: Clause, depth: int) -> bool:
    return clause.number.count(".") < depth and bool(clause.requirements)
