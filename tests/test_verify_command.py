"""`sms-docs verify`: what holds, what does not, and what was not looked at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, approve_trust, fingerprint, lay, manifest, retract
from click.testing import Result
from commands import invoke, said
from unjudged import unverifiable

from sms_docs.approval import Named
from sms_docs.checkpoint import digest_of, path_of, write

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "verify.schema.json"
PRC = "procedures/PRC-001-incident-management.md"
POL = "policies/POL-001-service-management-policy.md"
BEN = ("ben-marsh", "service-manager")
CORA = ("cora-finch", "managing-director")
AT = "2024-03-01T10:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS without git in which PRC-001 is approved, and POL-001 and SVC-001 are drafts."""
    lay(tmp_path)
    approve(tmp_path, "PRC-001", *BEN, AT)
    return tmp_path


def verify(root: Path, *names: str) -> Result:
    return invoke("verify", "--root", str(root), *names)


def told(root: Path, *names: str) -> dict[str, Any]:
    """Return what the JSON says; its `subjects` by id."""
    data: dict[str, Any] = json.loads(verify(root, "--format", "json", *names).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
    data["subjects"] = {each["id"]: each for each in data["subjects"]}
    return data


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def codes(subject: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in subject["reasons"]]


def test_it_says_of_each_document_version_level_signer_and_key(root: Path) -> None:
    result = verify(root)
    assert result.exit_code == 0
    key = fingerprint("ben-marsh")
    assert (
        "PRC-001 version 1.0: verified, level signed\n"
        f"    1.0, 2024-03-01: approval signed by Ben Marsh, key {key}\n"
        "    working text: as approved\n"
    ) in result.stdout
    assert "\nPOL-001: not approved\n" in result.stdout


def test_the_json_says_the_same(root: Path) -> None:
    data = told(root)
    assert data["verified"] is True
    assert {name: each["verified"] for name, each in data["subjects"].items()} == {
        "TRUST": True,
        "POL-001": None,
        "PRC-001": True,
        "SVC-001": None,
    }
    (version,) = data["subjects"]["PRC-001"]["versions"]
    assert (version["version"], version["level"]) == ("1.0", "signed")
    assert version["approvals"][0]["key"] == fingerprint("ben-marsh")
    assert data["summary"] == {"records": 2, "counting": 2, "retracted": 0, "failing": 0}


def test_it_needs_no_git_and_says_what_it_could_not_look_at(root: Path) -> None:
    assert not (root / ".git").exists()
    data = told(root)
    assert "who committed to the approved documents (no git repository)" in data["not_checked"]
    assert any("history was rewritten" in each for each in data["not_checked"])
    assert "not checked: " in verify(root).stdout


def test_it_works_where_sms_docs_runs_from_elsewhere_without_settings_of_git(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(root, tmp_path_factory.mktemp("elsewhere") / "archive")
    monkeypatch.setenv("PATH", "")
    assert verify(copy).exit_code == 0


def test_a_record_changed_after_signing_is_not_verified(root: Path) -> None:
    record = next((root / "records/approvals/PRC-001/1.0").glob("*.json"))
    record.write_text(record.read_text().replace("approve it", "approve this"))
    result = verify(root)
    assert result.exit_code == 1
    assert "\nPRC-001: not verified\n" in result.stdout
    assert "SMS225 signature-wrong: " in result.stdout
    assert told(root)["summary"] == {"records": 2, "counting": 1, "retracted": 0, "failing": 1}


def test_one_failing_record_beside_a_good_one_is_1_too(root: Path) -> None:
    approve(root, "PRC-001", "cora-finch", "service-manager", AT, signed=False)
    data = told(root)
    assert data["subjects"]["PRC-001"]["verified"] is False
    assert codes(data["subjects"]["PRC-001"]) == ["SMS218"]
    assert [each["version"] for each in data["subjects"]["PRC-001"]["versions"]] == ["1.0"]
    assert verify(root).exit_code == 1


def test_a_record_that_its_signer_took_back_fails_nothing(root: Path) -> None:
    record = approve(root, "POL-001", *BEN, AT)
    retract(root, record, "2024-03-02T10:00:00Z")
    assert verify(root).exit_code == 0
    assert told(root)["summary"]["retracted"] == 1


def test_a_text_changed_under_its_approved_version_is_1(root: Path) -> None:
    edit(root, PRC, "To restore service.", "To restore service, perhaps.")
    assert verify(root).exit_code == 1
    subject = told(root)["subjects"]["PRC-001"]
    assert (subject["working"], codes(subject)) == ("differs", ["SMS203"])
    assert "working text: version 1.0, differs from what was approved" in verify(root).stdout


def test_a_stored_text_that_was_changed_is_1(root: Path) -> None:
    stored = root / "records/approvals/PRC-001/1.0/PRC-001.md"
    stored.write_text(stored.read_text().replace("restore", "delay"))
    assert verify(root).exit_code == 1
    assert codes(told(root)["subjects"]["PRC-001"]) == ["SMS211"]


def test_a_file_gone_while_its_document_is_in_force_is_1(root: Path) -> None:
    (root / PRC).unlink()
    assert verify(root).exit_code == 1
    subject = told(root)["subjects"]["PRC-001"]
    assert (subject["working"], codes(subject)) == ("missing", ["SMS230"])


def test_a_newer_text_under_way_refutes_nothing(root: Path) -> None:
    edit(root, PRC, '"1.0"', '"1.1"')
    assert verify(root).exit_code == 0
    subject = told(root)["subjects"]["PRC-001"]
    assert (subject["verified"], subject["working"]) == (True, "pending")
    assert "working text: version 1.1, not approved yet" in verify(root).stdout


def test_an_approval_begun_refutes_nothing(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT)
    assert verify(root).exit_code == 0
    assert told(root)["subjects"]["POL-001"]["verified"] is None


def test_a_stray_file_among_the_records_is_1(root: Path) -> None:
    (root / "records/approvals/note.txt").write_text("Approved by phone.\n")
    assert verify(root).exit_code == 1
    assert [each["code"] for each in told(root)["others"]] == ["SMS206"]


def test_a_waiver_is_no_evidence(root: Path) -> None:
    edit(root, PRC, "To restore service.", "To restore service, perhaps.")
    with (root / "pyproject.toml").open("a") as settings:
        settings.write(
            "[[tool.sms-docs.waivers]]\nrule = 'approved-text-changed'\ndocument = 'PRC-001'\n"
            "reason = 'In haste.'\nwho = 'cora-finch'\nuntil = 2999-01-01\n"
        )
    assert verify(root).exit_code == 1


def test_a_warning_that_is_enforced_elsewhere_refutes_no_approval(root: Path) -> None:
    with (root / "pyproject.toml").open("a") as settings:
        settings.write("enforce = ['document-draft']\n")
    assert invoke("check", "--root", str(root), "--as-of", "2024-06-01").exit_code == 1
    assert verify(root).exit_code == 0


def test_named_documents_alone_are_verified_with_the_trust_files(root: Path) -> None:
    edit(root, PRC, "To restore service.", "To restore service, perhaps.")
    approve(root, "SVC-001", *BEN, AT, signed=False)
    assert set(told(root, "SVC-001")["subjects"]) == {"TRUST", "SVC-001"}
    assert verify(root, "SVC-001").exit_code == 0
    assert verify(root, "SVC-001", "PRC-001").exit_code == 1


def test_the_digest_kept_outside_is_compared_with_the_files_in_effect(root: Path) -> None:
    digest = digest_of(manifest(root))
    for written in (digest, digest.upper(), f"sha256:{digest}"):
        result = verify(root, "--trust-digest", written)
        assert result.exit_code == 0
        assert f"trust files in effect: serial 1, sha256 {digest}\n" in result.stdout
        assert "the digest kept outside is the same" in result.stdout
    assert told(root, "--trust-digest", digest)["trust"]["matches"] is True


def test_another_digest_is_1_with_both_of_them(root: Path) -> None:
    result = verify(root, "--trust-digest", "0" * 64)
    assert result.exit_code == 1
    assert f"the digest kept outside is another one: {'0' * 64}" in result.stdout
    assert digest_of(manifest(root)) in result.stdout


def test_the_digest_of_an_earlier_serial_is_told_as_that(root: Path) -> None:
    first = digest_of(manifest(root))
    edit(root, "records/trust/policy.yml", "serial: 1", "serial: 2")
    approve_trust(root, at="2024-02-01T08:00:00Z")
    result = verify(root, "--trust-digest", first)
    assert result.exit_code == 1
    assert "It is that of serial 1, under which serial 2 was approved" in result.stdout


def test_trust_files_rewritten_from_the_first_serial_on_differ_from_the_digest(
    root: Path,
) -> None:
    """Whoever can push can make a whole new trust; only the digest kept outside tells."""
    digest = digest_of(manifest(root))
    shutil.rmtree(root / "records/approvals")
    edit(root, "records/trust/people.yml", "Ben Marsh", "Eve Stone")
    approve_trust(root)
    approve(root, "PRC-001", *BEN, AT)
    assert verify(root).exit_code == 0
    assert verify(root, "--trust-digest", digest).exit_code == 1


@pytest.mark.parametrize("digest", ["", "abc", "g" * 64, "0" * 63, f"md5:{'0' * 64}"])
def test_what_is_no_digest_is_told_with_what_one_looks_like(root: Path, digest: str) -> None:
    result = verify(root, f"--trust-digest={digest}")
    assert result.exit_code == 2
    assert "64 hex digits" in said(result)


def test_trust_files_that_nobody_approved_verify_nothing(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    approve(tmp_path, "PRC-001", *BEN, AT)
    assert verify(tmp_path).exit_code == 1
    data = told(tmp_path)
    assert codes(data["subjects"]["TRUST"]) == ["SMS231"]
    assert data["trust"]["approved"] is False


def test_trust_files_changed_under_their_serial_are_1_and_newer_ones_are_pending(
    root: Path,
) -> None:
    policy = "records/trust/policy.yml"
    edit(root, policy, "max_age_days: 30", "max_age_days: 90")
    assert told(root)["subjects"]["TRUST"]["working"] == "differs"
    assert verify(root).exit_code == 1
    edit(root, policy, "serial: 1", "serial: 2")
    assert told(root)["subjects"]["TRUST"]["working"] == "pending"
    assert verify(root).exit_code == 0


def test_broken_trust_files_are_1_although_approved_ones_are_stored(root: Path) -> None:
    (root / "records/trust/people.yml").write_text("people: none\n")
    data = told(root)
    assert data["subjects"]["PRC-001"]["verified"] is True
    assert data["subjects"]["TRUST"]["verified"] is False
    assert verify(root).exit_code == 1


def test_what_could_not_be_judged_ends_with_3_and_says_so(root: Path) -> None:
    approve(root, "SVC-001", *BEN, AT, signature=unverifiable())
    edit(root, PRC, "To restore service.", "To restore service, perhaps.")
    result = verify(root)
    assert result.exit_code == 3
    assert "could not be judged: the signature of records/approvals/SVC-001/" in result.stdout
    data = told(root)
    assert data["verified"] is False
    assert len(data["not_run"]) == 1


def test_a_repository_without_any_approval_has_nothing_that_fails(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    result = verify(tmp_path)
    assert result.exit_code == 0
    assert "0 approval records" in result.stdout
    assert "serial 1, never approved, sha256 " in result.stdout


def test_a_sealed_record_says_by_which_checkpoint(root: Path) -> None:
    folder = root / "records/approvals/PRC-001/1.0"
    entries = [
        Named(path.relative_to(root).as_posix(), digest_of(path.read_text()))
        for path in sorted(folder.iterdir())
    ]
    path = root / path_of("2024-04")
    path.parent.mkdir()
    path.write_text(write(None, entries))
    proof = told(root)["subjects"]["PRC-001"]["versions"][0]["approvals"][0]
    assert proof["sealed"] == "2024-04"
    assert "checkpoint 2024-04, if its hash was kept outside" in verify(root).stdout


def test_a_record_that_a_checkpoint_lists_and_that_is_gone_is_1(root: Path) -> None:
    retraction = retract(
        root, approve(root, "POL-001", *BEN, AT), "2024-03-02T10:00:00Z"
    ).relative_to(root)
    path = root / path_of("2024-04")
    path.parent.mkdir()
    path.write_text(
        write(None, [Named(retraction.as_posix(), digest_of((root / retraction).read_text()))])
    )
    assert verify(root).exit_code == 0
    (root / retraction).unlink()
    (root / f"{retraction}.sig").unlink()
    assert verify(root).exit_code == 1
    assert codes(told(root)["subjects"]["POL-001"]) == ["SMS806"]


def test_a_withdrawal_is_told_with_its_record(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2024-07-01T10:00:00Z", meaning="withdraw", comment="Merged.")
    assert told(root)["subjects"]["PRC-001"]["withdrawn"]["person"] == "ben-marsh"
    assert "    withdrawn, 2024-07-01: withdrawal signed by Ben Marsh" in verify(root).stdout


def test_a_record_that_has_to_be_approved_is_verified_like_a_document(root: Path) -> None:
    folder = root / "records" / "corrections"
    folder.mkdir()
    path = folder / "COR-2024-001-digits.yml"
    path.write_text(
        "id: COR-2024-001\nkind: correction\ndate: 2024-04-01\nprocedure: PRC-001\n"
        "title: Digits\nretention: P10Y\nreason: Two digits had been swapped.\nentries: []\n"
    )
    assert told(root)["subjects"]["COR-2024-001"]["verified"] is None
    approve(root, "COR-2024-001", *BEN, "2024-04-02T10:00:00Z")
    assert told(root)["subjects"]["COR-2024-001"]["working"] == "approved"
    path.write_text(path.read_text().replace("Two digits", "Ten digits"))
    assert told(root)["subjects"]["COR-2024-001"]["working"] == "differs"
    assert verify(root).exit_code == 1


def test_without_readable_trust_files_there_is_nothing_to_verify_by(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    (tmp_path / "records/trust/policy.yml").write_text("serial: none\n")
    result = verify(tmp_path, "--trust-digest", "0" * 64)
    assert result.exit_code == 1
    assert "trust files: there are none that can be read\n" in result.stdout
    assert told(tmp_path)["trust"]["serial"] is None


def test_the_day_of_a_demonstration_is_said(root: Path) -> None:
    with (root / "pyproject.toml").open("a") as settings:
        settings.write("demonstration = true\nas_of = 2024-06-01\n")
    text = verify(root).stdout
    assert "as of 2024-06-01, a demonstration: " in text
    assert "(a demonstration)" in text


def test_an_unknown_id_is_told_with_the_one_that_was_meant(root: Path) -> None:
    result = verify(root, "PRC-001", "prc-001")
    assert result.exit_code == 2
    assert "did you mean 'PRC-001'?" in said(result)


def test_nothing_that_a_terminal_obeys_is_printed(root: Path) -> None:
    name = "records/approvals/PRC-001/1.0/\x1b[31m##[error].json"
    (root / name).write_text("{}")
    for form in ("text", "json"):
        text = verify(root, "--format", form).stdout
        assert "SMS012" in text
        assert "\x1b" not in text
        assert "##[" not in text


def test_it_writes_nothing_but_its_output(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    target = root / "verified.txt"
    assert verify(root, "--output", str(target)).exit_code == 0
    assert "verified, level signed" in target.read_text()
    target.unlink()
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_of_the_trust_files_a_serial_is_told_and_one_record_is_one_record(root: Path) -> None:
    policy = root / "records/trust/policy.yml"
    policy.write_text(policy.read_text().replace("serial: 1", "serial: 2"))
    text = invoke("verify", "TRUST", "--root", str(root)).stdout
    assert "working files: serial 2, not approved yet" in text
    assert "\n1 approval record as of" in text
