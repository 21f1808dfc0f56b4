"""``sms-docs confirm``: the periodic review that changes nothing, as a signed fact."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import approving
import pytest
from ceremony import (
    POLICY,
    PROCEDURE,
    added,
    approve_at,
    edit,
    errors,
    files,
    key,
    lay,
    predicate,
    revise,
    run,
    sign,
    stand_alone,
    standing,
    statements,
    stock_verifies,
    terminal,
)
from commands import said
from stated import sha256

from sms_docs.act.ceremony import Proposal, Wish, carry_out, propose
from sms_docs.check import assess
from sms_docs.model import Review
from sms_docs.trust import Level, Meaning

CHECKED = ("--checked", "Against the tickets of May; nobody's role has changed.")
OLD = "2025-03-01T10:00:00Z"
PRC = "records/approvals/PRC-001/1.0"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give an SMS with one procedure approved, whose review is overdue."""
    lay(tmp_path / "sms")
    approve_at(tmp_path / "sms", OLD)
    return tmp_path / "sms"


def review(root: Path) -> Review:
    return next(each for each in assess(root).system.in_use if each.id == "PRC-001").standing.review


def confirm(root: Path, *, by: str = "ben-marsh", checked: str = CHECKED[1]) -> str:
    """Confirm the procedure; return what was said."""
    named = ["--expect-digest", f"PRC-001={approved(root)}", "--key", str(key(root, by))]
    result = run(root, "confirm", "PRC-001", "--checked", checked, "--as", by, "--yes", *named)
    assert result.exit_code == 0, said(result)
    return result.output


def approved(root: Path) -> str:
    return sha256((root / PRC / "PRC-001.md").read_bytes())


def confirm_at(root: Path, at: str, checked: str) -> Proposal:
    wish = Wish(("PRC-001",), Meaning.CONFIRM, "ben-marsh", checked)
    proposals = propose(root, wish, datetime.fromisoformat(at))
    carry_out(root, proposals, key(root, "ben-marsh"))
    return proposals[0]


def test_a_confirmation_starts_the_time_until_the_next_review_anew(root: Path) -> None:
    assert review(root) is Review.OVERDUE
    assert "SMS301" in {each.code for each in assess(root).report.findings}
    before = files(root)
    said_of_it = confirm(root)
    record, signature = added(root, before)
    year = datetime.now(UTC).year + 1
    assert signature == f"{record}.sig"
    assert re.search(
        rf"\nPRC-001: version 1\.0 is confirmed, level signed; next review by {year}-[0-9-]{{5}}\n",
        said_of_it,
    )
    assert "Next: git add records/approvals; commit them.\n" in said_of_it
    assert review(root) is Review.CURRENT
    assert "SMS301" not in {each.code for each in assess(root).report.findings}
    assert errors(root) == []


def test_the_statement_says_what_was_checked_and_about_which_text(root: Path) -> None:
    confirm(root)
    record = statements(root, "PRC-001")[-1]
    stated = predicate(root, record)
    assert stated["comment"] == CHECKED[1]
    assert stated["meaning"] == "confirm"
    assert "previous" not in stated
    assert stated["statement"] == (
        "I have read PRC-001 version 1.0 again and confirm that it still holds without change."
    )
    assert stock_verifies(root, record, "ben-marsh")


@pytest.mark.parametrize("checked", ["", "  ", "…", "--"])
def test_a_confirmation_without_words_is_refused(root: Path, checked: str) -> None:
    before = files(root)
    result = run(root, "confirm", "PRC-001", "--as", "ben-marsh", f"--checked={checked}")
    assert result.exit_code == 2
    assert said(result) == (
        "--checked: say in words what it is; it is signed, and auditors read it"
    )
    assert files(root) == before


def test_what_was_checked_has_to_be_said(root: Path) -> None:
    result = run(root, "confirm", "PRC-001", "--as", "ben-marsh")
    assert result.exit_code == 2
    assert "Missing option '--checked'" in result.output


def test_the_same_words_on_the_same_day_are_nothing_to_do(root: Path) -> None:
    confirm(root)
    before = files(root)
    assert "PRC-001 1.0: already confirmed, nothing to do (ben-marsh on 2" in confirm(root)
    assert files(root) == before


def test_the_same_words_a_year_later_are_another_review(root: Path) -> None:
    """Who writes the same each year has still read it each year."""
    first = confirm_at(root, "2025-06-01T10:00:00Z", "Read; all holds.")
    second = confirm_at(root, "2025-06-01T11:00:00Z", "Read; all holds.")
    third = confirm_at(root, "2026-05-01T10:00:00Z", "Read; all holds.")
    assert [each.is_done for each in (first, second, third)] == [False, True, False]
    assert len(statements(root, "PRC-001")) == 3


def test_a_text_under_way_is_not_what_is_confirmed(root: Path) -> None:
    """Nor are its errors in the way."""
    revise(root, PROCEDURE, "1.1")
    edit(root, PROCEDURE, ("audience: [service-desk]", "audience: none"))
    confirm(root)
    assert predicate(root, statements(root, "PRC-001")[-1])["version"] == "1.0"


def test_an_error_of_the_text_in_force_is_in_the_way(root: Path) -> None:
    (root / POLICY).unlink()
    before = files(root)
    named = ["--as", "ben-marsh", *CHECKED]
    result = run(root, "confirm", "PRC-001", *named)
    assert result.exit_code == 1
    assert f"{PROCEDURE}:" in result.output
    assert "SMS404 reference-unknown" in result.output
    assert files(root) == before


def test_a_document_whose_file_is_gone_can_still_be_confirmed(root: Path) -> None:
    (root / PROCEDURE).unlink()
    confirm(root)
    assert predicate(root, statements(root, "PRC-001")[-1])["path"] == PROCEDURE


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "POL-001",
            "POL-001: no version of it is approved; `sms-docs approve POL-001` first",
        ),
        (
            "TRUST",
            (
                "the trust files are neither confirmed nor withdrawn; change them, raise `serial`"
                " in records/trust/policy.yml, and run `sms-docs approve TRUST`"
            ),
        ),
        (
            "RSK-001",
            "RSK-001: no version of it is approved; `sms-docs approve RSK-001` first",
        ),
        ("prc-001", "no document or record 'prc-001'; did you mean 'PRC-001'?"),
    ],
)
def test_only_what_is_approved_can_be_confirmed(root: Path, name: str, message: str) -> None:
    result = run(root, "confirm", name, *CHECKED)
    assert (result.exit_code, said(result)) == (2, message)


def test_what_was_withdrawn_is_not_confirmed(root: Path) -> None:
    sign(root, "withdraw", "PRC-001", by="ben-marsh", options=["--reason", "Not needed."])
    result = run(root, "confirm", "PRC-001", "--as", "ben-marsh", *CHECKED)
    assert result.exit_code == 2
    assert said(result).startswith("PRC-001 version 1.0 was withdrawn by ben-marsh on 2")


def test_an_author_does_not_confirm_the_own_text(root: Path) -> None:
    result = run(root, "confirm", "PRC-001", "--as", "ada-ironwood", *CHECKED)
    assert result.exit_code == 2
    assert said(result) == (
        "--as: ada-ironwood may not confirm PRC-001: ada-ironwood wrote version 1.0; somebody else"
        " has to sign"
    )


def test_the_policy_says_who_confirms_and_at_which_level(root: Path) -> None:
    for person in ("ben-marsh", "cora-finch"):
        sign(root, "approve", "POL-001", by=person)
    refused = run(root, "confirm", "POL-001", "--as", "ben-marsh", *CHECKED)
    assert refused.exit_code == 2
    assert "it takes managing-director on " in said(refused)
    result = sign(root, "confirm", "POL-001", by="cora-finch", options=CHECKED)
    assert "POL-001: version 1.0 is confirmed, level signed" in result.output
    assert predicate(root, statements(root, "POL-001")[-1])["signer"]["role"] == (
        "managing-director"
    )


def demand(root: Path, confirm: str) -> None:
    """Let the policy ask for *confirm* of procedures; approve it."""
    edit(
        root,
        "records/trust/policy.yml",
        ("serial: 1", "serial: 2"),
        ("  policy:\n", f"    confirm: {confirm}\n  policy:\n"),
    )
    before = sha256((root / "records/approvals/TRUST/1/TRUST.txt").read_bytes())
    previous = {"version": "1", "sha256": before}
    approving.approve_trust(root, at="2024-06-01T10:00:00Z", previous=previous)


def test_a_confirmation_that_two_have_to_sign_counts_with_the_second(root: Path) -> None:
    demand(root, "{level: signed, approvals: [{role: service-manager, count: 2}]}")
    first = confirm(root)
    assert (
        "PRC-001: signed; the confirmation still needs others, `sms-docs status` says whom\n"
        in first
    )
    assert review(root) is Review.OVERDUE
    assert "PRC-001: version 1.0 is confirmed, level signed" in confirm(root, by="cora-finch")
    assert review(root) is Review.CURRENT


def test_where_recorded_is_enough_the_level_says_so(root: Path) -> None:
    demand(root, "{level: recorded, approvals: [{role: service-manager, count: 1}]}")
    before = files(root)
    result = run(root, "confirm", "PRC-001", "--as", "ben-marsh", *CHECKED, "--yes",
                 f"--expect-digest=PRC-001={approved(root)}")  # fmt: skip
    assert result.exit_code == 0, said(result)
    assert len(added(root, before)) == 1
    assert (
        "PRC-001: version 1.0 is confirmed, level recorded: identity as stated by the repository;"
        " next review by 2" in result.output
    )
    # What it confirms stays what it was.
    assert standing(root, "PRC-001")[1] == Level.SIGNED
    assert errors(root) == []


def test_the_signer_is_told_where_the_text_is_and_that_it_is_as_approved(root: Path) -> None:
    before = files(root)
    with terminal(root, "confirm", "PRC-001", by="ben-marsh", options=CHECKED) as session:
        shown = session.until("Sign 1 statement about PRC-001? [y/N]")
        session.type("n\n")
        assert session.end() == 1
    assert f"(the text is as it was approved: {PRC}/)\n" in shown
    assert f"comment: {CHECKED[1]}\n" in shown
    assert files(root) == before


def test_a_version_approved_behind_the_question_is_not_confirmed_unseen(root: Path) -> None:
    with terminal(root, "confirm", "PRC-001", by="ben-marsh", options=CHECKED) as session:
        session.until("[y/N]")
        revise(root, PROCEDURE, "1.1")
        assert sign(root, "approve", "PRC-001", by="cora-finch").exit_code == 0
        before = files(root)
        session.type("y\n")
        assert session.end() == 4
    assert "nothing was signed or written: it has changed since it was shown" in session.shown
    assert files(root) == before
