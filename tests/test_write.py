from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sms_docs.act import write
from sms_docs.act.write import create, replace
from sms_docs.errors import WriteRefused


def tree(root: Path) -> dict[str, bytes | None]:
    """Return every path below *root* with its content; None for what is no regular file."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        if path.is_file() and not path.is_symlink()
        else None
        for path in sorted(root.rglob("*"))
    }


def full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_new_file_holds_what_was_given_and_makes_its_folders(tmp_path: Path) -> None:
    path = create(tmp_path, "records/risks/RSK-001.yml", b"id: RSK-001\n")
    assert path == tmp_path / "records/risks/RSK-001.yml"
    assert tree(tmp_path) == {
        "records": None,
        "records/risks": None,
        "records/risks/RSK-001.yml": b"id: RSK-001\n",
    }


def test_a_new_file_has_the_rights_that_the_user_gives_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        path = create(tmp_path, "a.md", b"a")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling link"])
def test_what_stands_in_the_way_is_named_and_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "a.md"
    match kind:
        case "file":
            target.write_bytes(b"old")
        case "folder":
            target.mkdir()
        case "link":
            (tmp_path / "b.md").write_bytes(b"old")
            target.symlink_to("b.md")
        case _:
            target.symlink_to("nowhere.md")
    before = tree(tmp_path)
    with pytest.raises(WriteRefused, match=r"^a\.md: not written: it exists already; move it"):
        create(tmp_path, "a.md", b"new")
    assert tree(tmp_path) == before


def test_a_file_that_appears_at_the_last_moment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "MODE", 0o666)
    lexists = os.path.lexists

    def appear(path: Path) -> bool:
        found = lexists(path)
        if Path(path).name == "a.md" and not found:
            Path(path).write_bytes(b"theirs")
        return found

    monkeypatch.setattr(os.path, "lexists", appear)
    with pytest.raises(WriteRefused, match="it exists already"):
        create(tmp_path, "a.md", b"ours")
    assert tree(tmp_path) == {"a.md": b"theirs"}


def test_without_hard_links_a_rename_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    create(tmp_path, "a.md", b"new")
    assert tree(tmp_path) == {"a.md": b"new"}


def test_without_hard_links_an_existing_file_is_not_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def appear(path: Path, _temporary: Path) -> None:
        path.write_bytes(b"theirs")
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", appear)
    with pytest.raises(WriteRefused, match="operation not permitted"):
        create(tmp_path, "a.md", b"ours")
    assert tree(tmp_path) == {"a.md": b"theirs"}


@pytest.mark.parametrize("name", ["../a.md", "x/../../a.md", "/etc/sms-docs", ""])
def test_nothing_is_written_outside_of_the_root(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteRefused, match="it leads out of the SMS"):
        create(tmp_path, name, b"new")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    if kind == "link":
        (root / "policies").symlink_to(tmp_path)
    else:
        (root / "policies").write_bytes(b"")
    before = tree(tmp_path)
    with pytest.raises(WriteRefused, match="policies is no folder, or a link; put a folder"):
        create(root, "policies/a.md", b"new")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("broken", ["fsync", "open"])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(os, broken, full)
    with pytest.raises(WriteRefused, match=r"^x/y/a\.md: not written: no space left on device; "):
        create(tmp_path, "x/y/a.md", b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == {}


def test_a_folder_that_cannot_be_flushed_is_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def only_files(handle: int) -> None:
        if os.fstat(handle).st_mode & 0o040000:
            full()
        fsync(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    create(tmp_path, "a.md", b"new")
    assert tree(tmp_path) == {"a.md": b"new"}


def test_a_changed_file_takes_the_place_of_the_old_one_and_keeps_its_rights(
    tmp_path: Path,
) -> None:
    target = create(tmp_path, "a.md", b"old")
    target.chmod(0o640)
    assert replace(tmp_path, "a.md", b"new", seen=b"old") == target
    assert tree(tmp_path) == {"a.md": b"new"}
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    create(tmp_path, "a.md", b"theirs")
    with pytest.raises(WriteRefused, match=r"^a\.md: not written: it has changed meanwhile; look"):
        replace(tmp_path, "a.md", b"ours", seen=b"old")
    assert tree(tmp_path) == {"a.md": b"theirs"}


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    create(tmp_path, "b.md", b"old")
    (tmp_path / "a.md").symlink_to("b.md")
    with pytest.raises(WriteRefused, match="it is no regular file; put the file itself here"):
        replace(tmp_path, "a.md", b"new", seen=b"old")
    assert tree(tmp_path) == {"a.md": None, "b.md": b"old"}


def test_a_file_that_is_gone_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(WriteRefused, match="no such file or directory"):
        replace(tmp_path, "a.md", b"new", seen=b"old")
    assert tree(tmp_path) == {}


def test_a_rename_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path, "a.md", b"old")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WriteRefused, match="no space left on device"):
        replace(tmp_path, "a.md", b"new", seen=b"old")
    assert tree(tmp_path) == {"a.md": b"old"}


LOOP = """
import sys
from pathlib import Path
from sms_docs.act.write import replace
root, texts = Path(sys.argv[1]), [letter * 300_000 for letter in (b"a", b"b")]
print("ready", flush=True)
while True:
    for old, new in (texts, texts[::-1]):
        replace(root, "a.md", new, seen=old)
"""


def test_killed_at_any_moment_the_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    for delay in (0.0, 0.004, 0.011, 0.023):
        (tmp_path / "a.md").write_bytes(b"a" * 300_000)
        with subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout
            writer.stdout.readline()
            deadline = time.monotonic() + delay
            while time.monotonic() < deadline:
                pass
            writer.send_signal(signal.SIGKILL)
        assert (tmp_path / "a.md").read_bytes() in (b"a" * 300_000, b"b" * 300_000)
        assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == [
            "a.md"
        ]
