"""A small SMS with closed records, at a frozen day, for the tests of what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import approving
from approving import clean, lay, sha256

from sms_docs.check import Checked, assess

DAY = "2026-11-20"
# The real clock verifies, and it is past this on every machine.
SIGNED_AT = "2025-03-04T10:00:00Z"
RISK = "records/risks/RSK-001-fibre.yml"
OLD = "records/improvements/IMP-2019-004-shorter-forms.yml"
CLOSED_RISK = """\
id: RSK-001
kind: risk
title: The fibre is cut
date: 2024-10-14
procedure: PRC-001
owner: service-manager
classification: internal
retention: P3Y
closed: 2025-02-03
description: The only fibre to the water works is cut.
likelihood: 2
impact: 4
treatment: A radio link takes over.
acceptance: Accepted, 2 x 4 lies below the limit.
"""
OLD_IDEA = """\
id: IMP-2019-004
kind: improvement
title: Shorter forms
date: 2019-03-05
procedure: PRC-001
owner: service-manager
classification: confidential
retention: P3Y
closed: 2019-06-28
description: The forms ask for too much.
target: Five fields fewer.
priority: low
result: Six fields fewer.
"""


def start(root: Path) -> Path:
    """Write an SMS with approved trust, a closed risk and an old closed improvement."""
    lay(root)
    settings = root / "pyproject.toml"
    frozen = f"demonstration = true\nas_of = {DAY}\n"
    settings.write_text(settings.read_text() + frozen)
    put(root, RISK, CLOSED_RISK)
    put(root, OLD, OLD_IDEA)
    return root


def put(root: Path, path: str, text: str) -> None:
    """Write *text* to the file *path*, with its folders."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8", newline="")


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace *old*, which stands once in the file, by *new*."""
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    put(root, path, text.replace(old, new))


def approve(root: Path, identity: str, **words: Any) -> Path:  # noqa: ANN401
    """Have a correction or disposal approved, by somebody who may."""
    at = words.pop("at", SIGNED_AT)
    return approving.approve(root, identity, "cora-finch", "service-manager", at, **words)


def digest(root: Path, path: str) -> str:
    """Return the sha256 of the clean text of the file *path*."""
    return sha256(clean((root / path).read_bytes()))


def files(root: Path) -> dict[str, bytes]:
    """Return every file below *root* with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def checked(root: Path) -> Checked:
    """Check the SMS as of its frozen day."""
    return assess(root)


def found(root: Path, *names: str) -> list[tuple[str, str]]:
    """Return rule and path of what the check finds of the rules *names*; none means errors."""
    return [
        (finding.name, finding.path)
        for finding in checked(root).report.findings
        if (finding.name in names if names else finding.severity == "error")
    ]
