"""The only walk through the repository: which files are there, and which may not be.

Links are never followed and nothing is opened, so that a FIFO cannot hang the run and
a link cannot lead out of the repository.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from sms_docs.load.text import UNSAFE
from sms_docs.model import TOP, Defect
from sms_docs.printable import printable

# Names that Windows keeps for devices, whatever their ending.
RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
UNPORTABLE = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]|^-|[. ]$')
# A name of which none of these needs to be asked.
PLAIN = re.compile(
    r"(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)"
)
LONGEST = 200
NAME = attrgetter("name")
# A folder with these three is a git repository to git, whatever its name.
BARE = frozenset({"HEAD", "objects", "refs"})


@dataclass(slots=True)
class Tree:
    """Regular files below some folders, relative to the root, and what was refused."""

    files: list[str] = field(default_factory=list)
    faults: dict[str, list[Defect]] = field(default_factory=dict)

    def refuse(self, rule: str, path: str, message: str, fix: str) -> None:
        """Note that *path* is not taken, and why."""
        defect = Defect(path, TOP, message, fix)
        self.faults.setdefault(rule, []).append(defect)


def walk(root: Path, folders: Iterable[str]) -> Tree:
    """Return what lies below *folders* of *root*, each file once, in sorted order.

    A folder that is missing is empty.  Names that begin with a dot are passed over.
    """
    tree = Tree()
    for folder in outermost(folders):
        if _parents_are_folders(root, folder, tree):
            _walk(os.fspath(root), folder, tree)
    tree.files.sort()
    return tree


def outermost(folders: Iterable[str]) -> Iterator[str]:
    """Give *folders* without those that lie below another of them, sorted."""
    kept: list[str] = []
    for folder in sorted(set(folders), key=lambda each: (each.count("/"), each)):
        if not any(folder.startswith(other + "/") for other in kept):
            kept.append(folder)
            yield folder


def _parents_are_folders(root: Path, folder: str, tree: Tree) -> bool:
    path = root
    for part in folder.split("/"):
        path = path / part
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            refuse_kind(tree, path.relative_to(root).as_posix(), path.is_symlink())
            return False
    return path.is_dir()


def _walk(root: str, folder: str, tree: Tree) -> None:
    try:
        with os.scandir(f"{root}/{folder}") as found:
            entries = sorted(found, key=NAME)
    except OSError as error:
        reason = f"the folder cannot be read: {error.strerror}"
        tree.refuse("not-a-regular-file", folder, reason, "Give the reader access to it.")
        return
    names = {entry.name for entry in entries}
    if ".git" in names or names >= BARE:
        tree.refuse(
            "nested-repository",
            folder,
            "this folder looks like a git repository of its own; git would leave its files out",
            "Move it out of the controlled folders, or delete its .git.",
        )
        return
    if any(name.startswith(".") for name in names):
        entries = [entry for entry in entries if not entry.name.startswith(".")]
    if not _are_apart(names):
        _find_collisions(folder, entries, tree)
    for entry in entries:
        name = entry.name
        path = f"{folder}/{name}"
        is_plain = PLAIN.fullmatch(name) and len(path) <= LONGEST
        if not (is_plain or _is_portable(path, name, tree)):
            continue
        if entry.is_file(follow_symlinks=False):
            tree.files.append(path)
        elif entry.is_dir(follow_symlinks=False):
            _walk(root, path, tree)
        else:
            refuse_kind(tree, path, link=entry.is_symlink())


def refuse_kind(tree: Tree, path: str, link: bool) -> None:  # noqa: FBT001
    """Refuse what is neither a regular file nor a folder."""
    what = "symbolic links are not allowed here" if link else "this is not a regular file"
    cure = "Put the file itself here." if link else "Delete it, or move it elsewhere."
    tree.refuse("not-a-regular-file", path, what, cure)


def _is_portable(path: str, name: str, tree: Tree) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        tree.refuse(
            "file-name-not-portable", shown, "the file name is not UTF-8", "Rename the file."
        )
        return False
    if (
        UNPORTABLE.search(name)
        or UNSAFE.search(name)
        or RESERVED.fullmatch(name)
        or len(path) > LONGEST
    ):
        tree.refuse(
            "file-name-not-portable",
            path,
            f"the file name '{printable(name)}' cannot be kept on every system",
            "Rename it: letters, digits, '-', '_' and '.', no device name such as CON,"
            f" no '-' first, no '.' or blank last, the path at most {LONGEST} characters.",
        )
        return False
    return True


def _are_apart(names: set[str]) -> bool:
    """Return whether it is plain that no two of *names* are one name anywhere."""
    if len(names) <= 1:
        return True
    return all(map(str.isascii, names)) and len(set(map(str.lower, names))) == len(names)


def _find_collisions(folder: str, entries: list[os.DirEntry[str]], tree: Tree) -> None:
    seen: dict[str, str] = {}
    for entry in entries:
        key = unicodedata.normalize("NFKC", entry.name).casefold()
        if other := seen.get(key):
            tree.refuse(
                "file-names-collide",
                f"{folder}/{entry.name}",
                f"'{printable(entry.name)}' and '{printable(other)}' are one name"
                " on Windows or macOS",
                "Rename one of them.",
            )
        seen[key] = entry.name
