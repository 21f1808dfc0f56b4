"""Whatever ends ``sms-docs approve``, no file is damaged, and the next run completes it.

It is killed at some random moments, and at more of them where all is tried: see `sampled`.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from approving import clean, working_file
from ceremony import (
    MAP,
    PROCEDURE,
    added,
    approve_at,
    edit,
    errors,
    expected,
    files,
    illustrate,
    key,
    lay,
    named_pictures,
    run,
    sign,
    stand_alone,
    statements,
)
from commands import said
from sampled import tries

from sms_docs.approval import Statement
from sms_docs.control.sshsig import Signature, open_signature
from sms_docs.statement import read

PRC = "records/approvals/PRC-001/1.0"
POL = "records/approvals/POL-001/1.0"
# What a run may leave that was killed: a text or a signature that no record names yet.
UNFINISHED = {"SMS206"}
# Subject -> its files: text, signature and statement; the policy has two pictures.
WHOLE = {"PRC-001": 3, "POL-001": 5}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


@pytest.fixture
def illustrated(root: Path) -> Path:
    return illustrate(root)


# What a run leaves behind that was killed


def test_the_next_run_completes_what_a_killed_one_began(illustrated: Path) -> None:
    before = files(illustrated)
    sign(illustrated, "approve", "POL-001", by="ben-marsh", options=named_pictures())
    whole = {path: (illustrated / path).read_bytes() for path in added(illustrated, before)}
    order = sorted(whole, key=lambda path: ("Z-" in path, path.endswith(".json")))
    for count in range(len(order)):
        shutil.rmtree(illustrated / "records/approvals/POL-001")
        for path in order[:count]:
            (illustrated / path).parent.mkdir(parents=True, exist_ok=True)
            (illustrated / path).write_bytes(whole[path])
        assert {each.code for each in errors(illustrated)} <= {"SMS206"}
        again = sign(illustrated, "approve", "POL-001", by="ben-marsh", options=named_pictures())
        assert again.exit_code == 0, said(again)
        assert errors(illustrated) == []
        there = {Path(path).suffix: content[0] for path, content in files(illustrated).items()
                 if path.startswith(POL)}  # fmt: skip
        assert sorted(there) == [".json", ".md", ".png", ".sig"]
    # A signature that waited for its statement gets it, as it was signed then.
    assert files(illustrated).keys() - before.keys() == whole.keys()


def test_what_a_killed_run_left_of_another_text_has_to_be_cleared_away(root: Path) -> None:
    (root / PRC).mkdir(parents=True)
    (root / PRC / "PRC-001.md").write_bytes((root / PROCEDURE).read_bytes())
    edit(root, PROCEDURE, ("All services.", "Some services."))
    before = files(root)
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 2
    assert said(result) == (
        f"{PROCEDURE}: another text of PRC-001 version 1.0, which nobody has signed, lies there"
        f" already (see {PRC}/PRC-001.md); delete the folder {PRC}"
    )
    assert files(root) == before
    shutil.rmtree(root / PRC)
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0


def test_an_old_signature_without_a_statement_is_left_alone(root: Path) -> None:
    old = approve_at(root, "2025-03-01T10:00:00Z")
    (root / old).unlink()
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 0
    assert statements(root, "PRC-001") != [old]
    assert not (root / old).exists()


# Killed at random moments

# Starts the command as often as it is told to, without the half second of its imports.
STARTER = """
import os, sys
from sms_docs.cli import cli
import sms_docs.act.sign, sms_docs.cli.approve, sms_docs.control.sshsig, sms_docs.load.history
while line := sys.stdin.readline():
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            cli.main(line.rstrip("\\n").split("\\t"), standalone_mode=False)
        except BaseException:
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    # Until then the number belongs to nobody else, also where the child has ended.
    sys.stdin.readline()
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture(scope="module")
def starter() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


class Run:
    """One run of the command on a new copy of the SMS, which says nothing of itself."""

    def __init__(self, starter: subprocess.Popen[str], root: Path) -> None:
        assert starter.stdin
        assert starter.stdout
        self.root = root
        self.answers, self.orders = starter.stdout, starter.stdin
        self.orders.write("\t".join([*command(root), "--root", str(root)]) + "\n")
        self.orders.flush()
        self.number = int(self.answers.readline())
        self.begun = time.monotonic()

    def wait(self, seconds: float) -> None:
        """Let it run on for *seconds*."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pass

    def until(self, path: str) -> None:
        """Let it run on until *path* is there."""
        while not (self.root / path).exists() and time.monotonic() < self.begun + 10:
            pass

    def kill(self) -> int:
        """Kill it; return how it ended."""
        os.kill(self.number, signal.SIGKILL)
        self.orders.write("\n")
        self.orders.flush()
        return int(self.answers.readline())


def command(root: Path) -> list[str]:
    named = [*expected(root, ["PRC-001", "POL-001"]), *named_pictures()]
    signer = ["--as", "ben-marsh", "--key", str(key(root, "ben-marsh"))]
    return ["approve", "PRC-001", "POL-001", "--yes", *named, *signer]


def copies(template: Path, count: int) -> Iterator[Path]:
    for number in range(count):
        target = template.with_name(f"copy-{number}")
        shutil.copytree(template, target)
        shutil.copytree(key(template, "ben-marsh").parent, f"{target}-keys")
        yield target
        shutil.rmtree(target)


def look(root: Path) -> int:
    """Check that each file is whole or not there; return how many are."""
    there = 0
    for subject, count in WHOLE.items():
        folder = f"records/approvals/{subject}/1.0"
        named = [path for path in (root / folder).rglob("[!.]*") if path.is_file()]
        there += len(named)
        for path in named:
            content = path.read_bytes()
            if path.suffix == ".json":
                assert isinstance(read(content), Statement)
                # It comes last.
                assert len(named) == count
            elif path.suffix == ".sig":
                assert isinstance(open_signature(content.decode()), Signature)
            elif path.suffix == ".png":
                assert content == MAP
            else:
                assert content == clean(working_file(root, subject).read_bytes())
    return there


def complete(root: Path) -> None:
    """Run the command once more, and see that nothing is left to do."""
    assert {each.code for each in errors(root)} <= UNFINISHED
    again = run(root, *command(root))
    assert again.exit_code == 0, said(again)
    assert errors(root) == []
    assert [len(statements(root, each)) for each in WHOLE] == [1, 1]
    assert look(root) == sum(WHOLE.values())


def test_killed_at_any_moment_nothing_is_damaged(
    illustrated: Path, starter: subprocess.Popen[str]
) -> None:
    key(illustrated, "ben-marsh")
    ended = []
    for number, root in enumerate(copies(illustrated, tries(12, 25))):
        begun = Run(starter, root)
        begun.wait(random.Random(number).uniform(0, 0.3))  # noqa: S311 - of moments
        ended.append(begun.kill())
        look(root)
        complete(root)
    assert signal.SIGKILL in ended


def test_killed_while_it_writes_nothing_is_damaged(
    illustrated: Path, starter: subprocess.Popen[str]
) -> None:
    key(illustrated, "ben-marsh")
    counts = []
    for number, root in enumerate(copies(illustrated, tries(24, 60))):
        begun = Run(starter, root)
        # It lays all files beside their places first, and then gives them their names.
        place, seconds = (f"{PRC}/PRC-001.md", 0.004) if number % 2 else (PRC, 0.02)
        begun.until(place)
        begun.wait(random.Random(number).uniform(0, seconds))  # noqa: S311 - of moments
        begun.kill()
        counts.append(look(root))
        complete(root)
    # Some in the middle of it.
    assert any(0 < count < sum(WHOLE.values()) for count in counts), counts


# Disks that take nothing


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give the SMS on a file system of its own that is full, or that nobody may write to.

    The parameter is how many bytes there is room for; None means read-only.
    """
    mounted = tmp_path / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        assert "CI" not in os.environ, f"no small file system: {done.stderr}"
        pytest.skip(f"no right to mount a small file system: {done.stderr.strip()}")
    root = illustrate(lay(mounted / "sms"))
    shutil.copytree(key(root, "ben-marsh").parent, tmp_path / "keys")
    if request.param is None:
        subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    else:
        with (mounted / "filler").open("wb", buffering=0) as filler:
            while fill(filler):
                pass
            filler.truncate(filler.tell() - request.param)
    yield root
    subprocess.run(["umount", mounted], check=True)


def fill(filler: io.RawIOBase) -> bool:
    """Write a page to *filler*; tell whether there was room for it."""
    try:
        return bool(filler.write(b"x" * 4096))
    except OSError:
        return False


def approve_there(root: Path, keys: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    arguments = command(root)
    arguments[-1] = str(keys / "ben-marsh")
    return subprocess.run(
        [sys.executable, "-m", "sms_docs", *arguments],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("disk", "reason"),
    [
        # Eight files need eight pages.
        (0, "no space left on device"),
        (3 * 4096, "no space left on device"),
        (7 * 4096, "no space left on device"),
        (None, "read-only file system"),
    ],
    indirect=["disk"],
)
def test_a_disk_that_takes_nothing_is_4_and_nothing_is_lost(
    disk: Path, tmp_path: Path, reason: str
) -> None:
    before = files(disk)
    done = approve_there(disk, tmp_path / "keys")
    assert done.returncode == 4, done.stderr
    assert done.stderr.startswith("sms-docs: records/approvals/")
    assert done.stderr.endswith(
        f": not written: {reason}; make room or give yourself the right to write there, and try"
        " again\n"
    )
    assert files(disk) == before
    assert not (disk / PRC).exists()


# Gives up what root may do in spite of the rights of files, and starts again as root without it.
UNPRIVILEGED = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
if os.getuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
    sys.exit("no right to give up rights")
os.execv(sys.executable, [sys.executable, "-m", "sms_docs", *sys.argv[1:]])
"""


def test_a_folder_without_the_right_to_write_is_4_and_nothing_is_lost(illustrated: Path) -> None:
    approvals = illustrated / "records/approvals"
    approvals.chmod(0o555)
    before = files(illustrated)
    done = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED, *command(illustrated), "--root", str(illustrated)],
        check=False,
        capture_output=True,
        text=True,
    )
    approvals.chmod(0o755)
    assert done.returncode == 4, done.stderr
    assert done.stderr == (
        f"sms-docs: {PRC}/PRC-001.md: not written: permission denied; make room or give yourself"
        " the right to write there, and try again\n"
    )
    assert files(illustrated) == before
