"""A statement of approval as the bytes of its file, and back.

Source: in-toto Statement v1; ``statement.schema.json`` in this folder.
"""

from __future__ import annotations

import json
import posixpath
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from unicodedata import is_normalized, normalize

from sms_docs.approval import (
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Named,
    Previous,
    Statement,
    Trouble,
)
from sms_docs.errors import WriteRefused
from sms_docs.printable import printable
from sms_docs.statement.canonical import canonical, decode, decode_strictly
from sms_docs.statement.schema import breach, validator
from sms_docs.statement.wording import sentence
from sms_docs.trust import Meaning

__all__ = ["ENDING", "LARGEST", "canonical", "file_name", "read", "sentence", "write"]

# In bytes.
LARGEST = 16_384
ENDING = ".json"
UNREADABLE = "approval-unreadable"
NOT_CANONICAL = "approval-not-canonical"
RESTORE = "Bring back the file as it was signed; `git log -p` shows it. It is never edited."
TIMES: Mapping[str, Callable[[str], date]] = {
    "signedAt": datetime.fromisoformat,
    "effectiveFrom": date.fromisoformat,
}
SOME_DAY = "2026-11-20"
MEANINGS = {str(meaning): meaning for meaning in Meaning}
SHOWN = 60


def write(statement: Statement) -> bytes:
    """Return the bytes of the file of *statement*; free text in them is in NFC.

    Raises:
        WriteRefused: `read` would refuse them.
        ValueError: the time of signing is not in UTC, or not in whole seconds.
    """
    # What no UTF-8 can hold comes from a terminal, and reads as a fault, not as a crash.
    raw = canonical(_plain(statement)).encode(errors="surrogatepass")
    if isinstance(found := read(raw), Trouble):
        message = f"the statement cannot be written: {found.message}"
        raise WriteRefused(message)
    if found.signed_at != statement.signed_at:
        message = f"no time in UTC and whole seconds: {statement.signed_at!r}"
        raise ValueError(message)
    return raw


def read(raw: bytes) -> Statement | Trouble:
    """Return the statement that *raw* holds, or why it holds none.

    Files that the text shows come in the order of their names, each once.
    """
    if len(raw) > LARGEST:
        return _unreadable(f"it has {len(raw):,} bytes; a statement has {LARGEST:,} at most")
    try:
        text = raw.decode()
        data = decode(text)
        # What comes out the same can hide neither a key that stands twice nor a number.
        if canonical(data) == text and _is_normal(text) and validator().is_valid(data):
            return _statement(data)
    except (ValueError, TypeError, RecursionError):
        # Which of them it was is told below, in words.
        pass
    return _trouble(raw)


def file_name(statement: Statement) -> str:
    """Return the name that the file of *statement* must have."""
    return f"{statement.signed_at:%Y%m%dT%H%M%SZ}-{statement.signer}-{statement.meaning}{ENDING}"


def _is_normal(text: str) -> bool:
    return text.isascii() or is_normalized("NFC", text)


def _plain(statement: Statement) -> dict[str, Any]:
    predicate: dict[str, Any] = {
        "authors": list(statement.authors),
        "comment": normalize("NFC", statement.comment),
        "meaning": str(statement.meaning),
        "path": statement.path,
        "signedAt": f"{statement.signed_at:%Y-%m-%dT%H:%M:%SZ}",
        "signer": {
            "id": statement.signer,
            "name": normalize("NFC", statement.signer_name),
            "role": statement.role,
        },
        "smsId": statement.sms_id,
        "statement": normalize("NFC", statement.sentence),
        "version": statement.version,
    }
    if statement.effective_from:
        predicate["effectiveFrom"] = statement.effective_from.isoformat()
    if previous := statement.previous:
        predicate["previous"] = {"sha256": previous.sha256, "version": previous.version}
    if statement.successor:
        predicate["successor"] = statement.successor
    return {
        "_type": STATEMENT_TYPE,
        "predicate": predicate,
        "predicateType": PREDICATE_TYPE,
        "subject": [
            {"digest": {"sha256": each.sha256}, "name": each.name}
            for each in (statement.subject, *sorted(statement.embedded))
        ],
    }


def _statement(data: dict[str, Any]) -> Statement:
    """Return *data*, which the schema accepts, as a value.

    Raises:
        ValueError: a day or a time that does not exist, or files out of order.
    """
    stated = data["predicate"]
    signer = stated["signer"]
    subject, *embedded = [Named(each["name"], each["digest"]["sha256"]) for each in data["subject"]]
    if embedded:
        _check_names([each.name for each in embedded])
    effective = stated.get("effectiveFrom")
    previous = stated.get("previous")
    return Statement(
        MEANINGS[stated["meaning"]],
        subject,
        tuple(embedded),
        stated["version"],
        stated["path"],
        tuple(stated["authors"]),
        signer["id"],
        signer["name"],
        signer["role"],
        datetime.fromisoformat(stated["signedAt"]),
        stated["smsId"],
        stated["statement"],
        stated["comment"],
        date.fromisoformat(effective) if effective else None,
        Previous(previous["version"], previous["sha256"]) if previous else None,
        stated.get("successor", ""),
    )


def _check_names(names: list[str]) -> None:
    if names != sorted(set(names)):
        message = "subject: the files are not in the order of their names, each once"
        raise ValueError(message)
    for name in names:
        if posixpath.normpath(name) != name or name.rpartition("/")[2] in {".", ".."}:
            message = f"subject: '{printable(name, SHOWN)}' is not the shortest path of a file"
            raise ValueError(message)


def _trouble(raw: bytes) -> Trouble:
    """Return in words what is wrong with *raw*, which is no statement."""
    if wrong := _wrong(raw):
        return _unreadable(wrong)
    what = "the statement is not written in the one way there is: blanks, order or escapes differ"
    return Trouble(NOT_CANONICAL, what, RESTORE)


def _wrong(raw: bytes) -> str:
    """Return why nobody can read *raw*; an empty text where only its form is another."""
    try:
        data = decode_strictly(raw.decode())
        text = canonical(data)
        # Escapes can hold halves of characters, which no file can.
        text.encode()
        wrong = breach(data) or _no_time(data["predicate"])
        if not wrong:
            _statement(data)
            wrong = "" if _is_normal(text) else "its text is not in the normal form NFC"
    except UnicodeError:
        wrong = "it is not UTF-8, or holds half a character"
    except RecursionError:
        wrong = "it is nested too deeply"
    except json.JSONDecodeError as error:
        mark = "a byte-order mark stands at its start, so " if raw.startswith(BOM_UTF8) else ""
        wrong = f"{mark}it is not JSON: {error.msg} on line {error.lineno}"
    except (ValueError, TypeError) as error:
        wrong = str(error)
    return wrong


def _no_time(stated: dict[str, str]) -> str:
    for key, reader in TIMES.items():
        try:
            reader(stated.get(key, SOME_DAY))
        except ValueError:
            return f"predicate.{key}: there is no such day or time: {stated[key]}"
    return ""


def _unreadable(what: str) -> Trouble:
    return Trouble(UNREADABLE, f"this is no statement: {what}", RESTORE)
