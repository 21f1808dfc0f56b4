"""Whatever the input: a message, an exit code, nothing written, and neither crash nor hang.

Each run is a process of its own, but without a start of Python: see `measured`.  Of each
command one is started as a user starts it, and must answer the same.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from bad_cases import BAD, PROJECT, Bad, bad_inputs

from sms_docs import reports
from sms_docs.check import assess

TODAY = "2026-11-20"
MEASURED = Path(__file__).with_name("measured.py")
SECONDS = 5
MEMORY = 300 << 20
CASES = bad_inputs()
# What must never reach a terminal raw: controls, C1 controls, bidirectional marks, and the rest.
RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
COMMAND = re.compile(
    r"::(?:error|warning) file=[^:,]+,line=\d+,col=\d+,title=SMS\d{3} [a-z0-9-]+::"
)


class Answer(NamedTuple):
    """How a run ended, what it printed, and what it cost: processor time and memory."""

    exit: int
    out: bytes
    err: bytes
    seconds: float
    peak: float


class Runs:
    """The program that runs sms-docs and measures it."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        assert program.stdin
        assert program.stdout
        self.orders, self.answers = program.stdin, program.stdout

    def run(self, root: Path, *arguments: str) -> Answer:
        """Run sms-docs in *root*; what it prints is kept beside it."""
        out, err = root.with_name("out"), root.with_name("err")
        order = {"arguments": arguments, "folder": str(root), "seconds": 30}
        self.orders.write(json.dumps({**order, "out": str(out), "err": str(err)}) + "\n")
        self.orders.flush()
        answer = json.loads(self.answers.readline())
        return Answer(out=out.read_bytes(), err=err.read_bytes(), **answer)


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    with subprocess.Popen(
        [sys.executable, MEASURED],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield Runs(program)
        assert program.stdin
        program.stdin.close()


def arguments(case: Bad) -> list[str]:
    """Return those of *case*, with a day where it names none."""
    return [*case.run, "--as-of", TODAY] if case.run == ("check",) else [*case.run]


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A socket that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def digest(root: Path) -> dict[str, tuple[object, ...]]:
    """Return all there is below *root*; no content of pipes, links and sparse giants."""
    found: dict[str, tuple[object, ...]] = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            facts = path.lstat()
            content = ""
            if stat.S_ISREG(facts.st_mode) and facts.st_blocks * 512 >= facts.st_size:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path)] = (facts.st_mode, facts.st_size, facts.st_mtime_ns, content)
    return found


def is_clean(text: str) -> None:
    """Demand that *text* holds nothing that a terminal or a CI runner would obey."""
    assert not RAW.search(text), ascii(RAW.search(text))
    assert "##[" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_input_gets_its_answer(
    case: Bad, tmp_path: Path, listener: socket.socket, runs: Runs
) -> None:
    root = tmp_path / "sms"
    case.lay(root, listener.getsockname()[1])
    before = digest(root)
    answer = runs.run(root, *arguments(case))
    said = answer.out.decode() + answer.err.decode()
    assert answer.exit == case.exit, said[-3000:]
    is_clean(said)
    assert not re.search(r"^\s*::", said, re.MULTILINE)
    missing = [text for text in case.says if text not in said]
    assert not missing, f"{missing} not in\n{said[:3000]}"
    assert not [text for text in case.hides if text in said]
    assert digest(root) == before, "something was written"
    assert answer.seconds < SECONDS
    assert answer.peak < MEMORY, f"{answer.peak / (1 << 20):.0f} MB"
    with pytest.raises(BlockingIOError):
        listener.accept()


# The last case of each command.
@pytest.mark.parametrize(
    "case", {case.run[0]: case for case in CASES}.values(), ids=lambda case: case.run[0]
)
def test_as_a_user_starts_it_it_answers_the_same(case: Bad, tmp_path: Path, runs: Runs) -> None:
    """The control of the one above."""
    root = tmp_path / "sms"
    case.lay(root, 1)
    answer = runs.run(root, *arguments(case))
    done = subprocess.run(
        [sys.executable, "-m", "sms_docs", *arguments(case)],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (answer.exit, answer.out, answer.err) == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.run == ("check",) and case.exit < 2 and not case.heavy],
    ids=lambda case: case.name,
)
def test_no_format_lets_it_through(case: Bad, tmp_path: Path) -> None:
    case.lay(tmp_path, 1)
    report = assess(tmp_path, date.fromisoformat(TODAY)).report
    shapes = {name: reports.write(name, report) for name in reports.names()}
    for shape in shapes.values():
        is_clean(shape)
    assert not re.search(r"^\s*::", shapes["text"] + shapes["json"], re.MULTILINE)
    found = json.loads(shapes["json"])["findings"]
    *annotations, _, _ = shapes["github"].rstrip("\n").split("\n")
    assert len(annotations) == len(found)
    assert all(COMMAND.match(line) for line in annotations)


def test_a_full_disk_leaves_the_repository_as_it_was(tmp_path: Path) -> None:
    """Row W02 with a real limit of the system, not a pretended one."""
    root = Path(shutil.copytree(PROJECT, tmp_path / "sms"))
    before = {path: facts[-1] for path, facts in digest(root).items()}
    new = f"ulimit -f 0; exec '{sys.executable}' -m sms_docs new policy --title Patching"
    done = subprocess.run(["sh", "-c", new], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "not written: file too large; make room" in done.stderr
    assert {path: facts[-1] for path, facts in digest(root).items()} == before


def test_every_row_of_the_list_has_a_case() -> None:
    """Those on git, approvals, spreadsheets and writing have their tests elsewhere."""
    with (BAD / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file)}
    here = {row for row in rows if row[0] in "BYFSPM"} | {"X01", "X03"}
    assert here <= {case.name.partition("-")[0] for case in CASES}
