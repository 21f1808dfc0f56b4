"""A copy of the starter SMS to break, its documents drafts again."""

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
