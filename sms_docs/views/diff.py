"""What differs between two versions of a text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from sms_docs.approval import History
from sms_docs.differences import Kind, Piece, redline, unified, visible
from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, ManagementSystem
from sms_docs.printable import printable
from sms_docs.trust import TRUST
from sms_docs.version import order
from sms_docs.views.subjects import kind_of_version, working_item

NOTHING = History("")
RED, GREEN, CYAN, RESET = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[0m"
COLOURS = {"-": RED, "+": GREEN, "@": CYAN}
# What the text itself must not be taken for.
FORGED = re.compile(r"\[-|-\]|\{\+|\+\}|^@@", re.MULTILINE)
MARKS = {Kind.DELETED: ("[-", "-]", RED), Kind.INSERTED: ("{+", "+}", GREEN)}
# Unchanged lines around a change, and how many more are worth leaving out.
CONTEXT = 3
FOLDED = 4
SHORT = 12
SHOWN = 30


class Side(NamedTuple):
    """One of the two texts; *embedded* maps each file that it shows to its digest."""

    name: str
    text: str
    embedded: Mapping[str, str]


def working_side(system: ManagementSystem, subject: str) -> Side:
    """Return the working text of *subject*.

    Raises:
        ConfigurationError: there is none.
    """
    if subject == TRUST:
        if system.trust is None:
            message = "records/trust: the trust files cannot be read; `sms-docs check` says why"
            raise ConfigurationError(message)
        return Side(f"{TRUST} serial {system.trust.serial} (working files)", _manifest(system), {})
    item = working_item(system, subject)
    if item is None:
        versions = _listed(system, subject)
        message = f"{subject} has no working file that can be read; name two versions: {versions}"
        raise ConfigurationError(message)
    embedded = {each.name: each.sha256 for each in system.embedded.get(subject, ())}
    version = f"{item.version} " if isinstance(item, Document) else ""
    return Side(f"{subject} {version}(working text)", item.text, embedded)


def _manifest(system: ManagementSystem) -> str:
    return system.trust.manifest if system.trust else ""


def stored_side(system: ManagementSystem, subject: str, version: str) -> Side:
    """Return the text of *subject* that is stored as *version*.

    Raises:
        ConfigurationError: there is no such version; the message names those there are.
    """
    dossier = system.dossiers.get(subject)
    stored = dossier.texts.get(version) if dossier else None
    if stored is None:
        shown = printable(version, SHOWN)
        kind = kind_of_version(subject)
        message = f"{subject} has no {kind} '{shown}'; there are: {_listed(system, subject)}"
        raise ConfigurationError(message)
    revisions = system.histories.get(subject, NOTHING).revisions
    found = next((each for each in revisions if each.version == version), None)
    state = f"approved on {found.approved_on}" if found else "not approved"
    embedded = {} if subject == TRUST else stored.embedded
    kind = f"{kind_of_version(subject)} " if subject == TRUST else ""
    return Side(f"{subject} {kind}{version} ({state})", stored.text, embedded)


def newest_version(system: ManagementSystem, subject: str) -> str | None:
    """Return the newest approved version of *subject*; None where nothing is approved."""
    newest = system.histories.get(subject, NOTHING).newest
    return newest.version if newest else None


def _listed(system: ManagementSystem, subject: str) -> str:
    """Return the stored versions of *subject* in order, or that there are none."""
    dossier = system.dossiers.get(subject)
    versions = sorted(dossier.texts if dossier else (), key=_number)
    return ", ".join(versions) or "none, nothing of it has been laid before approvers"


def _number(version: str) -> tuple[tuple[int, int], int]:
    return order(version), int(version) if version.isdecimal() else -1


def as_lines(old: Side, new: Side, *, colour: bool) -> str:
    """Return a unified diff, then the files shown that differ; empty where nothing does."""
    text = unified(old.text, new.text, old.name, new.name)
    lines, files = text.split("\n")[:-1], list(_files(old, new))
    if colour:
        lines = [_painted(line, index) for index, line in enumerate(lines)]
    return _joined([*(lines or _names(old, new)), *files]) if lines or files else ""


def _painted(line: str, index: int) -> str:
    """Return *line*, in which nothing is left to obey, in the colour of its mark."""
    # The first two lines are the names.
    colour = COLOURS.get(line[:1]) if index > 1 else None
    return f"{colour}{line}{RESET}" if colour else line


def as_words(old: Side, new: Side, *, colour: bool) -> str:
    """Return the changes as ``[-what went-]{+what came+}``, then the files that differ.

    Unchanged lines far from any change are counted.  Empty where nothing differs.
    """
    pieces, files = list(_joined_ends(redline(old.text, new.text))), list(_files(old, new))
    changed = [index for index, piece in enumerate(pieces) if piece.kind is not Kind.SAME]
    if not changed:
        return _joined([*_names(old, new), *files]) if files else ""
    parts = [
        _folded(_plain(text), index < changed[0], index > changed[-1])
        if kind is Kind.SAME
        else _marked(kind, text, colour=colour)
        for index, (kind, text) in enumerate(pieces)
    ]
    # A mark may follow a sign with which a CI runner would obey it.
    whole = "".join(parts).replace("##[", "#\\#[").removesuffix("\n")
    return _joined([*_names(old, new), whole, *files])


def _names(old: Side, new: Side) -> tuple[str, str]:
    return f"--- {visible(old.name)}", f"+++ {visible(new.name)}"


def _folded(text: str, is_first: bool, is_last: bool) -> str:  # noqa: FBT001 - where it stands
    """Return unchanged *text* without the lines that are far from a change."""
    lines = text.split("\n")
    # The ends are the rests of lines that hold a change.
    head = 0 if is_first else CONTEXT + 1
    tail = 0 if is_last else CONTEXT + 1
    kept = lines[len(lines) - tail :] if tail else [""]
    left_out = len(lines) - head - len(kept)
    if left_out < FOLDED:
        return text
    return "\n".join([*lines[:head], f"@@ {left_out} unchanged lines @@", *kept])


def _joined_ends(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give *pieces* with what replaces the end of a line on that same line."""
    for piece, after in zip_longest(pieces, pieces[1:]):
        replaced = piece.kind is Kind.DELETED and after and after.kind is Kind.INSERTED
        if replaced and piece.text.endswith("\n") and after.text.endswith("\n"):
            # A line end is all that there may have been.
            if text := piece.text.removesuffix("\n"):
                yield Piece(piece.kind, text)
        else:
            yield piece


def _plain(text: str) -> str:
    return FORGED.sub(r"\\\g<0>", visible(text))


def _marked(kind: Kind, text: str, *, colour: bool) -> str:
    before, after, paint = MARKS[kind]
    # Colours would not last over the end of a line in every pager.
    shown = [f"{before}{_plain(line)}{after}" if line else "" for line in text.split("\n")]
    if not any(shown):
        shown[0] = f"{before}↵{after}"
    return "\n".join(f"{paint}{line}{RESET}" if colour and line else line for line in shown)


def _files(old: Side, new: Side) -> Iterator[str]:
    """Give a line for each file shown that one of the two lacks, or has in another form."""
    for name in sorted({*old.embedded, *new.embedded}):
        before, after = old.embedded.get(name), new.embedded.get(name)
        if before == after:
            continue
        if before is None or after is None:
            said = f"only in {old.name if before else new.name}"
        else:
            said = f"sha256 {before[:SHORT]}… before, {after[:SHORT]}… now"
        yield visible(f"file {name}: {said}")


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
