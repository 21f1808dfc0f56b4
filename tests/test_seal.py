from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from keeping import CLOSED_RISK, OLD, RISK, approve, edit, files, found, put, start

from sms_docs.act import seal as act
from sms_docs.act.seal import seal
from sms_docs.checkpoint import digest_of
from sms_docs.errors import ConfigurationError

NOVEMBER = "records/checkpoints/2026-11.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return start(tmp_path / "sms")


def run(root: Path, *arguments: str) -> Result:
    return invoke("seal", "--root", str(root), *arguments)


def listed(root: Path, path: str) -> list[str]:
    lines = (root / path).read_text().split("\n")[:-1]
    return [line.partition("  ")[2] for line in lines]


def test_a_checkpoint_lists_closed_records_and_approvals_and_nothing_else(root: Path) -> None:
    approve(root, "PRC-001")
    still_open = CLOSED_RISK.replace("closed: 2025-02-03\n", "").replace("RSK-001", "RSK-002")
    put(root, "records/risks/RSK-002-open.yml", still_open)
    before = files(root)
    made = seal(root)
    approvals = sorted(path for path in before if path.startswith("records/approvals/"))
    assert listed(root, NOVEMBER) == [*approvals, OLD, RISK]
    assert files(root) == {**before, NOVEMBER: made.text.encode()}
    assert (made.path, made.records, made.new) == (NOVEMBER, len(approvals) + 2, 10 + 3)


def test_the_command_prints_one_hash_and_why_to_keep_it_outside(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 0, said(result)
    sha256 = digest_of((root / NOVEMBER).read_text())
    assert result.output == (
        f"{NOVEMBER}: lists 10 files, 10 of them new or changed.\n"
        f"sha256 {sha256}\n"
        "Keep this hash outside of the forge, in the minutes of the management review for example:"
        " only an outside copy shows a history that was rewritten as a whole.\n"
    )


def test_sealing_twice_writes_nothing_and_tells_the_same_hash(root: Path) -> None:
    first = run(root)
    before = files(root)
    second = run(root)
    assert second.exit_code == 0
    assert "already sealed, nothing to do" in second.output
    assert first.output.split("\n")[1:] == second.output.split("\n")[1:]
    assert files(root) == before
    later = seal(root, today=date(2027, 1, 5))
    assert (later.path, later.text) == (NOVEMBER, "")
    assert files(root) == before


def test_more_closed_records_in_the_same_month_get_a_second_checkpoint(root: Path) -> None:
    first = seal(root)
    new = CLOSED_RISK.replace("RSK-001", "RSK-002")
    put(root, "records/risks/RSK-002-again.yml", new)
    second = seal(root)
    assert (second.path, second.new) == ("records/checkpoints/2026-11-2.txt", 1)
    assert second.text.split("\n")[0] == f"{first.sha256}  {NOVEMBER}"
    put(root, "records/risks/RSK-003-again.yml", CLOSED_RISK.replace("RSK-001", "RSK-003"))
    third = seal(root, today=date(2026, 12, 1))
    assert third.path == "records/checkpoints/2026-12.txt"
    assert third.text.split("\n")[0] == f"{second.sha256}  {second.path}"
    assert found(root) == []


def test_a_dry_run_shows_the_file_and_writes_nothing(root: Path) -> None:
    before = files(root)
    result = run(root, "--dry-run")
    assert result.exit_code == 0
    assert result.output.startswith(f"--- /dev/null\n+++ {NOVEMBER}\n")
    assert f"  {RISK}\n" in result.output
    assert files(root) == before


def test_where_nothing_is_closed_there_is_nothing_to_seal(root: Path) -> None:
    for path in ("records/approvals", "records/risks", "records/improvements"):
        for file in sorted((root / path).rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
    before = files(root)
    result = run(root)
    assert (result.exit_code, result.output) == (
        0,
        "Nothing is closed or approved yet: there is nothing to seal.\n",
    )
    assert files(root) == before


@pytest.mark.parametrize(
    ("month", "reason"),
    [
        ("2026-12", "2026-12 has not come yet"),
        ("2026-13", "is no month"),
        ("november", "is no month"),
        ("2026-11-20", "is no month"),
        ("2026-1", "is no month"),
    ],
)
def test_a_month_that_is_none_or_has_not_come_is_refused(
    root: Path, month: str, reason: str
) -> None:
    before = files(root)
    result = run(root, "--month", month)
    assert result.exit_code == 2
    assert reason in said(result)
    assert files(root) == before


def test_a_month_before_the_newest_checkpoint_is_refused(root: Path) -> None:
    assert run(root, "--month", "2026-10").exit_code == 0
    result = run(root, "--month", "2026-09")
    assert result.exit_code == 2
    assert "2026-10 is sealed already" in said(result)
    assert [path for path in files(root) if "checkpoints" in path] == [
        "records/checkpoints/2026-10.txt"
    ]


def test_what_was_changed_is_never_sealed_over(root: Path) -> None:
    seal(root)
    edit(root, RISK, "impact: 4", "impact: 3")
    before = files(root)
    result = run(root, "--month", "2026-11")
    assert result.exit_code == 1
    assert f"{RISK}:1:1: SMS806 closed-record-changed" in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert files(root) == before


def test_a_broken_chain_is_not_continued(root: Path) -> None:
    seal(root)
    put(root, NOVEMBER, (root / NOVEMBER).read_text() + "x\n")
    before = files(root)
    result = run(root)
    assert result.exit_code == 1
    assert "SMS811 checkpoint-broken" in result.output
    assert files(root) == before


def test_a_list_that_check_could_not_read_again_is_not_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act, "LARGEST", 1000)
    before = files(root)
    with pytest.raises(ConfigurationError, match="10 closed records make it larger than 1,000"):
        seal(root)
    assert files(root) == before


def test_something_else_in_the_place_of_the_folder_ends_with_4(root: Path) -> None:
    (root / "records/checkpoints").write_text("x")
    before = files(root)
    result = run(root)
    assert result.exit_code == 4
    assert "is no folder" in said(result)
    assert files(root) == before


def test_a_history_that_was_rewritten_whole_is_seen_by_the_hash_outside_alone(root: Path) -> None:
    """Whoever may write everything can seal anew; only the hash that was kept tells."""
    kept_outside = seal(root).sha256
    (root / NOVEMBER).unlink()
    edit(root, RISK, "impact: 4", "impact: 3")
    rewritten = seal(root)
    assert found(root) == []
    assert rewritten.sha256 != kept_outside


def test_an_edited_closed_record_without_checkpoint_and_base_is_not_seen(root: Path) -> None:
    edit(root, RISK, "impact: 4", "impact: 3")
    assert found(root) == []
