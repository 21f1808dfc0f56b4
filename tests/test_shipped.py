"""Where the shipped files are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sms_docs.errors import SmsDocsError
from sms_docs.load import shipped as shipped_module
from sms_docs.load.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path


def test_shipped_files_lie_in_the_wheel_or_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "sms_docs"
    package.mkdir()
    monkeypatch.setattr(shipped_module, "PACKAGE", package)
    assert shipped("starter") == tmp_path
    with pytest.raises(SmsDocsError, match="the folder 'schemas' is missing"):
        shipped("schemas")
    (tmp_path / "schemas").mkdir()
    assert shipped("schemas") == tmp_path / "schemas"
    (package / "shipped/schemas").mkdir(parents=True)
    assert shipped("schemas") == package / "shipped/schemas"
