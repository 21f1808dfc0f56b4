"""The bytes of files whose digest counts: read as they are, and no more than allowed.

The walk has told already which files there are and that no link leads to them; a file
that has become something else since is refused.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256

from sms_docs.load.text import Fault
from sms_docs.model import TOP

# Of a picture or another file that a document shows or hands out, in bytes.
LARGEST_FILE = 50_000_000
PIECE = 1 << 20
_OPENING = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


def read_raw(path: str, largest: int) -> bytes | Fault:
    """Return the bytes of the regular file *path*, or why they are not to be had."""
    try:
        number = os.open(path, _OPENING)
        try:
            status = os.fstat(number)
            if fault := _unfit(status, largest):
                return fault
            # One more, so that a file that grows is noticed.
            raw = os.read(number, status.st_size + 1)
            while len(raw) < status.st_size and (more := os.read(number, status.st_size)):
                raw += more
        finally:
            os.close(number)
    except (OSError, ValueError) as error:
        return _unreadable(error)
    return raw if len(raw) == status.st_size else _changed()


def digest_of(path: str, largest: int = LARGEST_FILE) -> str | Fault:
    """Return the sha256 of the bytes of the regular file *path*, or why there is none."""
    digest = sha256()
    try:
        number = os.open(path, _OPENING)
        try:
            status = os.fstat(number)
            if fault := _unfit(status, largest):
                return fault
            left = status.st_size
            while left and (piece := os.read(number, min(left, PIECE))):
                digest.update(piece)
                left -= len(piece)
        finally:
            os.close(number)
    except (OSError, ValueError) as error:
        return _unreadable(error)
    return _changed() if left else digest.hexdigest()


def _unfit(status: os.stat_result, largest: int) -> Fault | None:
    if not stat.S_ISREG(status.st_mode):
        return _irregular("this is not a regular file", "Delete it, or move it elsewhere.")
    if status.st_size > largest:
        message = f"the file has {status.st_size:,} bytes; {largest:,} is the most here"
        return Fault("file-too-large", TOP, message, "Make it smaller, or keep it elsewhere.")
    return None


def _unreadable(error: OSError | ValueError) -> Fault:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _irregular(f"the file cannot be read: {reason}", "Give the reader access to it.")


def _changed() -> Fault:
    return _irregular("the file changed while it was read", "Run the command again.")


def _irregular(message: str, cure: str) -> Fault:
    return Fault("not-a-regular-file", TOP, message, cure)
