"""A copy of the starter SMS to break, or of one file of it, its documents drafts again."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("policies", "procedures", "docs/plans", "docs/services", "docs/agreements", "records")


def copy_starter(target: Path) -> Path:
    """Copy what is controlled, and the settings, to *target*; return it."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, target / folder)
    # An approved text that is changed is a finding of its own.
    shutil.rmtree(target / "records/approvals")
    shutil.copy(ROOT / "pyproject.toml", target / "pyproject.toml")
    return target


def copy_alone(path: Path, target: Path) -> Path:
    """Copy one file of the starter, the trust files and the settings to *target*; return it.

    What is told of this file needs no other one, and each check of all of them takes its time.
    """
    shutil.copytree(ROOT / "records/trust", target / "records/trust")
    shutil.copy(ROOT / "pyproject.toml", target / "pyproject.toml")
    copied = target / path.relative_to(ROOT)
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, copied)
    return target
