"""Commits, trees and files as git holds them, many with one call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from sms_docs.errors import CheckNotRun
from sms_docs.load.git import END, Repository

# Path -> id of the file; of what is no regular file the mode stands before the id.
Files = Mapping[str, str]
REGULAR = ("100644", "100755")
# Of a file that is read from a commit, in bytes.
LARGEST = 50_000_000


def blob_id(content: bytes, algorithm: str) -> str:
    """Return the id that git gives to a file of the bytes *content*."""
    digest = hashlib.new(algorithm, b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def files_of(repository: Repository, commit: str) -> dict[str, str]:
    """Return the files of *commit*; none where it is empty."""
    if not commit:
        return {}
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", END, commit)
    found = {}
    for entry in listed.split(b"\0")[:-1]:
        facts, _, path = entry.partition(b"\t")
        mode, _, identity = facts.decode("ascii").split(" ")
        name = path.decode("utf-8", "surrogateescape")
        found[name] = identity if mode in REGULAR else f"{mode} {identity}"
    return found


def blobs(repository: Repository, wanted: Iterable[str]) -> dict[str, bytes]:
    """Return id -> bytes of each file *wanted*; those too large to read are left out.

    Raises:
        CheckNotRun: the clone lacks one.
    """
    names = sorted({identity for identity in wanted if " " not in identity})
    small = []
    facts = _asked(repository, "--batch-check", names).split(b"\n")[:-1]
    for name, line in zip(names, facts, strict=True):
        kind, _, size = line.rpartition(b" ")
        if not kind.endswith(b" blob"):
            raise CheckNotRun(repository.lacking(f"the file {name[:12]} is missing"))
        if int(size) <= LARGEST:
            small.append(name)
    return dict(_contents(repository, small))


def parents(repository: Repository, commit: str) -> tuple[str, ...]:
    """Return the parents that *commit* names itself, also where the clone ends before them."""
    _, content = next(_contents(repository, [commit]))
    head = content.partition(b"\n\n")[0].decode("utf-8", "replace")
    lines = (line.partition(" ") for line in head.split("\n"))
    return tuple(value for key, _, value in lines if key == "parent")


def merge_bases(repository: Repository, one: str, other: str) -> tuple[str, ...]:
    """Return the best common ancestors of two commits; none where they share no history."""
    found = repository.run("merge-base", "--all", END, one, other, ok=(0, 1))
    return tuple(found.decode("ascii").split())


def is_unborn(repository: Repository) -> bool:
    """Return whether the repository holds no commit at all."""
    return not repository.run("log", "--all", "--max-count=1", "--format=%H")


def _asked(repository: Repository, mode: str, names: list[str]) -> bytes:
    stdin = "".join(f"{name}\n" for name in names).encode("ascii")
    return repository.run("cat-file", mode, stdin=stdin) if names else b""


def _contents(repository: Repository, names: list[str]) -> Iterator[tuple[str, bytes]]:
    answer = _asked(repository, "--batch", names)
    start = 0
    for name in names:
        end = answer.index(b"\n", start)
        size = answer[start:end].rpartition(b" ")[2]
        if not size.isdigit():
            raise CheckNotRun(repository.lacking(f"the object {name[:12]} is missing"))
        start = end + 1 + int(size)
        yield name, answer[end + 1 : start]
        # A line end of git's own follows each object.
        start += 1
