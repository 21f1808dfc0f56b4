"""The local files that a document shows: a changed picture is a changed document."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sms_docs.approval import Named
from sms_docs.links import Reach, locate
from sms_docs.load.raw import digest_of
from sms_docs.load.reading import Reading
from sms_docs.load.text import Fault
from sms_docs.model import Defect, Document

# What a document hands out beside its text, where it links to it and does not show it.
ATTACHMENTS = (".csv", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".webp")
# These are documents, records and statements, and none of them is a picture.
NO_PICTURE = (".json", ".md", ".sig", ".yml")
UP = "_up"
LIKE_UP = re.compile("_+up")


def embedded_of(root: Path, document: Document) -> tuple[Named, ...]:
    """Return the local files that *document* shows or hands out, sorted by name.

    The name is the path relative to the folder of the document, the digest that of the
    bytes; it is empty where the file cannot be read, and nothing equals that.  Files
    that are missing are left out, as are links to files: link-broken reports them.
    """
    return tuple(named for named, _, _ in _embedded(root, document, {}))


def read_embedded(reading: Reading, subjects: Iterable[str]) -> dict[str, tuple[Named, ...]]:
    """Return the id of each document among *subjects* -> the local files that it shows."""
    wanted = frozenset(subjects)
    known: dict[str, str | Fault] = {}
    found: dict[str, tuple[Named, ...]] = {}
    told: set[str] = set()
    for document in reading.documents:
        if document.id not in wanted:
            continue
        found[document.id] = ()
        if document.body.links:
            each = tuple(_embedded(reading.root, document, known))
            found[document.id] = tuple(named for named, _, _ in each)
            for _, path, fault in each:
                if fault and path not in told:
                    told.add(path)
                    reading.add(fault.rule, Defect(path, fault.place, fault.message, fault.fix))
    return found


def stored_name(name: str) -> str:
    """Return the path below the folder of an approved text of the file that it calls *name*.

    ``../img/x.png`` lies in ``_up/img/x.png``; a folder that has this name gets one more
    underscore, so that no two files meet.
    """
    return "/".join(_stored(step) for step in name.split("/"))


def name_of(stored: str) -> str:
    """Return the name of the file that `stored_name` has put at *stored*."""
    return "/".join(_named(step) for step in stored.split("/")) if UP in stored else stored


def _stored(step: str) -> str:
    if step == "..":
        return UP
    return f"_{step}" if _is_up(step) else step


def _named(step: str) -> str:
    if step == UP:
        return ".."
    return step[1:] if _is_up(step) else step


def _is_up(step: str) -> bool:
    return LIKE_UP.fullmatch(step) is not None


def _embedded(
    root: Path, document: Document, known: dict[str, str | Fault]
) -> Iterator[tuple[Named, str, Fault | None]]:
    """Give each file with its path from the root, and why it cannot be read if so.

    *known* maps a path to its digest, and is added to.
    """
    folder = document.path.rpartition("/")[0]
    for name, path in sorted(_paths(document, folder).items()):
        if path not in known:
            if not _is_there(os.fspath(root), path):
                continue
            known[path] = digest_of(f"{os.fspath(root)}/{path}")
        digest = known[path]
        if isinstance(digest, Fault):
            yield Named(name, ""), path, digest
        else:
            yield Named(name, digest), path, None


def _paths(document: Document, folder: str) -> Mapping[str, str]:
    """Return name -> path from the root of the files that *document* points to."""
    found = {}
    for link in document.body.links:
        aim = locate(folder, link.target)
        if aim.reach is not Reach.INSIDE or not aim.path:
            continue
        ending = aim.path.lower()
        if ending.endswith(ATTACHMENTS) or (link.image and not ending.endswith(NO_PICTURE)):
            found[_relative(aim.path, folder)] = aim.path
    return found


def _relative(path: str, folder: str) -> str:
    """Return *path* as seen from *folder*; both are relative to the root."""
    # Not posixpath.relpath: it asks the system for the current folder, twice.
    if not folder or path.startswith(f"{folder}/"):
        return path[len(folder) + 1 :] if folder else path
    here, there = folder.split("/"), path.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:])


def _is_there(root: str, path: str) -> bool:
    """Return whether *path* is a regular file, no part of it hidden and no part a link."""
    try:
        for step in path.split("/"):
            root = f"{root}/{step}"
            mode = os.lstat(root).st_mode
            if step.startswith(".") or stat.S_ISLNK(mode):
                return False
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(mode)
