"""``sms-docs approve TRUST``: the trust files, by those whom the files before them name."""

from __future__ import annotations

from pathlib import Path

import approving
import pytest
import signing
from ceremony import (
    added,
    digest,
    edit,
    errors,
    files,
    key,
    lay,
    own_line,
    predicate,
    run,
    sign,
    stand_alone,
    statements,
)
from commands import said


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def test_the_first_trust_files_are_approved_by_those_whom_they_name(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    before = files(root)
    result = sign(root, "approve", "TRUST", by="dana-holt")
    assert result.exit_code == 0, said(result)
    assert "TRUST: serial 1 is approved, level signed" in result.output
    assert "Next: git add records/trust records/approvals; commit" in result.output
    new = added(root, before)
    assert [Path(path).name for path in new if "Z-" not in path] == [
        "TRUST.txt", "allowed_signers", "people.yml", "policy.yml", "revoked.yml", "roles.yml",
    ]  # fmt: skip
    assert errors(root) == []
    assert sign(root, "approve", "TRUST", by="dana-holt").output.startswith(
        "TRUST serial 1: already approved, nothing to do"
    )


def test_the_trust_files_are_shown_line_by_line(root: Path) -> None:
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    edit(root, "records/trust/people.yml", ("name: Dana Holt", "name: Dana\u00a0Holt"))
    shown = run(root, "approve", "TRUST", "--dry-run").output
    assert "--- policy.yml serial 1\n+++ policy.yml (working file)\n" in shown
    assert "-serial: 1\n+serial: 2\n" in shown
    assert "-    name: Dana Holt\n+    name: Dana\\xa0Holt\n" in shown
    assert "roles.yml" not in shown
    assert f"digest: {digest(root, 'TRUST')}  TRUST\n" in shown
    assert "sentence: I have read the trust files, serial 2, and approve them.\n" in shown


def test_trust_is_changed_by_those_whom_the_old_files_name(root: Path) -> None:
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    with (root / "records/trust/people.yml").open("a") as people:
        people.write(
            "  - id: eve-stone\n    name: Eve Stone\n    emails: [eve@tarnvalley.example]\n"
            "    roles: [{role: trust-admin, from: 2024-01-01}]\n"
        )
    with (root / "records/trust/allowed_signers").open("a") as signers:
        signers.write(signing.signer_line("eve-stone", signing.ed25519("eve-stone")))
    before = files(root)
    refused = sign(root, "approve", "TRUST", by="eve-stone")
    assert refused.exit_code == 2
    assert said(refused).startswith(
        "--as: records/trust/people.yml, as it is in effect (serial 1), lists no 'eve-stone'; "
    )
    assert files(root) == before
    result = sign(root, "approve", "TRUST", by="dana-holt")
    assert result.exit_code == 0, said(result)
    stated = predicate(root, statements(root, "TRUST")[-1])
    assert (stated["version"], stated["previous"]["version"]) == ("2", "1")  # type: ignore[index]
    assert errors(root) == []


def test_in_a_demonstration_trust_files_may_name_themselves(root: Path) -> None:
    edit(
        root,
        "pyproject.toml",
        ("organisation", "demonstration = true\nas_of = 2024-02-01\norganisation"),
    )
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    edit(root, "records/trust/people.yml", ("dana-holt", "eve-stone"))
    edit(root, "records/trust/allowed_signers", (own_line(root, "dana-holt"), signing.signer_line(
        "eve-stone", signing.ed25519("eve-stone"), before="20990101Z")))  # fmt: skip
    result = sign(root, "approve", "TRUST", by="eve-stone")
    assert result.exit_code == 0, said(result)
    assert "TRUST: serial 2 is approved" in result.output
    assert "This demonstration stands still at 2024-02-01: see it with --as-of.\n" in result.output


def test_trust_files_that_changed_under_an_approved_serial_need_another_one(root: Path) -> None:
    edit(root, "records/trust/people.yml", ("name: Dana Holt", "name: Dana Wood"))
    before = files(root)
    result = sign(root, "approve", "TRUST", by="dana-holt")
    assert result.exit_code == 2
    assert said(result) == (
        "records/trust/policy.yml: TRUST serial 1 has been signed already, and not as it is now"
        " (see records/approvals/TRUST/1/TRUST.txt); raise `serial` in records/trust/policy.yml"
    )
    assert files(root) == before


def test_all_five_trust_files_have_to_be_there(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    (root / "records/trust/revoked.yml").unlink()
    result = run(root, "approve", "TRUST", "--dry-run")
    assert result.exit_code == 2
    assert said(result) == (
        "records/trust/revoked.yml is missing, and all five trust files are approved together;"
        " write into it that no key is revoked: `revoked: []`"
    )


def test_trust_files_with_errors_are_not_approved(root: Path) -> None:
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    edit(root, "records/trust/allowed_signers", ("dana-holt namespaces", "dana-holt  namespaces"))
    result = run(root, "approve", "TRUST", "--dry-run")
    assert result.exit_code == 1
    assert "records/trust/allowed_signers:4:" in result.output
    assert "SMS232 signer-line-refused" in result.output


def test_trust_files_with_crlf_are_stored_clean(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    clean_digest = digest(root, "TRUST")
    for name in ("people.yml", "policy.yml", "allowed_signers"):
        path = root / "records/trust" / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    named = ["--as", "dana-holt", "--key", str(key(root, "dana-holt"))]
    result = run(root, "approve", "TRUST", "--yes", f"--expect-digest=TRUST={clean_digest}", *named)
    assert result.exit_code == 0, said(result)
    assert b"\r" not in (root / "records/approvals/TRUST/1/people.yml").read_bytes()
    assert errors(root) == []


def test_before_the_trust_files_are_approved_as_a_whole_nothing_else_is(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    policy = "records/trust/policy.yml"
    edit(root, policy, ("role: trust-admin, count: 1", "role: trust-admin, count: 2"))
    first = sign(root, "approve", "TRUST", by="dana-holt")
    assert "TRUST: signed; serial 1 still needs 1 × trust-admin\n" in first.output
    before = files(root)
    refused = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert (refused.exit_code, said(refused)) == (
        2,
        (
            "PRC-001: the trust files have been signed, and are not approved; all else rests on"
            " them: `sms-docs approve TRUST` first (`sms-docs verify` says what is wrong)"
        ),
    )
    assert files(root) == before


def test_before_the_trust_files_are_approved_at_all_nothing_else_is(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    before = files(root)
    refused = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert (refused.exit_code, said(refused)) == (
        2,
        "PRC-001: the trust files are not approved yet; first `sms-docs approve TRUST`",
    )
    assert files(root) == before


def revoke_own(root: Path) -> None:
    """Let serial 2 revoke the key of the only trust-admin."""
    edit(root, "records/trust/policy.yml", ("serial: 1", "serial: 2"))
    entry = (
        f'{{key: "{approving.fingerprint("dana-holt")}", since: 2098-01-01, reason: loss,'
        " recorded: 2026-01-02}"
    )
    edit(root, "records/trust/revoked.yml", ("revoked: []", f"revoked: [{entry}]"))


ENDS = "the key that signs is revoked by this very serial"


def test_who_signs_the_end_of_the_own_key_is_told(root: Path) -> None:
    revoke_own(root)
    shown = run(root, "approve", "TRUST", "--key", str(key(root, "dana-holt")), "--dry-run")
    assert shown.exit_code == 0, said(shown)
    assert f"\ncareful: {ENDS}; have another trust-admin sign as soon as" in shown.output
    assert shown.output.startswith("── TRUST serial 2: records/trust/policy.yml\n")


def test_where_another_trust_admin_has_a_key_that_one_has_to_sign(tmp_path: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    people = root / "records/trust/people.yml"
    text = people.read_text()
    assert "trust-admin" in text
    cora = "emails: [cora.finch@tarnvalley.example]\n    roles:\n"
    people.write_text(
        text.replace(cora, f"{cora}      - {{role: trust-admin, from: 2024-01-01}}\n")
    )
    approving.approve_trust(root)
    revoke_own(root)
    before = files(root)
    refused = run(root, "approve", "TRUST", "--key", str(key(root, "dana-holt")), "--dry-run")
    assert (refused.exit_code, said(refused)) == (
        2,
        f"TRUST: {ENDS}; have another one sign, who may: cora-finch",
    )
    assert files(root) == before
    result = sign(root, "approve", "TRUST", by="cora-finch")
    assert result.exit_code == 0, said(result)
    assert "careful:" not in result.output
