"""The vocabulary of document control as frozen values: no disk, no git, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sms_docs.approval import Checkpoint, Dossier, History, Named, Stated
from sms_docs.body import NO_BODY, Body, Place
from sms_docs.catalogue import Catalogue
from sms_docs.comparison import Comparison
from sms_docs.settings import Settings
from sms_docs.trust import Person, Role, Trust

# A key path into YAML data: mapping keys and list indexes from the top.
KeyPath = tuple[str | int, ...]
Data = Mapping[str, Any]
TOP: Place = (1, 1)
# Appended to the key path of a mapping entry, it names the place of the key, not the value.
KEY = "\0key"


class Severity(StrEnum):
    """How a finding weighs: an error fails the run, a warning tells what is unfinished."""

    ERROR = "error"
    WARNING = "warning"


class Status(StrEnum):
    """Where the newest approved revision of a document stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    IN_FORCE = "in-force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Review(StrEnum):
    """Whether the periodic review of a document is in time."""

    NONE = "none"
    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"


class Defect(NamedTuple):
    """Something wrong at a place in a file, before a rule gives it a code.

    *path* is relative to the root.  *severity* None stands for that of the rule.
    """

    path: str
    place: Place
    message: str
    fix: str
    document: str | None = None
    severity: Severity | None = None


class Claim(NamedTuple):
    """A document says that it answers *number*: a clause, or one requirement.

    *anchor* is the heading that answers it, or for YAML documents the top-level key;
    None where the whole document does.  *path* leads to it in the document's data.
    """

    number: str
    anchor: str | None
    path: KeyPath


class Standing(NamedTuple):
    """Where a document stands, derived from approval records on three axes.

    *approvers* are ids of persons.  *applies_from* is the later day on which the
    newest approved revision comes into force.  *successor* replaces what is superseded.
    """

    status: Status = Status.DRAFT
    review: Review = Review.NONE
    pending: str | None = None
    level: str | None = None
    approvers: tuple[str, ...] = ()
    approved_on: date | None = None
    in_force_since: date | None = None
    next_review: date | None = None
    applies_from: date | None = None
    successor: str = ""

    @property
    def is_as_approved(self) -> bool:
        """Whether the working text is the approved one that readers get."""
        return self.pending is None and self.status is not Status.DRAFT


UNAPPROVED = Standing()
GONE = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})  # out of force for good


class Reference(NamedTuple):
    """A value that names something else; *kind* is role, person, document or a type's name.

    *path* leads to it in the data of its document or record.
    """

    kind: str
    value: str
    path: KeyPath

    @property
    def key(self) -> str:
        """The innermost key that holds the value."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")


class DocumentType(NamedTuple):
    """One kind of document or record, as its schema describes it.

    *category* is ``document``, ``record`` or ``trust``.  *directory* is relative to
    the root; for trust files it is the path of the file.  *references* are key paths
    with ``*`` for every list entry, and what the value there must name.  *retention* is
    the shortest time for which a record is kept; empty where the schema sets none.
    *conditions* maps an artefact that only some records give to the values that they have:
    a text, or True for any value.  *published* is False where records are about people.
    """

    name: str
    title: str
    category: str
    directory: str
    prefixes: tuple[str, ...]
    format: str
    headings: tuple[str, ...]
    artefacts: tuple[str, ...]
    references: tuple[tuple[tuple[str, ...], str], ...]
    schema: Data
    path: str = ""
    retention: str = ""
    conditions: Mapping[str, Data] = MappingProxyType({})
    published: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """What documents and records share: one file of validated data.

    *data* holds the metadata of a Markdown document, all of a YAML one; *places* maps
    each key path in it to the position of its value, and to that of its key under the
    path with ``KEY`` appended.  *valid* is False where the schema found a violation:
    rules on meaning may then miss values, but must not raise.
    """

    id: str
    type: DocumentType
    path: str
    data: Data = field(repr=False)
    places: Mapping[KeyPath, Place] = field(repr=False)
    text: str = field(repr=False)
    valid: bool

    def place(self, *key: str | int) -> Place:
        """Return the position of the value at *key*, or of its nearest parent."""
        while key:
            if found := self.places.get(key):
                return found
            key = key[:-1]
        return TOP

    def get(self, key: str, default: str = "") -> str:
        """Return the text at the top-level *key*; *default* where it is no text."""
        value = self.data.get(key, default)
        return value if isinstance(value, str) else default

    @property
    def title(self) -> str:
        """The title, or the id where it has none."""
        return self.get("title", self.id)

    @property
    def classification(self) -> str:
        """The classification; ``internal`` where none is readable."""
        return self.get("classification", "internal")


@dataclass(frozen=True, slots=True)
class Document(Item):
    """A maintained document: policy, procedure, plan, service or agreement.

    *body_line* is the line of the file at which the Markdown text begins.
    """

    body: Body = NO_BODY
    body_line: int = 1
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    standing: Standing = UNAPPROVED

    @property
    def version(self) -> str:
        """The version of the working text, MAJOR.MINOR."""
        return self.get("version")

    @property
    def owner(self) -> str:
        """The role that owns the document."""
        return self.get("owner")

    @property
    def anchors(self) -> frozenset[str]:
        """Every anchor that a link into the document may name."""
        if self.type.format == "yaml":
            return frozenset(str(key) for key in self.data)
        return frozenset(heading.anchor for heading in self.body.headings)


@dataclass(frozen=True, slots=True)
class Record(Item):
    """Retained evidence; its kind is the name of its type."""

    references: tuple[Reference, ...] = ()

    @property
    def date(self) -> str:
        """The day of the record, ISO 8601; empty where unreadable."""
        return self.get("date")


@dataclass(frozen=True, slots=True)
class ManagementSystem:
    """All of the SMS, loaded: what the rules and the views read.

    *faults* maps the name of a rule to what the readers met and that rule reports.
    *files* holds every other regular file of the repository that a link may name,
    relative to the root; for Markdown pages of the site with their anchors.

    *documents* are the working texts.  *in_use* is what readers get: the approved text
    of each document that has one, the working text of the others.  *dossiers* hold the
    approval records by subject, *histories* what they come to.  *embedded* maps a
    document's id to the local files that its working text shows, with their digests.
    *trust* are the working trust files, None where they are broken; *trust_by_serial*
    those that approvals of trust have stored.  *digests* maps each path that a checkpoint
    lists to the sha256 of what is there now; those where nothing is are left out.  *stated*
    maps (subject, version) to what a text says of itself, a working one under ``""``.
    *series* maps the path of each file of measurements to its text.  *former* maps the id of
    an agreement to its older approved texts with the day each came into force, in order.
    """

    root: Path
    settings: Settings
    types: Mapping[str, DocumentType]
    documents: tuple[Document, ...]
    records: tuple[Record, ...]
    catalogues: Mapping[str, Catalogue]
    roles: Mapping[str, Role]
    people: Mapping[str, Person]
    faults: Mapping[str, tuple[Defect, ...]] = field(default_factory=dict)
    files: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    in_use: tuple[Document, ...] = ()
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    embedded: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)
    trust: Trust | None = None
    trust_by_serial: Mapping[int, Trust] = field(default_factory=dict)
    checkpoints: tuple[Checkpoint, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    comparison: Comparison | None = None
    stated: Mapping[tuple[str, str], Stated] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, tuple[tuple[date, Document], ...]] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Document | Record, ...]:
        """All documents, then all records."""
        return (*self.documents, *self.records)
