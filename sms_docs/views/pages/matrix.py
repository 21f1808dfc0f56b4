"""The traceability matrix both ways: clause to documents, and document to clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sms_docs.catalogue import Catalogue
from sms_docs.model import Record
from sms_docs.views.coverage import counts
from sms_docs.views.site import Page, Site

TITLE = "Traceability matrix"


def pages(site: Site) -> Iterator[Page]:
    """Give a page by clause for each catalogue in force, and one page by document."""
    for index, catalogue in enumerate(site.catalogues):
        yield by_clause(site, catalogue, f"matrix/{catalogue.id}/" if index else "matrix/")
    yield by_document(site)


def by_clause(site: Site, catalogue: Catalogue, uri: str) -> Page:
    """Return requirement -> documents -> records, with the state of each."""
    html = site.page(
        "matrix.html",
        uri,
        title=TITLE,
        catalogue=catalogue,
        counts=counts(site.trace, catalogue),
        table=table(site, catalogue, uri),
    )
    return Page(uri, TITLE, html, search=False, wide=True)


def requirements(site: Site, here: str) -> str:
    """Return the matrix of the first catalogue in force for the page *here*."""
    return table(site, site.catalogues[0], here)


def table(site: Site, catalogue: Catalogue, here: str) -> str:
    """Return the rows of the matrix of *catalogue* for the page *here*."""
    prefix = "" if catalogue.id == site.catalogues[0].id else f"{catalogue.id}:"
    rows = site.matrices[catalogue.id]
    return site.page(
        "matrix_table.html",
        here,
        title=TITLE,
        states=counts(site.trace, catalogue),
        rows=[
            (row, site.clause_uri(prefix + row["requirement"]), about_people(traced.records))
            for row, traced in zip(rows, site.trace.rows[catalogue.id], strict=True)
        ],
    )


def about_people(records: Iterable[Record]) -> int:
    """Return how many of *records* are about people: they are counted and not named."""
    return sum(not record.type.published for record in records)


def by_document(site: Site) -> Page:
    """Return document -> the clauses and requirements that it claims."""
    uri, title = "matrix/documents/", "Documents and the clauses they answer"
    html = site.page("matrix_documents.html", uri, title=title)
    return Page(uri, title, html, search=False, wide=True)
