from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from keeping import CLOSED_RISK, OLD, RISK, approve, digest, edit, files, found, put, start

from sms_docs.act.correct import Wish, correct
from sms_docs.act.seal import seal
from sms_docs.check import assess
from sms_docs.checkpoint import digest_of

COR = "records/corrections/COR-2026-001-correction-of-rsk-001.yml"
BY = ("--by", "ada-ironwood")
WHY = "The impact had been typed wrongly."
CHANGED = "closed-record-changed"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS whose closed risk was sealed, and edited since."""
    start(tmp_path / "sms")
    seal(tmp_path / "sms")
    edit(tmp_path / "sms", RISK, "impact: 4", "impact: 3")
    return tmp_path / "sms"


def run(root: Path, *arguments: str) -> Result:
    return invoke("correct", "--root", str(root), "--reason", WHY, *BY, *arguments)


@pytest.mark.parametrize("name", ["RSK-001", RISK])
def test_a_correction_quotes_both_digests_and_the_reason(root: Path, name: str) -> None:
    before = files(root)
    result = run(root, name)
    assert result.exit_code == 0, said(result)
    assert result.output == f"{COR}\nNext: have it approved: sms-docs approve COR-2026-001\n"
    assert set(files(root)) == {*before, COR}
    assert {path: files(root)[path] for path in before} == before
    assert (root / COR).read_text() == (
        "id: COR-2026-001\n"
        "kind: correction\n"
        "title: Correction of RSK-001\n"
        "date: 2026-11-20\n"
        "procedure: PRC-001\n"
        "owner: service-manager\n"
        "classification: internal\n"
        "retention: P10Y\n"
        f"reason: {WHY}\n"
        "authors:\n"
        "  - ada-ironwood\n"
        "entries:\n"
        "  - id: RSK-001\n"
        f"    path: {RISK}\n"
        f'    old_digest: "{digest_of(CLOSED_RISK)}"\n'
        f'    new_digest: "{digest(root, RISK)}"\n'
    )


def test_only_an_approved_correction_cures_the_finding(root: Path) -> None:
    assert found(root) == [(CHANGED, RISK)]
    run(root, "RSK-001")
    assert found(root) == [(CHANGED, RISK)]
    approve(root, "COR-2026-001")
    assert found(root) == []
    edit(root, RISK, "impact: 3", "impact: 2")
    assert found(root) == [(CHANGED, RISK)]


@pytest.mark.parametrize(
    "words",
    [
        {"signed": False},
        {"text": "id: COR-2026-001\n"},
        {"meaning": "review"},
        {"smsId": "urn:uuid:0"},
        {"digest": "0" * 64},
        {"key": "ben-marsh"},
    ],
    ids=lambda words: next(iter(words)),
)
def test_an_approval_that_does_not_hold_cures_nothing(root: Path, words: dict[str, object]) -> None:
    run(root, "RSK-001")
    approve(root, "COR-2026-001", **words)
    assert (CHANGED, RISK) in found(root)


def test_a_withdrawn_correction_cures_nothing_any_more(root: Path) -> None:
    run(root, "RSK-001")
    approve(root, "COR-2026-001")
    approve(root, "COR-2026-001", meaning="withdraw", comment="Wrong", at="2025-03-05T10:00:00Z")
    assert (CHANGED, RISK) in found(root)


def test_a_correction_that_was_edited_after_its_approval_cures_nothing(root: Path) -> None:
    run(root, "RSK-001")
    approve(root, "COR-2026-001")
    edit(root, COR, WHY, "No reason.")
    assert (CHANGED, RISK) in found(root)


def test_running_it_twice_writes_one_correction(root: Path) -> None:
    run(root, "RSK-001")
    before = files(root)
    result = run(root, "RSK-001")
    assert (result.exit_code, result.output) == (
        0,
        "COR-2026-001 says so already. Next: sms-docs approve COR-2026-001\n",
    )
    assert files(root) == before
    approve(root, "COR-2026-001")
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 0
    assert "nothing to do" in result.output
    assert files(root) == before


def test_a_second_change_gets_a_correction_of_its_own(root: Path) -> None:
    run(root, "RSK-001")
    approve(root, "COR-2026-001")
    seal(root)
    edit(root, RISK, "impact: 3", "impact: 2")
    made = correct(root, Wish("RSK-001", WHY, "ada-ironwood"))
    assert made.draft
    assert made.draft.id == "COR-2026-002"
    assert made.draft.text.count("old_digest") == 2
    approve(root, "COR-2026-002")
    assert found(root) == []


def test_a_dry_run_shows_the_correction_and_writes_nothing(root: Path) -> None:
    before = files(root)
    result = run(root, "RSK-001", "--dry-run")
    assert result.exit_code == 0
    assert result.output.startswith(f"--- /dev/null\n+++ {COR}\n")
    assert f"+reason: {WHY}\n" in result.output
    assert files(root) == before


def test_without_a_checkpoint_the_old_digest_has_to_be_given(root: Path) -> None:
    (root / "records/checkpoints/2026-11.txt").unlink()
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 2
    assert "add --base REVISION to look it up in git, or --old-digest SHA256" in said(result)
    assert files(root) == before
    result = run(root, "RSK-001", "--old-digest", digest_of(CLOSED_RISK))
    assert result.exit_code == 0
    assert f'old_digest: "{digest_of(CLOSED_RISK)}"' in (root / COR).read_text()
    again = run(root, "RSK-001", "--old-digest", digest_of(CLOSED_RISK))
    assert "COR-2026-001 says so already" in again.output


@pytest.mark.parametrize("bad", ["abc", "A" * 64, "0" * 63, "0" * 64 + "\n", "sha256:" + "0" * 64])
def test_what_is_no_digest_is_refused(root: Path, bad: str) -> None:
    result = run(root, "RSK-001", "--old-digest", bad)
    assert result.exit_code == 2
    assert "is no sha256" in said(result)


def test_the_digest_of_today_leaves_nothing_to_correct(root: Path) -> None:
    put(root, RISK, CLOSED_RISK)
    before = files(root)
    for more in ((), ("--old-digest", digest_of(CLOSED_RISK))):
        result = run(root, "RSK-001", *more)
        assert result.exit_code == 0
        assert "nothing to do" in result.output
    assert files(root) == before


def test_a_record_that_is_open_is_edited_and_not_corrected(root: Path) -> None:
    put(root, "records/risks/RSK-002-open.yml", CLOSED_RISK.replace("closed: 2025-02-03\n", ""))
    edit(root, "records/risks/RSK-002-open.yml", "id: RSK-001", "id: RSK-002")
    result = run(root, "RSK-002")
    assert result.exit_code == 2
    assert "RSK-002 is not closed: just edit it" in said(result)
    edit(root, RISK, "closed: 2025-02-03\n", "")
    result = run(root, "RSK-001")
    assert result.exit_code == 2
    assert "RSK-001 is no longer closed: put `closed` back" in said(result)


def test_a_record_that_is_gone_or_was_moved_is_brought_back_first(root: Path) -> None:
    put(root, RISK, CLOSED_RISK)
    (root / "records/risks/old").mkdir()
    (root / RISK).rename(root / "records/risks/old/RSK-001-fibre.yml")
    result = run(root, RISK)
    assert result.exit_code == 2
    assert "RSK-001 has been moved to records/risks/old/RSK-001-fibre.yml" in said(result)
    (root / "records/risks/old/RSK-001-fibre.yml").unlink()
    result = run(root, "RSK-001")
    assert result.exit_code == 2
    assert "RSK-001 is gone; bring it back" in said(result)


def test_a_changed_record_with_an_error_is_mended_first(root: Path) -> None:
    edit(root, RISK, "impact: 3", "impact: 9")
    before = files(root)
    result = run(root, "RSK-001")
    assert result.exit_code == 1
    assert "SMS101 schema-violation" in result.output
    assert files(root) == before


@pytest.mark.parametrize("reason", ["", "   ", "a <script> ran", "a\x1b[31m", "x" * 4001])
def test_a_reason_that_cannot_stand_in_a_record_is_refused(root: Path, reason: str) -> None:
    before = files(root)
    result = invoke("correct", "--root", str(root), "RSK-001", *BY, "--reason", reason)
    assert result.exit_code == 2
    assert "reason: " in said(result)
    assert files(root) == before


@pytest.mark.parametrize("reason", ["yes", "1.0", "- x", "a: b # c", "é\nzwei", "'", "2026-11-20"])
def test_any_other_reason_is_read_as_it_was_given(root: Path, reason: str) -> None:
    made = correct(root, Wish("RSK-001", reason, "ada-ironwood"))
    assert made.draft
    (record,) = (each for each in assess(root).system.records if each.id == "COR-2026-001")
    assert record.get("reason") == reason
    assert found(root) == [(CHANGED, RISK)]


def test_no_correction_and_no_disposal_explains_a_change_of_the_approvals(root: Path) -> None:
    put(root, RISK, CLOSED_RISK)
    approve(root, "PRC-001")
    put(root, "records/risks/RSK-002-more.yml", CLOSED_RISK.replace("RSK-001", "RSK-002"))
    seal(root)
    stored = "records/approvals/PRC-001/1.0/PRC-001.md"
    old = digest(root, stored)
    edit(root, stored, "To restore service.", "To do nothing.")
    made = correct(root, Wish("RSK-001", WHY, "ada-ironwood", old_digest="0" * 64))
    assert made.draft
    forged = made.draft.text.replace(RISK, stored).replace("0" * 64, old)
    put(root, COR, forged.replace(digest_of(CLOSED_RISK), digest(root, stored)))
    approve(root, "COR-2026-001")
    assert (CHANGED, stored) in found(root)


def git(root: Path, *arguments: str) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_DATE": "2026-11-01T10:00:00Z",
        "GIT_COMMITTER_DATE": "2026-11-01T10:00:00Z",
    }
    name = ("-c", "user.name=Ada Ironwood", "-c", "user.email=ada.ironwood@tarnvalley.example")
    command = ["git", "-C", str(root), *name, *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(root: Path) -> Path:
    """The same without a checkpoint; the last commit holds the record as it was closed."""
    (root / "records/checkpoints/2026-11.txt").unlink()
    put(root, RISK, CLOSED_RISK)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    edit(root, RISK, "impact: 4", "impact: 3")
    return root


def test_the_base_tells_the_old_digest(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "change")
    git(repository, "commit", "-q", "-a", "-m", "Correct")
    assert found(repository) == []
    report = assess(repository, base="main").report
    assert [(each.name, each.path) for each in report.findings if each.name == CHANGED] == [
        (CHANGED, RISK)
    ]
    result = run(repository, "RSK-001", "--base", "main")
    assert result.exit_code == 0, said(result)
    assert f'old_digest: "{digest_of(CLOSED_RISK)}"' in (repository / COR).read_text()
    approve(repository, "COR-2026-001")
    findings = assess(repository, base="main").report.findings
    assert [each for each in findings if each.name == CHANGED] == []


def test_a_base_that_cannot_be_compared_with_ends_with_3(repository: Path) -> None:
    before = files(repository)
    result = run(repository, "RSK-001", "--base", "no-such-branch")
    assert result.exit_code == 3
    assert "no-such-branch" in said(result)
    assert {path for path in files(repository) if not path.startswith(".git/")} == {
        path for path in before if not path.startswith(".git/")
    }


def test_a_record_that_is_as_at_the_base_needs_no_correction(repository: Path) -> None:
    put(repository, RISK, CLOSED_RISK)
    result = run(repository, "RSK-001", "--base", "main")
    assert result.exit_code == 0, said(result)
    assert "nothing to do" in result.output


def test_a_disposal_explains_the_removal_against_the_base(repository: Path) -> None:
    put(repository, RISK, CLOSED_RISK)
    asked = ("--reason", "Past its retention.", "--by", "ada-ironwood")
    invoke("dispose", "--root", str(repository), "IMP-2019-004", *asked)
    approve(repository, "DSP-2026-001")
    git(repository, "checkout", "-q", "-b", "change")
    invoke("dispose", "--root", str(repository), "IMP-2019-004")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Dispose")
    assert not (repository / OLD).exists()
    findings = assess(repository, base="main").report.findings
    assert [each for each in findings if each.name == CHANGED] == []
    (repository / "records/disposals/DSP-2026-001-disposal-of-imp-2019-004.yml").unlink()
    findings = assess(repository, base="main").report.findings
    assert [each.path for each in findings if each.name == CHANGED] == [OLD]
