"""``sms-docs withdraw`` takes an approved document out of force."""

from __future__ import annotations

from pathlib import Path

import keeping
import pytest
from ceremony import (
    POLICY,
    PROCEDURE,
    SERVICE,
    added,
    approve_at,
    digest,
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

from sms_docs.model import Status

REASON = ("--reason", "Now part of POL-001.")
OLD = "2025-12-01T10:00:00Z"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give an SMS with one procedure approved."""
    lay(tmp_path / "sms")
    approve_at(tmp_path / "sms", OLD)
    # It names the procedure, which would have to stay then.
    (tmp_path / "sms/records/risks/RSK-001-fibre.yml").unlink()
    return tmp_path / "sms"


def withdraw(root: Path, *options: str, by: str = "ben-marsh", expect: str = "") -> str:
    """Withdraw the procedure; return what was said."""
    wanted = f"PRC-001={expect or digest(root, 'PRC-001')}"
    named = ["--as", by, "--key", str(key(root, by)), "--yes", "--expect-digest", wanted]
    result = run(root, "withdraw", "PRC-001", *REASON, *named, *options)
    assert result.exit_code == 0, said(result)
    return result.output


def test_a_document_that_is_withdrawn_is_out_of_force(root: Path) -> None:
    assert standing(root, "PRC-001")[0] is Status.IN_FORCE
    before = files(root)
    told = withdraw(root)
    record, _ = added(root, before)
    assert "PRC-001: withdrawn from use, level signed\n" in told
    assert standing(root, "PRC-001")[0] is Status.WITHDRAWN
    stated = predicate(root, record)
    assert (stated["meaning"], stated["comment"]) == ("withdraw", REASON[1])
    assert stated["statement"] == "I withdraw PRC-001 version 1.0 from use."
    assert stock_verifies(root, record, "ben-marsh")
    assert errors(root) == []


def test_the_successor_is_named_in_the_statement_and_its_sentence(root: Path) -> None:
    told = withdraw(root, "--successor", "POL-001")
    assert "PRC-001: withdrawn from use, level signed; POL-001 takes its place\n" in told
    stated = predicate(root, statements(root, "PRC-001")[-1])
    assert stated["successor"] == "POL-001"
    assert stated["statement"] == (
        "I withdraw PRC-001 version 1.0 from use; POL-001 takes its place."
    )
    assert standing(root, "PRC-001")[0] is Status.SUPERSEDED


@pytest.mark.parametrize(
    ("successor", "message"),
    [
        ("POL-100", "POL-100 is no document of this SMS; `sms-docs register` lists the documents"),
        ("pol-001", "pol-001 is no document of this SMS; did you mean 'POL-001'?"),
        ("PRC-001", "PRC-001 cannot take its own place; name another document"),
        ("TRUST", "TRUST is no document of this SMS; `sms-docs register` lists the documents"),
    ],
)
def test_a_successor_is_another_document(root: Path, successor: str, message: str) -> None:
    before = files(root)
    named = ["--as", "ben-marsh", *REASON, "--successor", successor]
    result = run(root, "withdraw", "PRC-001", *named)
    assert (result.exit_code, said(result)) == (2, f"--successor: {message}")
    assert files(root) == before


def test_a_successor_that_was_withdrawn_is_refused(root: Path) -> None:
    sign(root, "approve", "SVC-001", by="cora-finch")
    sign(root, "withdraw", "SVC-001", by="cora-finch", options=REASON)
    named = ["--as", "ben-marsh", *REASON, "--successor", "SVC-001"]
    result = run(root, "withdraw", "PRC-001", *named)
    assert result.exit_code == 2
    assert said(result) == (
        "--successor: SVC-001 has been withdrawn itself; name one that is in force"
    )


@pytest.mark.parametrize("reason", ["", " ", "?!"])
def test_a_reason_is_said_in_words(root: Path, reason: str) -> None:
    result = run(root, "withdraw", "PRC-001", "--as", "ben-marsh", f"--reason={reason}")
    assert result.exit_code == 2
    assert said(result) == "--reason: say in words what it is; it is signed, and auditors read it"


def test_withdrawn_twice_is_nothing_to_do_whoever_asks(root: Path) -> None:
    withdraw(root)
    before = files(root)
    for person in ("ben-marsh", "cora-finch"):
        assert "PRC-001 1.0: already withdrawn, nothing to do (ben-marsh on 2" in (
            withdraw(root, by=person)
        )
    assert files(root) == before


def test_a_document_whose_file_is_gone_can_still_be_withdrawn(root: Path) -> None:
    """That is the cure of the finding about it."""
    wanted = digest(root, "PRC-001")
    (root / PROCEDURE).unlink()
    assert {each.code for each in errors(root)} == {"SMS230"}
    told = withdraw(root, expect=wanted)
    assert "PRC-001: withdrawn from use, level signed\n" in told
    assert predicate(root, statements(root, "PRC-001")[-1])["path"] == PROCEDURE
    assert errors(root) == []


def test_its_file_may_go_afterwards(root: Path) -> None:
    withdraw(root)
    (root / PROCEDURE).unlink()
    assert errors(root) == []


def test_errors_of_a_text_are_not_in_the_way_of_withdrawing_it(root: Path) -> None:
    wanted = digest(root, "PRC-001")
    edit(root, PROCEDURE, ("owner: incident-manager", "owner: x: y"))
    withdraw(root, expect=wanted)
    assert standing(root, "PRC-001")[0] is Status.WITHDRAWN


def test_a_text_under_way_is_not_what_is_withdrawn_but_what_is_in_force(root: Path) -> None:
    wanted = digest(root, "PRC-001")
    revise(root, PROCEDURE, "1.1")
    withdraw(root, expect=wanted)
    assert predicate(root, statements(root, "PRC-001")[-1])["version"] == "1.0"


def test_what_was_never_approved_has_nothing_to_withdraw(root: Path) -> None:
    for name, path in (("POL-001", POLICY), ("SVC-001", SERVICE)):
        assert (root / path).is_file()
        result = run(root, "withdraw", name, *REASON)
        assert (result.exit_code, said(result)) == (
            2,
            f"{name}: no version of it is approved; `sms-docs approve {name}` first",
        )


def test_the_policy_says_who_withdraws(root: Path) -> None:
    for person in ("ben-marsh", "cora-finch"):
        sign(root, "approve", "POL-001", by=person)
    refused = run(root, "withdraw", "POL-001", "--as", "ben-marsh", *REASON)
    assert refused.exit_code == 2
    assert "ben-marsh may not withdraw POL-001: it takes managing-director on" in said(refused)
    result = sign(root, "withdraw", "POL-001", by="cora-finch", options=REASON)
    assert "POL-001: withdrawn from use, level signed\n" in result.output


def test_an_author_may_propose_to_withdraw_the_own_text(root: Path) -> None:
    assert "PRC-001: withdrawn from use, level signed\n" in withdraw(root, by="ada-ironwood")
    assert errors(root) == []


def test_a_withdrawal_that_several_have_to_sign_counts_with_the_last(root: Path) -> None:
    """Where the policy says nothing of withdrawing, it asks for what approving does."""
    policy = root / "records/trust/policy.yml"
    text = policy.read_text().replace("    withdraw: {level: signed, approvals: [{role: managing-"
                                      "director, count: 1}]}\n", "")  # fmt: skip
    policy.write_text(text.replace("serial: 1", "serial: 2"))
    sign(root, "approve", "TRUST", by="dana-holt")
    for person in ("ben-marsh", "cora-finch"):
        sign(root, "approve", "POL-001", by=person)
    first = sign(root, "withdraw", "POL-001", by="ben-marsh", options=REASON)
    assert "POL-001: signed; the withdrawal still needs others, `sms-docs status` says" in (
        first.output
    )
    assert standing(root, "POL-001")[0] is Status.IN_FORCE
    again = sign(root, "withdraw", "POL-001", by="ben-marsh", options=REASON)
    assert "POL-001 1.0: already withdrawn, nothing to do" in again.output
    second = sign(root, "withdraw", "POL-001", by="cora-finch", options=REASON)
    assert "POL-001: withdrawn from use, level signed\n" in second.output
    assert standing(root, "POL-001")[0] is Status.WITHDRAWN


def test_a_correction_can_be_withdrawn_and_not_confirmed(root: Path) -> None:
    keeping.put(root, keeping.RISK, keeping.CLOSED_RISK)
    run(root, "seal")
    edit(root, keeping.RISK, ("impact: 4", "impact: 3"))
    why = ["--reason", "The impact was wrong.", "--by", "ada-ironwood"]
    assert run(root, "correct", "RSK-001", *why).exit_code == 0
    [path] = (root / "records/corrections").iterdir()
    name = path.name[:12]
    sign(root, "approve", name, by="ben-marsh")
    refused = run(root, "confirm", name, "--checked", "All of it.")
    assert (refused.exit_code, said(refused)) == (
        2,
        f"{name} is a correction, and only documents are reviewed and confirmed",
    )
    assert errors(root) == []
    result = sign(root, "withdraw", name, by="ben-marsh", options=["--reason", "It was right."])
    assert f"{name}: withdrawn from use, level signed\n" in result.output
    assert {each.code for each in errors(root)} == {"SMS806"}


def test_without_a_yes_nothing_is_withdrawn(root: Path) -> None:
    before = files(root)
    with terminal(root, "withdraw", "PRC-001", by="ben-marsh", options=REASON) as session:
        shown = session.until("Sign 1 statement about PRC-001? [y/N]")
        assert "sentence: I withdraw PRC-001 version 1.0 from use.\n" in shown
        assert f"comment: {REASON[1]}\n" in shown
        session.type("no\n")
        assert session.end() == 1
    assert files(root) == before
