"""Tell whose key lies in a file that ``--key`` names, before anything is shown or signed."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import NoReturn

from sms_docs.control.keys import fingerprint, open_key
from sms_docs.control.wire import Malformed, Wire
from sms_docs.errors import ConfigurationError
from sms_docs.printable import printable
from sms_docs.trust import SignerKey, Trust

LARGEST = 65_536
PUBLIC = ".pub"
OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"
OPENSSH_END = b"-----END OPENSSH PRIVATE KEY-----"
MAGIC = b"openssh-key-v1\0"
OTHER_PRIVATE = b"PRIVATE KEY-----"
NO_FILE = "name the file of your own key"
NO_KEY = "name the file of your own private key, as `ssh-keygen -t ed25519` writes it"


def public_half(file: Path) -> bytes:
    """Return the public half of the key in *file*, as SSH writes it.

    It is read from the open part of a private file of OpenSSH, else from the ``.pub``
    file beside it; empty where neither tells it.

    Raises:
        ConfigurationError: there is no such file, or it is no key.
    """
    content = _content(file)
    if content.lstrip().startswith(OPENSSH):
        return _open_part(file, content)
    if content.lstrip().startswith(b"-----BEGIN") and OTHER_PRIVATE in content:
        beside = file.with_name(f"{file.name}{PUBLIC}")
        return _public_line(_content(beside)) if beside.is_file() else b""
    found = _public_line(content)
    if not found:
        _refuse(file, "this is no key of SSH", NO_KEY)
    return found


def named(file: Path, blob: bytes) -> str:
    """Return *file* and the fingerprint of its key *blob* for a message."""
    return f"{printable(str(file))} ({fingerprint(blob)})"


def listed_key(blob: bytes, trust: Trust) -> SignerKey | None:
    """Return the line of allowed_signers that has the key *blob*; None where none does."""
    return next((key for key in trust.keys if key.blob == blob), None) if blob else None


def refuse_unlisted(file: Path, blob: bytes, trust: Trust) -> None:
    """Refuse a key that *trust* does not list; one that nothing is known of may be listed.

    Raises:
        ConfigurationError: it is not listed.
    """
    if not blob or listed_key(blob, trust):
        return
    public = printable(file.name if file.suffix == PUBLIC else f"{file.name}{PUBLIC}")
    message = (
        f"--key: {named(file, blob)} is not in the allowed_signers in effect (serial"
        f" {trust.serial}); sign with a key of yours that is listed, or have this one listed:"
        f" `sms-docs trust add-key PERSON --key {public}`, then `sms-docs approve TRUST`"
    )
    raise ConfigurationError(message)


def _content(file: Path) -> bytes:
    try:
        if not file.is_file():
            there = "it is no regular file" if file.exists() else "there is no such file"
            _refuse(file, there, NO_FILE)
        with file.open("rb") as handle:
            return handle.read(LARGEST)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        _refuse(file, f"the file cannot be read: {reason}", "give yourself access to it")
    except ValueError:
        _refuse(file, "this is no name of a file", NO_FILE)


def _open_part(file: Path, content: bytes) -> bytes:
    coded = content.lstrip().removeprefix(OPENSSH).partition(OPENSSH_END)[0]
    try:
        wire = Wire(base64.b64decode(b"".join(coded.split()), validate=True))
        if wire.take(len(MAGIC), "the mark") != MAGIC:
            _refuse(file, "this private key is damaged", NO_KEY)
        for what in ("the cipher", "the way of the passphrase", "its options"):
            wire.string(what)
        wire.number("the number of keys")
        blob = wire.string("the public half")
        open_key(blob)
    except (binascii.Error, Malformed):
        _refuse(file, "this private key is damaged", NO_KEY)
    return blob


def _public_line(content: bytes) -> bytes:
    """Return the key in *content*, ``ssh-ed25519 AAAA… comment``; nothing where it is none."""
    words = content.split(None, 2)
    try:
        blob = base64.b64decode(words[1], validate=True) if len(words) > 1 else b""
        return blob if blob and open_key(blob).kind == words[0].decode("ascii") else b""
    except (ValueError, Malformed):
        return b""


def _refuse(file: Path, reason: str, cure: str) -> NoReturn:
    message = f"--key: {printable(str(file))}: {reason}; {cure}"
    raise ConfigurationError(message)
