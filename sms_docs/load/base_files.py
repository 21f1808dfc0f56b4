"""Each file in four states: in the work tree, at HEAD, at the target, where the change began.

The work tree counts, not the commits: what was edited in a merge commit, or is not
committed yet, is seen like anything else.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.approval import APPROVALS
from sms_docs.load import text
from sms_docs.load.git import Repository
from sms_docs.load.objects import LARGEST, Files, blob_id, blobs, files_of
from sms_docs.load.project import RECORDS, controlled_types
from sms_docs.load.target import Span
from sms_docs.model import ManagementSystem

# Whoever may change these decides what a check says.
CONTROL_FOLDERS = (
    ".circleci/",
    ".forgejo/",
    ".gitea/",
    ".github/",
    ".gitlab/",
    "catalogues/",
    "records/trust/",
    "schemas/",
)
CONTROL_FILES = frozenset(
    {
        ".gitattributes",
        ".gitlab-ci.yml",
        ".gitmodules",
        "CODEOWNERS",
        "docs/CODEOWNERS",
        "mkdocs.yml",
        "pyproject.toml",
    }
)
# Stands for what lies in the place of a file and cannot be read as one.
UNREADABLE = "?"
# What git keeps of a large file that lives elsewhere.
# Source: git-lfs, specification of the pointer.
POINTER = re.compile(rb"version https://git-lfs[^\n]*\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\n")


class States(NamedTuple):
    """Path -> blob id of each file in some states.

    *now* is the work tree, *target* what the change would land on, *start* where it left
    that.  *tip* is the target, but for files that were edited after they landed.
    """

    now: Files
    head: Files
    target: Files
    tip: Files
    start: Files

    def is_changed(self, path: str) -> bool:
        """Return whether what lies at *path* now would land as a change."""
        return self.now.get(path) not in {self.start.get(path), self.tip.get(path)}

    def changed(self) -> Iterator[str]:
        """Give the path of each file that would land as a change, sorted."""
        paths = {*self.now, *self.tip, *self.start}
        return (path for path in sorted(paths) if self.is_changed(path))


def read_states(system: ManagementSystem, repository: Repository, span: Span) -> States:
    """Return the states of all files between the commits of *span*."""
    wanted = {span.head, span.tip, *span.starts}
    known: dict[str, Files] = {commit: files_of(repository, commit) for commit in wanted}
    head, target = known[span.head], known[span.tip]
    starts = [known[commit] for commit in span.starts]
    # Before the first commit of a branch, what is there comes from the target.
    held = head if span.head else _there(system, target)
    now = _work_tree(system, repository, held)
    tip = target
    if span.is_landed:
        # What is edited after landing has to be newer than what landed.
        edited = {path for path in {*head, *now} if now.get(path) != head.get(path)}
        kept = {path: blob for path, blob in tip.items() if path not in edited}
        tip = kept | {path: head[path] for path in edited if path in head}
    return States(now, head, target, tip, _start(now, starts))


def _there(system: ManagementSystem, files: Files) -> Files:
    return {path: each for path, each in files.items() if os.path.lexists(system.root / path)}


def _start(now: Files, starts: Sequence[Files]) -> Files:
    """Return where the change began; of several such states the one that differs from *now*.

    After merges in both directions there can be several.  To take the one that agrees would
    pass over what was undone since the others.
    """
    if len(starts) < 2:  # noqa: PLR2004 - one or none
        return starts[0] if starts else {}
    found: dict[str, str] = {}
    for path in set().union(*starts):
        values = [start.get(path) for start in starts]
        other = next((value for value in values if value != now.get(path)), now.get(path))
        if other is not None:
            found[path] = other
    return found


def watches(system: ManagementSystem) -> Callable[[str], bool]:
    """Return what tells of a path whether its file counts as it is in the work tree."""
    folders = controlled_folders(system)
    shown = frozenset(path for paths in embedded(system).values() for path in paths.values())
    return lambda path: path.startswith(folders) or is_control(path) or path in shown


def is_control(path: str) -> bool:
    """Return whether *path* belongs to the control plane: schemas, settings, workflow, trust."""
    return path.startswith(CONTROL_FOLDERS) or path in CONTROL_FILES


def controlled_folders(system: ManagementSystem) -> tuple[str, ...]:
    """Return the folders whose files are under control, each with a slash at its end."""
    types = controlled_types(system.types, system.settings)
    return (RECORDS + "/", *(f"{kind.directory}/" for kind in types))


def embedded(system: ManagementSystem) -> Mapping[str, Mapping[str, str]]:
    """Return id of document -> name of each file that it shows -> path of the file."""
    folders = {each.id: posixpath.dirname(each.path) for each in system.documents}
    return {
        identity: {
            named.name: posixpath.normpath(posixpath.join(folders[identity], named.name))
            for named in shown
        }
        for identity, shown in system.embedded.items()
        if identity in folders
    }


def _work_tree(system: ManagementSystem, repository: Repository, head: Files) -> dict[str, str]:
    """Return *head* with what the work tree has instead, where that is watched."""
    algorithm = repository.algorithm
    is_watched = watches(system)
    texts = {item.path: item.text for item in system.items}
    now = dict(head)
    other: dict[str, bytes] = {}
    for path in {*filter(is_watched, head), *filter(is_watched, system.files), *texts}:
        content = _content(system, path, texts.get(path))
        if content is None:
            _without_content(system, path, now)
            continue
        own = blob_id(content, algorithm)
        if head.get(path) != own:
            now[path] = own
            if path in head:
                other[path] = content
    # Git may hold other line ends, or a pointer: the same file all the same.
    held = blobs(repository, (head[path] for path in other))
    for path, content in other.items():
        if head[path] in held and is_same(path, held[head[path]], content):
            now[path] = head[path]
    return now


def _content(system: ManagementSystem, path: str, known: str | None) -> bytes | None:
    if known is not None:
        return known.encode()
    found = text.content(system.root, path, LARGEST)
    return None if isinstance(found, text.Fault) else found


def _without_content(system: ManagementSystem, path: str, now: dict[str, str]) -> None:
    """Note in *now* that *path* is gone, or is something that cannot be read."""
    is_link = now.get(path, "").startswith("120000 ")
    if not os.path.lexists(system.root / path):
        now.pop(path, None)
    elif not (is_link and (system.root / path).is_symlink()) and " " not in now.get(path, ""):
        now[path] = UNREADABLE


def is_same(path: str, held: bytes, content: bytes) -> bool:
    """Return whether *held*, from a commit, is what *content* in the work tree comes from."""
    if path.startswith(APPROVALS + "/"):
        return False
    if pointer := POINTER.match(held):
        return pointer[1].decode("ascii") == hashlib.sha256(content).hexdigest()
    return clean_bytes(held) == clean_bytes(content)


def clean_bytes(content: bytes) -> bytes:
    """Return the clean text of *content* as bytes; *content* itself where it is no text."""
    clean = text.clean(content)
    readable = all(fault.rule in text.READABLE for fault in clean.faults)
    return clean.text.encode() if readable else content
