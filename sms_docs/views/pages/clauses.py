"""A page a clause: what is asked, which documents answer, which records prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sms_docs.catalogue import Catalogue, Clause
from sms_docs.model import Document
from sms_docs.trace import Row
from sms_docs.views.coverage import counts, tally
from sms_docs.views.crosswalk import Crosswalk, crosswalks
from sms_docs.views.rendering import spaced
from sms_docs.views.site import Page, Site


class Counterparts(NamedTuple):
    """The clauses of another standard that ask for the same.

    *row* is where the crosswalk shows them; *aims* maps each number to where it is shown.
    Both are None where no page does.
    """

    standard: str
    row: str | None
    aims: Mapping[str, str | None]


def pages(site: Site) -> Iterator[Page]:
    """Give the index of each catalogue in force and a page for each of its clauses."""
    for index, catalogue in enumerate(site.catalogues):
        folder = f"clauses/{catalogue.id}/" if index else "clauses/"
        yield _index(site, catalogue, folder)
        yield from _clauses(site, catalogue, folder)


def below(catalogue: Catalogue) -> Mapping[str | None, Sequence[Clause]]:
    """Return clause number -> the clauses directly under it; None holds the top ones."""
    found: dict[str | None, list[Clause]] = defaultdict(list)
    for clause in catalogue.clauses.values():
        found[clause.parent].append(clause)
    return found


def line(catalogue: Catalogue, clause: Clause) -> Iterator[Clause]:
    """Give *clause* and those above it, the nearest first."""
    yield clause
    while clause.parent and clause.parent in catalogue.clauses:
        clause = catalogue.clauses[clause.parent]
        yield clause


def rows_under(site: Site, catalogue: Catalogue) -> Mapping[str, Sequence[Row]]:
    """Return clause number -> rows of the clause and of all clauses below it."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in site.trace.rows.get(catalogue.id, ()):
        for clause in line(catalogue, catalogue.clauses[row.clause.number]):
            found[clause.number].append(row)
    return found


def _index(site: Site, catalogue: Catalogue, folder: str) -> Page:
    title = f"Clauses of {catalogue.standard}"
    html = site.page(
        "clauses.html",
        folder,
        title=title,
        catalogue=catalogue,
        folder=folder,
        counts=counts(site.trace, catalogue),
        tallies={number: tally(rows) for number, rows in rows_under(site, catalogue).items()},
    )
    return Page(folder, title, html)


def _clauses(site: Site, catalogue: Catalogue, folder: str) -> Iterator[Page]:
    children, rows = below(catalogue), rows_under(site, catalogue)
    reasons = {row["requirement"]: row["reason"] for row in site.matrices[catalogue.id]}
    tallies = {number: tally(under) for number, under in rows.items()}
    known = crosswalks(site)
    order = list(catalogue.clauses.values())
    neighbours = zip([None, *order], order, [*order[1:], None], strict=False)
    for previous, clause, following in neighbours:
        uri, title = f"{folder}{clause.number}/", f"{clause.number} {clause.title}"
        html = site.page(
            "clause.html",
            uri,
            title=title,
            catalogue=catalogue,
            folder=folder,
            clause=clause,
            steps=[("Clauses", folder), *_above(catalogue, clause, folder)],
            children=children.get(clause.number, ()),
            rows=[row for row in rows.get(clause.number, ()) if row.clause is clause],
            reasons=reasons,
            counts=tallies.get(clause.number, {}),
            tallies=tallies,
            crosswalks=list(_counterparts(site, catalogue, clause, known)),
            previous=previous,
            following=following,
            heading=heading,
            kept=partial(kept, site),
        )
        yield Page(uri, title, html)


def heading(document: Document, anchor: str | None) -> str:
    """Return the title of the place *anchor* in *document*; empty for the whole of it."""
    if document.type.format == "yaml" and anchor:
        described = document.type.schema.get("properties", {})
        return str(described.get(anchor, {}).get("title") or spaced(anchor))
    return next((each.text for each in document.body.headings if each.anchor == anchor), "")


def kept(site: Site, row: Row) -> list[tuple[Document, str]]:
    """Return who says where the records of *row* are kept outside of here, and at which place."""
    found = {document.id: document for document, _ in row.claims if document.data.get("records")}
    return [
        (document, "records" if document.type.format == "yaml" else "sms-records")
        for document in found.values()
        if site.is_published(document)
    ]


def _above(catalogue: Catalogue, clause: Clause, folder: str) -> list[tuple[str, str]]:
    """Return the numbers above *clause* with their addresses, the top one first."""
    above = list(line(catalogue, clause))[:0:-1]
    return [(each.number, f"{folder}{each.number}/") for each in above]


def _counterparts(
    site: Site, catalogue: Catalogue, clause: Clause, known: Mapping[str, Crosswalk]
) -> Iterator[Counterparts]:
    """Give what *clause* has in common with each other standard, earlier editions last."""
    back = known.get(catalogue.id)
    for name, numbers in clause.maps_to.items():
        if there := known.get(name):
            row = f"{there.uri}#from-{clause.number}"
            yield Counterparts(there.standard, row, _aims(there, numbers))
        else:
            aims = {each: site.clause_uri(f"{name}:{each}") for each in numbers}
            seen = f"{back.uri}#{clause.number}" if back and back.home.id == name else None
            yield Counterparts(_standard(site, name), seen, aims)
    for there in known.values():
        own = there.numbers_at.get(clause.number, ()) if there.home.id == catalogue.id else ()
        if there.is_edition and own:
            row = f"{there.uri}#from-{clause.number}"
            yield Counterparts(there.standard, row, _aims(there, own))


def _aims(there: Crosswalk, numbers: Sequence[str]) -> Mapping[str, str | None]:
    return {each: f"{there.uri}#{each}" if each in there.there else None for each in numbers}


def _standard(site: Site, name: str) -> str:
    """Return the designation of the catalogue *name*; the name where we do not know it."""
    known = {each.id: each.standard for each in site.catalogues}
    known |= {name: each.standard for name, each in site.facts.editions.items()}
    return known.get(name, name)
