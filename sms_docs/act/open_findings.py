"""The findings of an audit that no record follows up yet, and which records could be theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sms_docs.errors import ConfigurationError
from sms_docs.model import Record
from sms_docs.raised import Chain, entries, named_in

NONCONFORMITY, IMPROVEMENT = "nonconformity", "improvement"
FINDINGS = "findings"


class OpenFinding(NamedTuple):
    """A finding that names no record, at its *place* in the list; *kind* is its grade."""

    place: int
    kind: str
    clause: str
    text: str
    document: str


class Waiting(NamedTuple):
    """The findings of one grade without a record.

    *told* are those of which a record has the very text, with that record; *left* are the
    others.
    """

    told: tuple[tuple[OpenFinding, Record], ...] = ()
    left: tuple[OpenFinding, ...] = ()


def waiting(audit: Record, kind: str, links: Chain) -> Waiting:
    """Return the findings of *audit* graded *kind* without a record.

    Raises:
        ConfigurationError: a record is there that the audit has led to, and nothing says
            which finding it is about; or the audit is closed, and findings are left.
    """
    named = named_in(audit, FINDINGS).values()
    loose = [
        each
        for each in links.followers.get(audit.id, ())
        if each.type.name == kind and each.id not in named
    ]
    told: list[tuple[OpenFinding, Record]] = []
    left: list[OpenFinding] = []
    for found in _unnamed(audit, kind):
        same = (each for each in loose if each.get("description").split() == found.text.split())
        if record := next(same, None):
            told.append((found, record))
            loose.remove(record)
        else:
            left.append(found)
    # A closed audit names nothing any more, and of improvements it never does.
    counted = bool(audit.get("closed")) or kind == IMPROVEMENT
    if counted and len(loose) >= len(left):
        left = []
    if left and audit.get("closed"):
        raise _closed(audit, kind, left)
    if left and loose:
        raise _unclear(audit, kind, left, loose)
    return Waiting(tuple(told), tuple(left))


def _unnamed(audit: Record, kind: str) -> Iterator[OpenFinding]:
    for place, entry in entries(audit, FINDINGS):
        if entry["grade"] == kind and not entry.get(NONCONFORMITY):
            document = entry.get("document", "")
            yield OpenFinding(place, kind, entry["clause"], entry["text"], document)


def _closed(audit: Record, kind: str, left: list[OpenFinding]) -> ConfigurationError:
    return ConfigurationError(
        f"{audit.path}: {audit.id} is closed since {audit.get('closed')} and does not change any"
        f" more, and {_places(left)} without a record; start each by hand with `sms-docs new"
        f" {kind} --title TEXT`, with {audit.id} under `raised_by`; where the audit itself has to"
        f" name it, add it there and run `sms-docs correct {audit.id} --reason TEXT`"
    )


def _unclear(
    audit: Record, kind: str, left: list[OpenFinding], loose: list[Record]
) -> ConfigurationError:
    names = " and ".join(each.id for each in loose)
    cure = (
        "name it in its finding under `nonconformity`"
        if kind == NONCONFORMITY
        else f"start the others by hand with `sms-docs new {kind} --title TEXT`"
    )
    return ConfigurationError(
        f"{audit.path}: {audit.id} has led to {names}, and {_places(left)} without a record:"
        f" nothing says what belongs together; {cure}"
    )


def _places(left: list[OpenFinding]) -> str:
    numbers = " and ".join(str(each.place + 1) for each in left)
    return f"finding {numbers} is" if len(left) == 1 else f"findings {numbers} are"
