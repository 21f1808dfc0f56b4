"""An approval holds for the text that was read, whatever git does with the file and its history.

In real repositories; the settings of the machine have no say.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from approving import approve, lay
from commands import invoke, said
from repositories import ADA, BEN, POLICY, PROCEDURE, Repository, environment

from sms_docs.load.project import load
from sms_docs.model import ManagementSystem, Status
from sms_docs.settle import settle

DAY = "2025-06-01"
# The command verifies by the real clock, and these lie before it on every machine.
SIGNED = "2025-03-04T10:00:00Z"
LATER = "2025-03-05T10:00:00Z"
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
ATTRIBUTES = Path(__file__).parents[1] / "sms_docs/scaffold_templates/_gitattributes"
MANAGER = "service-manager"
STORED = "records/approvals/PRC-001/1.1/PRC-001.md"
CORA = "Cora Finch <cora.finch@tarnvalley.example>"
BOT = "Mover <mover@forge.example>"
PICTURE = "procedures/img/flow.png"
CO_AUTHOR = "Revise PRC-001 (#7)\n\nCo-authored-by: Ben Marsh <ben.marsh@tarnvalley.example>"


class State(NamedTuple):
    """What the approvals of a document come to.

    *found* are the codes of the findings of a check that ends with *code*; *text* is what
    readers get of the document.
    """

    status: Status
    level: str | None
    approvers: tuple[str, ...]
    code: int
    found: frozenset[str]
    text: str


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git reads no settings of the machine, and no CI run is told of."""
    for name in set(os.environ) - set(environment(tmp_path)):
        monkeypatch.delenv(name)
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """A repository with approved trust, and PRC-001 that shows a picture, on main."""
    root = lay(tmp_path / "origin")
    shutil.copy(ATTRIBUTES, root / ".gitattributes")
    made = Repository(root)
    made.write(PICTURE, "\x89PNG\r\n\x1a\n\0")
    made.edit(PROCEDURE, "The ticket.", "The ticket.\n\n![The flow](img/flow.png)")
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("config", "core.hooksPath", os.devnull)
    made.commit("Start")
    return made


@pytest.fixture
def change(origin: Repository) -> Repository:
    """The same, on a branch `change` on which Ada revised PRC-001 and Ben approved it."""
    origin.git("switch", "--quiet", "--create", "change")
    origin.revise("1.1")
    origin.commit("Revise PRC-001", by=ADA)
    approve(origin.root, "PRC-001", "ben-marsh", MANAGER, SIGNED)
    origin.commit("Approve PRC-001", by=BEN)
    assert state(origin).status is Status.IN_FORCE
    return origin


def settled(root: Path) -> ManagementSystem:
    return settle(load(root), date.fromisoformat(DAY), NOW).system


def state(repository: Repository | Path, subject: str = "PRC-001") -> State:
    root = repository.root if isinstance(repository, Repository) else repository
    system = settled(root)
    standing = next(each.standing for each in system.documents if each.id == subject)
    text = next(each.text for each in system.in_use if each.id == subject)
    result = invoke("check", "--root", os.fspath(root), "--as-of", DAY, "--format", "json")
    assert result.output.startswith("{"), said(result)
    found = frozenset(each["code"] for each in json.loads(result.output)["findings"])
    # POL-001 and SVC-001 are drafts, and nothing else is told of them.
    return State(
        standing.status,
        standing.level,
        standing.approvers,
        result.exit_code,
        found - {"SMS201"},
        text,
    )


def holds(repository: Repository | Path) -> None:
    """Assert that version 1.1 is in force, signed by Ben, and that a check is green."""
    root = repository.root if isinstance(repository, Repository) else repository
    stored = (root / STORED).read_text(encoding="utf-8")
    assert state(root) == State(Status.IN_FORCE, "signed", ("ben-marsh",), 0, frozenset(), stored)


def meanwhile(repository: Repository, path: str = "docs/index.md") -> None:
    """Let main move on without the branch, and stay on main."""
    repository.git("switch", "--quiet", "main")
    repository.write(path, "# Meanwhile\n")
    repository.commit("Main moves on")


def test_it_survives_a_merge(change: Repository) -> None:
    meanwhile(change)
    change.git("merge", "--quiet", "--no-ff", "--message", "Merge change", "change", by=BEN)
    holds(change)


def test_it_survives_a_squash_merge(change: Repository) -> None:
    meanwhile(change)
    change.git("merge", "--quiet", "--squash", "change")
    change.commit("Revise PRC-001 (#7)", by=ADA)
    assert change.git("log", "--format=%an", "--", STORED) == "Ada Ironwood"
    holds(change)


def test_it_survives_a_squash_merge_that_names_who_took_part(change: Repository) -> None:
    """Forges write each committer of a branch into the one commit as a co-author."""
    meanwhile(change)
    change.git("merge", "--quiet", "--squash", "change")
    change.commit(CO_AUTHOR, by=ADA)
    holds(change)


def test_it_survives_a_rebase(change: Repository) -> None:
    meanwhile(change)
    before = change.git("rev-parse", "change")
    change.git("rebase", "--quiet", "main", "change", by=BEN)
    assert change.git("rev-parse", "change") != before
    assert (
        change.git("log", "-2", "--format=%an %cn") == "Ben Marsh Ben Marsh\nAda Ironwood Ben Marsh"
    )
    holds(change)


def test_it_survives_a_cherry_pick(change: Repository) -> None:
    meanwhile(change)
    change.git("cherry-pick", "main..change", by=BOT)
    assert change.git("rev-list", "--count", "HEAD") == "4"
    holds(change)


def test_a_cherry_pick_of_the_approval_alone_puts_nothing_in_the_place_of_the_working_text(
    change: Repository,
) -> None:
    """What was approved is there as a whole; the working text is an older one."""
    meanwhile(change)
    change.git("cherry-pick", "change", by=BOT)
    found = state(change)
    assert found.status is Status.IN_FORCE
    assert found.text == change.read(STORED)
    assert (found.code, found.found) == (1, {"SMS204"})


@pytest.mark.parametrize(
    ("moved", "picture"),
    [
        ("procedures/PRC-001-incidents-and-outages.md", PICTURE),
        ("procedures/PRC-001.md", PICTURE),
        (
            "procedures/service-desk/first-line/PRC-001-incidents.md",
            "procedures/service-desk/first-line/img/flow.png",
        ),
    ],
)
def test_it_survives_another_file_name_and_folder(
    change: Repository, moved: str, picture: str
) -> None:
    for old, new in ((PROCEDURE, moved), (PICTURE, picture)):
        if old != new:
            (change.root / new).parent.mkdir(parents=True, exist_ok=True)
            change.git("mv", old, new)
    change.commit("Tidy up", by=BEN)
    holds(change)


def test_a_move_that_leaves_the_picture_behind_is_another_text(change: Repository) -> None:
    """The same words show another picture there, or none."""
    moved = "procedures/service-desk/PRC-001-incidents.md"
    (change.root / moved).parent.mkdir()
    change.git("mv", PROCEDURE, moved)
    change.write("procedures/service-desk/img/flow.png", "\x89PNG\r\n\x1a\n\1")
    change.commit("Tidy up", by=BEN)
    found = state(change)
    assert (found.code, found.found) == (1, {"SMS203"})


def rewrite(repository: Repository, by: str) -> str:
    """Put all there is into one new commit with another date; return its id."""
    repository.minutes += 1_000_000
    repository.git("switch", "--quiet", "--orphan", "rewritten")
    repository.git("checkout", "--quiet", "change", "--", ".")
    commit = repository.commit("Start again", by=by)
    repository.git("branch", "--quiet", "--delete", "--force", "main", "change")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    return commit


def test_it_survives_a_rewritten_history(change: Repository) -> None:
    old = change.git("log", "--all", "--format=%H%n%at%n%ct").split()
    rewrite(change, by=ADA)
    assert not set(old) & set(change.git("log", "--all", "--format=%H%n%at%n%ct").split())
    holds(change)


def test_whoever_rewrites_history_seems_to_have_written_all_unless_the_settings_name_the_commit(
    change: Repository,
) -> None:
    commit = rewrite(change, by=BEN)
    found = state(change)
    assert (found.status, found.code) == (Status.DRAFT, 1)
    assert found.found == {"SMS217"}
    change.edit("pyproject.toml", "organisation", f'imported = "{commit}"\norganisation')
    holds(change)


def test_it_survives_an_archive_without_git(change: Repository, tmp_path: Path) -> None:
    archive, root = tmp_path / "sms.tar", tmp_path / "unpacked"
    change.git("archive", f"--output={archive}", "change")
    with tarfile.open(archive) as tar:
        tar.extractall(root, filter="data")
    assert not (root / ".git").exists()
    holds(root)


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.eol=crlf"])
def test_it_survives_a_checkout_that_wants_other_line_ends(
    change: Repository, tmp_path: Path, setting: str
) -> None:
    clone = change.clone(tmp_path / "clone", "--config", setting)
    holds(clone)
    # Without the attributes of the starter for the working file, the clean text is the same.
    change.write(".gitattributes", "*.md text\nrecords/approvals/** -text\n")
    change.commit("Fewer attributes")
    clone = change.clone(tmp_path / "other", "--config", setting)
    assert b"\r\n" in (clone.root / PROCEDURE).read_bytes()
    assert b"\r" not in (clone.root / STORED).read_bytes()
    holds(clone)


def test_a_drawing_that_git_takes_for_text_survives_it_too(
    origin: Repository, tmp_path: Path
) -> None:
    """On Windows git is installed so."""
    drawing = "procedures/img/flow.svg"
    origin.write(drawing, '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    origin.edit(PROCEDURE, "img/flow.png", "img/flow.svg")
    origin.revise("1.1")
    origin.commit("Revise PRC-001", by=ADA)
    approve(origin.root, "PRC-001", "ben-marsh", MANAGER, SIGNED)
    origin.commit("Approve PRC-001", by=BEN)
    holds(origin)
    holds(origin.clone(tmp_path / "clone", "--config", "core.autocrlf=true"))


def test_a_checkout_that_changes_the_stored_text_is_told_with_the_cure(
    change: Repository, tmp_path: Path
) -> None:
    (change.root / ".gitattributes").unlink()
    change.commit("No attributes")
    clone = change.clone(tmp_path / "clone", "--config", "core.autocrlf=true")
    assert b"\r\n" in (clone.root / STORED).read_bytes()
    found = state(clone)
    assert (found.status, found.code) == (Status.DRAFT, 1)
    assert "SMS211" in found.found
    faults = settled(clone.root).faults["approved-text-altered"]
    assert all("records/approvals/** -text" in each.fix for each in faults if each.path == STORED)


def two_paragraphs(origin: Repository, *, is_raised_by_both: bool) -> str:
    """Let two branches change a paragraph each, merge both; return the text Ben approved."""
    origin.git("switch", "--quiet", "--create", "change")
    origin.edit(PROCEDURE, 'version: "1.0"', 'version: "1.1"')
    origin.edit(PROCEDURE, "To restore service.", "To restore service in one hour.")
    origin.commit("Say how soon", by=ADA)
    approve(origin.root, "PRC-001", "ben-marsh", MANAGER, SIGNED)
    origin.commit("Approve PRC-001", by=BEN)
    approved = origin.read(PROCEDURE)
    origin.git("switch", "--quiet", "--create", "other", "main")
    if is_raised_by_both:
        origin.edit(PROCEDURE, 'version: "1.0"', 'version: "1.1"')
    origin.edit(PROCEDURE, "Note it, mend it, say so.", "Note it, mend it, keep quiet.")
    origin.commit("Say less", by=ADA)
    origin.git("switch", "--quiet", "main")
    for name in ("change", "other"):
        origin.git("merge", "--quiet", "--no-ff", "--message", f"Merge {name}", name)
    assert not origin.git("status", "--porcelain")
    return approved


@pytest.mark.parametrize("is_raised_by_both", [True, False])
def test_a_clean_merge_that_changes_the_text_is_not_in_force(
    origin: Repository,
    is_raised_by_both: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    approved = two_paragraphs(origin, is_raised_by_both=is_raised_by_both)
    merged = origin.read(PROCEDURE)
    assert "in one hour" in merged
    assert "keep quiet" in merged
    assert state(origin) == State(
        Status.IN_FORCE, "signed", ("ben-marsh",), 1, frozenset({"SMS203"}), approved
    )
    system = settled(origin.root)
    assert "keep quiet" not in "".join(each.text for each in system.in_use)


def test_two_approvers_in_two_branches_merge_without_a_conflict_and_are_both_there(
    origin: Repository,
) -> None:
    """A major version of a policy takes a managing director and a service manager."""
    for name, person, role, at, by in (
        ("one", "cora-finch", "managing-director", SIGNED, CORA),
        ("two", "ben-marsh", MANAGER, LATER, BEN),
    ):
        origin.git("switch", "--quiet", "--create", name, "main")
        approve(origin.root, "POL-001", person, role, at)
        origin.commit(f"Approve POL-001 as {role}", by=by)
        alone = state(origin, "POL-001")
        assert (alone.status, alone.code, alone.found) == (Status.DRAFT, 0, {"SMS205"})
    origin.git("switch", "--quiet", "main")
    origin.git("merge", "--quiet", "--no-ff", "--message", "Merge one", "one")
    origin.git("merge", "--quiet", "--no-ff", "--message", "Merge two", "two")
    both = state(origin, "POL-001")
    assert (both.status, both.level, both.code) == (Status.IN_FORCE, "signed", 0)
    assert both.approvers == ("cora-finch", "ben-marsh")
    assert both.found == set()


def two_texts(origin: Repository) -> None:
    """Approve version 1.1 with two texts in two branches."""
    for name, text, person, by in (
        ("one", "Mend it first.", "ben-marsh", BEN),
        ("two", "Note it first.", "cora-finch", CORA),
    ):
        origin.git("switch", "--quiet", "--create", name, "main")
        origin.revise("1.1", text=text)
        origin.commit("Revise PRC-001", by=ADA)
        approve(origin.root, "PRC-001", person, MANAGER, SIGNED)
        origin.commit("Approve PRC-001", by=by)
        assert state(origin).status is Status.IN_FORCE


@pytest.mark.parametrize(
    ("side", "kept", "lost"),
    [("ours", "ben-marsh", "cora-finch"), ("theirs", "cora-finch", "ben-marsh")],
)
def test_two_texts_under_one_version_conflict_and_one_record_fails_whichever_is_kept(
    origin: Repository, side: str, kept: str, lost: str
) -> None:
    two_texts(origin)
    origin.git("switch", "--quiet", "one")
    who = ("-c", "user.name=Ada Ironwood", "-c", "user.email=ada.ironwood@tarnvalley.example")
    done = subprocess.run(
        ["git", *who, "-C", origin.root, "merge", "--quiet", "--no-edit", "two"],
        env=environment(origin.root) | {"GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    conflicts = origin.git("diff", "--name-only", "--diff-filter=U").split("\n")
    assert conflicts == [PROCEDURE, STORED]
    before = state(origin)
    # With the marks of a conflict in both files nothing is approved.
    assert (before.status, before.code) == (Status.DRAFT, 1)
    origin.git("checkout", f"--{side}", "--", PROCEDURE, STORED)
    origin.commit("Merge two", by=ADA)
    found = state(origin)
    assert (found.status, found.approvers) == (Status.IN_FORCE, (kept,))
    assert (found.code, found.found) == (1, {"SMS211"})
    (fault,) = settled(origin.root).faults["approved-text-altered"]
    assert f"-{lost}-approve.json" in fault.path


def test_an_approval_that_is_undone_in_git_is_gone(change: Repository) -> None:
    """The control of all these tests: without the record nothing is in force."""
    change.git("revert", "--no-edit", "HEAD", by=ADA)
    found = state(change)
    assert (found.status, found.level, found.code) == (Status.DRAFT, None, 0)
    assert POLICY not in found.text
