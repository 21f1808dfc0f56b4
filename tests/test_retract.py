"""``sms-docs retract`` takes one's own approval record back, and leaves it where it lies."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import approving
import pytest
from ceremony import (
    PROCEDURE,
    Terminal,
    added,
    approve_at,
    edit,
    errors,
    files,
    key,
    lay,
    predicate,
    run,
    sign,
    stand_alone,
    standing,
    statements,
    stock_verifies,
)
from click.testing import Result
from commands import said
from stated import sha256

from sms_docs.act.retract import carry_out_retraction, propose_retraction
from sms_docs.model import Status

WHY = ("--reason", "Signed the wrong text; Ben's draft was meant.")
OLD = "2025-12-01T10:00:00Z"
NAME = "20251201T100000Z-ben-marsh-approve.json"
RECORD = f"records/approvals/PRC-001/1.0/{NAME}"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give an SMS with one procedure approved."""
    lay(tmp_path / "sms")
    assert approve_at(tmp_path / "sms", OLD) == RECORD
    return tmp_path / "sms"


def retract(root: Path, name: str = RECORD, *options: str, by: str = "ben-marsh") -> Result:
    """Retract the record, unattended, by the key of *by*."""
    own = root / (name if name in statements(root, "PRC-001") else RECORD)
    content = sha256(own.read_bytes())
    named = ["--yes", "--expect-digest", content, "--key", str(key(root, by))]
    return run(root, "retract", name, *WHY, *named, *options)


def test_what_is_retracted_counts_no_longer_and_stays_where_it_is(root: Path) -> None:
    before = files(root)
    result = retract(root)
    assert result.exit_code == 0, said(result)
    record, signature = added(root, before)
    assert re.fullmatch(
        r"records/approvals/PRC-001/1\.0/[0-9]{8}T[0-9]{6}Z-ben-marsh-retract\.json", record
    )
    assert result.output == (
        f"{signature}\n{record}\n"
        "PRC-001: the record counts no longer; no version of PRC-001 is approved now\n"
        "Next: git add records/approvals; commit them.\n"
    )
    assert standing(root, "PRC-001")[0] is Status.DRAFT
    assert errors(root) == []
    assert stock_verifies(root, record, "ben-marsh")


def test_the_statement_names_the_record_by_its_digest_and_says_why(root: Path) -> None:
    retract(root)
    record = statements(root, "PRC-001")[-1]
    stated = predicate(root, record)
    assert (stated["meaning"], stated["comment"]) == ("retract", WHY[1])
    assert stated["statement"] == f"I retract my record {NAME} about version 1.0."
    assert NAME.encode() in (root / record).read_bytes()
    assert sha256((root / RECORD).read_bytes()).encode() in (root / record).read_bytes()
    assert "previous" not in stated
    assert "effectiveFrom" not in stated


def test_the_version_before_is_in_force_again(root: Path) -> None:
    edit(root, PROCEDURE, ('version: "1.0"', 'version: "1.1"'), ("All services.", "Every service."))
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0
    result = retract(root, statements(root, "PRC-001")[-1])
    assert "the record counts no longer; the newest approved version of PRC-001 is 1.0\n" in (
        result.output
    )


def test_a_withdrawal_that_is_retracted_puts_the_document_in_force_again(root: Path) -> None:
    sign(root, "withdraw", "PRC-001", by="ben-marsh", options=["--reason", "Not needed."])
    assert standing(root, "PRC-001")[0] is Status.WITHDRAWN
    [record] = [each for each in statements(root, "PRC-001") if each.endswith("-withdraw.json")]
    assert retract(root, record).exit_code == 0
    assert standing(root, "PRC-001")[0] is Status.IN_FORCE


def test_what_was_retracted_can_be_approved_again(root: Path) -> None:
    retract(root)
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert "PRC-001: version 1.0 is approved, level signed" in result.output
    assert errors(root) == []


def test_retracted_twice_is_nothing_to_do(root: Path) -> None:
    retract(root)
    before = files(root)
    again = retract(root)
    assert again.exit_code == 0
    assert re.fullmatch(
        re.escape(f"{RECORD}: already retracted, nothing to do (on ") + r"[0-9-]{10}\)\n",
        again.output,
    )
    assert files(root) == before


def test_what_was_retracted_meanwhile_is_not_retracted_twice(root: Path) -> None:
    moment = datetime.fromisoformat("2025-12-02T10:00:00Z")
    first, second = (propose_retraction(root, RECORD, WHY[1], moment) for _ in "12")
    assert carry_out_retraction(root, first, key(root, "ben-marsh"))
    before = files(root)
    assert carry_out_retraction(root, second, key(root, "ben-marsh")) == ()
    assert files(root) == before


def test_the_record_of_another_person_is_not_retracted(root: Path) -> None:
    """Whose it is, the record says; the key of anybody else is refused."""
    before = files(root)
    result = retract(root, by="cora-finch")
    assert result.exit_code == 2
    file, other = key(root, "cora-finch"), approving.fingerprint("cora-finch")
    assert said(result) == (
        f"--key: {file} ({other}) is cora-finch's, and the signer is ben-marsh; everybody signs"
        " with a key of their own"
    )
    assert files(root) == before


def test_who_holds_no_role_any_more_can_retract_nothing(root: Path) -> None:
    people = root / "records/trust/people.yml"
    text = people.read_text()
    start = text.index("  - id: ben-marsh")
    end = text.index("  - id: cora-finch")
    own = text[start:end].replace("from: 2024-01-01}", "from: 2024-01-01, to: 2025-12-31}")
    people.write_text(text[:start] + own + text[end:])
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    assert sign(root, "approve", "TRUST", by="dana-holt").exit_code == 0
    result = retract(root)
    assert result.exit_code == 2
    assert said(result) == (
        f"{RECORD}: only ben-marsh, who signed it, can retract it, and holds no role any more;"
        " withdraw the document, or revise and approve it"
    )


def test_a_retraction_is_not_retracted(root: Path) -> None:
    retract(root)
    record = statements(root, "PRC-001")[-1]
    result = retract(root, record)
    assert result.exit_code == 2
    assert said(result) == (
        f"{record}: it cannot be retracted: it is a retraction itself; `sms-docs log PRC-001` shows"
        " what there is"
    )


def test_what_cannot_be_read_is_not_retracted(root: Path) -> None:
    (root / RECORD).write_text("{}\n")
    result = retract(root)
    assert result.exit_code == 2
    assert said(result) == (
        f"{RECORD}: it cannot be retracted: it cannot be read; `sms-docs log PRC-001` shows what"
        " there is"
    )


def test_a_record_that_does_not_count_can_be_retracted(root: Path) -> None:
    """That ends the finding about it."""
    bad = approving.approve(
        root, "PRC-001", "ben-marsh", "incident-manager", "2025-12-05T10:00:00Z"
    )
    assert {each.code for each in errors(root)} == {"SMS216"}
    assert retract(root, bad.relative_to(root).as_posix()).exit_code == 0
    assert errors(root) == []


def test_what_was_only_recorded_is_retracted_without_a_key(root: Path) -> None:
    path = approving.approve(root, "SVC-001", "ben-marsh", "service-manager", OLD, signed=False)
    before = files(root)
    content = sha256(path.read_bytes())
    name = path.relative_to(root).as_posix()
    result = run(root, "retract", name, *WHY, "--yes", "--expect-digest", content)
    assert result.exit_code == 0, said(result)
    assert len(added(root, before)) == 1
    assert errors(root) == []


# How it is named


@pytest.mark.parametrize("form", [NAME, RECORD, f"./{RECORD}", f"{RECORD}.sig", "{root}/" + RECORD])
def test_a_record_is_named_by_its_file_or_its_path(root: Path, form: str) -> None:
    assert retract(root, form.format(root=root)).exit_code == 0


def test_a_record_is_named_by_its_path_from_here(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "records/approvals")
    assert retract(root, f"PRC-001/1.0/{NAME}").exit_code == 0


def test_a_name_that_two_records_have_is_not_enough(root: Path) -> None:
    """Who approves two documents at once gives both records the same name."""
    other = approving.approve(root, "POL-001", "ben-marsh", "service-manager", OLD)
    assert other.name == NAME
    result = retract(root, NAME)
    assert result.exit_code == 2
    assert said(result) == (
        f"2 approval records are called '{NAME}'; name one:"
        f" records/approvals/POL-001/1.0/{NAME}, {RECORD}"
    )


@pytest.mark.parametrize("name", ["x.json", "/etc/passwd", "../x\x00", "", PROCEDURE])
def test_what_is_no_record_is_refused(root: Path, name: str) -> None:
    before = files(root)
    result = retract(root, name)
    assert result.exit_code == 2
    assert said(result).startswith("no approval record is '")
    assert said(result).endswith("'; `sms-docs log ID` shows the path of each")
    assert files(root) == before


# What is asked for


@pytest.mark.parametrize("reason", ["", "...", "a\nb"])
def test_a_reason_is_one_line_of_words(root: Path, reason: str) -> None:
    result = run(root, "retract", RECORD, "--reason", reason)
    assert result.exit_code == 2
    assert said(result).startswith("--reason: ")


def test_unattended_the_digest_of_the_record_is_needed(root: Path) -> None:
    before = files(root)
    own = sha256((root / RECORD).read_bytes())
    for options, message in (
        (["--yes"], f"--yes signs unseen, so say what: --expect-digest {NAME}={own}"),
        (
            ["--yes", "--expect-digest", "0a"],
            f"--expect-digest: {NAME} has the digest {own}, not 0a; look at it again: --dry-run",
        ),
        (
            [],
            (
                "there is no terminal to ask in; to sign unattended: --yes --expect-digest"
                f" {NAME}={own}"
            ),
        ),
    ):
        result = run(root, "retract", RECORD, *WHY, *options)
        assert (result.exit_code, said(result)) == (2, message)
    assert files(root) == before
    named = ["--expect-digest", f"{NAME}={own}", "--key", str(key(root, "ben-marsh"))]
    assert run(root, "retract", RECORD, *WHY, "--yes", *named).exit_code == 0


def test_a_dry_run_shows_what_is_taken_back_and_writes_nothing(root: Path) -> None:
    before = files(root)
    result = run(root, "retract", RECORD, *WHY, "--dry-run")
    assert result.exit_code == 0, said(result)
    assert re.fullmatch(
        re.escape(
            f"── {RECORD}\n"
            "it says: I have read PRC-001 version 1.0 and approve it for use.\n"
            f"digest: {sha256((root / RECORD).read_bytes())}  {NAME}\n"
            "signer: Ben Marsh (ben-marsh) as service-manager, on "
        )
        + r"[0-9-]{10} [0-9:]{5} UTC; level signed\n"
        + re.escape(
            f"sentence: I retract my record {NAME} about version 1.0.\n"
            f"reason: {WHY[1]}\n"
            "\nNothing was written (--dry-run).\n"
        ),
        result.output,
    )
    assert files(root) == before


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_the_signer_is_asked_in_the_terminal(root: Path, answer: str, code: int) -> None:
    before = files(root)
    named = ["retract", RECORD, *WHY, "--key", str(key(root, "ben-marsh"))]
    with Terminal(root, *named) as session:
        session.until(f"Retract {NAME}? [y/N]")
        session.type(answer)
        assert session.end() == code, session.shown
    assert len(added(root, before)) == (0 if code else 2)
