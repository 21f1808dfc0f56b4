"""Whatever stands behind the output, a command ends with its own exit code and no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sms_docs.cli.check import wants_colour

PROJECT = Path(__file__).parent / "rules" / "project"
CHECK = f"'{sys.executable}' -m sms_docs check --root '{PROJECT}' --as-of 2026-11-20"


def run(command: str, folder: Path) -> tuple[int, str]:
    """Return the exit code of *command* and what it said on the error output."""
    done = subprocess.run(  # noqa: S602 - a shell opens and closes the streams
        command, shell=True, cwd=folder, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stderr


def test_a_closed_output_changes_no_verdict(tmp_path: Path) -> None:
    assert run(f"{CHECK} >&-", tmp_path) == (0, "")
    assert run(f"{CHECK} >&- --fail-on warning", tmp_path) == (1, "")


def test_a_closed_error_output_changes_no_verdict(tmp_path: Path) -> None:
    assert run(f"{CHECK} 2>&-", tmp_path)[0] == 0
    assert run(f"{CHECK} --select nothing 2>&-", tmp_path)[0] == 2


@pytest.mark.parametrize(
    ("set_to", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_show_it_and_readers_who_want_it(
    monkeypatch: pytest.MonkeyPatch, set_to: dict[str, str], *, coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert wants_colour() is coloured


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is full")
def test_a_full_disk_is_4_and_named(tmp_path: Path) -> None:
    assert run(f"{CHECK} >/dev/full", tmp_path) == (
        4,
        "sms-docs: standard output: No space left on device; make room, or choose another place\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder one stands in")
def test_a_folder_that_is_gone_is_named_as_the_reason(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && '{sys.executable}' -m sms_docs check"
    assert run(command, tmp_path) == (
        2,
        "sms-docs: the current folder is gone; change to another one\n",
    )
