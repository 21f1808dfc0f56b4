"""The lines of ``allowed_signers`` become keys: a strict part of what ssh-keygen reads.

Source: "ALLOWED SIGNERS" of ssh-keygen(1).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from sms_docs.approval import NAMESPACE
from sms_docs.control.keys import VERIFIABLE, PublicKey, open_key
from sms_docs.control.wire import Malformed, decoded
from sms_docs.load.words import quoted
from sms_docs.model import Defect
from sms_docs.trust import SignerKey

RULE = "signer-line-refused"
COMMENT = "#"
PERSON = re.compile(r"[a-z][a-z0-9-]{1,62}")
OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?')
MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?Z")
# Of the year 0 of its clock ssh-keygen thinks that no day is given.
FIRST_YEAR = 2000
OPTIONS = ("namespaces", "valid-after", "valid-before")
FIELDS = 4
FORM = (
    f'PERSON namespaces="{NAMESPACE}",valid-after="20260101Z",valid-before="20270101Z"'
    " ssh-ed25519 AAAA… COMMENT"
)
CURE = f"Write {FORM}; the two days may be left out."


class Signers(NamedTuple):
    """What a file of signers holds.

    *unverifiable* says in sentences which keys sms-docs cannot verify, *defects* which
    lines do not count, those of such keys too.
    """

    keys: tuple[SignerKey, ...] = ()
    unverifiable: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()


class _Refused(Exception):  # noqa: N818 - says what happened
    """A line does not count: where in it, why, and what to do."""

    def __init__(self, column: int, message: str, fix: str = CURE) -> None:
        super().__init__(message)
        self.column = column
        self.message = message
        self.fix = fix


class _Unverifiable(_Refused):
    """The line is right, but sms-docs cannot verify signatures of its key."""


def read_signers(text: str, path: str) -> Signers:
    """Return the keys in *text*, clean text of the file *path*.

    A line that begins with ``#`` and an empty one say nothing.
    """
    found: dict[bytes, SignerKey] = {}
    unverifiable: list[str] = []
    defects: list[Defect] = []
    # Not splitlines(): a comment could hide a key behind U+2028.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith(COMMENT):
            continue
        try:
            key = _signer(line, number)
            _demand_new(key, found.setdefault(key.blob, key))
        except _Refused as refused:
            if isinstance(refused, _Unverifiable):
                unverifiable.append(f"{path}:{number}: {refused.message}. {refused.fix}")
            place = (number, refused.column)
            defects.append(Defect(path, place, refused.message, refused.fix))
    return Signers(tuple(found.values()), tuple(unverifiable), tuple(defects))


def _signer(line: str, number: int) -> SignerKey:
    fields = line.split(" ", FIELDS)
    columns = [1]
    for field in fields:
        columns.append(columns[-1] + len(field) + 1)
    _demand_fields(line, fields)
    _demand_person(fields[0])
    after, before = _validity(fields[1], columns[1])
    kind, coded = fields[2:FIELDS]
    blob, key = _public_key(kind, coded, columns[2])
    return SignerKey(
        person=fields[0],
        kind=kind,
        blob=blob,
        fingerprint=key.fingerprint,
        valid_after=after,
        valid_before=before,
        comment=fields[FIELDS] if len(fields) > FIELDS else "",
        line=number,
    )


def _demand_fields(line: str, fields: list[str]) -> None:
    # One blank between two fields; in the comment, which is the rest, what it likes.
    for index, field in enumerate(fields[:FIELDS]):
        column = len(" ".join(fields[:index])) + bool(index) + 1
        if not field or "\t" in field:
            tab = "\t" in field
            what = "a tab stands between fields" if tab else "more than one blank, or one in front"
            raise _Refused(column, what, "Put one blank between two fields and none in front.")
    if len(fields) < FIELDS:
        what = f"the line has {len(fields)} of the {FIELDS} fields"
        raise _Refused(len(line) + 1, what)


def _demand_person(person: str) -> None:
    if PERSON.fullmatch(person):
        return
    if "," in person or re.search(r"[*?!]", person):
        what = f"{quoted(person)} names several persons or a pattern"
        raise _Refused(1, what, "Write one line for each person, by the id in people.yml.")
    what = f"{quoted(person)} is no id of a person"
    raise _Refused(1, what, "Write the id of people.yml, in lower case and without quotes.")


def _validity(options: str, column: int) -> tuple[datetime | None, datetime | None]:
    """Return from when to when the key is valid, as the options of a line say."""
    if options in VERIFIABLE:
        what = "the options are missing, so the key could sign anything"
        raise _Refused(column, what)
    names: list[str] = []
    moments: dict[str, datetime] = {}
    for option in options.split(","):
        found = OPTION.fullmatch(option)
        if found is None or found[1] not in OPTIONS or found[2] is None:
            what = f"{quoted(option)} is no option that is allowed here"
            raise _Refused(column, what)
        name, value = found[1], found[2]
        if name != OPTIONS[0]:
            moments[name] = _moment(name, value, column)
        elif value != NAMESPACE:
            what = f"the key is for {quoted(value)}, not for {NAMESPACE}"
            raise _Refused(column, what)
        names.append(name)
        column += len(option) + 1
    if names[0] != OPTIONS[0] or names != sorted(set(names), key=OPTIONS.index):
        what = f"the options are {', '.join(names)}; allowed are, in this order: "
        raise _Refused(column - len(options) - 1, what + ", ".join(OPTIONS))
    after, before = moments.get(OPTIONS[1]), moments.get(OPTIONS[2])
    if after and before and after >= before:
        what = "the key is never valid: valid-before is not later than valid-after"
        raise _Refused(column - len(options) - 1, what, "Correct one of the two days.")
    return after, before


def _moment(name: str, text: str, column: int) -> datetime:
    """Return the time that *text* gives, in UTC; a day stands for its first second."""
    found = MOMENT.fullmatch(text)
    if found:
        parts = [int(part or 0) for part in found.groups()]
        try:
            if parts[0] >= FIRST_YEAR:
                return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]
        except ValueError:
            pass
    what = f"{name} {quoted(text)} is no time that is allowed here"
    cure = (
        f"Write a day from {FIRST_YEAR} on in UTC as 20260101Z, if need be with hours, minutes"
        " and seconds: 20260101123000Z."
    )
    raise _Refused(column, what, cure)


def _public_key(kind: str, coded: str, column: int) -> tuple[bytes, PublicKey]:
    cure = "Copy the line of the .pub file once more: kind and key."
    try:
        blob = decoded(coded, "the key")
        key = open_key(blob)
    except Malformed as error:
        raise _Refused(column + len(kind) + 1, str(error), cure) from error
    if key.kind != kind:
        what = f"the line says {quoted(kind)}, but the key is one of kind {quoted(key.kind)}"
        raise _Refused(column, what, cure)
    if key.unsupported:
        what = f"sms-docs cannot verify signatures of this kind of key: {key.unsupported}"
        cure = f"Use a key of one of these kinds: {', '.join(VERIFIABLE)} of 3072 bits or more."
        raise _Unverifiable(column, what, cure)
    return blob, key


def _demand_new(key: SignerKey, first: SignerKey) -> None:
    """Refuse *key* where it is not the *first* line with these bytes."""
    if first is key:
        return
    what = f"the key {key.fingerprint} stands on line {first.line} already"
    if first.person != key.person:
        what = f"{what}, as that of {first.person}; one key belongs to one person"
    raise _Refused(1, what, "Delete one of the two lines, or give each person a key of their own.")
