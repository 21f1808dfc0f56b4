"""Put one file in its place, whole or not at all.

The text goes into a temporary file of the same folder, is flushed to the disk, and
only then takes its name.  Killed at any moment, the disk holds the old file or the new
one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import NoReturn

from sms_docs.errors import WriteRefused

MODE = 0o666  # less what the user's umask takes
# What may stand in the way, and what to do about it.
EXISTS, AWAY = "it exists already", "move it away, or choose another name"
IRREGULAR, ITSELF = "it is no regular file", "put the file itself here"
CHANGED, AGAIN = "it has changed meanwhile", "look at it and try again"


def create(root: Path, relative: str, content: bytes) -> Path:
    """Write *content* to the new file *relative* below *root*, and return its path.

    Folders that are missing are made.

    Raises:
        WriteRefused: something stands there already, a link leads there, or the disk
            does not take it; nothing of it is left behind.
    """
    target = root / relative
    with telling(relative), folders(root, relative):
        if os.path.lexists(target):
            refuse(relative, EXISTS, AWAY)
        _install(target, content, MODE, name_new)
    return target


def replace(root: Path, relative: str, content: bytes, seen: bytes) -> Path:
    """Write *content* over the file *relative* below *root*, and return its path.

    *seen* is what the file held when the change was made up.

    Raises:
        WriteRefused: the file holds something else by now, is a link or no regular
            file, or the disk does not take it; the old file is as it was.
    """
    target = root / relative
    with telling(relative), folders(root, relative):
        found = target.lstat()
        if not S_ISREG(found.st_mode):
            refuse(relative, IRREGULAR, ITSELF)

        def rename(temporary: Path, target: Path) -> None:
            if target.read_bytes() != seen:
                refuse(relative, CHANGED, AGAIN)
            temporary.replace(target)

        _install(target, content, S_IMODE(found.st_mode), rename)
    return target


def _install(target: Path, content: bytes, mode: int, rename: Callable[[Path, Path], None]) -> None:
    with staged(target.parent, content, mode) as temporary:
        rename(temporary, target)
    sync(target.parent)


@contextmanager
def staged(folder: Path, content: bytes, mode: int) -> Iterator[Path]:
    """Give a file in *folder* that holds *content*, flushed to the disk, without its name yet.

    What nobody has given a name in the end is taken away.
    """
    temporary = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        # O_EXCL: never write through something that somebody put there.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def name_new(temporary: Path, target: Path) -> None:
    """Give *temporary* the name *target*, which nothing has yet."""
    # A rename would silently replace a file that appeared since we looked; a link fails.
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no hard links: there the look a moment ago must do.
        if os.path.lexists(target):
            raise
        temporary.replace(target)


def sync(folder: Path) -> None:
    """Make a new name in *folder* last through a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def telling(relative: str) -> Iterator[None]:
    """Turn what the system refuses while *relative* is written into our own words."""
    try:
        yield
    except FileExistsError:
        refuse(relative, EXISTS, AWAY)
    except OSError as error:
        cure = "make room or give yourself the right to write there, and try again"
        refuse(relative, (error.strerror or str(error)).lower(), cure)


@contextmanager
def folders(root: Path, relative: str) -> Iterator[None]:
    """Make the folders above *relative*; take them away again where the writing fails."""
    made: list[Path] = []
    folder = root
    if not Path(relative).name or ".." in Path(relative).parts or Path(relative).is_absolute():
        refuse(relative, "it leads out of the SMS", "name a file inside of it")
    try:
        for part in Path(relative).parts[:-1]:
            folder = folder / part
            if not os.path.lexists(folder):
                folder.mkdir()
                made.append(folder)
            elif not S_ISDIR(folder.lstat().st_mode):
                there = folder.relative_to(root).as_posix()
                refuse(relative, f"{there} is no folder, or a link", "put a folder there")
        yield
        made.clear()
    finally:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()


def refuse(relative: str, reason: str, cure: str) -> NoReturn:
    """Say why *relative* is not written, and what to do."""
    message = f"{relative}: not written: {reason}; {cure}"
    raise WriteRefused(message)
