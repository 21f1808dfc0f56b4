"""Several files that belong together: written in their order, all of them or none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import NamedTuple

from sms_docs.act.write import (
    AGAIN,
    AWAY,
    CHANGED,
    EXISTS,
    IRREGULAR,
    ITSELF,
    MODE,
    folders,
    name_new,
    refuse,
    staged,
    sync,
    telling,
)
from sms_docs.printable import printable

NO_LINE_END = "\\ No newline at end of file"


class Put(NamedTuple):
    """One file to write; *seen* is what it held when the change was made up, None if new."""

    path: str
    content: bytes
    seen: bytes | None = None


class _Prepared(NamedTuple):
    """A file whose content lies beside it; *old* holds what it is to be taken back to."""

    put: Put
    target: Path
    new: Path
    old: Path | None


def write_all(root: Path, plan: Sequence[Put]) -> tuple[str, ...]:
    """Write the files of *plan* in their order; return the paths of those that were written.

    Everything is checked and lies on the disk before the first file takes its name.
    Where one then fails, the files before it are taken back.  A file that holds the new
    content already is passed over: after a run that was killed, the next one writes what
    is missing.  The caller holds the lock.

    Raises:
        WriteRefused: something stands in the way, a file has changed meanwhile, or the
            disk does not take it; every file is as it was.
    """
    with ExitStack() as stack:
        prepared = [each for put in plan if (each := _prepare(root, put, stack))]
        with ExitStack() as back:
            for each in prepared:
                with telling(each.put.path):
                    _install(each)
                back.callback(_take_back, each)
                sync(each.target.parent)
            back.pop_all()
    return tuple(each.put.path for each in prepared)


def _prepare(root: Path, put: Put, stack: ExitStack) -> _Prepared | None:
    """Check that *put* can be written, and lay its content beside it; None where it is there."""
    target = root / put.path
    with telling(put.path):
        stack.enter_context(folders(root, put.path))
        if _is_done(target, put.content):
            return None
        old, mode = None, MODE
        if put.seen is None:
            if os.path.lexists(target):
                refuse(put.path, EXISTS, AWAY)
        else:
            status = target.lstat()
            if not S_ISREG(status.st_mode):
                refuse(put.path, IRREGULAR, ITSELF)
            if target.read_bytes() != put.seen:
                refuse(put.path, CHANGED, AGAIN)
            mode = S_IMODE(status.st_mode)
            # The way back must need no room either.
            old = stack.enter_context(staged(target.parent, put.seen, mode))
        new = stack.enter_context(staged(target.parent, put.content, mode))
    return _Prepared(put, target, new, old)


def _is_done(target: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        return S_ISREG(target.lstat().st_mode) and target.read_bytes() == content
    return False


def _install(each: _Prepared) -> None:
    if each.old is None:
        name_new(each.new, each.target)
        return
    if each.target.read_bytes() != each.put.seen:
        refuse(each.put.path, CHANGED, AGAIN)
    each.new.replace(each.target)


def _take_back(each: _Prepared) -> None:
    with suppress(OSError):
        if each.target.read_bytes() != each.put.content:
            return
        if each.old is None:
            each.target.unlink()
        else:
            each.old.replace(each.target)


def difference(plan: Iterable[Put]) -> str:
    """Return what *plan* would change as a unified diff that a terminal can show safely.

    Characters that a reader cannot see are written out; a line end of CRLF only where a
    file has both kinds.
    """
    return "".join(line for put in plan if put.content != put.seen for line in _difference(put))


def _difference(put: Put) -> Iterator[str]:
    from difflib import unified_diff  # noqa: PLC0415 - only for those who ask

    try:
        before, after = _lines(put.seen or b""), _lines(put.content)
    except UnicodeDecodeError:
        yield f"{printable(put.path)}: {len(put.content):,} bytes that are no text\n"
        return
    old = "/dev/null" if put.seen is None else f"a/{put.path}"
    for line in unified_diff(before, after, old, f"b/{put.path}"):
        shown = printable(line.removesuffix("\n"), sys.maxsize - 1)
        yield f"{shown}\n" if line.endswith("\n") else f"{shown}\n{NO_LINE_END}\n"


def _lines(content: bytes) -> list[str]:
    text = content.decode()
    if text.count("\n") == text.count("\r\n"):
        text = text.replace("\r\n", "\n")
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + ([last] if last else [])
