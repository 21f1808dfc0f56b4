"""Schema files that cannot be read: refused with the file, the line and the cure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sms_docs.errors import ConfigurationError
from sms_docs.load.schemas import load_schemas

if TYPE_CHECKING:
    from pathlib import Path


def write(root: Path, text: bytes) -> None:
    (root / "schemas").mkdir()
    (root / "schemas/visit.schema.json").write_bytes(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{\n"a": 1,\n}', "schemas/visit.schema.json:3: no JSON: "),
        (b"", "schemas/visit.schema.json:1: no JSON: "),
        (b'{"a": "\xe9"}', "schemas/visit.schema.json: not UTF-8 at byte 7"),
        (b'\xef\xbb\xbf{"a": 1}', "schemas/visit.schema.json:1: no JSON: "),
        (b"[]", "schemas/visit.schema.json: no JSON object"),
        (b'{"a": NaN}', "schemas/visit.schema.json: no JSON: NaN is no number in JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "schemas/visit.schema.json: no JSON: "),
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' stands twice in one object"),
        (b'{"a": ' + b"[" * 100 + b"]" * 100 + b"}", "nested deeper than 64"),
        (b"[" * 100_000, "nested deeper than 64"),
        (b" " * 1_000_001, "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_json_object_is_refused_with_its_line(
    tmp_path: Path, text: bytes, message: str
) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_schemas(tmp_path)
    assert message in str(caught.value)


def test_a_pipe_or_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    path = tmp_path / "schemas/visit.schema.json"
    os.mkfifo(path)
    with pytest.raises(ConfigurationError, match="not a regular file"):
        load_schemas(tmp_path)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(ConfigurationError, match="not a regular file"):
        load_schemas(tmp_path)


def test_a_schema_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, b"{}")
    read = type(tmp_path).read_bytes

    def fail(path: Path) -> bytes:
        if path.is_relative_to(tmp_path):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(type(tmp_path), "read_bytes", fail)
    with pytest.raises(ConfigurationError, match=r"visit\.schema\.json: permission denied"):
        load_schemas(tmp_path)
