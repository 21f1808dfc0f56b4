"""List a key of a person who signs, and the person too where people.yml lacks one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.plan import write_all
from sms_docs.act.public_key import GivenKey, read_public_key
from sms_docs.act.signer_lines import signer_line, with_end, with_line
from sms_docs.act.splice import YamlFile
from sms_docs.act.trust_change import Change, Desk, change, desk, first_day, refuse_year
from sms_docs.errors import ConfigurationError
from sms_docs.load.signers import PERSON
from sms_docs.load.trust_files import PEOPLE, ROLES, SIGNERS
from sms_docs.period import later
from sms_docs.printable import UNPRINTABLE, printable
from sms_docs.safe_line import safe_line
from sms_docs.suggest import suggest
from sms_docs.trust import Person, SignerKey

LIFE = "P2Y"
SHOWN = 30
# What the schema has to say about a value is said about the option that gave it.
OPTIONS = {"name": "--name", "emails": "--email", "handover": "--handover", "role": "--role"}


class Wish(NamedTuple):
    """Whose key to list.

    *first* is the day from which the key and new roles count, *until* that before which
    the key does; None stands for today and two years later.
    """

    person: str
    key: Path
    name: str = ""
    emails: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    first: date | None = None
    until: date | None = None
    handover: str = ""


class Added(NamedTuple):
    """A key that is listed; *done* says in words what happens, in order.

    *before* is that of the key as it was listed already; None for a new one.
    """

    key: GivenKey
    first: date | None
    until: date | None
    before: SignerKey | None
    done: tuple[str, ...]
    change: Change


def add_key(root: Path, wish: Wish, *, dry_run: bool = False, today: date | None = None) -> Added:
    """List the key of *wish*, and what else of it is new; nothing else in the files moves.

    Raises:
        ConfigurationError: the key cannot be used, belongs to somebody else or is
            revoked; the person, a role or a value cannot stand.
        WriteRefused: a file cannot be written; all are as they were.
    """
    key = read_public_key(wish.key)
    with desk(root, dry_run=dry_run) as there:
        wish = _usable(wish, there)
        day = first_day(there.system, today)
        people, done = _people(wish, there, day)
        listed = _listed(key, wish, there)
        signers, first, until = _signers(key, listed, wish, there, day)
        new = {PEOPLE: people.content, SIGNERS: signers}
        found = change(there, {name: each for name, each in new.items() if each}, day)
        if not dry_run:
            write_all(root, found.plan)
    return Added(key, first, until, listed, tuple(done), found)


def _usable(wish: Wish, there: Desk) -> Wish:
    """Return *wish* with what can stand in the files, each value once."""
    if not PERSON.fullmatch(wish.person):
        shown = printable(wish.person, SHOWN)
        message = (
            f"PERSON: '{shown}' is no id; write lower-case letters, digits and hyphens, the first"
            " one a letter: mara-lindqvist"
        )
        raise ConfigurationError(message)
    for role in wish.roles:
        if role not in there.trust.roles:
            known = there.trust.roles
            hint = suggest(role, known) or f"; it lists {', '.join(known) or 'none'}"
            shown = printable(role, SHOWN)
            message = f"--role: {there.path(ROLES)} has no role '{shown}'{hint}"
            raise ConfigurationError(message)
    if hidden := UNPRINTABLE.search(wish.handover):
        message = (
            f"--handover: the character U+{ord(hidden[0]):04X} is not allowed here; write one line"
        )
        raise ConfigurationError(message)
    for day, option in ((wish.first, "--from"), (wish.until, "--until")):
        if day:
            refuse_year(day, option)
    return wish._replace(
        name=safe_line(wish.name, "--name") if wish.name else "",
        roles=tuple(dict.fromkeys(wish.roles)),
        emails=tuple(dict.fromkeys(wish.emails)),
        handover=wish.handover.strip(),
    )


def _people(wish: Wish, there: Desk, day: date) -> tuple[YamlFile, list[str]]:
    """Return people.yml with what is new about the person, and that in words."""
    old = there.yaml(PEOPLE, "people")
    person = there.trust.people.get(wish.person)
    _refuse_shared(wish, there)
    first = (wish.first or day).isoformat()
    if person is None:
        file, done = _with_person(wish, there, old, first)
    else:
        file, done = _with_more(wish, person, old, first)
    if not done:
        return YamlFile(old.path, there.contents.get(PEOPLE, b"")), []
    known = there.schemas.violations("people", old.data)
    for violation in there.schemas.violations("people", file.data):
        if violation not in known:
            # people, 3, emails, 0; or people, 3, roles, 1, role
            keys = [str(step) for step in violation.path if step in OPTIONS]
            option = OPTIONS[keys[-1]] if keys else there.path(PEOPLE)
            message = f"{option}: {violation.message}; {violation.fix}"
            raise ConfigurationError(message)
    return file, done


def _refuse_shared(wish: Wish, there: Desk) -> None:
    """Refuse an address by which commits would be those of two persons."""
    mine = {email.casefold() for email in wish.emails}
    for other in there.trust.people.values():
        if other.id != wish.person and mine & {email.casefold() for email in other.emails}:
            message = (
                f"--email: an address belongs to {other.id} already; who wrote what is told by"
                " the address, so each belongs to one person"
            )
            raise ConfigurationError(message)


def _with_person(wish: Wish, there: Desk, file: YamlFile, first: str) -> tuple[YamlFile, list[str]]:
    given = {"--name": wish.name, "--email": wish.emails, "--role": wish.roles}
    if lacking := [option for option, value in given.items() if not value]:
        hint = suggest(wish.person, there.trust.people)
        message = (
            f"PERSON: {file.path} does not list '{wish.person}'{hint}; to add somebody new give"
            f" {', '.join(lacking)} as well"
        )
        raise ConfigurationError(message)
    entry: dict[str, object] = {
        "id": wish.person,
        "name": wish.name,
        "emails": list(wish.emails),
        "roles": [{"role": role, "from": first} for role in wish.roles],
    }
    if wish.handover:
        entry["handover"] = wish.handover
    said = f"{wish.person}: added as {wish.name}, {', '.join(wish.roles)} from {first}"
    return file.with_entry(("people",), entry), [said]


def _with_more(
    wish: Wish, person: Person, file: YamlFile, first: str
) -> tuple[YamlFile, list[str]]:
    """Return people.yml with the roles, addresses and handover that *person* lacks."""
    if wish.name and wish.name != person.name:
        message = (
            f"--name: {file.path} calls {person.id} '{printable(person.name)}'; leave out --name,"
            " or give a new person another id"
        )
        raise ConfigurationError(message)
    index = _index(file, person.id)
    done = []
    for role in wish.roles:
        if not person.held(role, date.fromisoformat(first)):
            file = file.with_entry(("people", index, "roles"), {"role": role, "from": first})
            done.append(f"{person.id}: role {role} from {first}")
    known = {email.casefold() for email in person.emails}
    for email in wish.emails:
        if email.casefold() not in known:
            file = file.with_entry(("people", index, "emails"), email)
            done.append(f"{person.id}: one more e-mail address")
    told = str(file.data["people"][index].get("handover", ""))
    if wish.handover and wish.handover not in told:
        done.append(f"{person.id}: how the key was handed over")
        place = ("people", index)
        if told:
            file = file.changed((*place, "handover"), f"{told.rstrip()} {wish.handover}")
        else:
            file = file.with_key((*place, "roles"), "handover", wish.handover)
    return file, done


def _index(file: YamlFile, person: str) -> int:
    entries: list[Mapping[str, object]] = file.data["people"]
    return next(index for index, entry in enumerate(entries) if entry["id"] == person)


def _listed(key: GivenKey, wish: Wish, there: Desk) -> SignerKey | None:
    """Return the line of *key* that is there already."""
    path = there.path(SIGNERS)
    listed = next((each for each in there.trust.keys if each.blob == key.blob), None)
    if listed and listed.person != wish.person:
        message = (
            f"{path}:{listed.line}: the key {key.fingerprint} belongs to {listed.person}; one key"
            f" belongs to one person: let {wish.person} make one, `ssh-keygen -t ed25519`"
        )
        raise ConfigurationError(message)
    if revoked := there.trust.revoked.get(key.fingerprint):
        message = (
            f"--key: {key.fingerprint} is revoked since {revoked.since} ({revoked.reason}); let"
            f" {wish.person} make a new one, `ssh-keygen -t ed25519`"
        )
        raise ConfigurationError(message)
    return listed


def _signers(
    key: GivenKey, listed: SignerKey | None, wish: Wish, there: Desk, day: date
) -> tuple[bytes, date | None, date | None]:
    """Return allowed_signers with *key*, and from and until when it then counts."""
    content = there.contents.get(SIGNERS, b"")
    after = listed.valid_after.date() if listed and listed.valid_after else None
    before = listed.valid_before.date() if listed and listed.valid_before else None
    if listed and wish.first and wish.first != after:
        message = (
            f"--from: {there.path(SIGNERS)}:{listed.line} lists the key from {after or 'ever'} on,"
            " and what it signed rests on that; leave out --from"
        )
        raise ConfigurationError(message)
    first = after if listed else wish.first or day
    until = wish.until or (before if listed else later(first or day, LIFE))
    if first and until and until <= first:
        message = f"--until: {until} does not lie after {first}, from which on the key counts"
        raise ConfigurationError(message)
    if listed is None and first and until:
        return with_line(content, signer_line(wish.person, key, first, until)), first, until
    if listed and wish.until and wish.until != before:
        return with_end(content, listed, wish.until), first, until
    return content, first, until
