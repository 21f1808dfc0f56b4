"""Who may audit what: people with an auditing role and without a part in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sms_docs.audited import authors, owning
from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, ManagementSystem
from sms_docs.suggest import suggest
from sms_docs.views.audit.subjects import Subject

AUDITOR = "internal-auditor"
# A duty that begins so marks a role whose holders audit.
AUDITS = re.compile(r"audits\b", re.IGNORECASE)


class Part(NamedTuple):
    """What one auditor can take; *note* says why there is none, where *auditor* is empty."""

    auditor: str
    subjects: tuple[Subject, ...]
    note: str = ""


def auditing_roles(system: ManagementSystem, wanted: Collection[str]) -> tuple[str, ...]:
    """Return the roles that *wanted* names; for none `internal-auditor` and those like it.

    Raises:
        ConfigurationError: roles.yml lacks one of *wanted*.
    """
    for role in wanted:
        if role not in system.roles:
            listed_in = system.types["roles"].directory
            hint = suggest(role, system.roles) or f"; known: {', '.join(system.roles)}"
            message = f"--auditor-role: {listed_in} has no '{role}'{hint}"
            raise ConfigurationError(message)
    marked = (role.id for role in system.roles.values() if any(map(AUDITS.match, role.duties)))
    return tuple(dict.fromkeys(wanted or (AUDITOR, *marked)))


def parted(
    system: ManagementSystem,
    taken: Sequence[Subject],
    roles: Sequence[str],
    day: date,
    loads: dict[str, int],
) -> tuple[Part, ...]:
    """Return *taken* in as few parts as it has to fall into so that nobody audits their own.

    Who can take most of it comes first, of equals who has least in *loads*, which is kept up.
    What is left when nobody can take more is the last part, without an auditor.
    """
    persons = [
        person.id
        for person in system.people.values()
        if any(person.held(role, day) for role in roles)
    ]
    rest, parts = list(taken), list[Part]()
    while rest:
        able = {name: _able(system, name, rest, day) for name in persons}
        best = max(
            sorted(able), key=lambda name: (_load(able[name]), -loads.get(name, 0)), default=""
        )
        if not (best and able[best]):
            parts.append(Part("", tuple(rest), _nobody(system, persons, rest, (roles, day))))
            break
        parts.append(Part(best, tuple(able[best])))
        loads[best] = loads.get(best, 0) + _load(able[best])
        rest = [each for each in rest if each not in able[best]]
    return tuple(parts)


def parts_in(
    system: ManagementSystem, name: str, documents: Iterable[Document], day: date
) -> tuple[str, ...]:
    """Return in words which part *name* has in *documents*, by role and as author."""
    person, every = system.people.get(name), list(documents)
    owned = owning(person, every, day) if person else {}
    found = [f"{name} holds {role}, which owns {_named(owned[role])}" for role in owned]
    told = {document.id for each in owned.values() for document in each}
    written = [each for each in every if each.id not in told and name in authors(system, each)]
    if written:
        found.append(f"{name} wrote {_named(written)}")
    return tuple(found)


def _named(documents: Iterable[Document]) -> str:
    *most, last = (f"{each.id} {each.version}" for each in documents)
    return f"{', '.join(most)} and {last}" if most else last


def _able(
    system: ManagementSystem, name: str, taken: Iterable[Subject], day: date
) -> list[Subject]:
    return [each for each in taken if not parts_in(system, name, each.documents, day)]


def _load(taken: Iterable[Subject]) -> int:
    return sum(each.load for each in taken)


def _nobody(
    system: ManagementSystem,
    persons: Sequence[str],
    rest: Iterable[Subject],
    held: tuple[Sequence[str], date],
) -> str:
    roles, day = held
    if not persons:
        return f"nobody holds {' or '.join(roles)} on {day}"
    documents = {document.id: document for each in rest for document in each.documents}
    why = [part for name in persons for part in parts_in(system, name, documents.values(), day)]
    return f"nobody is independent: {'; '.join(why)}"
