"""What is wrong with the people and the keys of the trust files, beyond what the rules find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sms_docs.model import Defect, Severity
from sms_docs.trust import Level, Person, SignerKey, Trust
from sms_docs.views.trust_desk import PEOPLE, REVOKED, SIGNERS, TrustDesk
from sms_docs.views.trust_seats import KeyState, held, key_state, keyed

ADD = "`sms-docs trust add-key PERSON --key FILE.pub`"


def of_people(desk: TrustDesk) -> Iterator[Defect]:
    """Give what is wrong with each person: roles, days, addresses, a key that is missing."""
    addresses: dict[str, str] = {}
    for person in desk.trust.people.values():
        yield from _roles(desk, person)
        for number, email in enumerate(person.emails):
            owner = addresses.setdefault(email.casefold(), person.id)
            if owner != person.id:
                yield desk.defect(
                    PEOPLE,
                    (*desk.place_of(person.id), "emails", number),
                    f"an e-mail address of {person.id} is one of {owner} too, and it tells who"
                    " wrote what",
                    "Leave it with the one who commits under it.",
                )
    yield from _without_key(desk)


def _roles(desk: TrustDesk, person: Person) -> Iterator[Defect]:
    for number, (role, first, last) in enumerate(person.roles):
        place = (*desk.place_of(person.id), "roles", number)
        if role not in desk.trust.roles:
            yield desk.defect(
                PEOPLE,
                (*place, "role"),
                f"{person.id} has the role '{role}', which is none in roles.yml"
                f"{desk.role_hint(role)}",
                "Correct the name, or add the role to records/trust/roles.yml.",
            )
        if last and last < first:
            yield desk.defect(
                PEOPLE,
                (*place, "to"),
                f"{person.id} has the role {role} to {last}, which lies before {first}",
                "Correct one of the two days.",
            )


def _without_key(desk: TrustDesk) -> Iterator[Defect]:
    """Give those who hold a role that signs, and have no key to sign with."""
    trust, day = desk.trust, desk.today
    signing = _signing_roles(trust)
    with_key = keyed(trust, day)
    listed = {key.person for key in trust.keys}
    for person, roles in held(trust, day).items():
        if roles & signing and person not in with_key:
            has = "none of the keys listed counts" if person in listed else "no key is listed"
            yield desk.defect(
                PEOPLE,
                (*desk.place_of(person), "id"),
                f"{person} is to sign as {', '.join(sorted(roles & signing))}, and {has} on {day}",
                f"Add one: {ADD.replace('PERSON', person)}.",
                Severity.WARNING,
            )


def _signing_roles(trust: Trust) -> frozenset[str]:
    """Return the roles in which somebody has to sign with a key."""
    return frozenset(
        quorum.role
        for policy in trust.policy.types.values()
        for demand in policy.demands.values()
        if demand.level is Level.SIGNED
        for quorum in (*demand.approvals, *(demand.minor or ()))
    )


def of_keys(desk: TrustDesk) -> Iterator[Defect]:
    """Give the keys that count and should not, and the revocations that reach no key."""
    trust = desk.trust
    for key in trust.keys:
        if key_state(key, trust.revoked, desk.today) in (KeyState.VALID, KeyState.EARLY):
            yield from _idle(desk, key)
    listed = {key.fingerprint for key in trust.keys}
    for number, fingerprint in enumerate(desk.revoked()):
        if fingerprint not in listed:
            yield desk.defect(
                REVOKED,
                ("revoked", number, "key"),
                f"the key {fingerprint} is revoked, and allowed_signers does not list it",
                "Correct the fingerprint; or bring the line of the key back, which is never"
                " deleted: what it signed could not be verified without it.",
                Severity.WARNING,
            )


def _idle(desk: TrustDesk, key: SignerKey) -> Iterator[Defect]:
    """Give *key* where nobody is there to sign with it."""
    person = desk.trust.people.get(key.person)
    what = f"the key {key.fingerprint} counts"
    if person is None:
        message = f"{what}, and people.yml does not list its owner, {key.person}"
        cure = f"Add the person with the roles: {ADD.replace('PERSON', key.person)} --name NAME"
        cure = f"{cure} --email ADDRESS --role ROLE; or give the key an end, valid-before."
        yield desk.at_line(SIGNERS, key.line, message, cure)
    elif not person.roles:
        message = f"{what}, and {key.person} has never had a role to sign in"
        cure = f"Give a role: {ADD.replace('PERSON', key.person)} --role ROLE."
        yield desk.at_line(SIGNERS, key.line, message, cure, Severity.WARNING)
    elif last := _left(person, desk.today):
        message = f"{what}, and the last role of {key.person} ended on {last}"
        cure = f"Let it end too: `sms-docs trust end {key.person} --on {last}`."
        yield desk.at_line(SIGNERS, key.line, message, cure)


def _left(person: Person, today: date) -> str:
    """Return the last day in any role where that has passed; else nothing."""
    ends = [last for _, _, last in person.roles]
    last = max(ends, default="")
    return last if all(ends) and last < today.isoformat() else ""
