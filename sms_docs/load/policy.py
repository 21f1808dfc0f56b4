"""``policy.yml`` and ``revoked.yml`` become values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sms_docs.load.source import Source
from sms_docs.model import KEY, Data, Defect, DocumentType, KeyPath
from sms_docs.suggest import suggester
from sms_docs.trust import (
    TRUST,
    Demand,
    Level,
    Meaning,
    Policy,
    Quorum,
    Revocation,
    TypePolicy,
)

# Stands in policy.yml for the types that are not listed.
DEFAULT = "default"
SEPARATE = "separate_from_authors"
# Of a repository without policy.yml: nobody may approve anything.
NO_POLICY = Policy(0, 0, 0)
COMPROMISE = "compromise"


def policy_of(data: Data) -> Policy:
    """Return the policy in *data*, which fits its schema."""
    types = {name: _type_policy(entry) for name, entry in data["types"].items()}
    types[TRUST] = _type_policy(data["trust"])
    serial, age, skew = (int(data[key]) for key in ("serial", "max_age_days", "max_skew_minutes"))
    return Policy(serial, age, skew, types)


def unknown_names(
    policy: Source, types: Mapping[str, DocumentType], roles: Collection[str] | None
) -> Iterator[Defect]:
    """Give a defect for each type and role that *policy* names and that does not exist.

    *roles* None stands for a roles.yml that cannot be read, which says enough.
    """
    known = [name for name, kind in types.items() if kind.category != "trust"]
    hint = suggester(known)
    for name in policy.data["types"]:
        if name not in (*known, DEFAULT):
            what = f"the policy speaks of the type '{name}', which there is not{hint(name)}"
            cure = f"Correct the name, or take the entry out; `{DEFAULT}` stands for all others."
            yield Defect(policy.path, policy.places["types", name, KEY], what, cure)
    if roles is None:
        return
    hint = suggester(roles)
    cure = f"Correct the name, or add the role to {types['roles'].directory}."
    for path, role in _roles(policy.data):
        if role not in roles:
            what = f"the policy asks for the role '{role}', which there is not{hint(role)}"
            yield Defect(policy.path, policy.places[path], what, cure)


def revocations_of(source: Source) -> tuple[Mapping[str, Revocation], list[Defect]]:
    """Return fingerprint -> revocation, and a defect for each key that is listed twice.

    Of two entries about one key the one counts by which fewer signatures hold.
    """
    found: dict[str, Revocation] = {}
    defects: list[Defect] = []
    for index, entry in enumerate(source.data["revoked"]):
        since, recorded = (date.fromisoformat(entry[key]) for key in ("since", "recorded"))
        new = Revocation(entry["key"], since, entry["reason"], recorded)
        first = found.setdefault(new.fingerprint, new)
        if first is not new:
            found[new.fingerprint] = min(first, new, key=_mercy)
            what = f"the key {new.fingerprint} is revoked by an entry above already"
            cure = "Make one entry of the two; until then the stricter one holds."
            place = source.places["revoked", index, "key"]
            defects.append(Defect(source.path, place, what, cure))
    return found, defects


def _mercy(revocation: Revocation) -> tuple[bool, date]:
    return revocation.reason != COMPROMISE, revocation.since


def _type_policy(entry: Data) -> TypePolicy:
    demands = {Meaning(key): _demand(value) for key, value in entry.items() if key != SEPARATE}
    return TypePolicy(demands, entry.get(SEPARATE, True) is not False)


def _demand(wanted: Data) -> Demand:
    minor = _quorums(wanted["minor"]) if "minor" in wanted else None
    return Demand(Level(wanted["level"]), _quorums(wanted["approvals"]), minor)


def _quorums(entries: list[Data]) -> tuple[Quorum, ...]:
    return tuple(Quorum(entry["role"], int(entry.get("count", 1))) for entry in entries)


def _roles(data: Data) -> Iterator[tuple[KeyPath, str]]:
    """Give each role that the policy in *data* names, and where."""
    places: list[tuple[KeyPath, Data]] = [(("trust",), data["trust"])]
    places += [(("types", name), entry) for name, entry in data["types"].items()]
    for start, entry in places:
        for meaning, wanted in entry.items():
            for key in ("approvals", "minor"):
                quorums = wanted.get(key, ()) if meaning != SEPARATE else ()
                for index, quorum in enumerate(quorums):
                    yield (*start, meaning, key, index, "role"), quorum["role"]
