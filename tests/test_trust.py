"""The five files of records/trust/: what they say, what is told, and what makes them void."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing import ed25519, fingerprint, public_blob, rsa_key, signer_line
from stock import schemas

from sms_docs.load.project import load
from sms_docs.load.trust import load_trust, manifest, trust_at
from sms_docs.model import Defect, ManagementSystem
from sms_docs.trust import (
    TRUST,
    Demand,
    Level,
    Meaning,
    Person,
    Policy,
    Quorum,
    Revocation,
    Role,
    Trust,
    TypePolicy,
)

ROOT = Path(__file__).parent.parent
PROJECT = Path(__file__).parent / "rules" / "project"
ADA, BEN = ed25519("ada"), ed25519("ben")
POLICY = """\
serial: 3
max_age_days: 30
max_skew_minutes: 10
types:
  default:
    approve: {level: signed, approvals: [{role: service-manager}]}
  policy:
    separate_from_authors: false
    approve:
      level: signed
      approvals: [{role: service-manager, count: 2}, {role: incident-manager}]
      minor: [{role: service-manager}]
    confirm: {level: recorded, approvals: [{role: incident-manager}]}
trust:
  approve: {level: signed, approvals: [{role: service-manager}]}
"""
ROLES = """\
roles:
  - {id: service-manager, title: Service manager, duties: [Answers for the services]}
  - {id: incident-manager, title: Incident manager, duties: [Owns the procedure]}
"""
PEOPLE = """\
people:
  - id: ada-ironwood
    name: Ada Ironwood
    emails: [ada@tarnvalley.example, a.ironwood@tarnvalley.example]
    roles:
      - {role: service-manager, from: 2024-01-01}
      - {role: incident-manager, from: 2024-01-01, to: 2025-12-31}
    handover: Read out in person, with the identity card on the table.
"""
REVOKED = f"""\
revoked:
  - {{key: "{fingerprint(BEN)}", since: 2026-02-01, reason: loss, recorded: 2026-02-03}}
"""
FILES = {
    "allowed_signers": signer_line("ada-ironwood", ADA),
    "people.yml": PEOPLE,
    "policy.yml": POLICY,
    "revoked.yml": REVOKED,
    "roles.yml": ROLES,
}
WORKING = "records/trust/"


def raw(**changes: str | bytes | None) -> dict[str, bytes]:
    """Return the usual files with *changes*, where `_` stands for the dot; None takes one out."""
    named = {name.replace("_yml", ".yml"): content for name, content in changes.items()}
    assert named.keys() <= FILES.keys()
    files = {**FILES, **named}
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
        if content is not None
    }


def told(files: dict[str, bytes]) -> list[tuple[str, str, tuple[int, int]]]:
    _, faults = load_trust(files, schemas())
    return [(rule, defect.path.removeprefix(WORKING), defect.place) for rule, defect in faults]


def trusted(files: dict[str, bytes]) -> Trust:
    trust, _ = load_trust(files, schemas())
    assert trust is not None
    return trust


def project(root: Path, files: dict[str, bytes], folder: str = WORKING) -> Path:
    """Write the sample project with *files* to *root*."""
    if not root.exists():
        shutil.copytree(PROJECT, root)
    for name, content in files.items():
        path = root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def faults(system: ManagementSystem) -> list[tuple[str, Defect]]:
    return [(rule, each) for rule, defects in system.faults.items() for each in defects]


def test_the_five_files_become_one_value() -> None:
    trust = trusted(raw())
    assert load_trust(raw(), schemas())[1] == []
    quorum = (Quorum("service-manager"),)
    assert trust.policy == Policy(
        3,
        30,
        10,
        {
            "default": TypePolicy({Meaning.APPROVE: Demand(Level.SIGNED, quorum)}),
            "policy": TypePolicy(
                {
                    Meaning.APPROVE: Demand(
                        Level.SIGNED,
                        (Quorum("service-manager", 2), Quorum("incident-manager")),
                        quorum,
                    ),
                    Meaning.CONFIRM: Demand(Level.RECORDED, (Quorum("incident-manager"),)),
                },
                separate_from_authors=False,
            ),
            TRUST: TypePolicy({Meaning.APPROVE: Demand(Level.SIGNED, quorum)}),
        },
    )
    assert trust.serial == 3
    assert trust.people["ada-ironwood"] == Person(
        "ada-ironwood",
        "Ada Ironwood",
        (
            ("service-manager", "2024-01-01", ""),
            ("incident-manager", "2024-01-01", "2025-12-31"),
        ),
        ("ada@tarnvalley.example", "a.ironwood@tarnvalley.example"),
    )
    duties = ("Answers for the services",)
    assert trust.roles["service-manager"] == Role("service-manager", "Service manager", duties)
    assert list(trust.roles) == ["service-manager", "incident-manager"]
    assert [key.blob for key in trust.keys] == [public_blob(ADA)]
    assert trust.keys[0].valid_after == datetime(2024, 1, 1, tzinfo=UTC)
    since, recorded = date(2026, 2, 1), date(2026, 2, 3)
    revocation = Revocation(fingerprint(BEN), since, "loss", recorded)
    assert trust.revoked == {fingerprint(BEN): revocation}
    assert trust.unverifiable == ()


def test_the_digest_is_what_sha256sum_gives(tmp_path: Path) -> None:
    project(tmp_path, raw(), "")
    done = subprocess.run(
        ["sha256sum", *sorted(FILES)], cwd=tmp_path, capture_output=True, check=True
    )
    trust = trusted(raw())
    assert trust.manifest == done.stdout.decode()
    assert trust.digest == hashlib.sha256(done.stdout).hexdigest()
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in FILES.items()}
    assert trust.manifest == manifest(digests)
    (tmp_path / "TRUST.txt").write_text(trust.manifest)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "TRUST.txt"], cwd=tmp_path, check=True
    )


def test_the_digest_is_that_of_the_clean_text() -> None:
    usual = trusted(raw())
    assert trusted(raw(roles_yml=ROLES.replace("\n", "\r\n"))).digest == usual.digest
    assert trusted(raw(roles_yml=ROLES + "\n\n")).digest == usual.digest
    assert trusted(raw(roles_yml=ROLES.replace("Owns", "Runs"))).digest != usual.digest


@pytest.mark.parametrize("name", FILES)
def test_a_change_to_any_file_changes_the_digest(name: str) -> None:
    files = raw()
    files[name] += b"# a remark\n"
    assert trusted(files).digest != trusted(raw()).digest


def test_what_is_missing_says_nothing_and_lets_nobody_approve() -> None:
    trust = trusted({})
    assert trust.policy == Policy(0, 0, 0, {})
    assert (trust.keys, trust.revoked, trust.people, trust.manifest) == ((), {}, {}, "")
    assert told({}) == []
    only = trusted(raw(allowed_signers=None, revoked_yml=None))
    assert (only.keys, only.revoked, only.serial) == ((), {}, 3)
    assert only.manifest.count("\n") == 3


BROKEN: dict[str, tuple[dict[str, bytes], list[tuple[str, str, tuple[int, int]]]]] = {
    "signers that are no UTF-8": (
        raw(allowed_signers=b"# \xff\n"),
        [("not-utf8", "allowed_signers", (1, 3))],
    ),
    "signers with a mark in front": (
        raw(allowed_signers="\ufeff# x\n"),
        [("byte-order-mark", "allowed_signers", (1, 1))],
    ),
    "signers with what cannot be seen": (
        raw(allowed_signers="# x\n# a\u200bb\n"),
        [("forbidden-character", "allowed_signers", (2, 4))],
    ),
    "signers with another line end": (
        raw(allowed_signers="# a\u2028b\n"),
        [("forbidden-character", "allowed_signers", (1, 4))],
    ),
    "signers without end": (
        raw(allowed_signers=b"#" * 2_000_001),
        [("file-too-large", "allowed_signers", (1, 1))],
    ),
    "a policy that is no YAML": (
        raw(policy_yml="serial: [\n"),
        [("yaml-refused", "policy.yml", (1, 1))],
    ),
    "a policy without serial": (
        raw(policy_yml=POLICY.replace("serial: 3\n", "")),
        [("schema-violation", "policy.yml", (1, 1))],
    ),
    "a serial of zero": (
        raw(policy_yml=POLICY.replace("serial: 3", "serial: 0")),
        [("schema-violation", "policy.yml", (1, 9))],
    ),
    "a level that there is not": (
        raw(policy_yml=POLICY.replace("level: recorded", "level: none")),
        [("schema-violation", "policy.yml", (13, 22))],
    ),
    "nobody has to approve": (
        raw(policy_yml=POLICY.replace("minor: [{role: service-manager}]", "minor: []")),
        [("schema-violation", "policy.yml", (12, 14))],
    ),
    "trust that nobody approves": (
        raw(policy_yml=POLICY.partition("trust:")[0]),
        [("schema-violation", "policy.yml", (1, 1))],
    ),
    "a key twice in the policy": (
        raw(policy_yml=POLICY + "serial: 4\n"),
        [("duplicate-key", "policy.yml", (16, 1))],
    ),
    "revocations that are a mapping": (
        raw(revoked_yml="revoked: {}\n"),
        [("schema-violation", "revoked.yml", (1, 10))],
    ),
    "a revocation of no key": (
        raw(revoked_yml=REVOKED.replace("SHA256:", "MD5:")),
        [("schema-violation", "revoked.yml", (2, 11))],
    ),
    "a reason that there is not": (
        raw(revoked_yml=REVOKED.replace("loss", "theft")),
        [("schema-violation", "revoked.yml", (2, 92))],
    ),
    "people with what cannot be seen": (
        raw(people_yml=PEOPLE.replace("Ada I", "Ada\u200b I")),
        [("forbidden-character", "people.yml", (3, 14))],
    ),
    "roles with a mark in front": (
        raw(roles_yml="\ufeff" + ROLES),
        [("byte-order-mark", "roles.yml", (1, 1))],
    ),
    "an empty file": (
        raw(revoked_yml=b""),
        [("schema-violation", "revoked.yml", (1, 1))],
    ),
}


@pytest.mark.parametrize(("files", "expected"), BROKEN.values(), ids=BROKEN)
def test_one_broken_file_voids_all_five_and_is_told_once(
    files: dict[str, bytes], expected: list[tuple[str, str, tuple[int, int]]]
) -> None:
    assert load_trust(files, schemas())[0] is None
    assert told(files) == expected


def test_a_file_of_the_largest_size_is_read() -> None:
    assert trusted(raw(allowed_signers=b"#" * 1_999_999 + b"\n")).keys == ()


def test_what_is_told_has_a_reason_and_a_cure() -> None:
    for files, _ in BROKEN.values():
        for _, defect in load_trust(files, schemas())[1]:
            assert defect.message
            assert defect.fix[0].isupper()


HARMLESS: dict[str, tuple[dict[str, bytes], list[tuple[str, str, tuple[int, int]]]]] = {
    "two kinds of line end": (
        raw(policy_yml=POLICY.replace("\n", "\r\n", 1)),
        [("mixed-line-endings", "policy.yml", (2, 1))],
    ),
    "a person twice": (
        raw(people_yml=PEOPLE + PEOPLE.partition("\n")[2].replace("Ada I", "Eve I")),
        [("duplicate-id", "people.yml", (9, 9))],
    ),
    "a refused line": (
        raw(allowed_signers=FILES["allowed_signers"] + "x\n"),
        [("signer-line-refused", "allowed_signers", (2, 2))],
    ),
    "names that there are not": (
        raw(policy_yml=POLICY.replace("default:", "policies:").replace("t-m", "t-x")),
        [
            ("policy-names-unknown", "policy.yml", (5, 3)),
            ("policy-names-unknown", "policy.yml", (11, 61)),
            ("policy-names-unknown", "policy.yml", (13, 51)),
        ],
    ),
}


@pytest.mark.parametrize(("files", "expected"), HARMLESS.values(), ids=HARMLESS)
def test_what_leaves_no_doubt_about_the_rest_is_told_and_voids_nothing(
    files: dict[str, bytes], expected: list[tuple[str, str, tuple[int, int]]]
) -> None:
    trust = trusted(files)
    assert told(files) == expected
    assert [key.person for key in trust.keys] == ["ada-ironwood"]
    assert trust.people["ada-ironwood"].name == "Ada Ironwood"


def test_a_name_that_is_near_is_suggested() -> None:
    files = raw(policy_yml=POLICY.replace("  policy:", "  policies:").replace("t-m", "t-x"))
    (_, kind), (_, role), _ = load_trust(files, schemas())[1]
    assert kind.message == (
        "the policy speaks of the type 'policies', which there is not; did you mean 'policy'?"
    )
    assert role.message == (
        "the policy asks for the role 'incident-xanager', which there is not;"
        " did you mean 'incident-manager'?"
    )
    assert role.fix == "Correct the name, or add the role to records/trust/roles.yml."


def test_a_trust_file_is_no_type_that_a_policy_could_speak_of() -> None:
    files = raw(policy_yml=POLICY.replace("  policy:", "  people:"))
    assert told(files) == [("policy-names-unknown", "policy.yml", (7, 3))]


def test_roles_that_cannot_be_read_are_told_and_not_missed_in_the_policy() -> None:
    assert told(raw(roles_yml="roles: [\n")) == [("yaml-refused", "roles.yml", (1, 1))]
    missing = told(raw(roles_yml=None))
    assert {rule for rule, _, _ in missing} == {"policy-names-unknown"}
    assert len(missing) == 6


def test_an_entry_of_the_policy_cannot_pose_as_the_one_for_trust() -> None:
    posing = "  TRUST:\n    approve: {level: recorded, approvals: [{role: incident-manager}]}\n"
    files = raw(policy_yml=POLICY.replace("trust:\n", f"{posing}trust:\n"))
    assert told(files) == [("policy-names-unknown", "policy.yml", (14, 3))]
    demand = trusted(files).policy.types[TRUST].demands[Meaning.APPROVE]
    assert demand == Demand(Level.SIGNED, (Quorum("service-manager"),))


def test_of_two_revocations_of_a_key_the_stricter_holds() -> None:
    entry = REVOKED.partition("\n")[2]
    earlier = entry.replace("2026-02-01", "2026-01-01")
    stolen = entry.replace("loss", "compromise").replace("2026-02-01", "2026-03-01")
    for entries, since, reason in (
        ([entry, earlier], date(2026, 1, 1), "loss"),
        ([earlier, entry], date(2026, 1, 1), "loss"),
        ([earlier, stolen], date(2026, 3, 1), "compromise"),
        ([stolen, earlier, entry], date(2026, 3, 1), "compromise"),
    ):
        files = raw(revoked_yml="revoked:\n" + "".join(entries))
        revocation = trusted(files).revoked[fingerprint(BEN)]
        assert (revocation.since, revocation.reason) == (since, reason)
        places = [
            ("duplicate-id", "revoked.yml", (line, 11)) for line in range(3, len(entries) + 2)
        ]
        assert told(files) == places


def test_a_kind_of_key_that_cannot_be_verified_is_told_and_kept_in_mind() -> None:
    line = signer_line("ada-ironwood", rsa_key(2048))
    files = raw(allowed_signers=FILES["allowed_signers"] + line)
    trust = trusted(files)
    assert [key.line for key in trust.keys] == [1]
    (sentence,) = trust.unverifiable
    assert sentence.startswith("records/trust/allowed_signers:2: sms-docs cannot verify")
    assert "ssh-rsa of 2048 bits, fewer than 3072. Use a key of" in sentence
    assert told(files) == [("signer-line-refused", "allowed_signers", (2, 94))]


# --- on disk ---


def test_the_system_knows_its_trust_and_each_fault_once(tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw(allowed_signers="x\n", revoked_yml="revoked: {}\n"))
    system = load(root)
    assert system.trust is None
    assert system.people["ada-ironwood"].emails[0] == "ada@tarnvalley.example"
    assert list(system.roles) == ["service-manager", "incident-manager"]
    assert [(rule, defect.path) for rule, defect in faults(system)] == [
        ("schema-violation", "records/trust/revoked.yml"),
        ("signer-line-refused", "records/trust/allowed_signers"),
    ]
    project(root, raw())
    mended = load(root)
    assert faults(mended) == []
    assert mended.trust == trusted(raw())
    assert mended.people == mended.trust.people


def test_a_missing_file_on_disk_is_no_fault_and_says_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw(allowed_signers=None, revoked_yml=None))
    system = load(root)
    assert faults(system) == []
    assert system.trust == trusted(raw(allowed_signers=None, revoked_yml=None))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["link", "pipe", "folder", "dead link"])
def test_what_is_no_regular_file_is_not_taken_for_a_missing_one(
    name: str, how: str, tmp_path: Path
) -> None:
    root = project(tmp_path / "x", raw())
    path = root / WORKING / name
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    if how == "pipe":
        os.mkfifo(path)
    elif how == "folder":
        path.mkdir()
    else:
        path.symlink_to(elsewhere if how == "link" else tmp_path / "nowhere")
    system = load(root)
    assert system.trust is None
    assert [(rule, defect.path) for rule, defect in faults(system)] == [
        ("not-a-regular-file", WORKING + name)
    ]


@pytest.mark.parametrize("folder", ["records/trust", "records"])
def test_a_folder_that_is_a_link_is_told_and_nothing_behind_it(folder: str, tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw())
    (root / folder).rename(tmp_path / "elsewhere")
    (root / folder).symlink_to(tmp_path / "elsewhere")
    system = load(root)
    assert (system.trust, dict(system.people), dict(system.roles)) == (None, {}, {})
    assert [(rule, defect.path) for rule, defect in faults(system)] == [
        ("not-a-regular-file", folder)
    ]


def test_a_repository_in_the_folder_of_trust_makes_it_void(tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw())
    (root / WORKING / ".git").mkdir()
    assert load(root).trust is None


def test_a_schema_of_the_project_that_asks_for_less_is_told_and_breaks_nothing(
    tmp_path: Path,
) -> None:
    root = project(tmp_path / "x", raw(policy_yml="serial: 1\n", roles_yml="roles: [{}]\n"))
    (root / "schemas").mkdir()
    for name, file in (("approval-policy", "policy"), ("roles", "roles")):
        schema: dict[str, Any] = json.loads((ROOT / f"schemas/{name}.schema.json").read_text())
        loose = {key: schema[key] for key in ("$schema", "$id", "title", "x-sms")}
        loose["x-sms"]["directory"] = f"records/trust/{file}.yml"
        (root / f"schemas/{name}.schema.json").write_text(json.dumps(loose))
    system = load(root)
    assert (system.trust, dict(system.roles)) == (None, {})
    found = [(rule, defect) for rule, defect in faults(system)]
    assert [(rule, defect.path) for rule, defect in found] == [
        ("schema-violation", "records/trust/roles.yml"),
        ("schema-violation", "records/trust/policy.yml"),
    ]
    assert "schemas/roles.schema.json" in found[0][1].fix


STORED = "records/approvals/TRUST/"


def test_what_approvals_have_stored_is_there_by_serial(tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw())
    first = raw(policy_yml=POLICY.replace("serial: 3", "serial: 1"))
    project(root, first, f"{STORED}1")
    project(root, raw(policy_yml=POLICY.replace("serial: 3", "serial: 10")), f"{STORED}10")
    system = load(root)
    assert list(system.trust_by_serial) == [1, 10]
    assert system.trust_by_serial[1] == trusted(first)


LEFT_OUT = {
    "one of the five is missing": raw(revoked_yml=None),
    "one of the five is broken": raw(revoked_yml="revoked: {}\n"),
    "the serial is another one": raw(policy_yml=POLICY.replace("serial: 3", "serial: 4")),
}


@pytest.mark.parametrize("files", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_stored_and_not_whole_is_left_out_without_a_word_from_here(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    root = project(tmp_path / "x", raw())
    project(root, files, f"{STORED}3")
    system = load(root)
    assert system.trust_by_serial == {}
    assert {rule for rule, _ in faults(system)} <= {"approval-misplaced"}


@pytest.mark.parametrize("folder", ["03", "0", "3.0", "x", "3/3", "1000000", "٣"])
def test_a_folder_that_is_no_serial_holds_no_trust(folder: str, tmp_path: Path) -> None:
    root = project(tmp_path / "x", raw())
    project(root, raw(), f"{STORED}{folder}")
    assert load(root).trust_by_serial == {}


# --- at a base ---


def test_the_trust_of_a_base_is_read_from_bytes_by_path() -> None:
    here = {WORKING + name: content for name, content in raw().items()}
    stored = {f"{STORED}3/{name}": content for name, content in raw().items()}
    other = {"records/trust/notes.md": b"\xff", f"{STORED}2/policy.yml": b"\xff"}
    trust, by_serial = trust_at({**here, **stored, **other}, ROOT)
    assert trust == by_serial[3] == trusted(raw())
    assert list(by_serial) == [3]
    broken = {**here, "records/trust/revoked.yml": b"\xff"}
    assert trust_at(broken, ROOT) == (None, {})
    assert trust_at({}, ROOT) == (trusted({}), {})


# --- whatever the bytes ---

WORDS = st.sampled_from(
    [
        *("serial: 1\n", "types:\n", "trust:\n", "revoked:\n", "people:\n", "roles:\n"),
        *("  - ", "  approve: ", "{level: signed, approvals: [{role: x}]}", "id: x\n", "key: "),
        *(FILES.values()),
        *("\n", " ", ": ", "[]", "{}", "\t", "&a *a", "!!int", "null", "1", "-1", "2026-02-30"),
        *("\u2028", "\ufeff", "\r", "x" * 70),
    ]
)
CONTENT = st.binary(max_size=40) | st.lists(WORDS, max_size=8).map(lambda w: "".join(w).encode())


@settings(max_examples=300, deadline=None, derandomize=True)
@given(files=st.fixed_dictionaries({}, optional=dict.fromkeys([*FILES, "other"], CONTENT)))
def test_no_bytes_break_the_reader(files: dict[str, bytes]) -> None:
    trust, found = load_trust(files, schemas())
    known = {*(WORKING + name for name in FILES)}
    assert all(defect.path in known and rule for rule, defect in found)
    assert trust is not None or found


LINES = "".join(FILES.values()).split("\n")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    name=st.sampled_from(list(FILES)),
    line=st.integers(0, 20),
    new=st.sampled_from(LINES) | WORDS | st.none(),
)
def test_no_changed_line_breaks_the_reader(name: str, line: int, new: str | None) -> None:
    lines = FILES[name].split("\n")
    changed = [*lines[:line], *([] if new is None else [new]), *lines[line + 1 :]]
    files = raw()
    files[name] = "\n".join(changed).encode()
    trust, found = load_trust(files, schemas())
    assert trust is not None or found
    assert (trust is None) <= (files != raw())
