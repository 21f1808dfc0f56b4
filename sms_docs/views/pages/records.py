"""The register of records: all the evidence on one page, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sms_docs.model import DocumentType, Record
from sms_docs.views.pages.sections import plural
from sms_docs.views.site import Page, Site

URI = "records/"
TITLE = "Records"
# Above so many records each kind shows its newest few until more are asked for; as sms.js does.
MOST = 300
FEW = 50


class Group(NamedTuple):
    """All records of a kind, the newest first."""

    kind: DocumentType
    name: str
    records: Sequence[Record]


def pages(site: Site) -> Iterator[Page]:
    """Give one page.

    Of records about people it has the number, of others not published id and title.
    """
    every = groups(site)
    listed = [each for each in every if each.kind.published and each.records]
    total = sum(len(each.records) for each in listed)
    html = site.page(
        "records_index.html",
        URI,
        title=TITLE,
        total=len(site.records),
        groups=listed,
        people=[each for each in every if not each.kind.published and each.records],
        missing=[each for each in every if not each.records],
        few=FEW if total > MOST else total,
    )
    yield Page(URI, TITLE, html, search=False, wide=True)


def groups(site: Site) -> list[Group]:
    """Return the records of each kind there is, by the name of the kind."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in site.records.values():
        found[record.type.name].append(record)
    kinds = [each for each in site.system.types.values() if each.category == "record"]
    return sorted(
        (Group(kind, plural(kind), found[kind.name]) for kind in kinds),
        key=lambda each: each.name,
    )
