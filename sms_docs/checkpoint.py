"""A checkpoint: closed records with their digests, in a chain with the checkpoints before.

The file is one that ``sha256sum -c`` reads.  Lines are sorted by path; the first line of
every checkpoint but the first one is about the checkpoint before.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import lt
from typing import NamedTuple

from sms_docs.approval import CHECKPOINTS, Checkpoint, Named
from sms_docs.model import ManagementSystem

NAME = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))(?:-([2-9]|[1-9][0-9]{1,3}))?")
_CHARACTER = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\\/]"
# No part of a path begins with a dot: neither `..` nor what the walk passes over.
_PATH = rf"(?!\.){_CHARACTER}+(?:/(?!\.){_CHARACTER}+)*"
LINE = re.compile(rf"^([0-9a-f]{{64}})  ({_PATH})$", re.MULTILINE)
FOLDER = f"{CHECKPOINTS}/"
ENDING = ".txt"
SIGNATURE = ".sig"
# Of the reasons against one file; a hostile one could hold a million.
MOST = 20
LOST = (
    "Take the file from the history of the repository; the hash kept outside tells which"
    " one is right."
)


class Reason(NamedTuple):
    """Why a file is no checkpoint, or does not follow the one before; *line* counts from 1."""

    line: int
    message: str
    fix: str


def path_of(name: str) -> str:
    """Return the path of the checkpoint *name*."""
    return f"{CHECKPOINTS}/{name}{ENDING}"


def name_of(path: str) -> str | None:
    """Return the name of the checkpoint at *path*; None where none belongs there."""
    folder, _, file = path.rpartition("/")
    name = file.removesuffix(ENDING)
    return name if folder == CHECKPOINTS and path == path_of(name) and order(name) else None


def order(name: str) -> tuple[str, int] | None:
    """Return month and number, by which checkpoints are ordered; None where it is no name."""
    found = NAME.fullmatch(name)
    return (found[1], int(found[2] or 1)) if found else None


def digest_of(text: str) -> str:
    """Return the sha256 of *text*."""
    return hashlib.sha256(text.encode()).hexdigest()


def write(previous: Named | None, entries: Iterable[Named]) -> str:
    """Return the text of the checkpoint that follows *previous* and lists *entries*."""
    lines = [previous] if previous else []
    lines += sorted(entries)
    return "".join(f"{sha256}  {path}\n" for path, sha256 in lines)


def read(path: str, text: str) -> Checkpoint | tuple[Reason, ...]:
    """Return the checkpoint that *text*, clean text of the file *path*, holds, or reasons."""
    # All lines at once: a repository may hold millions of them, and each check reads them.
    found = LINE.findall(text)
    names = [name for _, name in found]
    whole = len(found) == text.count("\n") and text.endswith("\n")
    previous = Named(names.pop(0), found[0][0]) if names and name_of(names[0]) else None
    if not whole or _names_checkpoint(names) or not all(map(lt, names, names[1:])):
        return tuple(islice(_reasons(text), MOST))
    digests = [sha256 for sha256, _ in found][1 if previous else 0 :]
    entries = tuple(map(Named, names, digests))
    return Checkpoint(name_of(path) or "", path, digest_of(text), previous, entries)


def _names_checkpoint(names: list[str]) -> bool:
    """Return whether one of *names*, which are sorted or refused anyway, is a checkpoint."""
    place = bisect_left(names, FOLDER)
    return place < len(names) and names[place].startswith(FOLDER)


def _reasons(text: str) -> Iterator[Reason]:
    before = ""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        found = LINE.fullmatch(line)
        if not found:
            yield _no_line(number)
        elif found[2].startswith(FOLDER):
            # The line about the checkpoint before stands outside of the order.
            if number > 1 or not name_of(found[2]):
                what = "a checkpoint is named here, and only the first line may do that"
                yield Reason(number, what, LOST)
        else:
            if found[2] <= before:
                yield _unsorted(number, found[2], before)
            before = found[2]


def _no_line(number: int) -> Reason:
    what = "this is no line of a checkpoint: a sha256, two blanks and the path of a file"
    return Reason(number, what, LOST)


def _unsorted(number: int, path: str, before: str) -> Reason:
    what = "stands twice" if path == before else f"stands below '{before}'"
    return Reason(number, f"'{path}' {what}; the lines are sorted by path", LOST)


def broken(
    files: Mapping[str, str], checkpoints: Iterable[Checkpoint]
) -> Iterator[tuple[Checkpoint, Reason]]:
    """Give each of *checkpoints* that does not follow the one before, and why.

    *files* maps the path of each file that is named as a checkpoint to its sha256, in
    their order, also of those that cannot be read as one.
    """
    paths = list(files)
    for checkpoint in checkpoints:
        place = paths.index(checkpoint.path)
        before = paths[place - 1] if place else ""
        if what := _break(checkpoint, before, files):
            yield checkpoint, Reason(1, what, LOST)


def _break(checkpoint: Checkpoint, before: str, files: Mapping[str, str]) -> str:
    name, previous = checkpoint.name, checkpoint.previous
    named = previous.name if previous else ""
    if previous is None:
        return f"{name} does not name {before}, the checkpoint before" if before else ""
    if named not in files:
        return f"{name} was made after {named}, and that file is gone"
    if named != before:
        there = f"{before} comes before" if before else "none comes before"
        return f"{name} names {named} as the checkpoint before, and {there}"
    if files[named] == previous.sha256:
        return ""
    then, now = short(previous.sha256), short(files[named])
    return f"{named} has changed since {name} was made: sha256 {then} then, {now} now"


def short(sha256: str) -> str:
    """Return as much of a digest as a reader compares."""
    return f"{sha256[:12]}…" if sha256 else "unreadable"


def next_name(month: str, checkpoints: Sequence[Checkpoint]) -> str:
    """Return the name of the next checkpoint of *month*, ``2026-10`` or ``2026-10-2``."""
    numbers = [
        place[1] for each in checkpoints if (place := order(each.name)) and place[0] == month
    ]
    return f"{month}-{max(numbers) + 1}" if numbers else month


def chained(checkpoints: Sequence[Checkpoint]) -> tuple[Checkpoint, ...]:
    """Return the newest of *checkpoints* and those that the chain leads back to, ordered.

    What lies before a break may have been rewritten; it is left out.
    """
    kept: list[Checkpoint] = []
    for checkpoint in reversed(checkpoints):
        if kept and kept[-1].previous != Named(checkpoint.path, checkpoint.sha256):
            break
        kept.append(checkpoint)
    return tuple(reversed(kept))


def sealed(system: ManagementSystem) -> Mapping[str, str]:
    """Return path -> name of the oldest checkpoint that lists it with the digest it has now.

    What a change adds to its base was sealed by nothing before, whatever the change says.
    """
    added = system.comparison.added if system.comparison else {}
    signed = {
        record.path
        for dossier in system.dossiers.values()
        for record in dossier.records
        if record.signature is not None
    }
    found: dict[str, str] = {}
    for checkpoint in reversed(chained(system.checkpoints)):
        listed = {path for path, sha256 in checkpoint.entries if system.digests.get(path) == sha256}
        # Else a sealed statement could get another signature later.
        whole = {path for path in listed if path not in signed or path + SIGNATURE in listed}
        found.update(dict.fromkeys(whole.difference(added), checkpoint.name))
    return found
