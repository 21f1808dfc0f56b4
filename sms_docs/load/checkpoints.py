"""The files of records/checkpoints/, and what lies today at the paths that they list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sms_docs.approval import APPROVALS, CHECKPOINTS, Checkpoint, Dossier
from sms_docs.checkpoint import broken, digest_of, name_of, order, read
from sms_docs.load import text
from sms_docs.load.raw import LARGEST_FILE
from sms_docs.load.reading import Reading
from sms_docs.model import Defect, Record

RULE = "checkpoint-broken"
# Of a checkpoint in bytes: some 100,000 lines.
LARGEST = 20_000_000


def load_checkpoints(reading: Reading) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that can be read, ordered; the rest becomes faults."""
    names: dict[str, str] = {}
    for path in sorted(reading.files):
        if path.startswith(CHECKPOINTS + "/"):
            if name := name_of(path):
                names[path] = name
            else:
                what = "this file is no checkpoint: their names are 2026-10.txt, 2026-10-2.txt"
                reading.add(RULE, Defect(path, (1, 1), what, "Move it out of this folder."))
    digests: dict[str, str] = {}
    found: list[Checkpoint] = []
    for path in sorted(names, key=lambda path: order(names[path]) or ("", 0)):
        content = reading.clean_text(path, LARGEST)
        digests[path] = digest_of(content) if content is not None else ""
        checkpoint = read(path, content) if content is not None else ()
        if isinstance(checkpoint, Checkpoint):
            found.append(checkpoint)
            continue
        for reason in checkpoint:
            defect = Defect(path, (reason.line, 1), reason.message, reason.fix)
            reading.add(RULE, defect)
    for checkpoint, reason in broken(digests, found):
        defect = Defect(checkpoint.path, (reason.line, 1), reason.message, reason.fix)
        reading.add(RULE, defect)
    return tuple(found)


def present_digests(
    root: Path,
    checkpoints: Iterable[Checkpoint],
    records: Iterable[Record],
    dossiers: Mapping[str, Dossier],
) -> Mapping[str, str]:
    """Return the sha256 of what lies at each path that *checkpoints* list, where anything does."""
    listed = {entry.name for checkpoint in checkpoints for entry in checkpoint.entries}
    if not listed:
        return {}
    known = {record.path: record.text for record in records if record.path in listed}
    found = {path: digest_of(content) for path, content in known.items()}
    for dossier in dossiers.values():
        found.update((each.path, each.sha256) for each in dossier.records)
    for path in listed.difference(found):
        if sha256 := file_digest(root, path):
            found[path] = sha256
    return {path: sha256 for path, sha256 in found.items() if path in listed}


def file_digest(root: Path, path: str) -> str | None:
    """Return the sha256 of the file at *path*; None where no regular file can be read.

    Of what is approved that of its bytes, of all else that of its clean text: there git
    may write the line ends of the system.
    """
    raw = text.content(root, path, LARGEST_FILE)
    if isinstance(raw, text.Fault):
        return None
    if not path.startswith(APPROVALS + "/"):
        clean = text.clean(raw)
        if all(fault.rule in text.READABLE for fault in clean.faults):
            return digest_of(clean.text)
    return hashlib.sha256(raw).hexdigest()
