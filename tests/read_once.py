"""What every check reads and no case changes, read once for many small cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sms_docs.load.schemas import Schemas, load_schemas


def share_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each SMS that is loaded have the same shipped schemas; it may have none of its own."""
    monkeypatch.setattr("sms_docs.load.project.load_schemas", _shared)


def _shared(root: Path) -> Schemas:
    assert not (root / "schemas").exists()
    return _shipped()


@cache
def _shipped() -> Schemas:
    return load_schemas(None)
