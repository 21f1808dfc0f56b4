"""Closed records that a change touches, approval records that it adds, trust before it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from sms_docs.approval import APPROVALS, CHECKPOINTS
from sms_docs.comparison import ClosedRecord
from sms_docs.enclosures import is_enclosure, named_at
from sms_docs.load import text, yaml
from sms_docs.load.base_files import States, clean_bytes
from sms_docs.load.checkpoints import file_digest
from sms_docs.load.git import Repository
from sms_docs.load.items import id_in_name
from sms_docs.load.log import Commit
from sms_docs.load.objects import Files, blobs
from sms_docs.load.project import ENDING, RECORDS
from sms_docs.model import ManagementSystem
from sms_docs.trust import TRUST

TRUST_FOLDERS = ("records/trust/", f"{APPROVALS}/{TRUST}/")
# What lies below these never changes, whatever it says.
ALWAYS_CLOSED = (f"{APPROVALS}/", f"{CHECKPOINTS}/")
CLOSED = re.compile(r"^closed:[ \t]*[^\s#]", re.MULTILINE)
STATEMENT = ".json"
SIGNATURE = ".sig"


def closed_records(
    system: ManagementSystem, repository: Repository, states: States
) -> tuple[ClosedRecord, ...]:
    """Return the closed records that are no longer where and what they were, by path."""
    paths = list(_changed_records(states))
    # The target first.
    sides = (states.tip, states.start)
    held = blobs(repository, (files[path] for files in sides for path in paths if path in files))
    owners = [_owners(repository, files, paths) for files in sides]
    places = _new_places(states)
    found = []
    for path in paths:
        for files, owned in zip(sides, owners, strict=True):
            if path not in files:
                continue
            content = held.get(files[path], b"")
            identity = _closed_id(path, content, owned)
            if identity is None:
                continue
            now = file_digest(system.root, path)
            elsewhere = places.get(files[path]) if now is None else None
            found.append(ClosedRecord(path, identity, _digest(path, content), now, elsewhere))
            break
    return tuple(each for each in found if each.now != each.sha256)


def _changed_records(states: States) -> Iterator[str]:
    for path in states.changed():
        is_record = path.endswith(ENDING["yaml"]) and not path.startswith(TRUST_FOLDERS)
        is_part = is_record or is_enclosure(path)
        if path.startswith(ALWAYS_CLOSED) or (path.startswith(RECORDS + "/") and is_part):
            yield path


def _owners(repository: Repository, files: Files, changed: Iterable[str]) -> Mapping[str, str]:
    """Return path -> id of the closed record in *files* that names it.

    These are the enclosures among *changed*; a record names files of its own folder only.
    """
    parts = [path for path in changed if path in files and is_enclosure(path)]
    folders = {posixpath.dirname(path) for path in parts}
    records = [
        path
        for path in files
        if path.endswith(ENDING["yaml"]) and posixpath.dirname(path) in folders
    ]
    held = blobs(repository, (files[path] for path in records))
    found: dict[str, str] = {}
    for path in records:
        identity, data = _closed(path, held.get(files[path], b""))
        if identity:
            found |= dict.fromkeys(named_at(path, data), identity)
    return found


def _closed_id(path: str, content: bytes, owners: Mapping[str, str]) -> str | None:
    """Return the id of the closed record that *content* is or belongs to, else the path.

    None where it is open.
    """
    if path.startswith(ALWAYS_CLOSED):
        return id_in_name(path) or path
    if is_enclosure(path):
        return owners.get(path)
    return _closed(path, content)[0]


def _closed(path: str, content: bytes) -> tuple[str | None, object]:
    """Return the id of the record *content*, None where it is open, and its data."""
    clean = text.clean(content).text
    parsed = yaml.parse(clean)
    data = parsed.data if isinstance(parsed.data, dict) else {}
    # What is half read may lack the line.
    is_closed = CLOSED.search(clean) if parsed.faults else data.get("closed")
    if not is_closed:
        return None, data
    said = data.get("id")
    return (said if isinstance(said, str) else id_in_name(path) or path), data


def _digest(path: str, content: bytes) -> str:
    """Return the digest of *content* as `file_digest` takes that of the file at *path*."""
    is_raw = path.startswith(f"{APPROVALS}/")
    return hashlib.sha256(content if is_raw else clean_bytes(content)).hexdigest()


def _new_places(states: States) -> Mapping[str, str]:
    """Return blob -> path of each file below records/ that the change adds."""
    known = {*states.start, *states.tip}
    return {
        blob: path
        for path, blob in states.now.items()
        if path.startswith(RECORDS + "/") and path not in known
    }


def added_approvals(states: States, commits: Iterable[Commit]) -> dict[str, frozenset[str]]:
    """Return path -> e-mails of those who committed it, of each new file of an approval."""
    added = [path for path in states.changed() if path.startswith(f"{APPROVALS}/")]
    found: dict[str, set[str]] = {path: set() for path in added if path in states.now}
    for commit in commits:
        for file in commit.files:
            if file.path in found and states.now[file.path] == file.after:
                found[file.path] |= {*commit.authors, commit.committer}
    return {path: frozenset(emails) for path, emails in found.items()}


def unsigned(added: Iterable[str], states: States) -> list[str]:
    """Return those of the files *added* that are statements without a signature."""
    return [
        path for path in added if path.endswith(STATEMENT) and path + SIGNATURE not in states.now
    ]


def trust_files(repository: Repository, target: Files) -> Mapping[str, bytes]:
    """Return path -> bytes of the trust files of *target*, and of their approvals."""
    wanted = {path: blob for path, blob in target.items() if path.startswith(TRUST_FOLDERS)}
    held = blobs(repository, wanted.values())
    return {path: held[blob] for path, blob in wanted.items() if blob in held}
