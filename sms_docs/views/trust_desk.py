"""The working trust files under examination, with the places of what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from sms_docs.body import Place
from sms_docs.model import TOP, Data, Defect, KeyPath, ManagementSystem, Severity
from sms_docs.trust import Trust

SIGNERS, PEOPLE, POLICY = "allowed_signers", "people.yml", "policy.yml"
REVOKED, ROLES = "revoked.yml", "roles.yml"
TYPES = {PEOPLE: "people", POLICY: "approval-policy", REVOKED: "revoked", ROLES: "roles"}


class Sheet(NamedTuple):
    """A YAML file: what it says, and where each value stands."""

    data: Data
    places: Mapping[KeyPath, Place]


class TrustDesk(NamedTuple):
    """What is looked at, as of *today*: *sheets* are by name of the file.

    *missing* are the names of files that are not there.  *role_hint* guesses which role a
    wrong name means.
    """

    system: ManagementSystem
    trust: Trust
    sheets: Mapping[str, Sheet]
    missing: frozenset[str]
    today: date
    role_hint: Callable[[str], str]

    def path(self, name: str) -> str:
        """Return where the file *name* lies, relative to the root."""
        kind = self.system.types.get(TYPES[name]) if name in TYPES else None
        return kind.directory if kind else f"records/trust/{name}"

    def defect(
        self,
        name: str,
        key: KeyPath,
        message: str,
        fix: str,
        severity: Severity = Severity.ERROR,
    ) -> Defect:
        """Return a defect at *key* of the file *name*, or at the nearest place above."""
        places = self.sheets[name].places if name in self.sheets else {}
        above = (key[:end] for end in range(len(key), 0, -1))
        place = next((places[each] for each in above if each in places), TOP)
        return Defect(self.path(name), place, message, fix, severity=severity)

    def at_line(
        self, name: str, line: int, message: str, fix: str, severity: Severity = Severity.ERROR
    ) -> Defect:
        """Return a defect at the start of a *line* of the file *name*."""
        return Defect(self.path(name), (line, 1), message, fix, severity=severity)

    def place_of(self, person: str) -> KeyPath:
        """Return where *person* stands in people.yml; the first of that id."""
        entries = self.sheets[PEOPLE].data["people"] if PEOPLE in self.sheets else ()
        index = next((index for index, each in enumerate(entries) if each["id"] == person), 0)
        return ("people", index)

    def revoked(self) -> tuple[str, ...]:
        """Return the fingerprints in revoked.yml, in its order."""
        entries = self.sheets[REVOKED].data["revoked"] if REVOKED in self.sheets else ()
        return tuple(each["key"] for each in entries)
