"""Official wording is bought text: it may lie beside the SMS, never in git."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from sms_docs.load import text
from sms_docs.model import TOP, Defect

FOLDER = "catalogues"
PATTERN = "*.wording.yml"


def exposed_wording(root: Path) -> Iterator[Defect]:
    """Report each file of official wording that .gitignore does not keep out of git."""
    found = sorted(path.name for path in (root / FOLDER).glob(PATTERN))
    if not found:
        return
    # What cannot be read as text keeps nothing out that we could be sure of.
    lines = text.read(root, ".gitignore").text.split("\n")
    patterns = [line.strip().removeprefix("/") for line in lines]
    for name in found:
        path = f"{FOLDER}/{name}"
        if not any(fnmatch(path, p) or fnmatch(name, p) for p in patterns if p):
            yield Defect(
                path,
                TOP,
                "the wording of a standard is under copyright, and git does not ignore this file",
                f"Add the line `{FOLDER}/{PATTERN}` to .gitignore.",
            )
