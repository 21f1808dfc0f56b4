"""What approval records of one subject are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from unicodedata import normalize

from sms_docs.approval import ApprovalRecord, Dossier, Stated, Statement, Trouble
from sms_docs.trust import Policy, Trust


class Context(NamedTuple):
    """What records of one subject are judged by.

    *kind* is the type of the subject.  *policy* gives what policy.yml said at a time.
    *stated* maps a version to what its text says of itself.  *sealed* maps the path of a
    record to the checkpoint that lists it.  *names* maps a person to all names that
    approved trust files give.  *unlanded* are the paths that the base of a comparison
    does not have.
    """

    sms_id: str
    trust: Trust
    policy: Callable[[datetime], Policy]
    now: datetime
    kind: str
    stated: Mapping[str, Stated]
    sealed: Mapping[str, str]
    names: Mapping[str, frozenset[str]]
    unlanded: frozenset[str] = frozenset()


def names_of(trusts: Iterable[Trust]) -> Mapping[str, frozenset[str]]:
    """Return person -> the names in *trusts*, in NFC as a statement has them."""
    found: dict[str, frozenset[str]] = {}
    for trust in trusts:
        for identity, person in trust.people.items():
            name = normalize("NFC", person.name)
            found[identity] = found.get(identity, frozenset()) | {name}
    return found


Check = Callable[[ApprovalRecord, Statement, Dossier, Context], Trouble | None]
