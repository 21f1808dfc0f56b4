"""Who committed to which document: one pass over the log, never one call a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sms_docs.approval import APPROVALS, CHECKPOINTS, Dossier
from sms_docs.load.ancestry import Ancestry
from sms_docs.load.base_files import clean_bytes
from sms_docs.load.forge import CURE
from sms_docs.load.git import Repository, open_repository
from sms_docs.load.items import ID_IN_NAME
from sms_docs.load.log import NOBODY, read_log
from sms_docs.load.objects import blob_id, blobs
from sms_docs.model import ManagementSystem
from sms_docs.trust import TRUST, Meaning
from sms_docs.version import order

# One file of `Commit.raw`: facts, blob after, and the id in its name, empty where there is
# none; copies of what was approved do not count, their commits are those of approvers.
FILE = re.compile(
    rf":([^\0]*) ([0-9a-f]+) [A-Z]+\0"
    rf"(?:(?!{APPROVALS}/|{CHECKPOINTS}/)(?:[^\0]*/)?({ID_IN_NAME.pattern})[^\0/]*|[^\0]*)\0"
)


# The subject and the signer of a statement that one file of a commit holds.
STATEMENT = re.compile(rf"{APPROVALS}/([^/\0]+)/[^/\0]+/[0-9TZ]+-([a-z0-9-]+)-[a-z]+\.json\0")


class Touch(NamedTuple):
    """One commit to one document: the blob it left, and who wrote it, by e-mail.

    *helpers* are those of *emails* whom it only names as co-authors, *signers* the ids of
    those who signed a statement about the document that the same commit brings.
    """

    blob: str
    emails: frozenset[str]
    commit: str
    helpers: frozenset[str] = frozenset()
    signers: frozenset[str] = frozenset()


class Changes(NamedTuple):
    """Who changed what up to HEAD.

    *touches* maps the id in a file's name to the commits that changed the file, the newest
    first.  *complete* is False where the clone is shallow: then somebody is missing.
    """

    repository: Repository
    touches: Mapping[str, tuple[Touch, ...]]
    ancestry: Ancestry
    complete: bool


def history(root: Path, cure: str = CURE) -> Changes:
    """Return who changed the documents and records of the repository at *root*.

    Raises:
        CheckNotRun: there is no repository, or git cannot read it.
    """
    repository = open_repository(root, cure)
    parents: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[Touch]] = {}
    head = repository.commit("HEAD")
    for commit in read_log(repository, head) if head else ():
        parents[commit.id] = commit.parents
        if len(commit.raw) > 1 and (written := _written(commit.raw)):
            authors, helpers = commit.authors, commit.co_authors
            signed = STATEMENT.findall(commit.raw) if helpers else ()
            for identity, blob in written:
                signers = frozenset(person for name, person in signed if name == identity)
                touch = Touch(blob, authors, commit.id, helpers, signers)
                found.setdefault(identity, []).append(touch)
    touches = {identity: tuple(each) for identity, each in found.items()}
    ancestry = Ancestry(parents, head or "")
    return Changes(repository, touches, ancestry, not repository.is_shallow)


def _written(raw: str) -> set[tuple[str, str]]:
    """Return id and new blob of each document that a commit wrote, not of those it moved.

    *raw* is what git says about its files.
    """
    found = FILE.findall(raw)
    written = {(name, after) for _, after, name in found if name and after.strip("0")}
    if len(written) < len(found):
        # The facts of what is gone are `mode mode id`, with the id that it had.
        removed = {
            (name, facts.split(" ")[-1]) for facts, after, name in found if not after.strip("0")
        }
        written -= removed
    return written


def authors_between(
    changes: Changes, identity: str, texts: tuple[str, str], imported: str = ""
) -> frozenset[str]:
    """Return the e-mails of those who made one text of the document *identity* of another.

    *texts* are the blobs of the new text and of the old one, which is empty where there
    is none.  What was committed after the old text and up to the new one counts; a new
    text that is not committed comes after all commits.  The commit *imported* is left out.
    """
    new, old = texts
    ancestry = changes.ancestry
    touches = changes.touches.get(identity, ())
    ends = [touch.commit for touch in touches if touch.blob == new] or [ancestry.head]
    begins = [touch.commit for touch in touches if touch.blob == old]
    found: set[str] = set()
    for end in ends:
        before = [each for each in begins if each != end and ancestry.is_within(each, end)]
        for touch in touches:
            if (
                touch.commit != imported
                and ancestry.is_within(touch.commit, end)
                and not any(ancestry.is_within(touch.commit, begin) for begin in before)
            ):
                found |= touch.emails
    return frozenset(found)


def authors_of_versions(
    system: ManagementSystem, changes: Changes
) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return (id, version) -> e-mails of those who made it of the version approved before.

    Of every stored version, and of the working text under the version ``""``.
    """
    imported = system.settings.imported
    if system.comparison and imported in system.comparison.commits:
        # A change cannot declare itself the start.
        imported = ""
    changes = _without_signers(system, _in_clean_text(system, changes))
    algorithm = changes.repository.algorithm
    found: dict[tuple[str, str], frozenset[str]] = {}
    newest: dict[str, tuple[str, str]] = {}
    for subject, dossier in system.dossiers.items():
        if subject == TRUST:
            continue
        versions = sorted(dossier.texts, key=order)
        texts = {each: blob_id(dossier.texts[each].text.encode(), algorithm) for each in versions}
        for version in versions:
            old = texts.get(_before(dossier, version, versions), "")
            authors = authors_between(changes, subject, (texts[version], old), imported)
            found[subject, version] = authors
            newest[subject] = (version, texts[version])
    for item in system.documents:
        version, old = newest.get(item.id, ("", ""))
        new = blob_id(item.text.encode(), algorithm)
        if new == old:
            found[item.id, ""] = found[item.id, version]
        else:
            found[item.id, ""] = authors_between(changes, item.id, (new, old), imported)
    return found


def _before(dossier: Dossier, version: str, versions: list[str]) -> str:
    """Return the version that *version* was made of, by its approvals; empty for the first.

    Not always the one below it: that may be stored and have lacked an approval.
    """
    stated = [
        record.statement.previous.version if record.statement.previous else ""
        for record in dossier.records
        if record.version == version
        and record.statement
        and record.statement.meaning is Meaning.APPROVE
    ]
    place = versions.index(version)
    return min(stated, key=order) if stated else versions[place - 1] if place else ""


def _without_signers(system: ManagementSystem, changes: Changes) -> Changes:
    """Return *changes* without those who are co-authors by their signature alone.

    A forge that squashes a branch into one commit names everybody who committed there as
    a co-author, and so the approver as well.  The author of the commit always stays.
    """
    emails = {
        person.id: frozenset(map(str.casefold, person.emails)) for person in system.people.values()
    }
    mended = {}
    for subject, touches in changes.touches.items():
        if any(touch.signers for touch in touches):
            mended[subject] = tuple(_without(touch, emails) for touch in touches)
    return changes._replace(touches={**changes.touches, **mended})


def _without(touch: Touch, emails: Mapping[str, frozenset[str]]) -> Touch:
    signing = frozenset(
        email for signer in touch.signers for email in emails.get(signer, NOBODY) & touch.helpers
    )
    return touch._replace(emails=touch.emails - signing)


def _in_clean_text(system: ManagementSystem, changes: Changes) -> Changes:
    """Return *changes* with the blobs of the clean texts, where git holds other line ends."""
    algorithm = changes.repository.algorithm
    foreign: dict[str, tuple[Touch, ...]] = {}
    for subject, dossier in system.dossiers.items():
        touches = changes.touches.get(subject, ())
        known = {touch.blob for touch in touches}
        texts = (each.text.encode() for each in dossier.texts.values())
        if touches and any(blob_id(each, algorithm) not in known for each in texts):
            foreign[subject] = touches
    wanted = {touch.blob for touches in foreign.values() for touch in touches}
    held = blobs(changes.repository, wanted)
    clean = {name: blob_id(clean_bytes(content), algorithm) for name, content in held.items()}
    mended = {
        subject: tuple(touch._replace(blob=clean.get(touch.blob, touch.blob)) for touch in touches)
        for subject, touches in foreign.items()
    }
    return changes._replace(touches={**changes.touches, **mended})
