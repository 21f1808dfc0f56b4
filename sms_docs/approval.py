"""The acts of approval as values: what was signed, by whom, over which text.

Source: in-toto Statement v1; the files lie in records/approvals/.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sms_docs.trust import Level, Meaning

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:sms-docs:approval:v1"
# Of the signatures, as `ssh-keygen -Y sign -n` takes it.
NAMESPACE = "approval@sms-docs"
APPROVALS = "records/approvals"
CHECKPOINTS = "records/checkpoints"
# The version of what has none of its own: a record.
ONLY_VERSION = "1.0"


class Named(NamedTuple):
    """A file and the sha256 of its bytes, as lower-case hex digits."""

    name: str
    sha256: str


class Previous(NamedTuple):
    """The newest approved version at the time of an approval."""

    version: str
    sha256: str


class Statement(NamedTuple):
    """What a signer stated.

    *subject* is the id of a document or record, or ``TRUST``, with the digest of its
    clean text; for a retraction the file name and digest of the record retracted.
    *embedded* are local files by their path relative to the document.  *signed_at* is
    in UTC, whole seconds.  *sentence* is the sentence that the signer read.
    """

    meaning: Meaning
    subject: Named
    embedded: tuple[Named, ...]
    version: str
    path: str
    authors: tuple[str, ...]
    signer: str
    signer_name: str
    role: str
    signed_at: datetime
    sms_id: str
    sentence: str
    comment: str = ""
    effective_from: date | None = None
    previous: Previous | None = None
    successor: str = ""


class Trouble(NamedTuple):
    """Why something does not count: the name of the rule that reports it, reason and cure."""

    rule: str
    message: str
    fix: str


class ApprovalRecord(NamedTuple):
    """One file of records/approvals: a statement, and its signature where there is one.

    *subject* and *version* are those of its folder.  *content* are the bytes of the
    file, *sha256* their digest.  *statement* is None exactly where *trouble* says that
    the file cannot be read.  *signature* is the armoured text; None without a file.
    """

    path: str
    subject: str
    version: str
    content: bytes
    sha256: str
    statement: Statement | None
    signature: str | None = None
    trouble: Trouble | None = None

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]


class StoredText(NamedTuple):
    """A text as approved; *embedded* are the files stored beside it: name -> sha256."""

    path: str
    text: str
    sha256: str
    embedded: Mapping[str, str]


class Stated(NamedTuple):
    """What a stored text says of itself; *version* is empty for a record.

    *authors* are also those who committed to it, where history is there; *committed* are
    those of them whom nothing but a commit makes one.
    """

    id: str
    version: str
    authors: frozenset[str]
    effective_from: date | None
    committed: frozenset[str] = frozenset()


class Dossier(NamedTuple):
    """All that records/approvals holds about one subject.

    *texts* maps a version to its stored text.  *records* are ordered by the time of
    signing, then by path; those that cannot be read come last.
    """

    subject: str
    texts: Mapping[str, StoredText]
    records: tuple[ApprovalRecord, ...]


class Verdict(NamedTuple):
    """What verification says of one record: it holds, or the first thing that fails.

    *level* is what the record proves; ``NONE`` where *trouble* says why it does not
    count.  *key* is the fingerprint of the key that signed.  *sealed* is the newest
    checkpoint that lists the record; empty without one.  *is_unverifiable* tells that
    sms-docs cannot judge the signature, which is neither right nor wrong.
    """

    record: ApprovalRecord
    level: Level
    trouble: Trouble | None = None
    key: str = ""
    sealed: str = ""
    is_unverifiable: bool = False


class Revision(NamedTuple):
    """One approved version of one document or record.

    *approvals* are the records that put it in force, *confirmations* those that read it
    again later.  *approved_on* is the day on which the last approval needed was signed,
    *effective* the day from which the version applies.  *level* is the lowest among
    *approvals*.
    """

    version: str
    stored: StoredText
    approvals: tuple[Verdict, ...]
    confirmations: tuple[Verdict, ...]
    approved_on: date
    effective: date
    level: Level


class History(NamedTuple):
    """What the approval records of one subject come to, up to a day.

    *revisions* are ordered by version.  *verdicts* are those of all records, also of
    those that do not count.  *withdrawn* is the record that took it out of force,
    *incomplete* maps a version that has some of the approvals it needs to what is
    missing, in words.
    """

    subject: str
    revisions: tuple[Revision, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    withdrawn: Verdict | None = None
    incomplete: Mapping[str, str] = {}

    @property
    def newest(self) -> Revision | None:
        """The newest approved revision; None where nothing has been approved."""
        return self.revisions[-1] if self.revisions else None


class Checkpoint(NamedTuple):
    """A list of closed records with their digests; *name* is ``2026-10``, *path* its file.

    *sha256* is that of the file.  *previous* is the line about the checkpoint before;
    None in the first one.
    """

    name: str
    path: str
    sha256: str
    previous: Named | None
    entries: tuple[Named, ...]
