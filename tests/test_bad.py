"""Whatever the input: a message, an exit code, nothing written, and neither crash nor hang."""

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
def test_a_bad_input_gets_its_answer(case: Bad, tmp_path: Path, listener: socket.socket) -> None:
    root = tmp_path / "sms"
    case.lay(root, listener.getsockname()[1])
    before = digest(root)
    arguments = [*case.run, "--as-of", TODAY] if case.run == ("check",) else case.run
    done = subprocess.run(
        [sys.executable, "-S", MEASURED, *arguments],
        cwd=root,
        env={**os.environ, "MEASURED": str(tmp_path / "cost"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == case.exit, (out + err)[-3000:]
    is_clean(out + err)
    assert not re.search(r"^\s*::", out + err, re.MULTILINE)
    missing = [text for text in case.says if text not in out + err]
    assert not missing, f"{missing} not in\n{(out + err)[:3000]}"
    assert not [text for text in case.hides if text in out + err]
    assert digest(root) == before, "something was written"
    seconds, peak = (float(n) for n in (tmp_path / "cost").read_text().split())
    assert seconds < SECONDS
    assert peak < MEMORY, f"{peak / (1 << 20):.0f} MB"
    with pytest.raises(BlockingIOError):
        listener.accept()


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
