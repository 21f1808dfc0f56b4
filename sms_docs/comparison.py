"""What would change if the working texts landed on the base, as values.

Documents are compared by id, not by path; records and trust by path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Side(NamedTuple):
    """A document as it was at one commit; *version* is empty where it was unreadable."""

    path: str
    version: str
    title: str
    text: str


class Change(NamedTuple):
    """One document that differs from the merge base; None on a side where it is missing.

    *working* is the path of the working file; None where it is gone.  *is_bare* tells
    that nothing but the version and the line on the change differs, *is_other* that
    under the id of a document there is another one now.  *shown* are the names of files
    that the document shows and that differ.
    """

    id: str
    merge_base: Side | None
    tip: Side | None
    working: str | None
    is_bare: bool = False
    is_other: bool = False
    shown: tuple[str, ...] = ()


class ClosedRecord(NamedTuple):
    """A record that was closed at the base; *found* is where its text is now, if anywhere.

    *sha256* is the digest of its clean text at the base, *now* that of what lies at
    *path* today; None where nothing does.
    """

    path: str
    id: str
    sha256: str
    now: str | None
    found: str | None


class Comparison(NamedTuple):
    """The working files against the base: *base* and *head* are short commit ids.

    *base* is empty where there is nothing to compare with and everything is new, *head*
    before the first commit.  *files* counts the files that differ, *uncommitted* those
    of them that differ from HEAD; *touched* are the ids and paths of all that the change
    touches.  *control* are paths of the control plane.  *added* maps each new file of
    records/approvals, and each that has changed, to the e-mails of those who committed
    it; empty where it is not committed yet.  *trust* holds the base's files of
    records/trust and of the approvals of trust: path -> bytes.  *commits* are the full
    ids of those that would land.  *ignored* are controlled files that git leaves out,
    *missing* those that git has and the disk lacks.  *not_run* says in sentences what
    could not be told in this clone, and the cure.
    """

    base: str
    head: str
    files: int
    changes: tuple[Change, ...]
    closed: tuple[ClosedRecord, ...]
    control: tuple[str, ...]
    added: Mapping[str, frozenset[str]]
    touched: frozenset[str]
    trust: Mapping[str, bytes]
    uncommitted: int = 0
    commits: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()

    @property
    def unlanded(self) -> frozenset[str]:
        """The paths below records/approvals that the base does not have at all."""
        return frozenset(self.added) - {each.path for each in self.closed}

    @property
    def summary(self) -> str:
        """What was compared, in one line for a report."""
        count = len(self.changes)
        found = f"{self.files:,} file{_s(self.files)}, {count:,} document{_s(count)} changed"
        if self.uncommitted:
            found += f", {self.uncommitted:,} of the files not committed yet"
        if not self.base:
            return f"compared nothing..{self.head or 'work tree'}: everything is new: {found}"
        return f"compared {self.base}..{self.head or 'work tree'}: {found}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
