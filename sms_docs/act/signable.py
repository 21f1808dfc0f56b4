"""What can be signed: the working text of a document or record, or the approved one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import is_normalized

from sms_docs.act.words import numbered
from sms_docs.approval import APPROVALS, ONLY_VERSION, History, Named, Previous, Revision
from sms_docs.closed import CORRECTION, DISPOSAL
from sms_docs.errors import ConfigurationError
from sms_docs.load.embedded import embedded_of, stored_name
from sms_docs.load.raw import LARGEST_FILE, read_raw
from sms_docs.load.text import Fault
from sms_docs.model import Document, DocumentType, ManagementSystem, Record
from sms_docs.trust import TRUST, Meaning
from sms_docs.version import is_above
from sms_docs.views.diff import Side, stored_side
from sms_docs.views.subjects import subject_named, working_item
from sms_docs.views.waiting import named_authors

ENDING = {"markdown": ".md", "yaml": ".yml"}
# All else is stated about the approved text.
OF_WORKING_TEXT = frozenset({Meaning.AUTHOR, Meaning.REVIEW, Meaning.APPROVE})
# Records that count only once they are approved.
APPROVED_RECORDS = (CORRECTION, DISPOSAL)
NOTHING = History("")
Change = tuple[Side, Side]


class File(NamedTuple):
    """A file to store beside a statement: its path there, and its bytes."""

    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """The sha256 of the bytes."""
        return sha256(self.content).hexdigest()


class Signable(NamedTuple):
    """A text that a statement can be made over.

    *kind* is the type of the subject, *path* where the text lies.  *embedded* are the
    files that belong to the text, sorted by name.  *files* are what is stored with the
    statement, the text first; none where that was done before.  *changes* are what the
    signer has to see: pairs of the text approved last and this one.
    """

    subject: str
    kind: str
    version: str
    path: str
    digest: str
    embedded: tuple[Named, ...]
    files: tuple[File, ...]
    changes: tuple[Change, ...]
    authors: tuple[str, ...] = ()
    effective_from: date | None = None
    previous: Previous | None = None

    @property
    def folder(self) -> str:
        """Where statements over the text lie."""
        return f"{APPROVALS}/{self.subject}/{self.version}"


def working_text(system: ManagementSystem, subject: str) -> Signable:
    """Return the working text of *subject*, the id of a document or record.

    Raises:
        ConfigurationError: there is no such text, it is none to be approved, or its
            version is signed already with another text.
    """
    item = working_item(system, subject_named(system, subject))
    if item is None:
        message = f"{subject} has no working file to sign; bring it back, git holds it"
        raise ConfigurationError(message)
    if isinstance(item, Record) and item.type.name not in APPROVED_RECORDS:
        message = (
            f"{item.path}: a record of type {item.type.name} counts without an approval; of all"
            f" records only those of type {' and '.join(APPROVED_RECORDS)} are approved"
        )
        raise ConfigurationError(message)
    version = item.version if isinstance(item, Document) else ONLY_VERSION
    _refuse_name(item.path)
    text = File(f"{subject}{ENDING[item.type.format]}", item.text.encode())
    shown = _shown(system, item) if isinstance(item, Document) else {}
    embedded = tuple(Named(name, file.digest) for name, file in shown.items())
    previous = _previous(system, item)
    old = (
        stored_side(system, subject, previous.version)
        if previous
        else Side(f"{subject} (nothing approved yet)", "", {})
    )
    new = Side(f"{subject} {version} (working text)", item.text, dict(embedded))
    signable = Signable(
        subject=subject,
        kind=item.type.name,
        version=version,
        path=item.path,
        digest=text.digest,
        embedded=embedded,
        files=(text, *shown.values()),
        changes=((old, new),),
        authors=named_authors(item),
        effective_from=_day(item.get("effective_from")),
        previous=previous,
    )
    cure = f"run `sms-docs revise {subject} --change TEXT` to raise the version"
    if isinstance(item, Record):
        cure = "undo the change, or start another record in its place"
    refuse_another_text(system, signable, cure)
    return signable


def approved_text(system: ManagementSystem, subject: str, meaning: Meaning) -> Signable:
    """Return the newest approved text of *subject*, the id of a document or record.

    Raises:
        ConfigurationError: there is no such text, or *meaning* cannot be stated about it.
    """
    newest = system.histories.get(subject_named(system, subject), NOTHING).newest
    if subject == TRUST:
        message = (
            "the trust files are neither confirmed nor withdrawn; change them, raise `serial` in"
            " records/trust/policy.yml, and run `sms-docs approve TRUST`"
        )
        raise ConfigurationError(message)
    if newest is None:
        message = f"{subject}: no version of it is approved; `sms-docs approve {subject}` first"
        raise ConfigurationError(message)
    kind = _kind(system, subject)
    if meaning is Meaning.CONFIRM and kind.category != "document":
        message = f"{subject} is a {kind.name}, and only documents are reviewed and confirmed"
        raise ConfigurationError(message)
    stated = [each.record.statement for each in newest.approvals if each.record.statement]
    used = next((each for each in (*system.in_use, *system.records) if each.id == subject), None)
    same = stored_side(system, subject, newest.version)
    return Signable(
        subject=subject,
        kind=kind.name,
        version=newest.version,
        path=used.path if used else stated[-1].path,
        digest=newest.stored.sha256,
        embedded=tuple(Named(*each) for each in sorted(newest.stored.embedded.items())),
        files=(),
        changes=((same, same),),
        authors=stated[-1].authors,
    )


def _kind(system: ManagementSystem, subject: str) -> DocumentType:
    """Return the type of *subject*, of which there is an approved text."""
    prefix = subject.partition("-")[0]
    found = next((each for each in system.types.values() if prefix in each.prefixes), None)
    if found is None:
        message = f"{subject}: no type has the prefix {prefix}; `sms-docs schema` lists them"
        raise ConfigurationError(message)
    return found


def refuse_another_text(system: ManagementSystem, signable: Signable, cure: str) -> None:
    """Refuse a text under a version under which records/approvals has another one.

    Raises:
        ConfigurationError: it has; the message says what to do, *cure* where it is signed.
    """
    other = next((each for each in signable.files if _differs(system, signable, each)), None)
    if other is None:
        return
    name = f"{signable.subject} {numbered(signable.subject, signable.version)}"
    dossier = system.dossiers.get(signable.subject)
    if dossier and any(each.version == signable.version for each in dossier.records):
        what = f"{name} has been signed already, and not as it is now"
    else:
        # As a run leaves it that was killed, before somebody went on writing.
        what = f"another text of {name}, which nobody has signed, lies there already"
        cure = f"delete the folder {signable.folder}"
    message = f"{signable.path}: {what} (see {signable.folder}/{other.path}); {cure}"
    raise ConfigurationError(message)


def _differs(system: ManagementSystem, signable: Signable, file: File) -> bool:
    """Return whether something else than *file* lies in its place."""
    place = system.root / signable.folder / file.path
    if not place.exists():
        return False
    return read_raw(str(place), LARGEST_FILE) != file.content


def newest_of(revisions: Sequence[Revision]) -> Previous | None:
    """Return the last of *revisions*, which are ordered by version."""
    return Previous(revisions[-1].version, revisions[-1].stored.sha256) if revisions else None


def _previous(system: ManagementSystem, item: Document | Record) -> Previous | None:
    """Return the newest approved version below the working one."""
    if not isinstance(item, Document):
        return None
    revisions = system.histories.get(item.id, NOTHING).revisions
    return newest_of([each for each in revisions if is_above(item.version, each.version)])


def _shown(system: ManagementSystem, document: Document) -> Mapping[str, File]:
    """Return the files that *document* shows, by the name that it has for them."""
    found = {}
    for each in embedded_of(system.root, document):
        folder = PurePosixPath(document.path).parent
        path = posixpath.normpath(f"{folder}/{each.name}")
        _refuse_name(path)
        raw = read_raw(f"{system.root}/{path}", LARGEST_FILE)
        if isinstance(raw, Fault):
            cure = raw.fix[:1].lower() + raw.fix[1:].rstrip(".")
            message = f"{path}: {raw.message}, and {document.path} shows it; {cure}"
            raise ConfigurationError(message)
        found[each.name] = File(stored_name(each.name), raw)
    return found


def _refuse_name(path: str) -> None:
    """Refuse a name that no statement can hold; some systems write marks apart from letters."""
    if not is_normalized("NFC", path):
        message = (
            f"{path}: its name is not written in the normal form NFC, and no statement can name"
            " it; give the file a name without accents, and correct the links to it"
        )
        raise ConfigurationError(message)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
