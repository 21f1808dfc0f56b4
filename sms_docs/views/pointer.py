"""The links of one page to the others, ready for its HTML.

Code and no template, since the pages of a large system hold tens of thousands of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from sms_docs.views.rendering import escape, escape_long

if TYPE_CHECKING:
    from sms_docs.model import Item, Record
    from sms_docs.views.site import Site

ID = re.compile(r"\b([A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,})\b")


class Aim(NamedTuple):
    """Where a link leads: the first step of its address, and all of it as HTML.

    Seen from a page with another first step, it is the way up and then all of it.
    """

    top: str
    html: str


class Face(NamedTuple):
    """What a link to a document or record shows; *uri* is empty where it is not published."""

    uri: str
    id: str
    title: str


class Pointer:
    """Makes the links of the page at *here*; called, it gives the address for a `href`."""

    def __init__(self, site: Site, here: str) -> None:
        self._site = site
        self._here = here
        steps = site.address(here).split("/")[:-1]
        self._top = steps[0] if steps else ""
        self._up = "../" * len(steps)

    def __call__(self, target: str) -> Markup:
        """Return the address of *target*, anchor included, as this page has to write it."""
        return Markup(self._href(target))  # noqa: S704 - escaped

    def doc(self, item: Item, anchor: str | None = None) -> Markup:
        """Return a link to *item* that shows id and title."""
        face = self._site.face(item)
        words = f'<span class="sms-id">{face.id}</span> <span>{face.title}</span>'
        if not face.uri:
            words += " <small>not published</small>"
            return Markup(f'<span class="sms-item sms-item--withheld">{words}</span>')  # noqa: S704 - see `Face`
        href = self._href(f"{face.uri}#{anchor}" if anchor else face.uri)
        return Markup(f'<a class="sms-item" href="{href}">{words}</a>')  # noqa: S704 - see `Face`

    def short(self, item: Item, anchor: str | None = None) -> Markup:
        """Return a link to *item* that shows its id alone."""
        uri, identity, title = self._site.face(item)
        if not uri:
            title += ", not published"
            words = f'<span class="sms-ref sms-item--withheld" title="{title}">{identity}</span>'
        else:
            href = self._href(f"{uri}#{anchor}" if anchor else uri)
            words = f'<a class="sms-ref" title="{title}" href="{href}">{identity}</a>'
        return Markup(words)  # noqa: S704 - see `Face`

    def rec(self, record: Record) -> Markup:
        """Return a link to *record* with its date."""
        link = self.doc(record)
        if not self._site.is_published(record):
            return link
        return link + Markup(' <time class="sms-date">{}</time>').format(record.date)

    def words(self, text: str) -> Markup:
        """Return *text* with a link at the id of each published document and record."""
        parts = ID.split(text)
        shown = [escape_long(part) for part in parts]
        for index in range(1, len(parts), 2):
            item = self._site.named(parts[index])
            if item and self._site.is_published(item):
                shown[index] = self.short(item)
        return Markup("".join(shown))  # noqa: S704 - escaped

    def clause(self, number: str) -> Markup:
        """Return a link to a clause or requirement; its number where no catalogue has it."""
        words = escape(number)
        if target := self._site.clause_uri(number):
            href = self._href(target)
            return Markup(f'<a class="sms-clause" href="{href}">{words}</a>')  # noqa: S704 - escaped
        return Markup(f'<span class="sms-clause">{words}</span>')  # noqa: S704 - escaped

    def _href(self, target: str) -> str:
        aim = self._site.aims.get(target) or self._aim(target)
        if aim.top == self._top:
            return escape(self._site.href(self._here, target))
        return self._up + aim.html

    def _aim(self, target: str) -> Aim:
        path, _, anchor = target.partition("#")
        address = self._site.address(path)
        whole = f"{quote(address)}#{quote(anchor)}" if anchor else quote(address)
        return self._site.aims.setdefault(target, Aim(address.partition("/")[0], escape(whole)))
