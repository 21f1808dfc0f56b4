"""Bytes become clean text: strict UTF-8, LF line ends, no characters that deceive a reader.

Two people who look at a document must see the same text, and its digest must not depend
on the editor or the system that wrote it.  What is in the way becomes a `Fault`.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sms_docs.body import Place
from sms_docs.model import TOP

LARGEST = 2_000_000
# Faults of these rules leave a text that can be checked further.
READABLE = frozenset({"byte-order-mark", "invisible-character", "mixed-line-endings"})

BOM = "\ufeff"
_FORBIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060"
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
UNSAFE = re.compile(f"[{_FORBIDDEN}{_INVISIBLE}]")
# Deleting these first leaves next to nothing of a usual document for the search above.
_HARMLESS = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
# Absent on Windows, where neither FIFOs nor links turn up in a checkout by default.
_OPENING = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class Fault(NamedTuple):
    """Something wrong in a text; *rule* is the name of the rule that reports it."""

    rule: str
    place: Place
    message: str
    fix: str


class Clean(NamedTuple):
    """Clean text, and what was wrong before; the text is empty where it cannot be read."""

    text: str
    faults: tuple[Fault, ...] = ()


def clean(raw: bytes) -> Clean:
    """Return the clean text of *raw*: LF at every line end, exactly one at the end.

    Nothing else is changed, but that a byte-order mark is left out.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return Clean("", (_not_utf8(raw, error.start),))
    faults: list[Fault] = []
    if "\r" in text and "\r\n" in text:
        text = _with_one_line_end(text, faults)
        raw = text.encode()
    doubtful = raw.translate(None, _HARMLESS).decode()
    if doubtful and UNSAFE.search(doubtful):
        text = _without_mark(text, faults)
        faults += characters(text)
    if not text.endswith("\n") or text.endswith("\n\n"):
        text = text.rstrip("\n") + "\n"
    return Clean(text, tuple(faults))


def read(root: Path, relative: str, largest: int = LARGEST) -> Clean:
    """Return the clean text of the regular file *relative* to *root*; see `content`."""
    raw = content(root, relative, largest)
    return Clean("", (raw,)) if isinstance(raw, Fault) else clean(raw)


def content(root: Path, relative: str, largest: int = LARGEST) -> bytes | Fault:
    """Return the bytes of the regular file *relative* to *root*, or why there are none.

    *relative* has forward slashes.  Its size and kind are known before it is opened, and
    no part of it may be a link: a FIFO cannot hang the run, nor a link lead elsewhere.
    """
    found = _status(os.fspath(root), relative, largest)
    if isinstance(found, Fault):
        return found
    try:
        return _content(f"{os.fspath(root)}/{relative}", found, largest)
    except OSError as error:
        return _unreadable(error)


def characters(text: str, line: int = 1, *, strict: bool = False) -> Iterator[Fault]:
    """Give a fault for each different character of *text* that is refused or invisible.

    It stands at the first of its kind, and says how many more there are.  *line* is the
    number of the first line.  Invisible characters are forbidden too where *strict*.
    """
    count = Counter(UNSAFE.findall(text))
    for match in UNSAFE.finditer(text):
        character = match[0]
        more = count.pop(character, 0) - 1
        if more < 0:
            continue
        row, column = place(text, match.start())
        also = f", and {more} more of it" if more else ""
        if INVISIBLE.match(character) and not strict:
            rule, what = "invisible-character", "invisible character"
        else:
            rule, what = "forbidden-character", "forbidden character"
        message = f"{what} {named(character)}{also}"
        yield Fault(rule, (row + line - 1, column), message, _cure(character))


def place(text: str, index: int) -> Place:
    """Return the line and column of the character *index* of *text*."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def named(character: str) -> str:
    """Return code point and, where it has one, name; never the character itself."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _cure(character: str) -> str:
    if character == "\r":
        return "End every line with LF or CRLF; set your editor to Unix line ends."
    return f"Delete it; `grep -nP '\\x{{{ord(character):04X}}}' FILE` finds it."


def _not_utf8(raw: bytes, start: int) -> Fault:
    before = raw[:start].decode()
    message = f"not UTF-8 at byte {start} (0x{raw[start]:02x})"
    return Fault("not-utf8", place(before, len(before)), message, "Save the file as UTF-8.")


def _without_mark(text: str, faults: list[Fault]) -> str:
    if not text.startswith(BOM):
        return text
    cure = "Save the file as UTF-8 without BOM."
    faults.append(Fault("byte-order-mark", TOP, "byte-order mark at the start", cure))
    return text.removeprefix(BOM)


def _with_one_line_end(text: str, faults: list[Fault]) -> str:
    both = text.count("\r\n")
    alone = text.count("\n") - both
    if alone:
        # Where the second kind begins: one of the two stands on line 1.
        ends = [line.endswith("\r") for line in text.split("\n")[:-1]]
        line = ends.index(not ends[0]) + 1
        message = f"mixed line endings: {both} times CRLF, {alone} times LF"
        cure = "Set your editor to one kind of line end, best LF, and save the file again."
        faults.append(Fault("mixed-line-endings", (line, 1), message, cure))
    return text.replace("\r\n", "\n")


def _status(root: str, relative: str, largest: int) -> os.stat_result | Fault:
    """Return what the system says of the file *relative*, or why it must not be read."""
    parts = relative.split("/")
    if not relative or ".." in parts or relative.startswith("/"):
        return _irregular("the path leaves the repository", "Name a file below the root.")
    path = root
    try:
        for part in parts:
            path = f"{path}/{part}"
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                return _irregular("symbolic links are not allowed", "Put the file itself here.")
    except (OSError, ValueError) as error:
        return _unreadable(error)
    return _unfit(status, largest) or status


def _unfit(status: os.stat_result, largest: int) -> Fault | None:
    if not stat.S_ISREG(status.st_mode):
        return _irregular("this is not a regular file", "Delete it, or move it elsewhere.")
    if status.st_size > largest:
        limit = "2 MB" if largest == LARGEST else f"{largest:,} bytes"
        message = f"the file is larger than {limit}: {status.st_size:,} bytes"
        return Fault("file-too-large", TOP, message, "Split it, or keep it elsewhere and link it.")
    return None


def _content(path: str, expected: os.stat_result, largest: int) -> bytes | Fault:
    """Return the bytes of *path*, provided that it still is the file *expected*."""
    number = os.open(path, _OPENING)
    try:
        status = os.fstat(number)
        if fault := _unfit(status, largest):
            return fault
        if not os.path.samestat(status, expected):
            return _changed()
        raw = os.read(number, status.st_size + 1)
        while len(raw) < status.st_size and (more := os.read(number, status.st_size)):
            raw += more
    finally:
        os.close(number)
    return raw if len(raw) == status.st_size else _changed()


def _changed() -> Fault:
    return _irregular("the file changed while it was read", "Run the command again.")


def _unreadable(error: OSError | ValueError) -> Fault:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return _irregular(f"the file cannot be read: {reason}", "Give the reader access to it.")


def _irregular(message: str, cure: str) -> Fault:
    return Fault("not-a-regular-file", TOP, message, cure)
