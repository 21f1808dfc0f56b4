"""A page for each service and each record: YAML shown as what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sms_docs.followup import actions
from sms_docs.model import Document, Record
from sms_docs.views.contents import IN_PANEL, fields, is_short
from sms_docs.views.level_section import level_section
from sms_docs.views.linked import Group, grouped, names
from sms_docs.views.panel import foot, head
from sms_docs.views.site import Page, Site

IN_RECORD_HEAD = frozenset(
    {"id", "kind", "title", "date", "procedure", "owner", "classification", "retention", "closed"}
)

# Of those that name a record in the same way.
NAMING = 20


def pages(site: Site) -> Iterator[Page]:
    """Give the page of every published YAML document and record."""
    for document in site.documents.values():
        if document.type.format == "yaml" and site.is_published(document):
            yield service(site, document)
    tasks = [each for each in actions(site.records.values(), site.report.as_of) if not each.key]
    states = {each.record.id: each.state for each in tasks}
    followed = {each.record.id: each.followed_by for each in tasks}
    for record in site.records.values():
        if site.is_published(record):
            uri = site.uri(record)
            own = fields(site, record, IN_RECORD_HEAD)
            html = site.page(
                "record.html",
                uri,
                record=record,
                facts=[each for each in own if is_short(each[2])],
                fields=[each for each in own if not is_short(each[2])],
                measures=measures(site, record),
                naming=naming(site, record),
                states=states,
                followed=followed,
            )
            yield Page(uri, record.title, html, source=record.path, search=False)


def naming(site: Site, record: Record) -> Sequence[Group]:
    """Return what names *record* and its page does not name yet."""
    return grouped(site.mentions.get(record.id, ()), names(record), NAMING)


def measures(site: Site, record: Record) -> str:
    """Return where the measures of the document stand that *record* comes from, if it has any."""
    home = site.documents.get(record.get("procedure"))
    if home is None or not (home.data.get("measures") and site.is_published(home)):
        return ""
    return f"{site.uri(home)}#sms-measures"


def service(site: Site, document: Document) -> Page:
    """Return the page of a YAML document; each top-level key is an anchor."""
    uri = site.uri(document)
    html = site.page(
        "service.html",
        uri,
        document=document,
        head=head(site, document, uri),
        fields=fields(site, document, IN_PANEL),
        levels=level_section(site, document, uri),
        foot=foot(site, document, uri),
    )
    return Page(uri, document.title, html, source=document.path)
