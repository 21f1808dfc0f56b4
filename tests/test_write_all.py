"""Several files are written all or none, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sampled import tries

from sms_docs.act.plan import Put, difference, write_all
from sms_docs.errors import WriteRefused

APPROVAL = (
    Put("records/approvals/POL-001/1.0/POL-001.md", b"text\n"),
    Put("records/approvals/POL-001/1.0/img/a.png", b"\x89PNG"),
    Put("records/approvals/POL-001/1.0/x.json.sig", b"signature\n"),
    Put("records/approvals/POL-001/1.0/x.json", b"statement\n"),
)


def tree(root: Path) -> dict[str, bytes | None]:
    """Return every path below *root* with its content; None for folders."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    for name in "abc":
        (tmp_path / f"policies/{name}.md").write_bytes(b"old " + name.encode())
    return tmp_path


def replaced(name: str, seen: bytes | None = None) -> Put:
    return Put(f"policies/{name}.md", b"new " + name.encode(), seen or b"old " + name.encode())


def test_the_files_are_written_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    hardlink_to = Path.hardlink_to

    def link(self: Path, target: Path) -> None:
        order.append(self.name)
        hardlink_to(self, target)

    monkeypatch.setattr(Path, "hardlink_to", link)
    assert write_all(tmp_path, APPROVAL) == tuple(put.path for put in APPROVAL)
    assert order == ["POL-001.md", "a.png", "x.json.sig", "x.json"]
    files = {path: content for path, content in tree(tmp_path).items() if content is not None}
    assert files == {put.path: put.content for put in APPROVAL}


def test_written_twice_the_second_time_changes_nothing(root: Path) -> None:
    plan = (*APPROVAL, replaced("a"))
    write_all(root, plan)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert write_all(root, plan) == ()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_run_that_was_killed_is_completed_by_the_next(tmp_path: Path) -> None:
    write_all(tmp_path, APPROVAL[:2])
    assert write_all(tmp_path, APPROVAL) == tuple(put.path for put in APPROVAL[2:])


def test_replaced_files_keep_their_rights(root: Path) -> None:
    (root / "policies/a.md").chmod(0o640)
    assert write_all(root, [replaced("a"), replaced("b")]) == ("policies/a.md", "policies/b.md")
    assert (root / "policies/a.md").read_bytes() == b"new a"
    assert (root / "policies/a.md").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("last", "message"),
    [
        (Put("policies/c.md", b"mine"), r"policies/c\.md: not written: it exists already; move"),
        (replaced("c", b"other"), r"policies/c\.md: not written: it has changed meanwhile; look"),
        (replaced("gone", b"x"), r"policies/gone\.md: not written: no such file or directory; "),
        (Put("policies/link.md", b"x", b"old a"), "it is no regular file; put the file itself"),
        (Put("policies/link.md", b"old a"), r"link\.md: not written: it exists already"),
        (Put("linked/new.md", b"x"), "linked is no folder, or a link; put a folder there"),
        (Put("linked/a.md", b"old a"), "linked is no folder, or a link; put a folder there"),
        (Put("../outside.md", b"x"), "it leads out of the SMS"),
    ],
)
def test_what_stands_in_the_way_of_one_keeps_all_from_being_written(
    root: Path, last: Put, message: str
) -> None:
    (root / "policies/link.md").symlink_to("a.md")
    (root / "linked").symlink_to("policies")
    before = tree(root)
    with pytest.raises(WriteRefused, match=message):
        write_all(root, [*APPROVAL, replaced("a"), last])
    assert tree(root) == before


@pytest.mark.parametrize("number", range(6))
def test_a_failure_at_any_file_takes_all_before_it_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    plan = [*APPROVAL, replaced("a"), replaced("b")]
    before = tree(root)
    named = {"hardlink_to": Path.hardlink_to, "replace": Path.replace}
    done: list[str] = []

    def failing(name: str) -> object:
        def step(self: Path, other: Path) -> None:
            if len(done) == number:
                done.append("failed")
                raise OSError(errno.EIO, "Input/output error")
            done.append(name)
            named[name](self, other)

        return step

    for name in named:
        monkeypatch.setattr(Path, name, failing(name))
    if number < 4:
        # Without a hard link a rename is tried, which fails as well.
        monkeypatch.setattr(Path, "replace", lambda *_: full())
    with pytest.raises(WriteRefused, match=r"not written: (input/output error|no space left)"):
        write_all(root, plan)
    monkeypatch.undo()
    assert tree(root) == before


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_somebody_else_wrote_meanwhile_is_not_taken_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def step(self: Path, other: Path) -> Path:
        if other.name == "b.md":
            (root / "policies/a.md").write_bytes(b"theirs")
            full()
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", step)
    with pytest.raises(WriteRefused, match="no space left on device"):
        write_all(root, [replaced("a"), replaced("b")])
    monkeypatch.undo()
    assert tree(root)["policies/a.md"] == b"theirs"


def test_a_file_that_changes_between_look_and_write_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def step(self: Path, other: Path) -> Path:
        (root / "policies/b.md").write_bytes(b"theirs")
        return replace(self, other)

    monkeypatch.setattr(Path, "replace", step)
    with pytest.raises(WriteRefused, match=r"b\.md: not written: it has changed meanwhile"):
        write_all(root, [replaced("a"), replaced("b")])
    monkeypatch.undo()
    assert tree(root)["policies/b.md"] == b"theirs"
    assert tree(root)["policies/a.md"] == b"old a"


WRITER = """
import sys
from pathlib import Path
from sms_docs.act.plan import Put, write_all
root, count = Path(sys.argv[1]), 3
old, new = ([letter * 200_000 for _ in range(count)] for letter in (b"a", b"b"))
print("ready", flush=True)
number = 0
while True:
    number += 1
    added = [Put(f"n/{number}/{i}.json", new[i]) for i in range(count)]
    changed = [Put(f"{i}.md", new[i], old[i]) for i in range(count)]
    write_all(root, [*added, *changed])
    old, new = new, old
    print("round", flush=True)
"""


@pytest.mark.parametrize("seed", range(tries(40, 100)))
def test_killed_at_a_random_moment_each_file_is_the_old_or_the_new_one(
    tmp_path: Path, seed: int
) -> None:
    """All that stands under its name is whole; only hidden files may be left over."""
    for index in range(3):
        (tmp_path / f"{index}.md").write_bytes(b"a" * 200_000)
    whole = (b"a" * 200_000, b"b" * 200_000)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        # From the first moment to some rounds later; a round takes about ten milliseconds.
        deadline = time.monotonic() + random.Random(seed).uniform(0, 0.03)  # noqa: S311
        while time.monotonic() < deadline:
            pass
        writer.send_signal(signal.SIGKILL)
    found = {path: content for path, content in tree(tmp_path).items() if content is not None}
    named = {path: content for path, content in found.items() if "/." not in f"/{path}"}
    assert {f"{index}.md" for index in range(3)} <= set(named)
    assert [path for path, content in named.items() if content not in whole] == []
    for path in named:
        folder, _, name = path.rpartition("/")
        # The last of a group stands only where those before it do.
        assert not folder or all(f"{folder}/{i}.json" in named for i in range(int(name[0])))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 64 KB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        assert "CI" not in os.environ, f"no small file system: {done.stderr}"
        pytest.skip(f"no right to mount a small file system: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_file_system_loses_nothing(small: Path) -> None:
    (small / "a.md").write_bytes(b"old a")
    before = tree(small)
    plan = [Put("x/one.md", b"1" * 20_000), Put("x/two.md", b"2" * 60_000)]
    with pytest.raises(WriteRefused, match=r"x/two\.md: not written: no space left on device; "):
        write_all(small, plan)
    with pytest.raises(WriteRefused, match=r"a\.md: not written: no space left on device; make"):
        write_all(small, [Put("b.md", b"b"), Put("a.md", b"9" * 70_000, b"old a")])
    assert tree(small) == before
    assert write_all(small, [Put("a.md", b"new a", b"old a")]) == ("a.md",)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Give a folder that every user may read and nobody may write."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "policies").mkdir()
        (root / "policies/a.md").write_bytes(b"old a")
        for folder in (root / "policies", root):
            folder.chmod(0o555)
        yield root
        for folder in (root, root / "policies"):
            folder.chmod(0o755)


def test_a_folder_without_the_right_to_write_loses_nothing(shared: Path) -> None:
    """As a user without rights, for root may write everywhere."""
    before = tree(shared)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sms_docs.act.plan import Put, write_all\n"
        "root = Path(sys.argv[1])\n"
        "if os.getuid() == 0:\n"
        "    os.setgid(65534)\n"
        "    os.setuid(65534)\n"
        "for plan in ([Put('policies/a.md', b'new', b'old a')], [Put('policies/n/x.md', b'x')]):\n"
        "    try:\n"
        "        write_all(root, plan)\n"
        "    except Exception as error:\n"
        "        print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, shared], check=True, capture_output=True, text=True
    )
    assert done.stdout.split("\n") == [
        f"WriteRefused policies/{name}: not written: permission denied; make room or give"
        " yourself the right to write there, and try again"
        for name in ("a.md", "n/x.md")
    ] + [""]
    assert tree(shared) == before


def test_the_difference_shows_what_would_change_and_nothing_else() -> None:
    plan = [
        Put("policies/a.md", b"one\r\ntwo\r\n3\r\n", b"one\r\n2\r\n3\r\n"),
        Put("policies/same.md", b"x", b"x"),
        Put("records/n.json", b"{}"),
    ]
    assert difference(plan) == (
        "--- a/policies/a.md\n+++ b/policies/a.md\n@@ -1,3 +1,3 @@\n one\n-2\n+two\n 3\n"
        "--- /dev/null\n+++ b/records/n.json\n@@ -0,0 +1 @@\n+{}\n\\ No newline at end of file\n"
    )


def test_the_difference_makes_visible_what_a_reader_cannot_see() -> None:
    shown = difference([Put("a.md", "x\u200by \x1b[2J\r\nz\n".encode(), b"x\n")])
    assert "\n+x\\u200by \\x1b[2J\\x0d\n" in shown
    assert "\x1b" not in shown


def test_what_is_no_text_is_told_by_its_size() -> None:
    assert difference([Put("a.png", b"\x89PNG")]) == "a.png: 4 bytes that are no text\n"
