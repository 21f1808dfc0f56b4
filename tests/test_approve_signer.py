"""Who may approve a text, in which role, and by which key."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import approving
import pytest
import signing
from ceremony import (
    PROCEDURE,
    edit,
    errors,
    expected,
    files,
    key,
    lay,
    own_line,
    predicate,
    run,
    sign,
    stand_alone,
    standing,
    statements,
)
from commands import said
from repositories import BEN, Repository

from sms_docs.model import Status


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


# Who may


IN_EFFECT = "--as: records/trust/people.yml, as it is in effect (serial 1),"
TAKES = "it takes service-manager on TODAY, by records/trust/policy.yml;"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("", "ben-marsh, cora-finch may approve PRC-001; say who signs: --as PERSON"),
        ("ben-mash", f"{IN_EFFECT} lists no 'ben-mash'; did you mean 'ben-marsh'?"),
        (
            "zz",
            f"{IN_EFFECT} lists no 'zz'; it lists ada-ironwood, ben-marsh, cora-finch, dana-holt",
        ),
        (
            "ada-ironwood",
            (
                "--as: ada-ironwood may not approve PRC-001: ada-ironwood wrote version 1.0;"
                " somebody else has to sign"
            ),
        ),
        (
            "dana-holt",
            (
                f"--as: dana-holt may not approve PRC-001: {TAKES} roles of dana-holt: trust-admin"
                " from 2024-01-01; ben-marsh, cora-finch may"
            ),
        ),
        (
            "cora-finch/managing-director",
            (
                f"--as: cora-finch may not approve PRC-001 as managing-director: {TAKES} roles of"
                " cora-finch: managing-director from 2024-01-01, service-manager from 2024-01-01;"
                " cora-finch may as service-manager"
            ),
        ),
    ],
)
def test_who_may_not_sign_learns_why_and_who_may(root: Path, wanted: str, message: str) -> None:
    before = files(root)
    result = run(root, "approve", "PRC-001", *(["--as", wanted] if wanted else []))
    assert result.exit_code == 2
    today = datetime.now(UTC).date().isoformat()
    assert said(result).replace(today, "TODAY") == message
    assert files(root) == before


def test_a_role_that_has_ended_does_not_count(root: Path) -> None:
    policy = "records/trust/policy.yml"
    text = (root / policy).read_text().replace("role: service-manager", "role: incident-manager")
    (root / policy).write_text(text)
    shutil.rmtree(root / "records/approvals")
    approving.approve_trust(root)
    result = run(root, "approve", "SVC-001", "--as", "ben-marsh", "--dry-run")
    assert result.exit_code == 2
    assert (
        "roles of ben-marsh: service-manager from 2024-01-01, incident-manager 2024-01-01 to"
        in (said(result))
    )


def test_where_nobody_may_sign_the_message_says_what_it_takes(root: Path) -> None:
    edit(root, PROCEDURE, ("[ada-ironwood]", "[ada-ironwood, ben-marsh, cora-finch]"))
    result = run(root, "approve", "PRC-001", "--dry-run")
    assert result.exit_code == 2
    assert said(result) == (
        "nobody may approve PRC-001 today: it takes a person in the role service-manager who is"
        " none of its authors (ada-ironwood, ben-marsh, cora-finch); `sms-docs trust add-key PERSON"
        " --role service-manager --key FILE.pub` adds one (somebody new also takes --name and"
        " --email), then `sms-docs approve TRUST`"
    )


def test_the_only_person_who_may_need_not_be_named(root: Path) -> None:
    edit(root, PROCEDURE, ("[ada-ironwood]", "[ada-ironwood, cora-finch]"))
    result = run(root, "approve", "PRC-001", "--dry-run")
    assert result.exit_code == 0
    assert "\nsigner: Ben Marsh (ben-marsh) as service-manager, on 2" in result.output


def test_who_committed_to_a_text_has_written_it_and_cannot_approve_it(root: Path) -> None:
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("start")
    repository.revise("1.1")
    repository.commit("escalate", by=BEN)
    before = files(root)
    refused = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert refused.exit_code == 2
    assert said(refused) == (
        "PRC-001: nothing was written: ben-marsh has committed to version 1.1, so ben-marsh wrote"
        " it; somebody else has to sign"
    )
    assert files(root) == before
    assert sign(root, "approve", "PRC-001", by="cora-finch").exit_code == 0
    assert errors(root) == []


def test_an_author_may_say_that_he_wrote_it_which_puts_nothing_in_force(root: Path) -> None:
    result = sign(root, "approve", "PRC-001", by="ada-ironwood", options=["--meaning", "author"])
    assert result.exit_code == 0, said(result)
    assert "PRC-001: stated as author, level signed\n" in result.output
    [record] = statements(root, "PRC-001")
    assert record.endswith("-ada-ironwood-author.json")
    assert predicate(root, record)["statement"] == "I wrote PRC-001 version 1.0."
    assert standing(root, "PRC-001")[0] is Status.DRAFT
    assert errors(root) == []


# Keys


def refused_key(root: Path, person: str, path: Path) -> str:
    before = files(root)
    named = [*expected(root, ["PRC-001"]), "--as", person, "--key", str(path)]
    result = run(root, "approve", "PRC-001", "--yes", *named)
    assert result.exit_code == 2
    assert files(root) == before
    return said(result)


def test_the_key_of_somebody_else_is_refused_before_anything_is_written(root: Path) -> None:
    file, other = key(root, "cora-finch"), approving.fingerprint("cora-finch")
    assert refused_key(root, "ben-marsh", file) == (
        f"--key: {file} ({other}) is cora-finch's, and the signer is ben-marsh; everybody signs"
        " with a key of their own"
    )


def test_a_key_that_is_not_listed_is_refused(root: Path) -> None:
    stranger = approving.fingerprint("eve-stone")
    assert refused_key(root, "ben-marsh", key(root, "eve-stone")) == (
        f"--key: {key(root, 'eve-stone')} ({stranger}) is not in the allowed_signers in effect"
        " (serial 1); sign with a key of yours that is listed, or have this one listed: `sms-docs"
        " trust add-key PERSON --key eve-stone.pub`, then `sms-docs approve TRUST`"
    )


def test_a_key_that_is_not_there_is_refused(root: Path) -> None:
    gone = root.parent / "gone"
    assert refused_key(root, "ben-marsh", gone) == (
        f"--key: {gone}: there is no such file; name the file of your own key"
    )


@pytest.mark.parametrize(
    ("line", "revoked", "reason"),
    [
        (("20240101Z", "20250101Z"), "[]", "has been invalid since 2025-01-01"),
        (("20980101Z", "20990101Z"), "[]", "is valid only from 2098-01-01"),
        (None, "{since: 2025-01-01, reason: loss, recorded: 2025-01-02}",
         "is revoked since 2025-01-01 (loss)"),
        (None, "{since: 2098-01-01, reason: compromise, recorded: 2025-01-02}",
         "is revoked since 2098-01-01 (compromise)"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_count_now_is_refused(
    root: Path, line: tuple[str, str] | None, revoked: str, reason: str
) -> None:
    mine = approving.fingerprint("ben-marsh")
    if line:
        own = signing.signer_line("ben-marsh", signing.ed25519("ben-marsh"), *line)
        edit(root, "records/trust/allowed_signers", (own_line(root, "ben-marsh"), own))
    else:
        entry = revoked.replace("{", f'{{key: "{mine}", ')
        edit(root, "records/trust/revoked.yml", ("revoked: []", f"revoked: [{entry}]"))
    shutil.rmtree(root / "records/approvals")
    approving.approve_trust(root)
    assert refused_key(root, "ben-marsh", key(root, "ben-marsh")) == (
        f"no key of ben-marsh may sign now: {mine} {reason}; add another one:"
        " `sms-docs trust add-key ben-marsh --key FILE.pub`"
    )


def test_without_key_the_own_one_is_found_among_those_of_the_home(root: Path, alone: Path) -> None:
    named = ["--as", "ben-marsh", "--yes", *expected(root, ["PRC-001"])]
    refused = run(root, "approve", "PRC-001", *named)
    assert refused.exit_code == 2
    assert said(refused) == (
        f"no key of ben-marsh was found in an agent or in {alone / '.ssh'}; name its file with"
        f" --key FILE, or load it with ssh-add; listed is {approving.fingerprint('ben-marsh')}"
    )
    (alone / ".ssh").mkdir()
    for person in ("ada-ironwood", "ben-marsh"):
        shutil.copy(key(root, person), alone / ".ssh" / f"id_{person}")
        line = signing.public_line(signing.ed25519(person))
        (alone / ".ssh" / f"id_{person}.pub").write_text(f"{line} a comment\n")
    assert run(root, "approve", "PRC-001", *named).exit_code == 0
    assert errors(root) == []


# Whose key it is


def as_key(root: Path, person: str, command: str, *more: str) -> tuple[int, str]:
    """Run *command* on PRC-001 in a dry run with the key of *person*, nobody being named."""
    result = run(root, command, "PRC-001", *more, "--key", str(key(root, person)), "--dry-run")
    return result.exit_code, result.output or said(result)


def test_the_key_tells_who_signs(root: Path) -> None:
    for person, name in (("ben-marsh", "Ben Marsh"), ("cora-finch", "Cora Finch")):
        code, shown = as_key(root, person, "approve")
        assert code == 0, shown
        assert f"\nsigner: {name} ({person}) as service-manager, on 2" in shown
    sign(root, "approve", "PRC-001", by="ben-marsh")
    for command, option in (("confirm", "--checked"), ("withdraw", "--reason")):
        code, shown = as_key(root, "cora-finch", command, option, "In words.")
        assert code == 0, shown
        assert "\nsigner: Cora Finch (cora-finch) as service-manager, on 2" in shown


def test_a_key_with_a_passphrase_tells_it_as_well(root: Path) -> None:
    file = key(root, "ben-marsh")
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "correct horse", "-f", file]
    subprocess.run(change, check=True, capture_output=True)
    assert "signer: Ben Marsh (ben-marsh)" in as_key(root, "ben-marsh", "approve")[1]


def test_who_may_not_is_told_whose_key_it_is(root: Path) -> None:
    said_so = run(root, "approve", "PRC-001", "--key", str(key(root, "ada-ironwood")))
    assert (said_so.exit_code, said(said_so)) == (
        2,
        (
            "--key: this key is ada-ironwood's, who wrote PRC-001 1.0 and may not approve it;"
            " ben-marsh, cora-finch may"
        ),
    )
    other = said(run(root, "approve", "PRC-001", "--key", str(key(root, "dana-holt"))))
    assert other.startswith("--key: this key is dana-holt's, who may not approve PRC-001: it takes")


def test_what_is_no_key_is_refused_before_anything_is_shown(root: Path) -> None:
    readme, pem = root.parent / "README.md", root.parent / "broken"
    readme.write_text("# How to approve\n")
    pem.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n")
    for file, reason in ((readme, "this is no key of SSH"), (pem, "this private key is damaged")):
        for options in (["--dry-run"], ["--as", "ben-marsh", "--dry-run"], []):
            result = run(root, "approve", "PRC-001", "--key", str(file), *options)
            assert result.exit_code == 2
            assert said(result) == (
                f"--key: {file}: {reason}; name the file of your own private key, as"
                " `ssh-keygen -t ed25519` writes it"
            )


def test_a_dry_run_refuses_a_key_that_does_not_count(root: Path) -> None:
    assert as_key(root, "eve-stone", "approve")[0] == 2
    own = signing.signer_line("ben-marsh", signing.ed25519("ben-marsh"), before="20250101Z")
    edit(root, "records/trust/allowed_signers", (own_line(root, "ben-marsh"), own))
    shutil.rmtree(root / "records/approvals")
    approving.approve_trust(root)
    result = run(root, "approve", "PRC-001", "--key", str(key(root, "ben-marsh")), "--dry-run")
    assert result.exit_code == 2
    assert "has been invalid since 2025-01-01; add another one" in said(result)
    assert "sentence:" not in result.output
