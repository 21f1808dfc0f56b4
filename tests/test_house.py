"""The house style holds: layers, types, lint, size, spelling."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sms_docs"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["lint-imports", "--no-cache"],
        ["mypy", "--no-error-summary"],
        ["ruff", "check", "--quiet", "--no-cache"],
        ["ruff", "format", "--check", "--quiet", "--no-cache"],
        ["codespell", "--toml", "pyproject.toml"],
    ],
    ids=lambda command: command[0] + "-" + command[1].strip("-"),
)
def test_the_tool_finds_nothing(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_no_module_is_longer_than_300_lines_and_the_median_is_small() -> None:
    lengths = {path: path.read_text().count("\n") for path in modules()}
    assert {path: n for path, n in lengths.items() if n > 300} == {}
    assert statistics.median(lengths.values()) <= 80


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []


def test_no_module_splits_lines_as_unicode_does() -> None:
    """``str.splitlines`` splits on U+2028 and others: a comment could hide a key there."""
    using = [str(path) for path in modules() if re.search(r"\.splitlines\(", path.read_text())]
    assert using == []


def test_no_module_catches_everything() -> None:
    wide = re.compile(r"except\s*:|except (Base)?Exception\b")
    assert [str(path) for path in modules() if wide.search(path.read_text())] == []
