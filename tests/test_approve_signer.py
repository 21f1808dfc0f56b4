"""Who may approve a text, in which role, and by which key."""

from __future__ import annotations

import shutil
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
                " ben-marsh, cora-finch may"
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
        " --role service-manager` adds one, then `sms-docs approve TRUST`"
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
    mine, other = (approving.fingerprint(each) for each in ("ben-marsh", "cora-finch"))
    assert refused_key(root, "ben-marsh", key(root, "cora-finch")) == (
        f"PRC-001: nothing was written: ben-marsh is named as signer, but the key {other} belongs"
        f" to cora-finch; name the file of a key of ben-marsh with --key; listed is {mine}"
    )


def test_a_key_that_is_not_listed_is_refused(root: Path) -> None:
    stranger = approving.fingerprint("eve-stone")
    assert refused_key(root, "ben-marsh", key(root, "eve-stone")) == (
        f"PRC-001: nothing was written: ben-marsh is named, but the key {stranger} is not in the"
        " allowed_signers in effect (serial 1); name the file of a key of ben-marsh with --key;"
        f" listed is {approving.fingerprint('ben-marsh')}"
    )


def test_a_key_that_is_not_there_is_refused(root: Path) -> None:
    gone = root.parent / "gone"
    assert refused_key(root, "ben-marsh", gone) == (
        f"not signed with {gone}: there is no such file; name the file of your key with --key"
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
        " `sms-docs trust add-key`"
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
