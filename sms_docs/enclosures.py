"""Files that hold part of what a record says: measurements beside the record that names them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from sms_docs.model import Record

# As the schema of measurements has it: no folder, nothing that a shell or a list could obey.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.csv")


def enclosed(record: Record) -> tuple[str, ...]:
    """Return the paths of the files that *record* names, each once; they may be missing."""
    return named_at(record.path, record.data)


def named_at(path: str, data: object) -> tuple[str, ...]:
    """Return the same for a record at *path* whose *data* may be of any shape."""
    series = data.get("series") if isinstance(data, Mapping) else None
    names = [
        entry.get("file")
        for entry in (series if isinstance(series, list) else ())
        if isinstance(entry, Mapping)
    ]
    folder = posixpath.dirname(path)
    return tuple(
        dict.fromkeys(
            f"{folder}/{name}" for name in names if isinstance(name, str) and NAME.fullmatch(name)
        )
    )


def is_enclosure(path: str) -> bool:
    """Return whether a record may name the file at *path* as part of it."""
    return NAME.fullmatch(posixpath.basename(path)) is not None
