"""The blocks of the home page: coverage, what needs attention, ways in, documents."""

from __future__ import annotations

from operator import itemgetter

from sms_docs.model import Document, Review
from sms_docs.views.attention import grouped
from sms_docs.views.chart import amount
from sms_docs.views.chart.series import MISSED, brief
from sms_docs.views.coverage import counts
from sms_docs.views.kpis import counted as counted_kpis
from sms_docs.views.kpis import kpis
from sms_docs.views.level_section import counted
from sms_docs.views.pages.sections import plural
from sms_docs.views.service_levels import levels
from sms_docs.views.site import Site

MOST = 6
MOST_LATE = 12


def hero(site: Site, here: str) -> str:
    """Return the name of the organisation, the day, and what this site is."""
    return site.page("home_hero.html", here)


def coverage(site: Site, here: str) -> str:
    """Return a bar with the states of all requirements for each catalogue in force."""
    bars = [(catalogue, counts(site.trace, catalogue)) for catalogue in site.catalogues]
    return site.page("home_coverage.html", here, bars=bars)


def attention(site: Site, here: str) -> str:
    """Return the rules with findings, the gravest first, each with its number."""
    return site.page("home_attention.html", here, groups=grouped(site)[:MOST])


def entries(site: Site, here: str) -> str:
    """Return the ways in for staff, auditors and owners."""
    return site.page("home_entries.html", here)


def latest(site: Site, here: str) -> str:
    """Return the documents changed last, each with the line that says what changed."""
    published = [
        each for each in site.documents.values() if site.is_published(each) and each.get("change")
    ]
    newest = sorted(published, key=_day, reverse=True)[:MOST]
    return site.page("home_latest.html", here, documents=[(each, _day(each)) for each in newest])


def reviews(site: Site, here: str) -> str:
    """Return which documents are to be read again and by when, the late ones first."""
    waiting = [
        (day, each.id, each)
        for each in site.documents.values()
        if (day := each.standing.next_review) and site.is_published(each)
    ]
    documents = [each for _, _, each in sorted(waiting, key=itemgetter(0, 1))]
    late = sum(each.standing.review in (Review.DUE, Review.OVERDUE) for each in documents)
    shown = max(MOST, min(late, MOST_LATE))
    return site.page(
        "home_reviews.html", here, documents=documents[:shown], more=max(0, late - shown)
    )


def sections(site: Site, here: str) -> str:
    """Return every type of document with how many there are."""
    tiles = [
        (plural(kind), site.section(kind), len(site.of_type(kind)))
        for kind in site.system.types.values()
        if kind.category == "document"
    ]
    tiles.append(("Records", "records/", len(site.records)))
    return site.page("home_sections.html", here, tiles=tiles)


def service_levels(site: Site, here: str) -> str:
    """Return how many targets were met in their newest period, and which were missed."""
    every = [level for each in levels(site).values() for level in each]
    missed = [
        (each, amount(brief(each.latest.value, each.comparator, each.latest.target)))
        for each in every
        if each.latest.state == MISSED
    ]
    return site.page("home_levels.html", here, counts=counted(every), missed=missed)


def key_figures(site: Site, here: str) -> str:
    """Return how many key figures are met, and which are missed."""
    every = kpis(site)
    missed = [
        (each, amount(each.latest.value)) for each in every if each.latest and each.state == MISSED
    ]
    return site.page("home_figures.html", here, counts=counted_kpis(every), missed=missed)


def documents(site: Site, here: str, kind: str) -> str:
    """Return the list of the documents of the type named *kind*."""
    items = [each for each in site.documents.values() if each.type.name == kind]
    return site.page("home_documents.html", here, items=items)


def _day(document: Document) -> str:
    since = document.standing.in_force_since
    return since.isoformat() if since else document.get("effective_from")
