"""`sms-docs due`: which reviews are due, for whom, and what that does to a scheduled job."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, approve_trust, lay
from click.testing import Result
from commands import invoke, said
from unjudged import unverifiable

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "due.schema.json"
PRC = "procedures/PRC-001-incident-management.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS in which PRC-001 has to be read again by 2025-03-01, SVC-001 by 2025-05-10."""
    lay(tmp_path)
    approve(tmp_path, "PRC-001", "ben-marsh", "service-manager", "2024-03-01T10:00:00Z")
    approve(tmp_path, "SVC-001", "ben-marsh", "service-manager", "2024-05-10T10:00:00Z")
    return tmp_path


def due(root: Path, day: str, *more: str) -> Result:
    return invoke("due", "--root", str(root), "--as-of", day, *more)


def rows(root: Path, day: str, *more: str) -> list[dict[str, Any]]:
    data = json.loads(due(root, day, "--format", "json", *more).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
    found: list[dict[str, Any]] = data["rows"]
    return found


def test_a_review_is_due_from_the_lead_time_of_the_settings_on(root: Path) -> None:
    assert rows(root, "2025-01-29") == []
    assert [row["id"] for row in rows(root, "2025-01-30")] == ["PRC-001"]


def test_the_day_of_the_review_is_in_time_and_the_next_one_is_overdue(root: Path) -> None:
    on_the_day, after = rows(root, "2025-03-01"), rows(root, "2025-03-02")
    assert [(row["review"], row["days"]) for row in on_the_day] == [("due", 0)]
    assert [(row["review"], row["days"]) for row in after] == [("overdue", -1)]


def test_what_is_overdue_comes_first(root: Path) -> None:
    found = rows(root, "2025-05-01")
    assert [(row["id"], row["review"]) for row in found] == [
        ("PRC-001", "overdue"),
        ("SVC-001", "due"),
    ]


def test_each_row_names_the_owner_and_who_holds_that_role_on_the_day(root: Path) -> None:
    at_first = rows(root, "2025-03-01")[0]
    assert (at_first["owner"], at_first["holders"]) == (
        "incident-manager",
        ["ada-ironwood", "ben-marsh"],
    )
    # ben-marsh held it until the end of 2025.
    later = rows(root, "2026-01-01")[0]
    assert later["holders"] == ["ada-ironwood"]


def test_a_document_never_approved_has_no_review(root: Path) -> None:
    assert "POL-001" not in {row["id"] for row in rows(root, "2030-01-01")}


def test_a_document_withdrawn_is_not_read_again(root: Path) -> None:
    approve(
        root, "PRC-001", "cora-finch", "service-manager", "2024-06-01T10:00:00Z",
        meaning="withdraw", comment="Nobody does this any more.",
    )  # fmt: skip
    assert rows(root, "2025-04-01") == []


def test_a_confirmation_moves_the_day(root: Path) -> None:
    approve(
        root, "PRC-001", "cora-finch", "service-manager", "2025-02-01T10:00:00Z",
        meaning="confirm", comment="Read with the service desk.",
    )  # fmt: skip
    found = [row for row in rows(root, "2026-01-15") if row["id"] == "PRC-001"]
    assert [row["next_review"] for row in found] == ["2026-02-01"]


def test_the_interval_is_that_of_the_approved_text_not_of_a_newer_one(root: Path) -> None:
    file = root / PRC
    text = file.read_text().replace('"1.0"', '"1.1"').replace("P12M", "P6M")
    file.write_text(text)
    found = rows(root, "2025-03-01")
    assert [(row["next_review"], row["version"]) for row in found] == [("2025-03-01", "1.0")]


@pytest.mark.parametrize(
    ("within", "before", "first"),
    [
        ("30d", "2025-01-29", "2025-01-30"),
        ("P30D", "2025-01-29", "2025-01-30"),
        ("4w", "2025-01-31", "2025-02-01"),
        ("3m", "2024-11-30", "2024-12-01"),
        ("1Y", "2024-02-29", "2024-03-01"),
    ],
)
def test_within_takes_days_weeks_months_years_and_what_iso_8601_writes(
    root: Path, within: str, before: str, first: str
) -> None:
    assert rows(root, before, "--within", within) == []
    assert [row["id"] for row in rows(root, first, "--within", within)] == ["PRC-001"]


@pytest.mark.parametrize("within", ["", "30", "d", "30x", "-3d", "1.5m", "99999d", "P1Y2M"])
def test_another_period_is_told_with_what_would_be_right(root: Path, within: str) -> None:
    result = due(root, "2025-03-01", f"--within={within}")
    assert result.exit_code == 2
    assert "write it as 30d, 4w, 3m or 1y" in said(result)


@pytest.mark.parametrize(
    ("day", "fail_on", "code"),
    [
        ("2025-01-29", "due", 0),
        ("2025-03-01", "due", 1),
        ("2025-03-01", "overdue", 0),
        ("2025-03-02", "overdue", 1),
        ("2025-03-02", "due", 1),
    ],
)
def test_fail_on_says_what_ends_a_scheduled_job_with_1(
    root: Path, day: str, fail_on: str, code: int
) -> None:
    assert due(root, day, "--fail-on", fail_on).exit_code == code


def test_without_fail_on_it_only_lists(root: Path) -> None:
    assert due(root, "2027-01-01").exit_code == 0


def test_a_signature_that_cannot_be_judged_is_never_green(root: Path) -> None:
    record = next((root / "records/approvals/PRC-001/1.0").glob("*.sig"))
    record.write_text(unverifiable())
    result = due(root, "2024-06-01", "--fail-on", "due")
    assert result.exit_code == 3
    assert "could not run: the signature of records/approvals/PRC-001/1.0/" in said(result)


def test_an_approval_that_fails_hides_a_review_and_is_not_green(root: Path) -> None:
    record = next((root / "records/approvals/PRC-001/1.0").glob("*.json"))
    record.write_text(record.read_text().replace("approve it", "approve this"))
    result = due(root, "2025-04-01", "--fail-on", "overdue")
    assert result.exit_code == 3
    assert "SMS225 signature-wrong" in said(result)
    assert due(root, "2025-04-01").exit_code == 0


def test_a_waiver_of_the_failure_hides_no_review(root: Path) -> None:
    record = next((root / "records/approvals/PRC-001/1.0").glob("*.json"))
    record.write_text(record.read_text().replace("approve it", "approve this"))
    waive(root, "signature-wrong", "PRC-001")
    assert invoke("check", "--root", str(root), "--as-of", "2024-06-01").exit_code == 0
    assert due(root, "2025-04-01", "--fail-on", "overdue").exit_code == 3


def waive(root: Path, rule: str, document: str) -> None:
    settings = root / "pyproject.toml"
    waiver = f"[[tool.sms-docs.waivers]]\nrule = {rule!r}\ndocument = {document!r}\n"
    more = "reason = 'To see.'\nwho = 'cora-finch'\nuntil = 2030-01-01\n"
    settings.write_text(settings.read_text() + waiver + more)


def test_what_is_wrong_elsewhere_does_not_redden_the_gate_on_time(root: Path) -> None:
    policy = root / "policies" / "POL-001-service-management-policy.md"
    policy.write_text(policy.read_text().replace("owner: service-manager", "owner: nobody"))
    assert invoke("check", "--root", str(root), "--as-of", "2024-06-01").exit_code == 1
    assert due(root, "2024-06-01", "--fail-on", "due").exit_code == 0


def test_the_table_says_in_words_how_far_a_day_is(root: Path) -> None:
    text = due(root, "2025-05-09", "--format", "csv").stdout
    found = list(csv.DictReader(StringIO(text, newline="")))
    assert [(row["Id"], row["When"]) for row in found] == [
        ("PRC-001", "69 days ago"),
        ("SVC-001", "in 1 day"),
    ]


def test_a_role_that_nobody_holds_on_the_day_is_held_by_nobody(root: Path) -> None:
    text = (root / PRC).read_text().replace("owner: incident-manager", "owner: trust-admin")
    (root / PRC).write_text(text.replace('"1.0"', '"1.1"'))
    approve(root, "PRC-001", "ben-marsh", "service-manager", "2024-04-01T10:00:00Z")
    people = root / "records" / "trust" / "people.yml"
    ended = "{role: trust-admin, from: 2024-01-01, to: 2024-12-31}"
    people.write_text(people.read_text().replace("{role: trust-admin, from: 2024-01-01}", ended))
    policy = root / "records" / "trust" / "policy.yml"
    policy.write_text(policy.read_text().replace("serial: 1", "serial: 2"))
    waiting = rows(root, "2025-04-01")[0]
    assert waiting["holders"] == ["dana-holt"], "the change of trust is not approved yet"
    approve_trust(root, at="2024-12-01T08:00:00Z")
    assert rows(root, "2025-04-01")[0]["holders"] == []
    text = due(root, "2025-04-01", "--format", "csv").stdout
    assert next(csv.DictReader(StringIO(text, newline="")))["Held by"] == "nobody"


def test_the_summary_counts_both_kinds(root: Path) -> None:
    assert due(root, "2025-05-01").stdout.rstrip("\n").split("\n")[-1] == "2 rows: 1 overdue, 1 due"
