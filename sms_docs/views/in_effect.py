"""The trust files in effect as a view needs them: who holds a role, and who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sms_docs.errors import ConfigurationError
from sms_docs.model import ManagementSystem
from sms_docs.printable import printable
from sms_docs.suggest import suggest
from sms_docs.trust import TRUST, Person, Trust

SHOWN = 30


def approved_trust(system: ManagementSystem) -> Trust | None:
    """Return the trust files that were approved last; None where none ever were."""
    history = system.histories.get(TRUST)
    newest = history.newest if history else None
    return system.trust_by_serial.get(int(newest.version)) if newest else None


def trust_in_effect(system: ManagementSystem) -> Trust | None:
    """Return the trust files that approvals are judged by; None where there are none.

    The working ones, as long as none have been approved.
    """
    return approved_trust(system) or system.trust


def demand_trust(system: ManagementSystem) -> Trust:
    """Return the trust files in effect.

    Raises:
        ConfigurationError: none were approved, and the working ones cannot be read.
    """
    trust = trust_in_effect(system)
    if trust is None:
        message = (
            "records/trust: the trust files cannot be read, and none were approved;"
            " `sms-docs trust check` says why"
        )
        raise ConfigurationError(message)
    return trust


def people(system: ManagementSystem) -> Mapping[str, Person]:
    """Return person id -> person of the trust files in effect."""
    trust = trust_in_effect(system)
    return trust.people if trust else system.people


def holders(system: ManagementSystem, role: str, day: date) -> tuple[str, ...]:
    """Return the ids of those who hold *role* on *day*, in order."""
    every = people(system).values()
    return tuple(sorted(person.id for person in every if person.held(role, day)))


def person_with(system: ManagementSystem, email: str) -> Person:
    """Return the one person who has the address *email*, in lower case.

    Raises:
        ConfigurationError: nobody has it, or several have, or it is empty.
    """
    found = [
        person for person in people(system).values() if email in map(str.casefold, person.emails)
    ]
    if email and len(found) == 1:
        return found[0]
    if not email:
        why = "git has no user.email here"
    else:
        count = "several persons have" if found else "nobody has"
        why = f"{count} your address in git, {printable(email, SHOWN)}"
    message = f"--mine: {why} in records/trust/people.yml; say who you are with --as PERSON"
    raise ConfigurationError(message)


def person_named(system: ManagementSystem, name: str) -> Person:
    """Return the person with the id *name*.

    Raises:
        ConfigurationError: the trust files in effect list nobody of that id.
    """
    known = people(system)
    if name in known:
        return known[name]
    there_are = ", ".join(known) or "nobody"
    hint = suggest(name, known) or f"; it lists {there_are}"
    message = f"records/trust/people.yml: no person '{printable(name, SHOWN)}'{hint}"
    raise ConfigurationError(message)
