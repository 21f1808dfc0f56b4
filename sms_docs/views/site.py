"""The site as a value: what its pages are made from, and where each of them stands."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from sms_docs.approval import StoredText
from sms_docs.catalogue import Catalogue
from sms_docs.fact import NOTHING_KNOWN, Facts
from sms_docs.model import Document, DocumentType, Item, ManagementSystem, Record
from sms_docs.table import Row
from sms_docs.views.linked import Mention, mentions
from sms_docs.views.matrix import matrix
from sms_docs.views.pointer import Aim, Face, Pointer
from sms_docs.views.publication import in_use, is_published, shut_files
from sms_docs.views.rendering import escape, render

if TYPE_CHECKING:
    from sms_docs.finding import Report
    from sms_docs.model import Severity
    from sms_docs.trace import Trace
    from sms_docs.views.history import Edition

Read = Callable[[Document | None, str, StoredText], Document | None]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site that no Markdown file holds.

    *uri* ends with a slash and is relative to the home page.  *source* is the file of
    the repository that the edit button opens; empty where there is none.  *wide* pages
    give the room of the outline to their tables.  *text* is a Markdown document that is
    rendered below *html*: an approved version that is not the one in use, and *stored*
    where it lies.
    """

    uri: str
    title: str
    html: str
    source: str = ""
    search: bool = True
    wide: bool = False
    text: Document | None = None
    stored: StoredText | None = None


class RulePage(Protocol):
    """What the site needs to know of a rule."""

    @property
    def code(self) -> str: ...  # noqa: D102 - a field
    @property
    def name(self) -> str: ...  # noqa: D102 - a field
    @property
    def severity(self) -> Severity: ...  # noqa: D102 - a field
    @property
    def summary(self) -> str: ...  # noqa: D102 - a field
    @property
    def text(self) -> str: ...  # noqa: D102 - a field


class KeyOfSchema(Protocol):
    """What the site needs to know of a key that a schema describes."""

    @property
    def name(self) -> str: ...  # noqa: D102 - a field
    @property
    def required(self) -> bool: ...  # noqa: D102 - a field
    @property
    def title(self) -> str: ...  # noqa: D102 - a field
    @property
    def description(self) -> str: ...  # noqa: D102 - a field
    @property
    def examples(self) -> Sequence[object]: ...  # noqa: D102 - a field
    @property
    def kind(self) -> str: ...  # noqa: D102 - a field
    @property
    def choices(self) -> Sequence[object]: ...  # noqa: D102 - a field
    @property
    def allowed(self) -> str: ...  # noqa: D102 - a field
    @property
    def names(self) -> str: ...  # noqa: D102 - a field


@dataclass(frozen=True, eq=False)
class Site:
    """One checked SMS with the addresses of its pages.

    *keys* maps the name of a type to the keys of its schema.  *facts* are what the package
    itself knows.  *docs* is the directory of the site's own pages relative to the root.
    With *directory_urls* an address ends with a slash instead of a file name.  *read*
    gives an approved text as the document that it was.  *drafts* shows documents never
    approved, as a demonstration always does; *preview* shows the working text of every
    document.
    """

    system: ManagementSystem
    trace: Trace
    report: Report
    rules: Sequence[RulePage] = ()
    keys: Mapping[str, Sequence[KeyOfSchema]] = field(default_factory=dict)
    facts: Facts = NOTHING_KNOWN
    docs: str = "docs"
    directory_urls: bool = True
    read: Read | None = None
    drafts: bool = False
    preview: bool = False

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Id -> document, ordered by id: the text in use, in a preview the working one."""
        shown = {each.id: each for each in in_use(self.system)}
        if self.preview:
            shown |= self.working
        return dict(sorted(shown.items()))

    @cached_property
    def working(self) -> Mapping[str, Document]:
        """Id -> working text of the document."""
        return {each.id: each for each in self.system.documents}

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Id -> record, the newest first."""
        newest = sorted(self.system.records, key=lambda item: (item.date, item.id), reverse=True)
        return {each.id: each for each in newest}

    @cached_property
    def items_by_path(self) -> Mapping[str, Item]:
        """Path relative to the root -> the document or record there, as it is being written."""
        system = self.system
        items = (*in_use(system), *system.documents, *system.records)
        return {each.path: each for each in items}

    @cached_property
    def mentions(self) -> Mapping[str, Sequence[Mention]]:
        """Id -> who names it and under which key: documents by id, then records, newest first."""
        return mentions((*self.documents.values(), *self.records.values()), self.keys)

    @cached_property
    def requirement_clauses(self) -> Mapping[str, Mapping[str, str]]:
        """Catalogue id -> requirement id -> clause number."""
        return {
            catalogue.id: {key: value.clause for key, value in catalogue.requirements.items()}
            for catalogue in self.catalogues
        }

    @cached_property
    def matrices(self) -> Mapping[str, Sequence[Row]]:
        """Catalogue id -> the rows of its matrix, without what is not published."""
        publish = self.system.settings.publish
        drafts = self.shows_drafts
        return {
            each.id: matrix(self.trace, each, publish, drafts=drafts).rows
            for each in self.catalogues
        }

    @property
    def catalogues(self) -> tuple[Catalogue, ...]:
        """The catalogues in force, in the order of the settings."""
        every = self.system.catalogues
        return tuple(every[name] for name in self.system.settings.catalogues if name in every)

    def of_type(self, kind: DocumentType) -> list[Document | Record]:
        """Return the documents or records of one type in their order."""
        items: tuple[Document | Record, ...]
        items = (*self.documents.values(), *self.records.values())
        return [item for item in items if item.type.name == kind.name]

    @cached_property
    def shows_drafts(self) -> bool:
        """Whether more than id and title of a document never approved is shown."""
        return self.drafts or self.preview or self.system.settings.demonstration

    def is_published(self, item: Item) -> bool:
        """Return whether the site may show more than id and title of *item*."""
        return is_published(item, self.system.settings.publish, drafts=self.shows_drafts)

    @cached_property
    def shut_files(self) -> frozenset[str]:
        """The files of measurements that the site may not hand out."""
        return shut_files(self.system, self.is_published)

    def face(self, item: Item) -> Face:
        """Return what links to *item* show."""
        if face := self._faces.get(item.path):
            return face
        uri = self.uri(item) if self.is_published(item) else ""
        shown = (item.id, item.title)
        if not item.type.published:
            shown = (item.type.title, "about people")
        return self._faces.setdefault(item.path, Face(uri, *map(escape, shown)))

    def named(self, name: str) -> Document | Record | None:
        """Return the document or record with this id."""
        return self.documents.get(name) or self.records.get(name)

    def role(self, name: str) -> str:
        """Return the title of a role; its id where the role is unknown."""
        role = self.system.roles.get(name)
        return role.title if role else name

    def section(self, kind: DocumentType) -> str:
        """Return the address of the page that lists all of one type."""
        return self.uri_of(kind.directory) + "/"

    def uri_of(self, path: str) -> str:
        """Return where the file at *path* of the repository lies among those of the site."""
        return path.removeprefix(f"{self.docs}/")

    def uri(self, item: Item) -> str:
        """Return the address of the page of a document or record."""
        return posixpath.splitext(self.uri_of(item.path))[0] + "/"

    def clause_uri(self, number: str) -> str | None:
        """Return where a clause, requirement or point is shown; None where no catalogue has it.

        A number of another catalogue than the first is written ``catalogue:number``.
        """
        name, colon, inner = number.rpartition(":")
        for index, catalogue in enumerate(self.catalogues):
            if catalogue.id == name if colon else index == 0:
                folder = f"clauses/{catalogue.id}/" if index else "clauses/"
                if inner in catalogue.clauses:
                    return f"{folder}{inner}/"
                # A point is shown with its requirement.
                requirement = inner.rstrip("0123456789")
                if clause := self.requirement_clauses[catalogue.id].get(requirement):
                    return f"{folder}{clause}/#{requirement}"
        return None

    def prefix(self, catalogue: Catalogue) -> str:
        """Return what a number of *catalogue* begins with: nothing for the first in force."""
        return "" if catalogue.id == self.catalogues[0].id else f"{catalogue.id}:"

    def href(self, here: str, target: str) -> str:
        """Return the relative link from the page *here* to *target*, anchor included."""
        path, _, anchor = target.partition("#")
        link = relative(self.address(here), self.address(path))
        return f"{link}#{quote(anchor)}" if anchor else link

    def page(self, template: str, here: str, **values: object) -> str:
        """Return *template* as the HTML of the page at *here*."""
        return render(template, site=self, here=here, to=Pointer(self, here), **values)

    @cached_property
    def editions(self) -> dict[str, tuple[Edition, ...]]:
        """Id of a document -> its approved versions, for those that were asked for so far."""
        return {}

    @cached_property
    def aims(self) -> dict[str, Aim]:
        """Address -> how links write it, for those that a page has linked to so far."""
        return {}

    @cached_property
    def _faces(self) -> dict[str, Face]:
        return {}

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(self.uri(item) for item in self.items_by_path.values())

    def address(self, uri: str) -> str:
        """Return what the browser asks for to get the page at *uri*."""
        if self.directory_urls or not (uri == "" or uri.endswith("/")):
            return uri
        return uri[:-1] + ".html" if uri in self._files else uri + "index.html"


def relative(here: str, target: str) -> str:
    """Return the link from the address *here* to the address *target*, both from the home page."""
    folder, aim = here.split("/")[:-1], target.split("/")
    common = 0
    while common < min(len(folder), len(aim) - 1) and folder[common] == aim[common]:
        common += 1
    link = "/".join([".."] * (len(folder) - common) + aim[common:])
    return quote(link or "./")
