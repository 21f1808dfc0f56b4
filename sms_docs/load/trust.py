"""The files of records/trust/, wherever they lie: at work, as approved, in a base."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sms_docs.approval import APPROVALS
from sms_docs.load import text
from sms_docs.load.reading import Reading
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.text import Clean, Fault
from sms_docs.load.trust_files import NAMES, TrustFiles, manifest, path_of, read_files
from sms_docs.model import TOP, Defect
from sms_docs.trust import TRUST, Trust

__all__ = ["load_trust", "manifest", "stored_trust", "trust_at", "working_trust"]

STORED = re.compile(rf"{APPROVALS}/{TRUST}/([1-9][0-9]{{0,5}})/({'|'.join(map(re.escape, NAMES))})")
# Under these names the walk tells what it does not let in.
REFUSING = ("not-a-regular-file", "nested-repository", "file-name-not-portable")


def load_trust(
    files: Mapping[str, bytes], schemas: Schemas
) -> tuple[Trust | None, list[tuple[str, Defect]]]:
    """Return what *files* say, and what is wrong in them as if they were the working ones.

    The keys of *files* are names without folder.  Each fault is the name of a rule and a
    defect.  None where a file is broken: what it would have said is not known then.
    """
    found = read_files({name: _clean(files[name]) for name in NAMES if name in files}, schemas)
    return found.trust, list(found.faults)


def working_trust(reading: Reading) -> TrustFiles:
    """Return what the working files hold, and note in *reading* what is wrong in them."""
    cleans: dict[str, Clean] = {}
    # The walk has told of these.  They must not count as missing, though.
    walls = {defect.path for rule in REFUSING for defect in reading.faults.get(rule, ())}
    refused: list[str] = []
    for name in NAMES:
        path = path_of(name, reading.schemas)
        if not walls.isdisjoint(_with_folders(path)):
            refused.append(name)
        elif path in reading.files or os.path.lexists(reading.root / path):
            cleans[name] = text.read(reading.root, path)
    found = read_files(cleans, reading.schemas, refused)
    for rule, defect in found.faults:
        reading.add(rule, defect)
    return found


def stored_trust(root: Path, paths: Iterable[str], schemas: Schemas) -> Mapping[int, Trust]:
    """Return serial -> the trust files that its approval has stored below *root*.

    *paths* are those of all files.  What is broken or not whole is left out.
    """
    return _by_serial(paths, lambda path: text.read(root, path), schemas)


def trust_at(files: Mapping[str, bytes], root: Path) -> tuple[Trust | None, Mapping[int, Trust]]:
    """Return the trust files of a base, and those that approvals have stored there.

    *files* maps a path to its bytes.  None where a file of records/trust is broken.  The
    schemas are those of *root*: another schema cannot change what a file says, only
    whether it is read.
    """
    schemas = load_schemas(root)
    paths = {name: path_of(name, schemas) for name in NAMES}
    cleans = {name: _clean(files[path]) for name, path in paths.items() if path in files}
    by_serial = _by_serial(files, lambda path: _clean(files[path]), schemas)
    return read_files(cleans, schemas).trust, by_serial


def _with_folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _clean(raw: bytes) -> Clean:
    if len(raw) > text.LARGEST:
        message = f"the file is larger than 2 MB: {len(raw):,} bytes"
        return Clean("", (Fault("file-too-large", TOP, message, "Split it."),))
    return text.clean(raw)


def _by_serial(
    paths: Iterable[str], read: Callable[[str], Clean], schemas: Schemas
) -> Mapping[int, Trust]:
    folders: dict[int, dict[str, str]] = {}
    for path in paths:
        if stored := STORED.fullmatch(path):
            folders.setdefault(int(stored[1]), {})[stored[2]] = path
    found: dict[int, Trust] = {}
    for serial, inside in sorted(folders.items()):
        if len(inside) == len(NAMES):
            trust = read_files({name: read(path) for name, path in inside.items()}, schemas).trust
            if trust is not None and trust.serial == serial:
                found[serial] = trust
    return found
