"""Five texts become roles, people, policy, keys and revocations, and the state they make."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sms_docs.load import signers, text
from sms_docs.load.policy import NO_POLICY, policy_of, revocations_of, unknown_names
from sms_docs.load.schemas import Schemas
from sms_docs.load.source import Source, open_source
from sms_docs.load.text import Clean, Fault
from sms_docs.model import TOP, Data, Defect
from sms_docs.trust import Person, Policy, Revocation, Role, Trust

FOLDER = "records/trust"
SIGNERS = "allowed_signers"
PEOPLE, POLICY, REVOKED, ROLES = "people.yml", "policy.yml", "revoked.yml", "roles.yml"
# By name of the file the type whose schema it has to fit.
TYPES = {PEOPLE: "people", POLICY: "approval-policy", REVOKED: "revoked", ROLES: "roles"}
NAMES = (SIGNERS, *TYPES)
# A text with such faults alone says the same as one without.
HARMLESS = "mixed-line-endings"
OF_CHARACTERS = ("forbidden-character", "invisible-character")

# Rule and defect.
Fact = tuple[str, Defect]
Value = TypeVar("Value")


class TrustFiles(NamedTuple):
    """What the five files hold.

    *roles* and *people* are there wherever their own file can be read, *trust* only
    where none of the five is broken.
    """

    roles: Mapping[str, Role]
    people: Mapping[str, Person]
    trust: Trust | None
    faults: tuple[Fact, ...]


def path_of(name: str, schemas: Schemas) -> str:
    """Return where the working file *name* lies."""
    return schemas.types[TYPES[name]].directory if name in TYPES else f"{FOLDER}/{name}"


def manifest(digests: Mapping[str, str]) -> str:
    """Return the text that an approval of trust is bound to: what ``sha256sum *`` prints.

    *digests* maps the name of a file, without folder, to the sha256 of its clean text.
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def read_files(
    cleans: Mapping[str, Clean], schemas: Schemas, refused: Iterable[str] = ()
) -> TrustFiles:
    """Return what *cleans* hold; their keys are names without folder.

    A list of signers or of revoked keys that is missing is empty, and without a policy
    nobody may approve anything.  *refused* are the names of files that are there, but
    may not be read; what they would say is not known.
    """
    desk = _Desk(cleans, schemas, broken=set(refused))
    roles: Mapping[str, Role] = desk.value(ROLES, _roles, {})
    people: Mapping[str, Person] = desk.value(PEOPLE, _people, {})
    known = None if ROLES in desk.broken else roles

    def judged_policy(source: Source) -> tuple[Policy, list[Fact]]:
        defects = unknown_names(source, schemas.types, known)
        return policy_of(source.data), [("policy-names-unknown", each) for each in defects]

    policy = desk.value(POLICY, judged_policy, NO_POLICY)
    revoked: Mapping[str, Revocation] = desk.value(REVOKED, _revoked, {})
    signed = desk.signers()
    trust = None
    if not desk.broken:
        digests = {name: _sha256(clean.text) for name, clean in cleans.items()}
        lines = manifest(digests)
        found = (policy, roles, people, signed.keys, revoked)
        trust = Trust(*found, lines, _sha256(lines), signed.unverifiable)
    return TrustFiles(roles, people, trust, tuple(desk.faults))


@dataclass(slots=True)
class _Desk:
    """The files on their way to values; *broken* are the names of those that give none."""

    cleans: Mapping[str, Clean]
    schemas: Schemas
    faults: list[Fact] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def value(
        self, name: str, make: Callable[[Source], tuple[Value, list[Fact]]], empty: Value
    ) -> Value:
        """Return what *make* makes of the YAML file *name*; *empty* where it cannot."""
        source = self._source(name) if name in self.cleans else None
        if source is None:
            return empty
        try:
            value, faults = make(source)
        except (AttributeError, KeyError, TypeError, ValueError):
            # Of a schema of the project that lets through what ours does not.
            self.broken.add(name)
            what = "this file fits its schema, but does not say what sms-docs has to know"
            own = f"schemas/{TYPES[name]}.schema.json"
            cure = f"Let {own} ask for all that the schema of sms-docs asks for, or delete it."
            self.faults.append(("schema-violation", Defect(source.path, TOP, what, cure)))
            return empty
        self.faults += faults
        return value

    def signers(self) -> signers.Signers:
        """Return the lines of allowed_signers."""
        if SIGNERS not in self.cleans:
            return signers.Signers()
        clean = self.cleans[SIGNERS]
        faults = [fault for fault in clean.faults if fault.rule not in OF_CHARACTERS]
        faults += text.characters(clean.text, strict=True)
        if not self._is_readable(SIGNERS, faults):
            return signers.Signers()
        path = path_of(SIGNERS, self.schemas)
        found = signers.read_signers(clean.text, path)
        self._note(path, faults)
        self.faults += [(signers.RULE, defect) for defect in found.defects]
        return found

    def _source(self, name: str) -> Source | None:
        """Return the YAML file *name* taken apart, provided that it fits its schema."""
        clean = self.cleans[name]
        if not self._is_readable(name, clean.faults):
            return None
        kind = self.schemas.types[TYPES[name]]
        source = open_source(kind.directory, clean.text, kind, self.schemas)
        # An invisible character is an error in YAML, and told once.
        told = {defect.place for rule, defect in source.faults if rule in OF_CHARACTERS}
        self._note(source.path, (fault for fault in clean.faults if fault.place not in told))
        self.faults += source.faults
        if not source.valid:
            self.broken.add(name)
            return None
        return source

    def _is_readable(self, name: str, faults: Iterable[Fault]) -> bool:
        rules = {fault.rule for fault in faults}
        if not rules <= {HARMLESS}:
            self.broken.add(name)
        if rules <= text.READABLE:
            return True
        self._note(path_of(name, self.schemas), faults)
        return False

    def _note(self, path: str, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.faults.append((fault.rule, Defect(path, fault.place, fault.message, fault.fix)))


def _roles(source: Source) -> tuple[Mapping[str, Role], list[Fact]]:
    entries, faults = _entries(source, "roles")
    made = {
        identity: Role(identity, entry["title"], tuple(entry.get("duties", ())))
        for identity, entry in entries.items()
    }
    return made, faults


def _people(source: Source) -> tuple[Mapping[str, Person], list[Fact]]:
    entries, faults = _entries(source, "people")
    return {identity: _person(entry) for identity, entry in entries.items()}, faults


def _person(entry: Data) -> Person:
    held = tuple(
        (role["role"], role.get("from", ""), role.get("to", "")) for role in entry.get("roles", ())
    )
    return Person(entry["id"], entry["name"], held, tuple(entry.get("emails", ())))


def _revoked(source: Source) -> tuple[Mapping[str, Revocation], list[Fact]]:
    found, defects = revocations_of(source)
    return found, [("duplicate-id", defect) for defect in defects]


def _entries(source: Source, key: str) -> tuple[dict[str, dict[str, Any]], list[Fact]]:
    """Return id -> entry; of two with one id the first, and the second is reported."""
    found: dict[str, dict[str, Any]] = {}
    faults: list[Fact] = []
    for number, entry in enumerate(source.data[key]):
        identity = entry["id"]
        if found.setdefault(identity, entry) is not entry:
            place = source.places[key, number, "id"]
            what = f"the id '{identity}' is taken by an entry above"
            cure = "Give each entry an id of its own, or make one of the two."
            faults.append(("duplicate-id", Defect(source.path, place, what, cure)))
    return found, faults


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
