from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from keeping import CLOSED_RISK, RISK, files, found, put, start

from sms_docs.act.close import close

OPEN = CLOSED_RISK.replace("closed: 2025-02-03\n", "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start(tmp_path / "sms")
    put(tmp_path / "sms", RISK, OPEN)
    return tmp_path / "sms"


def run(root: Path, *arguments: str) -> Result:
    return invoke("close", "--root", str(root), *arguments)


def test_closing_adds_one_line_below_the_retention_and_nothing_else(root: Path) -> None:
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 0, said(result)
    expected = OPEN.replace("retention: P3Y\n", "retention: P3Y\nclosed: 2026-11-20\n")
    assert files(root) == {**before, RISK: expected.encode()}
    assert result.output.startswith(f"{RISK}: RSK-001 is closed as of 2026-11-20.\n")
    assert found(root) == []


def test_comments_odd_quotes_and_line_ends_of_windows_stay(root: Path) -> None:
    odd = OPEN.replace("retention: P3Y", 'retention: "P3Y"   # three years').replace(
        "impact: 4", "impact:    4"
    )
    put(root, RISK, odd.replace("\n", "\r\n"))
    assert run(root, RISK, "--on", "2026-10-01").exit_code == 0
    expected = odd.replace("# three years\n", "# three years\nclosed: 2026-10-01\n")
    assert (root / RISK).read_bytes() == expected.replace("\n", "\r\n").encode()


def test_closing_twice_changes_nothing(root: Path) -> None:
    run(root, "RSK-001", "--on", "2026-10-01")
    before = files(root)
    for again in (("RSK-001",), ("RSK-001", "--on", "2026-10-01"), (RISK,)):
        result = run(root, *again)
        assert (result.exit_code, result.output) == (
            0,
            "RSK-001 is closed since 2026-10-01: nothing to do.\n",
        )
    assert files(root) == before


def test_a_closed_record_does_not_get_another_day(root: Path) -> None:
    run(root, "RSK-001", "--on", "2026-10-01")
    before = files(root)
    result = run(root, "RSK-001", "--on", "2026-10-02")
    assert result.exit_code == 2
    assert "is closed since 2026-10-01 and does not change any more" in said(result)
    assert files(root) == before


def test_a_dry_run_shows_the_line_and_writes_nothing(root: Path) -> None:
    before = files(root)
    result = run(root, "RSK-001", "--dry-run")
    assert result.exit_code == 0
    assert "\n retention: P3Y\n+closed: 2026-11-20\n" in result.output
    assert result.output.startswith(f"--- {RISK}\n+++ {RISK}\n")
    assert files(root) == before


def test_a_record_with_an_error_stays_open(root: Path) -> None:
    put(root, RISK, OPEN.replace("owner: service-manager", "owner: nobody"))
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 1
    assert "SMS701 role-unknown" in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert files(root) == before


def test_a_record_with_a_placeholder_stays_open(root: Path) -> None:
    put(root, RISK, OPEN.replace("A radio link takes over.", "‹What is done about it.›"))
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 1
    assert "SMS110 placeholder-left: warning: RSK-001 still holds" in result.output
    assert files(root) == before


def test_a_record_that_lacks_what_its_type_asks_for_at_the_end_stays_open(root: Path) -> None:
    put(root, RISK, OPEN.replace("acceptance: Accepted, 2 x 4 lies below the limit.\n", ""))
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 1
    assert "SMS101 schema-violation" in result.output
    assert "acceptance" in result.output
    assert files(root) == before


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-21", "2026-11-21 has not come yet; it is 2026-11-20"),
        ("2024-10-13", "2024-10-13 lies before the date of RSK-001, 2024-10-14"),
        ("20.11.2026", "is no day"),
    ],
)
def test_a_day_on_which_it_cannot_have_been_closed_is_refused(
    root: Path, day: str, reason: str
) -> None:
    before = files(root)
    result = run(root, "RSK-001", "--on", day)
    assert result.exit_code == 2
    assert reason in said(result)
    assert files(root) == before


def test_its_own_date_and_today_are_days_to_close_it(root: Path) -> None:
    assert close(root, "RSK-001", date(2024, 10, 14), dry_run=True).findings == ()
    assert close(root, "RSK-001", date(2026, 11, 20), dry_run=True).findings == ()


def test_an_unknown_record_or_a_document_is_refused_with_what_may_be_meant(root: Path) -> None:
    result = run(root, "RKS-001")
    assert result.exit_code == 2
    assert "no record 'RKS-001'; did you mean 'RSK-001'?" in said(result)
    assert run(root, "PRC-001").exit_code == 2


def test_two_records_of_one_id_stay_open(root: Path) -> None:
    put(root, "records/risks/RSK-001-twice.yml", OPEN)
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 1
    assert "duplicate-id" in result.output
    assert files(root) == before
