"""Line and column of an offset in a text, without a table of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sms_docs.body import Place


class Ruler:
    """Gives the places of offsets in a text, which must be asked in ascending order."""

    __slots__ = ("_line", "_offset", "_start", "_text")

    def __init__(self, text: str, line: int = 1) -> None:
        self._text = text
        self._line = line
        self._start = self._offset = 0

    def place(self, offset: int) -> Place:
        """Return line and column of character *offset*; columns count from 1."""
        passed = self._text.count("\n", self._offset, offset)
        if passed:
            self._line += passed
            self._start = self._text.rfind("\n", self._offset, offset) + 1
        self._offset = offset
        return self._line, offset - self._start + 1


class Characters:
    """Turns ascending offsets in the UTF-8 bytes of a text into offsets in the text."""

    __slots__ = ("_bytes", "_characters", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._bytes = self._characters = 0

    def offset(self, position: int) -> int:
        """Return how many characters stand before byte *position*."""
        self._characters += len(self._raw[self._bytes : position].decode())
        self._bytes = position
        return self._characters
