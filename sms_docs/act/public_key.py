"""Read the public key that a person hands over; a private one is refused unread."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, NoReturn

from sms_docs.control.keys import VERIFIABLE, open_key
from sms_docs.control.wire import Malformed, decoded
from sms_docs.errors import ConfigurationError
from sms_docs.printable import UNPRINTABLE

LARGEST = 16_384
# Enough for the line that a private key begins with, and for next to nothing of the key.
HEAD = 40
PRIVATE = (b"PRIVATE KEY", b"PuTTY-User-Key-File")
BEGINNINGS = (b"-----BEGIN", b"---- BEGIN")
OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
PUBLIC = ".pub"
LONGEST_COMMENT = 100
FORM = "one line as in id_ed25519.pub: ssh-ed25519 AAAA… COMMENT"


class GivenKey(NamedTuple):
    """A public key: *kind*, *coded* and *comment* are the words of its line.

    *blob* is the key as SSH writes it; *fingerprint* begins with ``SHA256:``.  The
    comment is empty where a terminal or a page could take it for something else.
    """

    kind: str
    coded: str
    comment: str
    blob: bytes
    fingerprint: str


def read_public_key(file: Path) -> GivenKey:
    """Return the key in *file*, or in the ``.pub`` file beside it, which then is read instead.

    Raises:
        ConfigurationError: there is none, it is a private key, or its signatures could
            not be verified.  No message quotes what the file holds.
    """
    file = _public_file(file)
    line = _line(file, _text(file))
    kind, coded, comment = (*line.split(None, 2), "", "")[:3]
    try:
        blob = decoded(coded, "the second word")
        key = open_key(blob)
    except Malformed as error:
        _refuse(file, f"it holds no public key: {error}", f"it has to be {FORM}")
    if key.kind != kind:
        _refuse(file, "the kind of the key and the key do not fit", f"it has to be {FORM}")
    if key.unsupported:
        _refuse(
            file,
            f"signatures of this key cannot be verified: {key.unsupported}",
            f"use one of {', '.join(VERIFIABLE)} of 3072 bits or more: `ssh-keygen -t ed25519`",
        )
    return GivenKey(kind, coded, _harmless(comment), blob, key.fingerprint)


def _public_file(file: Path) -> Path:
    """Return *file*, or the public half beside it, so that a private key is not even opened."""
    beside = file.with_name(file.name + PUBLIC) if file.name else file
    try:
        return beside if file.suffix != PUBLIC and beside.is_file() else file
    except OSError:
        return file


def _text(file: Path) -> str:
    try:
        if not file.is_file():
            reason = "it is no regular file" if file.exists() else "there is no such file"
            _refuse(file, reason, "name the file of the public key, which ends with .pub")
        with file.open("rb", buffering=0) as handle:
            head = handle.read(HEAD) or b""
            _refuse_others(file, head)
            content = head + (handle.read(LARGEST) or b"")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _refuse(file, f"it cannot be read: {reason}", "give yourself access to it")
    _refuse_others(file, content)
    if len(content) > LARGEST:
        _refuse(file, f"it is larger than {LARGEST:,} bytes", f"it has to be {FORM}")
    return content.decode("utf-8-sig", "replace")


def _refuse_others(file: Path, content: bytes) -> None:
    """Refuse what begins as a private key, or as a public one in another form."""
    if content.startswith(OTHER_ENCODINGS):
        _refuse(file, "it is UTF-16", "save it as UTF-8, or have ssh-keygen write it once more")
    if any(mark in content for mark in PRIVATE):
        public = f"{file.name}{PUBLIC}" if file.suffix != PUBLIC else "FILE.pub"
        _refuse(
            file,
            "this is a private key, which nobody but its owner may have; it was read no further",
            f"give the public one, {public}; `ssh-keygen -y -f KEY > KEY.pub` writes it",
        )
    if content.lstrip().startswith(BEGINNINGS):
        _refuse(
            file,
            "it is a key in another form than that of OpenSSH",
            "`ssh-keygen -i -f FILE > FILE.pub` turns it into that (PEM: with -m PKCS8)",
        )


def _line(file: Path, text: str) -> str:
    # Not splitlines(): it would break a comment in two.
    every = (line.strip(" \t\r") for line in text.split("\n"))
    lines = [line for line in every if line and not line.startswith("#")]
    if len(lines) != 1:
        what = f"it holds {len(lines):,} lines" if lines else "it is empty"
        _refuse(file, what, f"it has to be one key, {FORM}")
    return lines[0]


def _harmless(comment: str) -> str:
    comment = comment.strip()
    is_safe = len(comment) <= LONGEST_COMMENT and "\ufffd" not in comment
    return comment if is_safe and not UNPRINTABLE.search(comment) else ""


def _refuse(file: Path, reason: str, cure: str) -> NoReturn:
    message = f"{file}: {reason}; {cure}"
    raise ConfigurationError(message)
