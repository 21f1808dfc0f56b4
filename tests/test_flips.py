"""One bit is enough: what was changed after it was signed is approved by nobody.

Of one signed approval bytes are flipped, of the decoded signature, the statement, the
approved text, the picture beside it and each stored trust file: the lowest or another bit
once, and all eight once.  What was not changed is read once, what was is read again.

Of the signature and the picture each byte is flipped.  Of the texts, `sampled`: every fifth,
and the first and the last of each line; every byte of a short one, and where all is tried.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import pytest
from approving import TRUST_FILES, approve, lay
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sampled import sampled
from signing import armoured, ed25519, public_blob, sign
from signing import fingerprint as fingerprint_of
from stated import canonical, sha256

from sms_docs.approval import NAMESPACE, ApprovalRecord, Dossier, Statement, StoredText
from sms_docs.control import Given, control
from sms_docs.control.context import Context, names_of
from sms_docs.control.verify import verify
from sms_docs.load.approvals import read_dossiers
from sms_docs.load.project import load
from sms_docs.load.reading import Reading
from sms_docs.load.revision import reader
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.stated import stated
from sms_docs.load.trust import load_trust
from sms_docs.model import ManagementSystem
from sms_docs.statement import file_name, read
from sms_docs.trust import (
    Demand,
    Level,
    Meaning,
    Person,
    Policy,
    Quorum,
    Revocation,
    SignerKey,
    Trust,
    TypePolicy,
)

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROCEDURE = "procedures/PRC-001-incident-management.md"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(40))
FOLDER = "records/approvals/PRC-001/1.0"
STORED_TRUST = "records/approvals/TRUST/1"
LINE_END = ord("\n")
SHORT = 100


class Evidence(NamedTuple):
    """An SMS with one signed approval; *files* are those of its approvals."""

    system: ManagementSystem
    schemas: Schemas
    files: tuple[str, ...]

    def read(self, path: str) -> bytes:
        """Return the bytes of the file *path*."""
        return (self.system.root / path).read_bytes()

    def path(self, ending: str) -> str:
        """Return the one file of the approval whose path ends so."""
        (found,) = [each for each in self.files if each.endswith(ending) and FOLDER in each]
        return found

    def level(self, path: str, content: bytes) -> tuple[str, bool]:
        """Return the level of PRC-001 with *content* at *path*, and whether anything is told."""
        file = self.system.root / path
        kept = file.read_bytes()
        file.write_bytes(content)
        try:
            return self._level(path)
        finally:
            file.write_bytes(kept)

    def _level(self, path: str) -> tuple[str, bool]:
        reading = Reading(self.system.root, self.schemas, list(self.system.documents))
        subject = path.split("/")[2]
        own = [each for each in self.files if each.split("/")[2] == subject]
        dossiers = {**self.system.dossiers, **read_dossiers(reading, own)}
        by_serial = self.system.trust_by_serial
        if path.startswith(STORED_TRUST):
            stored = {name: self.read(f"{STORED_TRUST}/{name}") for name in TRUST_FILES}
            trust, _ = load_trust(stored, self.schemas)
            by_serial = {1: trust} if trust and trust.serial == 1 else {}
        system = replace(
            self.system,
            dossiers=dossiers,
            trust_by_serial=by_serial,
            faults=reading.frozen_faults(),
        )
        found = control(system, Given(TODAY, NOW, stated(system, {}), reader(system))).system
        (document,) = [each for each in found.documents if each.id == "PRC-001"]
        newest = found.histories["PRC-001"].newest
        assert document.standing.level == (str(newest.level) if newest else None)
        return document.standing.level or "", bool(found.faults)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    root = lay(tmp_path_factory.mktemp("flips") / "sms")
    (root / "procedures/img").mkdir()
    (root / "procedures/img/flow.png").write_bytes(PICTURE)
    text = (root / PROCEDURE).read_text(encoding="utf-8")
    shown = text.replace("The ticket.", "The ticket: ![flow](img/flow.png), von Grüß und Co.")
    (root / PROCEDURE).write_text(shown, encoding="utf-8")
    approve(root, "PRC-001", "ben-marsh", "service-manager", "2026-11-01T10:00:00Z")
    system = load(root)
    files = tuple(path for path in sorted(system.files) if path.startswith("records/approvals/"))
    return Evidence(system, load_schemas(root), files)


def flips(content: bytes, places: Iterable[int] | None = None) -> Iterator[bytes]:
    """Give *content* with a byte changed: in one bit, another one each time, and in all.

    One byte after the other, or those of *places*.
    """
    for index in range(len(content)) if places is None else places:
        for mask in (1 << (index * 5 % 8), 0xFF):
            yield content[:index] + bytes([content[index] ^ mask]) + content[index + 1 :]


def places_of(text: bytes) -> list[int]:
    """Return the places of *text* to flip: the ends of each line, and some between them."""
    ends = {at + step for at, byte in enumerate(text) if byte == LINE_END for step in (-1, 0, 1)}
    return sampled(range(len(text)), 5 if len(text) > SHORT else 1, always=ends)


def decoded(signature: bytes) -> bytes:
    """Return what stands between the lines of an armoured signature."""
    return base64.b64decode(b"".join(signature.split(b"\n")[1:-2]))


def test_what_nobody_changed_is_signed(evidence: Evidence) -> None:
    """The control; it also reads and writes as the flips do."""
    for path in evidence.files:
        assert evidence.level(path, evidence.read(path)) == ("signed", False)
    signature = evidence.read(evidence.path(".sig"))
    assert armoured(decoded(signature)).encode() == signature


def test_a_flip_in_the_signature_is_not_approved(evidence: Evidence) -> None:
    path = evidence.path(".sig")
    blob = decoded(evidence.read(path))
    found = [evidence.level(path, armoured(each).encode()) for each in flips(blob)]
    assert len(found) == 2 * len(blob) > 300
    assert set(found) == {("", True)}


@pytest.mark.parametrize("ending", [".json", "PRC-001.md", "flow.png"])
def test_a_flip_in_what_was_signed_is_not_approved(evidence: Evidence, ending: str) -> None:
    path = evidence.path(ending)
    content = evidence.read(path)
    places = list(range(len(content))) if ending == "flow.png" else places_of(content)
    found = [evidence.level(path, each) for each in flips(content, places)]
    assert len(found) == 2 * len(places) > 90
    assert set(found) == {("", True)}


@pytest.mark.parametrize("name", ["TRUST.txt", *TRUST_FILES])
def test_a_flip_in_the_stored_trust_files_puts_them_out_of_effect(
    evidence: Evidence, name: str
) -> None:
    path = f"{STORED_TRUST}/{name}"
    content = evidence.read(path)
    places = places_of(content)
    found = [evidence.level(path, each) for each in flips(content, places)]
    assert len(found) == 2 * len(places) > 20
    assert set(found) == {("", True)}


@pytest.mark.parametrize("ending", [".json", ".sig"])
def test_a_flip_in_the_approval_of_the_trust_files_puts_them_out_of_effect(
    evidence: Evidence, ending: str
) -> None:
    (path,) = [each for each in evidence.files if each.endswith(ending) and STORED_TRUST in each]
    content = evidence.read(path)
    if ending == ".sig":
        found = [evidence.level(path, armoured(each).encode()) for each in flips(decoded(content))]
    else:
        found = [evidence.level(path, each) for each in flips(content, places_of(content))]
    assert len(found) > 300
    assert set(found) == {("", True)}


# The other way round: whatever is called signed has a key that may sign


FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 12)
PERSONS = ("ada-ironwood", "ben-marsh")
ROLES = ("service-manager", "incident-manager")
KEYS = ("one", "two", "three")


class Listed(NamedTuple):
    """A line of allowed_signers; the days count from `FIRST`, *before* itself is too late."""

    person: str
    after: int | None
    before: int | None


class World(NamedTuple):
    """Who may sign, and one record by *key* that says *signer* signed as *role* on *day*."""

    listed: dict[str, Listed]
    held: dict[str, tuple[str, int, int | None]]
    revoked: dict[str, tuple[str, int]]
    signer: str
    role: str
    day: int
    hour: int
    key: str
    sealed: bool
    author: str

    @property
    def moment(self) -> datetime:
        """When the record says that it was signed."""
        return datetime.combine(on(self.day), datetime.min.time(), UTC) + timedelta(hours=self.hour)


def on(day: int) -> date:
    """Return a day; ten days lie between two of them."""
    return FIRST + timedelta(days=10 * day)


def listed_lines() -> st.SearchStrategy[Listed]:
    return st.builds(Listed, st.sampled_from(PERSONS), st.none() | DAYS, st.none() | DAYS)


GOOD = World(
    {"one": Listed("ben-marsh", 1, 9)},
    {"ben-marsh": ("service-manager", 0, None)},
    {},
    *("ben-marsh", "service-manager", 5, 10, "one", False, "ada-ironwood"),
)


def mostly(good: object, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give *good* more often than not: nearly all that is drawn freely may not sign."""
    return st.one_of(st.just(good), st.just(good), st.just(good), other)


# As many as there are fields of a World, in their order.
DRAWN = (
    st.dictionaries(st.sampled_from(KEYS), listed_lines()),
    st.dictionaries(
        st.sampled_from(PERSONS), st.tuples(st.sampled_from(ROLES), DAYS, st.none() | DAYS)
    ),
    st.dictionaries(
        st.sampled_from(KEYS), st.tuples(st.sampled_from(("loss", "error", "compromise")), DAYS)
    ),
    st.sampled_from((*PERSONS, "eve-stone")),
    st.sampled_from((*ROLES, "trust-admin")),
    DAYS,
    st.sampled_from((0, 23)),
    st.sampled_from(KEYS),
    st.booleans(),
    st.sampled_from((*PERSONS, "cora-finch")),
)
WORLDS = st.tuples(*map(mostly, GOOD, DRAWN)).map(lambda drawn: World(*drawn))


@cache
def signed_record(
    signer: str, role: str, moment: datetime, key: str, author: str
) -> ApprovalRecord:
    text = "The text.\n"
    value = {
        "_type": "https://in-toto.io/Statement/v1",
        "predicate": {
            "authors": [author],
            "comment": "",
            "meaning": "approve",
            "path": PROCEDURE,
            "signedAt": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            "signer": {"id": signer, "name": signer, "role": role},
            "smsId": "urn:uuid:0",
            "statement": "I have read PRC-001 version 1.0 and approve it for use.",
            "version": "1.0",
        },
        "predicateType": "urn:sms-docs:approval:v1",
        "subject": [{"digest": {"sha256": digest(text)}, "name": "PRC-001"}],
    }
    content = canonical(value)
    statement = read(content)
    assert isinstance(statement, Statement)
    path = f"{FOLDER}/{file_name(statement)}"
    made = sign(ed25519(key), NAMESPACE, content)
    return ApprovalRecord(path, "PRC-001", "1.0", content, sha256(content), statement, made)


def digest(text: str) -> str:
    return sha256(text.encode())


def trust_of(world: World) -> Trust:
    keys = {name: ed25519(name) for name in world.listed}
    lines = [
        SignerKey(
            person=line.person,
            kind="ssh-ed25519",
            blob=public_blob(keys[name]),
            fingerprint=fingerprint_of(keys[name]),
            valid_after=None if line.after is None else midnight(line.after),
            valid_before=None if line.before is None else midnight(line.before),
            comment="",
            line=1,
        )
        for name, line in world.listed.items()
    ]
    people = {
        person: Person(person, person, ((role, iso(first), "" if last is None else iso(last)),))
        for person, (role, first, last) in world.held.items()
    }
    revoked = {
        fingerprint_of(ed25519(name)): Revocation(
            fingerprint_of(ed25519(name)), on(since), reason, on(since)
        )
        for name, (reason, since) in world.revoked.items()
    }
    demands = {Meaning.APPROVE: Demand(Level.SIGNED, (Quorum("service-manager"),))}
    policy = Policy(1, 30, 10, {"default": TypePolicy(demands)})
    return Trust(policy, {}, people, tuple(lines), revoked, "", "")


def iso(day: int) -> str:
    return on(day).isoformat()


def midnight(day: int) -> datetime:
    return datetime.combine(on(day), datetime.min.time(), UTC)


def may_sign(world: World) -> bool:
    """Return what the specification says, in its own order and not in that of the code."""
    line = world.listed.get(world.key)
    held = world.held.get(world.signer)
    if line is None or held is None or line.person != world.signer:
        return False
    in_time = (line.after is None or midnight(line.after) <= world.moment) and (
        line.before is None or world.moment < midnight(line.before)
    )
    role, first, last = held
    had_role = role == world.role and first <= world.day and (last is None or world.day <= last)
    reason, since = world.revoked.get(world.key, ("", 0))
    if reason == "compromise":
        # The checkpoint is that of January.
        is_revoked = not (world.sealed and on(since).month > 1)
    else:
        is_revoked = bool(reason) and world.day >= since
    is_author = world.author == world.signer
    return in_time and had_role and role == "service-manager" and not (is_revoked or is_author)


@settings(max_examples=800, deadline=None, derandomize=True, database=None)
@given(WORLDS)
@example(GOOD)
@example(GOOD._replace(listed={}))
@example(GOOD._replace(key="two"))
@example(GOOD._replace(revoked={"one": ("compromise", 4)}, sealed=True))
@example(GOOD._replace(day=9, hour=0))
@example(GOOD._replace(day=1, hour=0))
def test_what_is_called_signed_has_a_listed_key_of_the_person_in_its_time_and_role(
    world: World,
) -> None:
    moment = world.moment
    record = signed_record(world.signer, world.role, moment, world.key, world.author)
    stored = StoredText(f"{FOLDER}/PRC-001.md", "The text.\n", digest("The text.\n"), {})
    trust = trust_of(world)
    sealed = {record.path: "2026-01"} if world.sealed else {}
    names = names_of([trust])
    context = Context(
        *("urn:uuid:0", trust, lambda _: trust.policy, NOW, "procedure", {}, sealed, names)
    )
    (verdict,) = verify(Dossier("PRC-001", {"1.0": stored}, (record,)), context)
    assert verdict.level in {Level.NONE, Level.SIGNED}
    assert (verdict.trouble is None) is (verdict.level is Level.SIGNED)
    assert (verdict.level is Level.SIGNED) is may_sign(world)


def test_both_answers_are_met() -> None:
    """The control of the one above: the good record is good, and it is not the only one."""
    assert may_sign(GOOD)
    assert may_sign(GOOD._replace(revoked={"one": ("loss", 6)}))
    assert not may_sign(GOOD._replace(revoked={"one": ("loss", 5)}))
    assert not may_sign(GOOD._replace(listed={"two": GOOD.listed["one"]}))
