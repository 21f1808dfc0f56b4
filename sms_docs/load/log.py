"""The commits of a repository with the files that each of them changes, from one log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from sms_docs.errors import CheckNotRun
from sms_docs.load.git import CLONE, END, Repository

# Of a merge only what differs from all its parents: an edit hidden in the merge itself.
OPTIONS = (
    "-z",
    "--topo-order",
    "--raw",
    "--root",
    "-c",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-renames",
    "--encoding=UTF-8",
    "--format=tformat:%H %P%x00%ae%x00%ce%x00%B",
)
# One commit of the output: id and parents, author, committer, message, then facts and path
# of each file.  No message holds a NUL.  A merge has one more of them before its files,
# whose facts begin with a `:` a parent.
COMMIT = re.compile(
    r"([0-9a-f]+) ([0-9a-f ]*)\0([^\0]*)\0([^\0]*)\0([^\0]*)\0(\0?(?:\n?:[^\0]+\0[^\0]+\0)*)"
)
NOBODY: frozenset[str] = frozenset()
FILE = re.compile(r":([^\0]+)\0([^\0]+)\0")
CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[^<\n]*<([^>\n]*)>", re.IGNORECASE | re.MULTILINE)


class File(NamedTuple):
    """One file that a commit changes; a blob of zeros stands for no file.

    *before* is empty in a merge, where there is more than one.
    """

    path: str
    before: str
    after: str


class Commit(NamedTuple):
    """One commit as git says it: what few ask for is taken apart when it is asked for."""

    id: str
    above: str
    author: str
    clerk: str
    message: str
    raw: str

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids of the commits that it follows, the first parent first."""
        return tuple(self.above.split())

    @property
    def authors(self) -> frozenset[str]:
        """The e-mails of author and co-authors, in lower case."""
        return _alone(self.author) | self.co_authors

    @property
    def co_authors(self) -> frozenset[str]:
        """The e-mails of those whom the message names as co-authors, without the author."""
        if "o-authored-by" not in self.message.lower():
            return NOBODY
        named = frozenset(map(_address, CO_AUTHOR.findall(self.message)))
        return named - _alone(self.author)

    @property
    def committer(self) -> str:
        """The e-mail of who committed it, in lower case."""
        return _address(self.clerk)

    @property
    def files(self) -> list[File]:
        """The files that it changes."""
        found = []
        for facts, path in FILE.findall(self.raw):
            # `mode mode id id status`; of a merge a mode and an id more for each parent.
            fields = facts.split(" ")
            before = "" if facts.startswith(":") else fields[2]
            found.append(File(path, before, fields[-2]))
        return found


def read_log(repository: Repository, *revisions: str) -> Iterator[Commit]:
    """Return the commits that *revisions* reach, children before their parents.

    A revision with ``^`` before it leaves out what it reaches.

    Raises:
        CheckNotRun: git cannot read them, or says what is not understood.
    """
    raw = repository.run("log", *OPTIONS, END, *revisions, "--")
    output = raw.decode("utf-8", "surrogateescape")
    found = COMMIT.findall(output)
    # One blank and four ends a commit are in none of its parts.
    understood = sum(map(len, chain.from_iterable(found))) + 5 * len(found)
    if understood != len(output):
        left = len(output) - understood
        message = f"git log says what is not understood, {left:,} characters of it; {CLONE}"
        raise CheckNotRun(message)
    return map(Commit._make, found)


@lru_cache(maxsize=1024)
def _alone(author: str) -> frozenset[str]:
    return frozenset({_address(author)})


def _address(said: str) -> str:
    if not said.isascii():
        said = said.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return said.strip().casefold()
