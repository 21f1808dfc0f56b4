"""Crosswalks to other standards and to the edition before: one page each, both ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sms_docs.catalogue import Clause
from sms_docs.model import Document
from sms_docs.views.answers import Answers, answering, answers
from sms_docs.views.crosswalk import FOLDER, Crosswalk, crosswalks, from_here, from_there
from sms_docs.views.pages.clauses import rows_under
from sms_docs.views.site import Page, Site

TITLE = "Crosswalks"
# Documents in a cell; the page of the clause has the rest.
MOST = 8


def pages(site: Site) -> Iterator[Page]:
    """Give the index and a page for each crosswalk."""
    found = crosswalks(site)
    html = site.page("crosswalks.html", FOLDER, title=TITLE, crosswalks=found.values())
    yield Page(FOLDER, TITLE, html)
    known = {each.home.id: answers(site.trace, each.home) for each in found.values()}
    for each in found.values():
        yield _page(site, each, known[each.home.id])


def _page(site: Site, crosswalk: Crosswalk, known: Answers) -> Page:
    title = f"{crosswalk.standard} and {crosswalk.home.standard}"
    under = rows_under(site, crosswalk.home)

    def documents(clauses: Sequence[Clause]) -> list[Document]:
        rows = {row.requirement.id: row for each in clauses for row in under.get(each.number, ())}
        return answering(rows.values(), known)

    html = site.page(
        "crosswalk.html",
        crosswalk.uri,
        title=title,
        crosswalk=crosswalk,
        prefix=site.prefix(crosswalk.home),
        here_rows=list(from_here(crosswalk)),
        there_rows=[(each, documents(each.clauses)) for each in from_there(crosswalk)],
        most=MOST,
    )
    return Page(crosswalk.uri, title, html, search=False, wide=True)
