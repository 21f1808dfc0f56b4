"""`sms-docs log`: every approval record of a document, what it proves, and whether it counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, approve_trust, fingerprint, lay, retract
from click.testing import Result
from commands import invoke, said

from sms_docs import exports

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "log.schema.json"
PRC = "procedures/PRC-001-incident-management.md"
BEN = ("ben-marsh", "service-manager")
CORA = ("cora-finch", "managing-director")
AT = "2024-03-01T10:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path)


def log(root: Path, name: str, *more: str, day: str = "2024-12-01") -> Result:
    return invoke("log", name, "--root", str(root), "--as-of", day, *more)


def told(root: Path, name: str, day: str = "2024-12-01") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(log(root, name, "--format", "json", day=day).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
    return data


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / path).write_text(text)


def revise(root: Path, version: str, change: str) -> None:
    """Give PRC-001, at version 1.0, a higher version with a change line."""
    edit(root, PRC, ('version: "1.0"', f'version: "{version}"'), ("First issue.", change))


def test_a_signed_approval_is_told_by_name_and_key(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    lines = log(root, "PRC-001").stdout.split("\n")
    assert lines[0] == (
        "PRC-001 Incident management: in-force, version 1.0; review current, next on 2025-03-01"
        " (as of 2024-12-01)"
    )
    assert lines[2:5] == [
        "Version 1.0: approved on 2024-03-01, level signed",
        "  change: First issue.",
        "  2024-03-01 10:00 UTC  approve by Ben Marsh (ben-marsh) as service-manager",
    ]
    key = fingerprint("ben-marsh")
    assert f"    counts: approval signed by Ben Marsh, key {key}" in lines


def test_a_record_without_a_signature_says_that_the_repository_states_who(root: Path) -> None:
    approve(root, "SVC-001", *BEN, AT, signed=False)
    row = told(root, "SVC-001")["rows"][0]
    assert (row["level"], row["key"], row["counts"]) == ("recorded", None, True)
    assert row["evidence"] == "approval recorded; identity as stated by the repository"


def test_a_record_that_fails_says_why_and_by_which_rule(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT, key="cora-finch")
    row = told(root, "PRC-001")["rows"][0]
    assert (row["counts"], row["level"], row["rule"]) == (False, "none", "SMS222 key-of-another")
    assert "belongs to cora-finch" in row["note"]
    assert "does not count: SMS222 key-of-another: " in log(root, "PRC-001").stdout


def test_a_record_that_cannot_be_read_is_in_the_log_too(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    path = approve(root, "PRC-001", *CORA, "2024-03-02T10:00:00Z", raw=b"{]\x1b[31m")
    rows = told(root, "PRC-001")["rows"]
    assert [row["counts"] for row in rows] == [True, False]
    assert (rows[1]["person"], rows[1]["rule"]) == (None, "SMS207 approval-unreadable")
    assert rows[1]["record"].endswith(path.name)


def test_versions_come_by_number_with_their_change_lines(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    revise(root, "1.9", "Times shortened.")
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z")
    edit(root, PRC, ('"1.9"', '"1.10"'), ("Times shortened.", "Desk renamed."))
    approve(root, "PRC-001", *BEN, "2024-05-01T10:00:00Z")
    found = told(root, "PRC-001")["versions"]
    assert [(each["version"], each["change"]) for each in found] == [
        ("1.0", "First issue."),
        ("1.9", "Times shortened."),
        ("1.10", "Desk renamed."),
    ]


def test_confirmations_and_withdrawal_are_told_with_what_was_said(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    approve(
        root,
        "PRC-001",
        *BEN,
        "2024-06-01T10:00:00Z",
        meaning="confirm",
        comment="Read with the desk.",
    )
    approve(
        root, "PRC-001", *BEN, "2024-07-01T10:00:00Z",
        meaning="withdraw", comment="Merged.", successor="POL-001",
    )  # fmt: skip
    data = told(root, "PRC-001")
    assert [(row["meaning"], row["counts"], row["comment"]) for row in data["rows"]] == [
        ("approve", True, ""),
        ("confirm", True, "Read with the desk."),
        ("withdraw", True, "Merged."),
    ]
    assert data["rows"][2]["successor"] == "POL-001"
    assert data["rows"][1]["evidence"].startswith("confirmation signed by Ben Marsh")
    assert data["state"] == "superseded, version 1.0; POL-001 takes its place"


def test_a_retracted_record_does_not_count_and_says_when_and_why(root: Path) -> None:
    record = approve(root, "PRC-001", *BEN, AT)
    retract(root, record, "2024-03-05T10:00:00Z", "Wrong text.")
    rows = told(root, "PRC-001")["rows"]
    assert [(row["meaning"], row["counts"]) for row in rows] == [
        ("approve", False),
        ("retract", True),
    ]
    assert rows[0]["note"] == "retracted on 2024-03-05: Wrong text."
    before = told(root, "PRC-001", day="2024-03-04")["rows"]
    assert before[0]["counts"] is True


def test_the_log_as_of_a_day_knows_nothing_of_later_records(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    data = told(root, "PRC-001", day="2024-02-01")
    assert data["state"] == "not approved"
    assert data["rows"][0]["note"] == "not signed yet on 2024-02-01"
    assert data["rows"][0]["counts"] is False


def test_what_is_missing_stands_at_the_version_and_at_the_record(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT)
    data = told(root, "POL-001")
    assert data["versions"][0]["missing"] == "1 × managing-director"
    assert data["versions"][0]["approved_on"] is None
    assert data["rows"][0]["note"] == "still missing: 1 × managing-director"
    assert (
        "Version 1.0: approved in part; missing: 1 × managing-director"
        in log(root, "POL-001").stdout
    )


def test_a_signature_more_than_needed_counts_and_says_so(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    approve(root, "PRC-001", "cora-finch", "service-manager", "2024-03-02T10:00:00Z")
    rows = told(root, "PRC-001")["rows"]
    assert [row["note"] for row in rows] == ["", "enough had signed before"]


def test_a_confirmation_of_a_version_that_is_not_approved_does_not_count(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT, meaning="confirm", comment="Read.")
    row = told(root, "PRC-001")["rows"][0]
    assert (row["counts"], row["note"]) == (False, "this version is not approved")


def test_a_confirmation_from_before_the_approval_does_not_count(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    approve(root, "PRC-001", *BEN, "2024-02-01T10:00:00Z", meaning="confirm", comment="Read.")
    row = told(root, "PRC-001")["rows"][0]
    assert (row["meaning"], row["counts"]) == ("confirm", False)
    assert row["note"] == "it was signed before this version was approved"


def test_a_confirmation_that_others_have_to_sign_as_well_does_not_count_yet(
    tmp_path: Path,
) -> None:
    lay(tmp_path, with_trust=False)
    one = "confirm: {level: signed, approvals: [{role: managing-director, count: 1}]}"
    two = one.replace("]}", ", {role: service-manager, count: 1}]}")
    edit(tmp_path, "records/trust/policy.yml", (one, two))
    approve_trust(tmp_path)
    approve(tmp_path, "POL-001", *BEN, AT)
    approve(tmp_path, "POL-001", *CORA, AT)
    approve(tmp_path, "POL-001", *CORA, "2024-05-01T10:00:00Z", meaning="confirm", comment="Read.")
    row = told(tmp_path, "POL-001")["rows"][-1]
    assert (row["counts"], row["note"]) == (False, "others have to sign as well before it does")


def test_a_withdrawal_of_a_version_that_another_has_followed_does_not_count(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z", meaning="withdraw", comment="Merged.")
    revise(root, "1.1", "Needed after all.")
    approve(root, "PRC-001", *BEN, "2024-05-01T10:00:00Z")
    data = told(root, "PRC-001")
    assert data["state"].startswith("in-force, version 1.1")
    assert (data["rows"][1]["counts"], data["rows"][1]["note"]) == (
        False,
        "version 1.1 was approved since",
    )


def test_a_comment_stands_below_what_was_stated(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT, comment="With the desk.")
    assert "    comment: With the desk.\n    counts: " in log(root, "PRC-001").stdout


def test_a_version_that_applies_later_and_a_pending_one_are_told(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    revise(root, "1.1", "First issue.\neffective_from: 2024-12-24")
    approve(root, "PRC-001", *BEN, "2024-11-01T10:00:00Z")
    text = log(root, "PRC-001").stdout
    assert "in-force, version 1.0; " in text
    assert "version 1.1 applies from 2024-12-24" in text
    assert "Version 1.1: approved on 2024-11-01, level signed, applies from 2024-12-24" in text
    edit(root, PRC, ('"1.1"', '"2.0"'))
    assert "version 2.0 pending" in log(root, "PRC-001", day="2024-12-24").stdout


def test_the_trust_files_have_a_log_by_serial(root: Path) -> None:
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    approve_trust(root, at="2024-02-01T08:00:00Z")
    data = told(root, "TRUST")
    assert (data["title"], data["state"]) == ("Trust files", "approved, serial 2")
    assert [(row["version"], row["person"]) for row in data["rows"]] == [
        ("1", "dana-holt"),
        ("2", "dana-holt"),
    ]


def test_a_record_and_a_document_without_approvals_say_so(root: Path) -> None:
    for name in ("RSK-001", "POL-001"):
        result = log(root, name)
        assert result.exit_code == 0
        assert result.stdout.endswith("\nno approval records\n")


def test_a_document_whose_file_is_gone_keeps_its_log(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    (root / PRC).unlink()
    data = told(root, "PRC-001")
    assert data["title"] == "Incident management"
    assert data["versions"][0]["change"] == "First issue."


def test_an_unknown_id_is_told_with_the_one_that_was_meant(root: Path) -> None:
    result = log(root, "PLO-001")
    assert result.exit_code == 2
    assert "no document or record 'PLO-001'; did you mean 'POL-001'?" in said(result)
    assert "did you mean 'TRUST'?" in said(log(root, "trust"))
    assert "`sms-docs register` lists" in said(log(root, "\x1b[31mX"))
    assert "\x1b" not in said(log(root, "\x1b[31mX"))


@pytest.mark.parametrize("form", exports.names())
def test_nothing_that_a_terminal_obeys_is_printed(root: Path, form: str) -> None:
    approve(root, "PRC-001", *BEN, AT, comment="##[error] \u202eno", meaning="review")
    text = log(root, "PRC-001", "--format", form).stdout
    assert "no" in text
    assert "\u202e" not in text
    assert "##[" not in text


def test_csv_has_one_line_a_record(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    lines = log(root, "PRC-001", "--format", "csv").stdout.rstrip("\n").split("\n")
    assert len(lines) == 2
    assert lines[1].startswith("1.0,2024-03-01T10:00:00Z,approve,ben-marsh,service-manager,yes,")


def test_an_id_of_another_kind_is_no_guess(root: Path) -> None:
    assert "did you mean" not in said(log(root, "SLA-001"))
    assert "did you mean 'PRC-001'?" in said(log(root, "prc-001"))


def test_a_path_is_taken_for_the_id_of_its_file(root: Path) -> None:
    assert log(root, "procedures/PRC-001-incident-management.md").stdout.startswith("PRC-001 ")
    assert log(root, "./PRC-001-before.md").stdout.startswith("PRC-001 ")
    copy = "records/approvals/PRC-001/1.0/PRC-001.md"
    assert "no document or record" in said(log(root, copy))
