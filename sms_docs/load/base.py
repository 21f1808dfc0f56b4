"""What would change if the working texts landed on the base: `check --base REV|auto`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from sms_docs.approval import APPROVALS
from sms_docs.comparison import Comparison
from sms_docs.load.base_files import controlled_folders, is_control, read_states
from sms_docs.load.base_records import added_approvals, closed_records, trust_files, unsigned
from sms_docs.load.base_texts import document_changes
from sms_docs.load.forge import read_forge
from sms_docs.load.git import Repository, open_repository
from sms_docs.load.log import Commit, read_log
from sms_docs.load.target import Span, find_span
from sms_docs.model import ManagementSystem

SHORT = 7


def compare(
    system: ManagementSystem, base: str, environment: Mapping[str, str] | None = None
) -> Comparison:
    """Return the working files of *system* against the revision *base*, or ``auto``.

    *environment* is that of the process where it is None; a CI run tells there what is
    proposed for which branch.

    Raises:
        CheckNotRun: there is nothing to compare with here; the text says what to do.
    """
    forge = read_forge(os.environ if environment is None else environment)
    repository = open_repository(system.root, forge.cure)
    span = find_span(repository, base, forge)
    states = read_states(system, repository, span)
    changes = document_changes(system, repository, states)
    paths = tuple(states.changed())
    commits = _commits(repository, span)
    # The oldest commit of a shallow clone seems to add all there is.
    told = () if repository.is_shallow else commits
    added = added_approvals(states, told)
    ignored, missing = _out_of_git(system, repository)
    return Comparison(
        base=span.tip[:SHORT],
        head=span.head[:SHORT],
        files=len(paths),
        changes=changes,
        closed=closed_records(system, repository, states),
        control=tuple(filter(is_control, paths)),
        added=added,
        touched=frozenset({*paths, *(each.id for each in changes), *_subjects(paths)}),
        trust=trust_files(repository, states.target),
        uncommitted=sum(states.now.get(path) != states.head.get(path) for path in paths),
        commits=frozenset(commit.id for commit in commits),
        ignored=ignored,
        missing=missing,
        not_run=tuple(_not_told(repository, unsigned(added, states))),
    )


def _commits(repository: Repository, span: Span) -> tuple[Commit, ...]:
    """Return the commits that would land."""
    if not span.head:
        return ()
    left_out = {commit for commit in (span.tip, *span.starts) if commit}
    return tuple(read_log(repository, span.head, *(f"^{commit}" for commit in left_out)))


def _subjects(paths: Iterable[str]) -> set[str]:
    """Return the ids to whose approvals *paths* belong."""
    folder = f"{APPROVALS}/"
    below = (path.removeprefix(folder) for path in paths if path.startswith(folder))
    return {path.partition("/")[0] for path in below}


def _out_of_git(
    system: ManagementSystem, repository: Repository
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the controlled files that git ignores, and those that only git has."""
    folders = controlled_folders(system)
    listed = repository.run("ls-files", "-z").decode("utf-8", "surrogateescape")
    known = {path for path in listed.split("\0") if path.startswith(folders)}
    missing = tuple(sorted(p for p in known if not os.path.lexists(system.root / p)))
    there = {*(item.path for item in system.items), *system.files}
    unknown = sorted(path for path in there - known if path.startswith(folders))
    if not unknown:
        return (), missing
    stdin = "".join(f"{path}\0" for path in unknown).encode()
    ignored = repository.run("check-ignore", "-z", "--stdin", stdin=stdin, ok=(0, 1))
    return tuple(ignored.decode().split("\0")[:-1]), missing


def _not_told(repository: Repository, records: list[str]) -> Iterable[str]:
    """Give the sentence that a shallow clone does not tell who added *records*."""
    if repository.is_shallow and records:
        what = f"who committed {records[0]}"
        more = f" and {len(records) - 1} more" if len(records) > 1 else ""
        yield f"approvals by the one who commits them: {repository.lacking(what + more)}"
