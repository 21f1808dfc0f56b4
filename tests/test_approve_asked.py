"""What a signer sees before he signs, how he is asked, and what may not change meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ceremony import (
    MAP,
    POLICY,
    PROCEDURE,
    Terminal,
    added,
    approve_at,
    digest,
    edit,
    errors,
    expected,
    files,
    key,
    lay,
    revise,
    run,
    sign,
    stand_alone,
    statements,
    terminal,
)
from commands import said
from repositories import Repository
from stated import sha256

from sms_docs.act.ceremony import Wish, carry_out, propose
from sms_docs.errors import WriteRefused


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def test_a_dry_run_shows_the_change_and_the_sentence_and_writes_nothing(root: Path) -> None:
    approve_at(root, "2025-03-01T10:00:00Z")
    edit(
        root,
        PROCEDURE,
        ('version: "1.0"', 'version: "1.1"'),
        ("All services.", "All\u00a0services\u200b. \t"),
    )
    before = files(root)
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run", "--yes",
                 *expected(root, ["PRC-001"]))  # fmt: skip
    assert result.exit_code == 0, said(result)
    shown = result.output
    assert shown.startswith(
        f"── PRC-001 version 1.1: {PROCEDURE}\n"
        "--- PRC-001 1.0 (approved on 2025-03-01)\n"
        "+++ PRC-001 1.1 (working text)\n"
    )
    assert '-version: "1.0"\n+version: "1.1"\n' in shown
    assert "-All services.\n+All\\xa0services\\u200b.\\x20\\x09\n" in shown
    assert "Purpose" not in shown
    assert f"\ndigest: {digest(root, 'PRC-001')}  PRC-001\n" in shown
    assert re.search(
        r"\nsigner: Ben Marsh \(ben-marsh\) as service-manager, on [0-9-]{10} [0-9:]{5} UTC; level"
        r" signed\nsentence: I have read PRC-001 version 1\.1 and approve it for use\.\n",
        shown,
    )
    assert shown.endswith("\nNothing was written (--dry-run).\n")
    assert files(root) == before


def test_all_are_shown_and_asked_for_once(root: Path) -> None:
    before = files(root)
    with terminal(root, "approve", "PRC-001", "SVC-001", by="ben-marsh") as session:
        shown = session.until("[y/N]")
        assert added(root, before) == []
        session.type("y\n")
        assert session.end() == 0, session.shown
    assert shown.count("sentence: ") == 2
    assert shown.endswith("Sign 2 statements about PRC-001, SVC-001? [y/N]: ")
    assert session.shown.count("[y/N]") == 1
    assert "PRC-001: version 1.0 is approved, level signed" in session.shown
    assert "SVC-001: version 1.0 is approved, level signed" in session.shown
    assert len(added(root, before)) == 6
    assert errors(root) == []


@pytest.mark.parametrize("answer", ["n\n", "\n", "\x04", "\x03"])
def test_without_a_yes_nothing_is_written(root: Path, answer: str) -> None:
    """A no, no answer, the end of the input, an interrupt."""
    before = files(root)
    with terminal(root, "approve", "PRC-001", by="ben-marsh") as session:
        session.until("Sign 1 statement about PRC-001? [y/N]")
        session.type(answer)
        assert session.end(again=answer) == 1
    assert re.search(r"\[y/N\]: \n?Nothing was signed or written\.\n$", session.shown)
    assert files(root) == before


def test_where_nobody_can_be_asked_the_message_says_how_to_sign_unattended(root: Path) -> None:
    before = files(root)
    signer = ["--as", "ben-marsh", "--key", str(key(root, "ben-marsh"))]
    refused = run(root, "approve", "PRC-001", *signer)
    assert refused.exit_code == 2
    wanted = f"--expect-digest PRC-001={digest(root, 'PRC-001')}"
    assert said(refused) == (f"there is no terminal to ask in; to sign unattended: --yes {wanted}")
    assert files(root) == before
    assert run(root, "approve", "PRC-001", *signer, "--yes", *wanted.split()).exit_code == 0


def test_yes_signs_only_what_is_named_by_its_digest(root: Path) -> None:
    before = files(root)
    signer = ["--as", "ben-marsh", "--key", str(key(root, "ben-marsh"))]
    right = {each: f"{each}={digest(root, each)}" for each in ("PRC-001", "SVC-001")}
    for named, message in {
        (): "--yes signs unseen, so say what: --expect-digest {PRC-001} --expect-digest {SVC-001}",
        ("{PRC-001}",): "--yes signs unseen, so say what: --expect-digest {SVC-001}",
        ("{PRC-001}", "SVC-001=0a"): "--expect-digest: SVC-001 has the digest {SVC}, not 0a; look"
        " at it again: --dry-run",
        ("{PRC-001}", "{SVC-001}", "POL-001=0a"): "--expect-digest: nothing is signed here as"
        " POL-001; there is: PRC-001, SVC-001",
        ("PRC-001",): "--expect-digest: 'PRC-001' is not ID=SHA256; the digest is what --dry-run"
        " shows",
        ("=0a",): "--expect-digest: '=0a' is not ID=SHA256; the digest is what --dry-run shows",
    }.items():
        values = right | {"SVC": digest(root, "SVC-001")}
        options = [f"--expect-digest={each.format_map(values)}" for each in named]
        result = run(root, "approve", "PRC-001", "SVC-001", *signer, "--yes", *options)
        assert (result.exit_code, said(result)) == (2, message.format_map(values))
    assert files(root) == before
    named = [f"--expect-digest={each.upper()}" for each in right.values()]
    assert run(root, "approve", "PRC-001", "SVC-001", *signer, "--yes", *named).exit_code == 0


def change_text(root: Path) -> None:
    edit(root, POLICY, ("All services", "No services"))


def change_picture(root: Path) -> None:
    (root / "policies/map.png").write_bytes(b"another")


def move(root: Path) -> None:
    """Where it lies is signed too."""
    (root / POLICY).rename(root / "policies/POL-001-elsewhere.md")


def remove(root: Path) -> None:
    (root / POLICY).unlink()


def approve_meanwhile(root: Path) -> None:
    revise(root, POLICY, "0.9", text="")
    for person in ("ben-marsh", "cora-finch"):
        assert sign(root, "approve", "POL-001", by=person, options=[
            f"--expect-digest=POL-001/map.png={sha256(MAP)}"]).exit_code == 0  # fmt: skip
    revise(root, POLICY, "1.0", text="")
    text = (root / POLICY).read_text().rstrip("\n")
    (root / POLICY).write_text(f"{text}\n")


@pytest.fixture
def mapped(root: Path) -> Path:
    """Give the SMS with a policy that shows a picture."""
    (root / "policies/map.png").write_bytes(MAP)
    edit(root, POLICY, ("All services.", "All services ![map](map.png)"))
    return root


def test_a_text_that_changes_behind_the_question_is_not_signed(mapped: Path) -> None:
    with terminal(mapped, "approve", "POL-001", by="ben-marsh") as session:
        session.until("[y/N]")
        change_text(mapped)
        before = files(mapped)
        session.type("y\n")
        assert session.end() == 4, session.shown
    assert session.shown.endswith(
        f"sms-docs: {POLICY}: nothing was signed or written: it has changed since it was shown;"
        " read it again, and run the command once more\n"
    )
    assert files(mapped) == before


@pytest.mark.parametrize(
    ("change", "more"),
    [
        (change_text, ""),
        (change_picture, ""),
        (approve_meanwhile, ""),
        (move, ""),
        (remove, r" \(no document or record 'POL-001'; .*\)"),
    ],
)
def test_whatever_changes_of_it_keeps_it_from_being_signed(
    mapped: Path, change: Callable[[Path], None], more: str
) -> None:
    proposals = propose(mapped, Wish(("POL-001",), signer="ben-marsh"))
    change(mapped)
    before = files(mapped)
    told = rf"signed or written: it has changed since it was shown{more}; read it again, and run"
    with pytest.raises(WriteRefused, match=told):
        carry_out(mapped, proposals, key(mapped, "ben-marsh"))
    assert files(mapped) == before


def test_what_somebody_signed_meanwhile_for_the_same_person_is_not_signed_twice(
    root: Path,
) -> None:
    proposals = propose(root, Wish(("PRC-001",), signer="ben-marsh"))
    assert carry_out(root, proposals, key(root, "ben-marsh"))
    before = files(root)
    later = [each._replace(statement=each.statement._replace(comment="x")) for each in proposals]
    assert carry_out(root, later, key(root, "ben-marsh")) == ()
    assert files(root) == before


def test_no_command_touches_the_index_of_git_or_commits(root: Path) -> None:
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch=main")
    head = repository.commit("start")
    index = (root / ".git/index").read_bytes()
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0
    for command, option in (("confirm", "--checked"), ("withdraw", "--reason")):
        assert sign(root, command, "PRC-001", by="ben-marsh", options=[option, "X."]).exit_code == 0
    record = statements(root, "PRC-001")[-1]
    content = sha256((root / record).read_bytes())
    retracted = run(root, "retract", record, "--reason", "X.", "--yes", "--expect-digest", content,
                    "--key", str(key(root, "ben-marsh")))  # fmt: skip
    assert retracted.exit_code == 0, said(retracted)
    assert (root / ".git/index").read_bytes() == index
    assert repository.git("rev-parse", "HEAD") == head
    assert repository.git("status", "--porcelain") == "?? records/approvals/PRC-001/"


def test_a_terminal_shows_the_change_in_colour_unless_it_is_refused(root: Path) -> None:
    assert os.environ.get("FORCE_COLOR") is None
    with terminal(root, "approve", "PRC-001", by="ben-marsh", options=["--dry-run"]) as session:
        assert session.end() == 0
    assert "\x1b" not in session.shown


def test_the_passphrase_of_the_key_is_asked_for_after_the_yes(root: Path) -> None:
    secret = "correct horse"  # noqa: S105 - of a key that is made for the test
    file = key(root, "ben-marsh")
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", secret, "-f", file]
    subprocess.run(change, check=True, capture_output=True)
    before = files(root)
    with terminal(root, "approve", "PRC-001", by="ben-marsh") as session:
        assert "passphrase" not in session.until("[y/N]")
        session.type("y\n")
        session.until("passphrase")
        assert added(root, before) == []
        session.type(f"{secret}\n")
        assert session.end() == 0, session.shown
    assert len(added(root, before)) == 3
    unattended = sign(root, "approve", "SVC-001", by="ben-marsh")
    assert unattended.exit_code == 2
    assert "the key is protected by a passphrase, and nobody can be asked for it here;" in (
        said(unattended)
    )


def test_without_a_key_nobody_is_asked(root: Path) -> None:
    """What cannot be done is said before the question, not after it."""
    file = key(root, "ben-marsh")
    file.rename(file.with_name("elsewhere"))
    with Terminal(root, "approve", "PRC-001", "--as", "ben-marsh") as session:
        assert session.end() == 2
    assert "sms-docs: no key of ben-marsh was found in an agent or in " in session.shown
    assert "[y/N]" not in session.shown


def test_to_break_off_at_the_passphrase_writes_nothing(root: Path) -> None:
    file = key(root, "ben-marsh")
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "correct horse", "-f", file]
    subprocess.run(change, check=True, capture_output=True)
    before = files(root)
    with terminal(root, "approve", "PRC-001", by="ben-marsh") as session:
        session.until("[y/N]")
        session.type("y\n")
        session.until("passphrase")
        session.type("\x03")
        assert session.end(again="\x03") == 1, session.shown
    assert session.shown.endswith("\nNothing was signed or written.\n")
    assert "Aborted" not in session.shown
    assert files(root) == before


def test_a_version_in_which_nothing_is_new_is_not_approved(root: Path) -> None:
    approve_at(root, "2025-03-01T10:00:00Z")
    edit(
        root,
        PROCEDURE,
        ('version: "1.0"', 'version: "1.1"'),
        ("change: First issue.", "change: Read again."),
        ("[ada-ironwood]", "[ada-ironwood, dana-holt]"),
    )
    before = files(root)
    refused = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert (refused.exit_code, said(refused)) == (
        2,
        (
            f"{PROCEDURE}: nothing has changed since PRC-001 1.0 was approved but the version and"
            " the line on the change; edit the text, or set the version back to 1.0; if it was read"
            " again and holds, `sms-docs confirm PRC-001 --checked TEXT`"
        ),
    )
    assert files(root) == before
    edit(root, PROCEDURE, ("All services.", "Every service."))
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0


def test_what_was_withdrawn_comes_back_with_the_same_text(root: Path) -> None:
    approve_at(root, "2025-03-01T10:00:00Z")
    sign(root, "withdraw", "PRC-001", by="ben-marsh", options=["--reason", "Not needed."])
    edit(root, PROCEDURE, ('version: "1.0"', 'version: "1.1"'))
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 0, said(result)
