"""Two writers never work in one SMS at the same time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sms_docs.act.lock import lock
from sms_docs.errors import WriteRefused

HOLDER = """
import sys
from pathlib import Path
from sms_docs.act.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
    Path(sys.argv[1], "last").write_text("holder")
"""


@contextmanager
def holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Give another process that holds the lock until it reads a line."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.fixture(params=["repository", "work tree", "no repository", "read-only repository"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    match request.param:
        case "repository":
            (tmp_path / ".git").mkdir()
        case "work tree":
            (tmp_path / ".git").write_text("gitdir: /elsewhere\n")
        case "read-only repository":
            # A name that no file can be opened by, whatever rights the user has.
            (tmp_path / ".git" / "sms-docs.lock").mkdir(parents=True)
    return tmp_path


def test_a_second_writer_is_refused_when_the_first_does_not_end(root: Path) -> None:
    message = "nothing was written: another sms-docs is writing here; wait until it has ended"
    with holder(root):
        begun = time.monotonic()
        with pytest.raises(WriteRefused, match=message), lock(root, seconds=0.2):
            pytest.fail("two hold the lock")
        assert time.monotonic() - begun >= 0.2


def test_a_second_writer_waits_until_the_first_has_ended(root: Path) -> None:
    with holder(root) as process:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
        with lock(root, seconds=60):
            assert (root / "last").read_text() == "holder"


def test_a_writer_that_is_killed_leaves_no_lock(root: Path) -> None:
    with holder(root) as process:
        process.kill()
        process.wait()
        with lock(root, seconds=0):
            pass


def test_the_lock_is_free_again_also_after_a_failure(root: Path) -> None:
    with pytest.raises(KeyError), lock(root):
        raise KeyError
    with lock(root, seconds=0):
        pass


def test_what_a_locked_command_starts_does_not_keep_the_lock(root: Path) -> None:
    with lock(root):
        child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False)
    with lock(root, seconds=0):
        pass
    child.communicate()


def test_the_work_tree_of_a_repository_gets_no_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with lock(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/sms-docs.lock").symlink_to(tmp_path / "elsewhere")
    with lock(tmp_path):
        assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(WriteRefused, match="nothing was written: No such file or directory; give"),
        lock(tmp_path / "gone"),
    ):
        pytest.fail("locked nothing")


def test_without_locks_of_the_system_nobody_is_kept_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with lock(tmp_path), lock(tmp_path, seconds=0):
        assert list(tmp_path.iterdir()) == []
