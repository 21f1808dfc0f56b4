"""Who signs: a person whom the policy lets do it, in a role that is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.key_file import listed_key, public_half, refuse_unlisted
from sms_docs.act.signable import NOTHING, Signable
from sms_docs.control.policy import demand, missing, roles, type_policy
from sms_docs.control.signing import OPEN_TO_AUTHORS
from sms_docs.errors import ConfigurationError
from sms_docs.model import ManagementSystem
from sms_docs.printable import printable
from sms_docs.suggest import suggest
from sms_docs.trust import TRUST, Demand, Level, Meaning, Person, Quorum, Trust
from sms_docs.version import order
from sms_docs.views.acts import acts
from sms_docs.views.in_effect import approved_trust, demand_trust

POLICY = "records/trust/policy.yml"
PEOPLE = "records/trust/people.yml"


class Signer(NamedTuple):
    """A person in the role in which the person signs; *is_signed* tells that it takes a key.

    *able* are all who may, with their roles, and *quorums* are who must.  *ending* are the
    fingerprints of keys that the text to be signed revokes.
    """

    person: Person
    role: str
    is_signed: bool
    trust: Trust
    able: Mapping[str, tuple[str, ...]] = {}
    quorums: tuple[Quorum, ...] = ()
    ending: frozenset[str] = frozenset()


class Wanted(NamedTuple):
    """Who is to sign: *signer*, ``person`` or ``person/role``, or whose the key in *key* is."""

    signer: str = ""
    key: Path | None = None


class Office(NamedTuple):
    """An act, what the policy asks for it, and by which trust files, on which day."""

    meaning: Meaning
    demanded: Demand
    trust: Trust
    today: date
    authors: frozenset[str]

    def roles_of(self, person: Person) -> tuple[str, ...]:
        """Return the roles in which *person* can do the act today."""
        if person.id in self.authors:
            return ()
        allowed = roles(self.demanded)
        held = [name for name, _, _ in person.roles if person.held(name, self.today)]
        return tuple(dict.fromkeys(name for name in held if name in allowed or not allowed))


def trust_for(system: ManagementSystem, subject: str) -> Trust:
    """Return the trust files that decide who may sign *subject*.

    Raises:
        ConfigurationError: there are none.
    """
    if subject == TRUST:
        # In a demonstration each state of the files may allow itself.
        return (system.settings.demonstration and system.trust) or demand_trust(system)
    trust = demand_trust(system)
    if approved_trust(system) is None and (trust.serial or TRUST in system.dossiers):
        message = f"{subject}: the trust files are not approved yet; first `sms-docs approve TRUST`"
        if TRUST in system.dossiers:
            message = (
                f"{subject}: the trust files have been signed, and are not approved; all else rests"
                " on them: `sms-docs approve TRUST` first (`sms-docs verify` says what is wrong)"
            )
        raise ConfigurationError(message)
    return trust


def choose_signer(
    system: ManagementSystem, signable: Signable, meaning: Meaning, wanted: Wanted, today: date
) -> Signer:
    """Return who signs *signable*: who is *wanted*, or the only one who may.

    Raises:
        ConfigurationError: nobody may, *wanted* may not, or several may and none is
            named; or the key that is to tell is no key, or not listed.
    """
    office = _office(system, signable, meaning, today)
    name, _, role = wanted.signer.partition("/")
    option = "--as"
    blob = public_half(wanted.key) if wanted.key else b""
    if wanted.key and not name:
        refuse_unlisted(wanted.key, blob, office.trust)
    if not name and (listed := listed_key(blob, office.trust)):
        name, option = listed.person, "--key"
    able = {
        person.id: found
        for person in office.trust.people.values()
        if (found := office.roles_of(person))
    }
    if not name:
        name = _only(able, signable, office)
    elif name not in office.trust.people:
        _refuse_unknown(name, option, office.trust)
    person = office.trust.people[name]
    allowed = able.get(name, ())
    if not allowed or (role and role not in allowed):
        what = _may_not(person, option, signable, office)
        if option == "--key" or name not in office.authors:
            what = f"{what}{_why_not(person, role, office)}"
        message = f"{option}: {what}"
        raise ConfigurationError(message)
    if not role:
        role = _helpful(name, allowed, _seats(system, signable, office))
    return Signer(
        person,
        role,
        office.demanded.level is Level.SIGNED,
        office.trust,
        able,
        office.demanded.approvals,
        _ending(system) if signable.subject == TRUST else frozenset(),
    )


def _ending(system: ManagementSystem) -> frozenset[str]:
    """Return the keys that the working trust files revoke."""
    return frozenset(system.trust.revoked) if system.trust else frozenset()


class _Seats(NamedTuple):
    """Who has to sign, and who has: person -> roles."""

    quorums: tuple[Quorum, ...]
    signed: Mapping[str, Collection[str]]


def _seats(system: ManagementSystem, signable: Signable, office: Office) -> _Seats:
    meaning, before = office.meaning, signable.previous
    is_minor = (
        meaning is Meaning.APPROVE
        and signable.subject != TRUST
        and before is not None
        and order(before.version)[0] == order(signable.version)[0]
    )
    history = system.histories.get(signable.subject, NOTHING)
    # Confirmations that were complete have done their work.
    newest = history.newest
    done = {verdict.record.path for verdict in newest.confirmations} if newest else set()
    signed: dict[str, set[str]] = {}
    for statement, verdict in acts(history, office.today):
        of = (statement.meaning, verdict.record.version)
        if of == (meaning, signable.version) and verdict.record.path not in done:
            signed.setdefault(statement.signer, set()).add(statement.role)
    return _Seats(office.demanded.quorums(is_minor=is_minor), signed)


def _helpful(person: str, allowed: tuple[str, ...], seats: _Seats) -> str:
    """Return that role of *allowed* in which *person* takes a seat that is still empty."""
    lacking = len(missing(seats.quorums, seats.signed))
    for role in allowed:
        if len(missing(seats.quorums, {**seats.signed, person: {role}})) < lacking:
            return role
    return allowed[0]


def _office(system: ManagementSystem, signable: Signable, meaning: Meaning, today: date) -> Office:
    trust = trust_for(system, signable.subject)
    demanded = demand(trust.policy, signable.kind, meaning)
    if demanded is None:
        message = (
            f"{POLICY} lets nobody {meaning} a text of type {signable.kind}; add an entry below"
            " `types`, and have it approved: `sms-docs approve TRUST`"
        )
        raise ConfigurationError(message)
    found = type_policy(trust.policy, signable.kind)
    separate = (found is None or found.separate_from_authors) and meaning not in OPEN_TO_AUTHORS
    authors = frozenset(signable.authors) if separate else frozenset()
    return Office(meaning, demanded, trust, today, authors)


def _refuse_unknown(name: str, option: str, trust: Trust) -> None:
    hint = suggest(name, trust.people)
    if not hint:
        hint = f"; it lists {', '.join(trust.people) or 'nobody'}"
    message = (
        f"{option}: {PEOPLE}, as it is in effect (serial {trust.serial}), lists no"
        f" '{printable(name)}'{hint}"
    )
    raise ConfigurationError(message)


def _only(able: Collection[str], signable: Signable, office: Office) -> str:
    if len(able) == 1:
        return next(iter(able))
    if able:
        several = f"{', '.join(sorted(able))} may {office.meaning} {signable.subject}"
        message = f"{several}; say who signs: --as PERSON"
        raise ConfigurationError(message)
    message = (
        f"nobody may {office.meaning} {signable.subject} today: it takes a person in the role"
        f" {_allowed(office, 'any')}"
    )
    if office.authors:
        message = f"{message} who is none of its authors ({', '.join(sorted(office.authors))})"
    message = f"{message}; {_more(office)}"
    raise ConfigurationError(message)


def _why_not(person: Person, role: str, office: Office) -> str:
    able = sorted(each.id for each in office.trust.people.values() if office.roles_of(each))
    cure = f"{', '.join(able)} may" if able else _more(office)
    if person.id in office.authors:
        return f"; {cure}"
    held = ", ".join(dict.fromkeys(_spell(*each) for each in person.roles)) or "none"
    as_what = f" as {printable(role)}" if role else ""
    if own := office.roles_of(person):
        cure = f"{person.id} may as {' or '.join(own)}"
    return (
        f"{as_what}: it takes {_allowed(office, 'any role')} on {office.today}, by {POLICY};"
        f" roles of {person.id}: {held}; {cure}"
    )


def _may_not(person: Person, option: str, signable: Signable, office: Office) -> str:
    """Return who may not do what, by the *option* that tells who signs."""
    who, act = person.id, f"{office.meaning} {signable.subject}"
    is_author = who in office.authors
    if option == "--key":
        wrote = f"wrote {signable.subject} {signable.version} and may not {office.meaning} it"
        return f"this key is {who}'s, who {wrote if is_author else f'may not {act}'}"
    wrote = f": {who} wrote version {signable.version}; somebody else has to sign"
    return f"{who} may not {act}{wrote if is_author else ''}"


def _more(office: Office) -> str:
    """Return how to get somebody who may."""
    role = next(iter(sorted(roles(office.demanded))), "ROLE")
    return (
        f"`sms-docs trust add-key PERSON --role {role} --key FILE.pub` adds one (somebody new also"
        " takes --name and --email), then `sms-docs approve TRUST`"
    )


def _allowed(office: Office, otherwise: str) -> str:
    return " or ".join(sorted(roles(office.demanded))) or otherwise


def _spell(role: str, first: str, last: str) -> str:
    return f"{role} {first} to {last}" if last else f"{role} from {first}"
