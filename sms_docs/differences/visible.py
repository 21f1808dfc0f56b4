"""Text for eyes: what is invisible in it, or could be obeyed, is written out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Line ends and tabs keep their place; a terminal obeys all other control characters.
PLAIN = re.compile(r"[\n\t\x20-\x7e]*")
DOUBTFUL = re.compile(r"[^\n\t\x20-\x7e]")
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
# Marks and letters without a picture of their own, among them the variation selectors.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    r"""Return *text* with every invisible or control character written as ``\u200b``.

    Line feeds and tabs stay; all blanks but the plain one are written out.
    """
    return text if PLAIN.fullmatch(text) else DOUBTFUL.sub(_shown, text)


def unobeyed(text: str) -> str:
    r"""Return *text* so that a CI runner obeys nothing in it: ``##[``, and ``::`` in front."""
    if "##[" in text:
        text = text.replace("##[", "#\\#[")
    return re.sub(r"(?m)^([ \t]*)::", r"\1\\::", text) if "::" in text else text


@lru_cache(maxsize=1 << 12)
def _escaped(character: str) -> str:
    if unicodedata.category(character) not in INVISIBLE and not BLANK.match(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004 - the two forms


def _shown(match: re.Match[str]) -> str:
    return _escaped(match[0])
