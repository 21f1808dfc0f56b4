"""The folder of a new SMS: made all at once, or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from sms_docs.errors import WriteRefused


def demand_room(target: Path) -> None:
    """Refuse a *target* that is there and holds something else than a repository.

    Raises:
        WriteRefused: it does, or the folder above is missing.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        _refuse(target, "it is a link or a file", "choose another folder")
    try:
        there = sorted(path.name for path in target.iterdir()) if target.exists() else []
        # A clone of a repository without commits is where most begin.
        there = [name for name in there if name != ".git"]
    except OSError as error:
        _refuse(target, (error.strerror or "").lower(), "choose another folder")
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""  # noqa: PLR2004
        _refuse(target, f"{', '.join(there[:3])}{more} in the way", "choose an empty folder")
    if not target.absolute().parent.is_dir():
        parent = target.parent
        _refuse(target, "the folder above is missing", f"make it first: mkdir -p {parent}")


@contextmanager
def workshop_beside(target: Path) -> Iterator[Path]:
    """Give a new folder on the disk of *target*; it is gone in the end, whatever happens."""
    # Inside of a folder that is there: that may be a disk of its own.
    place = target if target.exists() else target.absolute().parent
    workshop = place / f".sms-docs-{secrets.token_hex(8)}"
    try:
        workshop.mkdir()
        yield workshop
    except OSError as error:
        cure = "make room or give yourself the right to write there, and try again"
        _refuse(target, (error.strerror or str(error)).lower(), cure)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def move(workshop: Path, target: Path) -> None:
    """Make *workshop* the folder *target*, or put what it holds into that.

    Raises:
        WriteRefused: something has come to stand in the way.
    """
    if not target.exists():
        workshop.rename(target)
        return
    moved: list[Path] = []
    try:
        for path in sorted(workshop.iterdir()):
            if os.path.lexists(target / path.name):
                # A rename would silently replace what appeared since we looked.
                _refuse(target, f"{path.name} in the way", "choose an empty folder")
            moved.append(path.rename(target / path.name))
    except (OSError, WriteRefused):
        for path in moved:
            path.rename(workshop / path.name)
        raise


def start_repository(folder: Path) -> bool:
    """Make *folder* a git repository without a commit; False where git is not installed."""
    # Inside of a git hook these lead to the repository that the hook belongs to.
    misleading = [key for key in os.environ if re.match("GIT_(?!PYTHON_)", key)]
    kept = {key: os.environ.pop(key) for key in misleading}
    try:
        import git  # noqa: PLC0415 - slow, and fails where git is missing

        git.Repo.init(folder, initial_branch="main").close()
    except ImportError:
        return False
    except git.exc.GitError:
        return False
    finally:
        os.environ.update(kept)
    return True


def _refuse(target: Path, reason: str, cure: str) -> NoReturn:
    message = f"{target}: nothing was written: {reason}; {cure}"
    raise WriteRefused(message)
