"""Git is asked for little, in the same way whoever asks, and what it refuses is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from repositories import Repository, environment, start

from sms_docs.errors import CheckNotRun
from sms_docs.load import git
from sms_docs.load.git import COMMANDS, open_repository
from sms_docs.load.history import history
from sms_docs.load.objects import blob_id, blobs, files_of, parents

PACKAGE = Path(git.__file__).parent.parent


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sms(tmp_path: Path) -> Repository:
    return start(tmp_path / "sms")


def test_no_other_module_talks_to_git_but_the_one_that_makes_a_repository() -> None:
    talking = re.compile(r"""^\s*(?:from|import) git\b|["']git["'],""", re.MULTILINE)
    using = [path for path in PACKAGE.rglob("*.py") if talking.search(path.read_text())]
    assert {path.relative_to(PACKAGE).as_posix() for path in using} == {
        "load/git.py",
        "scaffold/folder.py",
    }


def test_git_is_not_imported_where_nothing_is_compared() -> None:
    code = "import sys, sms_docs.load.project, sms_docs.check; print('git' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"False\n"


@pytest.mark.parametrize("command", ["status", "fetch", "checkout", "diff", "config", "-c"])
def test_only_plumbing_that_reads_is_asked(sms: Repository, command: str) -> None:
    assert command not in COMMANDS
    with pytest.raises(ValueError, match=command):
        open_repository(sms.root, "").run(command)


def test_a_command_that_takes_too_long_is_stopped(sms: Repository) -> None:
    slow = replace(open_repository(sms.root, ""), limit=0.0)
    with pytest.raises(CheckNotRun, match="git log took longer than 0 seconds"):
        slow.run("log", "--all")


def test_what_git_complains_of_is_told_on_one_line_that_nobody_obeys(sms: Repository) -> None:
    repository = open_repository(sms.root, "")
    with pytest.raises(CheckNotRun) as caught:
        repository.run("log", "--end-of-options", "no\x1bsuch\n::error::x", "--")
    message = str(caught.value)
    assert message.startswith("git log failed: ")
    assert "\x1b" not in message
    assert "\n" not in message


def test_the_folder_of_the_caller_does_not_matter(
    sms: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start(tmp_path / "other")
    other.commit("more")
    monkeypatch.chdir(other.root)
    repository = open_repository(sms.root, "")
    assert repository.commit("HEAD") == sms.git("rev-parse", "HEAD")
    monkeypatch.chdir(tmp_path)
    assert open_repository(Path("sms"), "").root == sms.root


def test_a_root_that_looks_like_a_variable_is_taken_as_it_is(tmp_path: Path) -> None:
    sms = start(tmp_path / "$HOME ~ \u2028:x")
    repository = open_repository(sms.root, "")
    assert repository.commit("HEAD") == sms.git("rev-parse", "HEAD")


def test_a_file_has_the_id_that_git_gives_it(sms: Repository) -> None:
    head = sms.git("rev-parse", "HEAD")
    repository = open_repository(sms.root, "")
    files = files_of(repository, head)
    held = blobs(repository, files.values())
    assert set(files) == {*sms.git("ls-files").split("\n")}
    for path, identity in files.items():
        content = (sms.root / path).read_bytes()
        assert held[identity] == content
        assert blob_id(content, "sha1") == identity
    assert files_of(repository, "") == {}
    assert parents(repository, head) == ()


@pytest.mark.parametrize("name", ["0" * 40, "HEAD", "HEAD:policies"])
def test_an_object_that_is_no_file_here_is_not_passed_over(sms: Repository, name: str) -> None:
    with pytest.raises(CheckNotRun, match="is missing"):
        blobs(open_repository(sms.root, ""), [name])


def test_a_bare_repository_is_told_from_a_folder_without_one(tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare.git")
    bare.root.mkdir()
    bare.git("init", "--quiet", "--bare")
    with pytest.raises(CheckNotRun, match="is a bare repository, which has no files"):
        open_repository(bare.root, "")


def test_a_commit_that_is_lost_has_no_parents_to_tell_of(sms: Repository) -> None:
    with pytest.raises(CheckNotRun, match="the object 000000000000 is missing"):
        parents(open_repository(sms.root, ""), "0" * 40)


def test_a_log_that_is_not_understood_is_not_half_read(
    sms: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the commits behind the break would be nobody's."""
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    found = shutil.which("git")
    script.write_text(f'#!/bin/sh\n{found} "$@"\ncase "$*" in *topo-order*) echo more;; esac\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(CheckNotRun, match="git log says what is not understood, 5 characters"):
        history(sms.root)


def test_a_git_that_answers_otherwise_is_too_old(
    sms: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 2.28 git repeats the question about the names of objects."""
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\necho false\necho --show-object-format\necho {sms.root}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(CheckNotRun, match="or newer, and put it"):
        open_repository(sms.root, "")


def test_a_git_that_cannot_be_started_is_told(
    sms: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    script.write_text("no program")
    script.chmod(0o644)
    monkeypatch.setenv("PATH", os.fspath(script.parent))
    with pytest.raises(CheckNotRun, match="install git"):
        open_repository(sms.root, "")


def test_the_variables_of_the_caller_are_back_after_a_failure(
    sms: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CheckNotRun):
        open_repository(sms.root, "")
    assert os.environ["GIT_DIR"] == "/nowhere"
