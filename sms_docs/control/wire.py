"""Bytes as SSH packs them, taken apart with every length checked.

Source: RFC 4251, section 5.
"""

from __future__ import annotations

import base64
import binascii
import re

LENGTH = 4
TOP_BIT = 0x80
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


class Malformed(ValueError):  # noqa: N818 - says what the bytes are
    """The bytes are not what they must be; the text says in words what is wrong."""


class Wire:
    """Reads values from *content*, one after another; *what* names a value in messages."""

    __slots__ = ("_content", "_position")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._position = 0

    def take(self, size: int, what: str) -> bytes:
        """Return the next *size* bytes."""
        found = self._content[self._position : self._position + size]
        if len(found) < size:
            message = f"{what} is cut short: {size:,} bytes announced, {len(found):,} there"
            raise Malformed(message)
        self._position += size
        return found

    def number(self, what: str) -> int:
        """Return the next whole number of four bytes."""
        return int.from_bytes(self.take(LENGTH, what), "big")

    def string(self, what: str) -> bytes:
        """Return the next bytes behind their length."""
        return self.take(self.number(what), what)

    def word(self, what: str) -> str:
        """Return the next string; it must be of printable ASCII and not empty."""
        found = self.string(what)
        if not found.isascii() or not (text := found.decode("ascii")).isprintable() or not text:
            message = f"{what} is no printable ASCII text"
            raise Malformed(message)
        return text

    def integer(self, what: str) -> int:
        """Return the next integer, which must be positive and written the shortest way."""
        found = self.string(what)
        # ssh-keygen passes over further zeros in front and never writes them.
        if not found or found[0] & TOP_BIT or (found[0] == 0 and not found[1:2] >= b"\x80"):
            message = f"{what} is no positive integer in its shortest form"
            raise Malformed(message)
        return int.from_bytes(found, "big")

    def rest(self) -> bytes:
        """Return all that has not been read."""
        return self.take(len(self._content) - self._position, "the rest")

    def end(self, what: str) -> None:
        """Refuse bytes that nobody has asked for."""
        if more := len(self._content) - self._position:
            message = f"{what} is followed by {more:,} bytes that do not belong to it"
            raise Malformed(message)


def packed(content: bytes) -> bytes:
    """Return *content* behind its length."""
    return len(content).to_bytes(LENGTH, "big") + content


def decoded(text: str, what: str) -> bytes:
    """Return the bytes of the base64 *text*, of which only one spelling is taken.

    Raises:
        Malformed: it is none, or not the one that an encoder writes.
    """
    message = f"{what} is no base64 text as encoders write it"
    if not BASE64.fullmatch(text):
        raise Malformed(message)
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed(message) from error
    if base64.b64encode(content).decode("ascii") != text:
        raise Malformed(message)
    return content
