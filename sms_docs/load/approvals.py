"""The approval records and the approved texts of records/approvals/, as they lie there.

Nothing is verified here but that each file can be read and lies in its place.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from sms_docs import statement as statements
from sms_docs.approval import (
    APPROVALS,
    ApprovalRecord,
    Dossier,
    Statement,
    StoredText,
    Trouble,
)
from sms_docs.load import text
from sms_docs.load.embedded import name_of
from sms_docs.load.items import ID_IN_NAME
from sms_docs.load.raw import digest_of, read_raw
from sms_docs.load.reading import Reading
from sms_docs.load.text import Fault
from sms_docs.model import TOP, Defect
from sms_docs.trust import TRUST
from sms_docs.version import parse

FOLDER = f"{APPROVALS}/"
# The first text after all paths below the folder.
AFTER = f"{APPROVALS}0"
SIGNATURE = f"{statements.ENDING}.sig"
SERIAL = re.compile(r"[1-9][0-9]{0,5}")
MISPLACED = "approval-misplaced"
ALTERED = "approved-text-altered"
ENDINGS = {"markdown": ".md", "yaml": ".yml"}
LEFT_ALONE = "Take it out of records/approvals/; `git log` tells who put it there."


class Folder(NamedTuple):
    """One version of one subject; *names* are its files, relative to *path*."""

    subject: str
    version: str
    path: str
    names: list[str]


def read_dossiers(reading: Reading, files: Sequence[str]) -> dict[str, Dossier]:
    """Return subject -> all that records/approvals/ holds about it.

    *files* are all files of the walk, sorted.  A record that cannot be read says why
    itself; what lies in a wrong place is a fault of *reading*.
    """
    found = _folders(reading, files[bisect_left(files, FOLDER) : bisect_left(files, AFTER)])
    if not found:
        return {}
    working = {item.id: item.text for item in (*reading.records, *reading.documents)}
    shelf = _Shelf(reading, f"{os.fspath(reading.root)}/", working)
    return {subject: shelf.dossier(subject, folders) for subject, folders in found.items()}


def _folders(reading: Reading, paths: Iterable[str]) -> dict[str, list[Folder]]:
    """Return subject -> its folders; report what lies in none."""
    found: dict[str, list[Folder]] = {}
    here = Folder("", "", "/", [])
    for path in paths:
        if path.startswith(here.path):
            here.names.append(path[len(here.path) :])
            continue
        steps = path.split("/", 4)[2:]
        if wrong := _no_place(steps):
            cure = f"An approval lies in {FOLDER}ID/VERSION/, beside the text. {LEFT_ALONE}"
            reading.add(MISPLACED, Defect(path, TOP, wrong, cure))
            continue
        subject, version, name = steps
        here = Folder(subject, version, f"{FOLDER}{subject}/{version}/", [name])
        found.setdefault(subject, []).append(here)
    return found


def _no_place(steps: Sequence[str]) -> str:
    """Return why *steps*, a path below the folder, lead to no place for a file."""
    if len(steps) < 3:  # noqa: PLR2004 - subject, version, name
        return "this file lies in no folder of a version"
    subject, version, _ = steps
    if subject == TRUST:
        known = SERIAL.fullmatch(version)
        return "" if known else f"the folder {version} is no serial of the trust files"
    if not ID_IN_NAME.fullmatch(subject):
        return f"the folder {subject} has the name of no document, of no record and not {TRUST}"
    return "" if parse(version) else f"the folder {version} is no version such as 2.1"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Makes the folders of a subject into its dossier.

    *working* maps an id to its working text: most approved texts are the same, and
    need no second look, and no room of their own.
    """

    reading: Reading
    root: str
    working: Mapping[str, str]
    # By its ending an approved text is told from what lies beside it.
    endings: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for kind in self.reading.schemas.types.values():
            for prefix in kind.prefixes:
                self.endings[prefix] = ENDINGS[kind.format]

    def dossier(self, subject: str, folders: Iterable[Folder]) -> Dossier:
        texts: dict[str, StoredText] = {}
        records: list[ApprovalRecord] = []
        for folder in folders:
            signed = list(self._records(folder))
            records += signed
            if stored := self._stored(folder, signed):
                texts[folder.version] = stored
        if len(records) > 1:
            records.sort(key=_order)
        return Dossier(subject, texts, tuple(records))

    def _records(self, folder: Folder) -> Iterator[ApprovalRecord]:
        names = {name for name in folder.names if name.endswith(SIGNATURE) and "/" not in name}
        for name in folder.names:
            if name.endswith(statements.ENDING) and "/" not in name:
                signature = None
                if f"{name}.sig" in names:
                    names.remove(f"{name}.sig")
                    signature = self._signature(f"{folder.path}{name}.sig")
                yield self._record(folder, name, signature)
        for name in sorted(names):
            what = f"there is no {name.removesuffix('.sig')} that this signature could belong to"
            self._misplaced(folder, name, what, LEFT_ALONE)

    def _record(self, folder: Folder, name: str, signature: str | None) -> ApprovalRecord:
        path = folder.path + name
        raw = read_raw(self.root + path, statements.LARGEST)
        stated: Statement | Trouble
        if isinstance(raw, Fault):
            content, digest = b"", ""
            stated = Trouble(statements.UNREADABLE, raw.message, statements.RESTORE)
        else:
            content, digest = raw, sha256(raw).hexdigest()
            stated = statements.read(raw)
        about = (path, folder.subject, folder.version, content, digest)
        if isinstance(stated, Trouble):
            return ApprovalRecord(*about, None, signature, stated)
        if name != (right := statements.file_name(stated)):
            what = f"by what it says this record is named {right}"
            cure = f"Rename it, and its .sig, to {right}: `git mv` keeps both as they are."
            self._misplaced(folder, name, what, cure)
        return ApprovalRecord(*about, stated, signature)

    def _signature(self, path: str) -> str:
        raw = read_raw(self.root + path, statements.LARGEST)
        # Either is no armour, so that the signature is refused.
        return raw.message if isinstance(raw, Fault) else raw.decode("ascii", "replace")

    def _stored(self, folder: Folder, signed: Sequence[ApprovalRecord]) -> StoredText | None:
        """Return the approved text of *folder* with the files beside it."""
        name = self._text_name(folder)
        beside = [
            each
            for each in folder.names
            if each != name and ("/" in each or not each.endswith((statements.ENDING, SIGNATURE)))
        ]
        embedded = dict(self._embedded(folder, beside, signed)) if beside else {}
        if name is None:
            return None
        if not signed:
            what = "no record says who approved this text"
            cure = f"Run `sms-docs approve {folder.subject}`, or delete the folder {folder.path}."
            self._misplaced(folder, name, what, cure)
        path = folder.path + name
        raw = read_raw(self.root + path, text.LARGEST)
        if isinstance(raw, bytes):
            working = self.working.get(folder.subject)
            if working is not None and working.encode() == raw:
                return StoredText(path, working, sha256(raw).hexdigest(), embedded)
            clean = text.clean(raw)
            if clean.text.encode() == raw and all(f.rule in text.READABLE for f in clean.faults):
                return StoredText(path, clean.text, sha256(raw).hexdigest(), embedded)
            raw = clean.faults[0] if clean.faults else NOT_CLEAN
        # A text that reads otherwise than its bytes say is nobody's approved text.
        defect = Defect(path, raw.place, raw.message, UNTOUCHED, folder.subject)
        self.reading.add(ALTERED, defect)
        return None

    def _text_name(self, folder: Folder) -> str | None:
        subject = folder.subject
        if subject == TRUST:
            endings = [".txt"]
        else:
            expected = self.endings.get(subject.partition("-")[0])
            endings = [expected] if expected else list(ENDINGS.values())
        return next((subject + end for end in endings if subject + end in folder.names), None)

    def _embedded(
        self, folder: Folder, beside: Iterable[str], signed: Sequence[ApprovalRecord]
    ) -> Iterator[tuple[str, str]]:
        """Give name and digest of the files that a record names; report the others."""
        stated = {each.name for one in signed if one.statement for each in one.statement.embedded}
        # What a record that cannot be read would have named, nobody knows.
        are_all_read = all(one.statement for one in signed)
        for stored in beside:
            name = name_of(stored)
            if name in stated or not are_all_read:
                digest = digest_of(self.root + folder.path + stored)
                yield name, "" if isinstance(digest, Fault) else digest
            else:
                what = f"no record of {folder.subject} {folder.version} names this file"
                self._misplaced(folder, stored, what, LEFT_ALONE)

    def _misplaced(self, folder: Folder, name: str, what: str, cure: str) -> None:
        self.reading.add(MISPLACED, Defect(folder.path + name, TOP, what, cure, folder.subject))


def _order(record: ApprovalRecord) -> tuple[bool, str, str]:
    stated = record.statement
    return stated is None, stated.signed_at.isoformat() if stated else "", record.path


UNTOUCHED = (
    "Bring the stored text back as it was signed: git holds it. `records/approvals/** -text`"
    " in .gitattributes keeps git from changing line ends."
)
NOT_CLEAN = Fault("", TOP, "the stored text has other line ends than when it was signed", "")
