"""The kit that makes approvals for the tests makes real ones: stock tools agree."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from approving import approve, approve_trust, fingerprint, lay, records, retract

from sms_docs.approval import NAMESPACE, Statement
from sms_docs.statement import file_name, read, write

if TYPE_CHECKING:
    from pathlib import Path

BEN = ("ben-marsh", "service-manager")
DAY = "2026-11-01T10:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path)


def ssh_keygen(root: Path, statement: Path, person: str) -> subprocess.CompletedProcess[bytes]:
    command = ["ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", person]
    command += ["-f", str(root / "records/trust/allowed_signers"), "-s", f"{statement}.sig"]
    return subprocess.run(
        command,
        input=statement.read_bytes(),
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "TZ": "UTC"},
    )


def test_stock_ssh_keygen_verifies_every_record_that_the_kit_makes(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    retract(root, made, "2026-11-02T10:00:00Z")
    found = [*records(root, "PRC-001"), *records(root, "TRUST")]
    assert len(found) == 3
    for statement in found:
        person = json.loads(statement.read_bytes())["predicate"]["signer"]["id"]
        done = ssh_keygen(root, statement, person)
        assert done.returncode == 0, done.stderr
        assert fingerprint(person) in done.stdout.decode()


@pytest.mark.parametrize(
    "words",
    [
        {"key": "eve-stone"},
        {"key": "cora-finch"},
        {"namespace": "git"},
        {"resign": False, "comment": "x"},
        {"signature": "x\n"},
    ],
)
def test_stock_ssh_keygen_refuses_what_the_kit_forges(root: Path, words: dict[str, Any]) -> None:
    made = approve(root, "PRC-001", *BEN, DAY, **words)
    assert ssh_keygen(root, made, "ben-marsh").returncode != 0


def test_a_statement_of_the_kit_is_one_that_sms_docs_would_write(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    retracted = retract(root, made, "2026-11-02T10:00:00Z")
    for path in (made, retracted, *records(root, "TRUST")):
        statement = read(path.read_bytes())
        assert isinstance(statement, Statement)
        assert write(statement) == path.read_bytes()
        assert file_name(statement) == path.name


def test_the_digest_is_what_sha256sum_says_of_the_stored_text(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    stored = made.parent / "PRC-001.md"
    (subject,) = json.loads(made.read_bytes())["subject"]
    assert subject["digest"]["sha256"] == hashlib.sha256(stored.read_bytes()).hexdigest()
    working = root / "procedures/PRC-001-incident-management.md"
    assert stored.read_bytes() == working.read_bytes()


def test_the_same_calls_write_the_same_bytes(tmp_path: Path) -> None:
    made = [approve(lay(tmp_path / name), "PRC-001", *BEN, DAY) for name in ("a", "b")]
    assert made[0].read_bytes() == made[1].read_bytes()
    signatures = [path.with_name(path.name + ".sig").read_bytes() for path in made]
    assert signatures[0] == signatures[1]


def test_a_second_approver_signs_the_stored_text_and_not_the_working_one(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    working = root / "procedures/PRC-001-incident-management.md"
    working.write_text(working.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
    second = approve(root, "PRC-001", "cora-finch", "service-manager", "2026-11-02T10:00:00Z")
    subjects = [json.loads(path.read_bytes())["subject"] for path in (made, second)]
    assert subjects[0] == subjects[1]


def test_a_later_version_names_the_one_before(root: Path) -> None:
    first = approve(root, "PRC-001", *BEN, DAY)
    working = root / "procedures/PRC-001-incident-management.md"
    text = working.read_text(encoding="utf-8").replace('"1.0"', '"1.1"')
    working.write_text(text, encoding="utf-8")
    second = approve(root, "PRC-001", *BEN, "2026-11-02T10:00:00Z")
    stored = hashlib.sha256((first.parent / "PRC-001.md").read_bytes()).hexdigest()
    predicate = json.loads(second.read_bytes())["predicate"]
    assert predicate["previous"] == {"sha256": stored, "version": "1.0"}
    assert "previous" not in json.loads(first.read_bytes())["predicate"]


def test_the_trust_files_are_stored_with_their_manifest(root: Path) -> None:
    policy = root / "records/trust/policy.yml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("serial: 1", "serial: 2"))
    (made,) = approve_trust(root, "dana-holt", at="2026-11-02T10:00:00Z")
    assert made.parent.name == "2"
    lines = (made.parent / "TRUST.txt").read_text().splitlines()
    listed = [line.split("  ") for line in lines]
    assert [name for _, name in listed] == sorted(name for _, name in listed)
    for digest, name in listed:
        assert hashlib.sha256((made.parent / name).read_bytes()).hexdigest() == digest
    assert len(json.loads(made.read_bytes())["subject"]) == 6
