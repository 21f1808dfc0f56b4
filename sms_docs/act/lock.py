"""One writer at a time: a lock that the system holds, and lets go when the writer ends.

However the writer ends, killed too: nothing is left that somebody would have to clear away.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sms_docs.errors import WriteRefused

NAME = "sms-docs.lock"
SECONDS = 5.0
PAUSE = 0.05


@contextmanager
def lock(root: Path, seconds: float = SECONDS) -> Iterator[None]:
    """Keep other writers of the SMS at *root* out; wait for one at most *seconds*.

    Where no file can be opened below ``.git``, as in a work tree whose ``.git`` is a
    file, the folder *root* itself is locked.  On a system without such locks, Windows,
    nobody is kept out.

    Raises:
        WriteRefused: another writer was still at work, or the folder cannot be opened.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    handle = _opened(root)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    message = (
                        f"{root}: nothing was written: another sms-docs is writing here;"
                        " wait until it has ended, and try again"
                    )
                    raise WriteRefused(message) from error
            time.sleep(PAUSE)
        yield
    finally:
        # Closing lets the lock go.
        os.close(handle)


def _opened(root: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        return os.open(root / ".git" / NAME, flags, 0o666)
    except OSError:
        # No .git, a file of that name, no right to write there, or no room.
        pass
    try:
        return os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        message = f"{root}: nothing was written: {error.strerror}; give yourself access to it"
        raise WriteRefused(message) from error
