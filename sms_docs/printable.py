"""Untrusted text made safe for a terminal or a CI log, in one place."""

from __future__ import annotations

import re

LIMIT = 200
# What a terminal or a reader could take for something else than the text it is.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\u00ad\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Every ASCII character that could mean something to Markdown, HTML or the forge: not
# only | and ` but also : and @ and #, which make links, mentions and references.
MEANING = re.compile(r"[^A-Za-z0-9 ,.;/?()\-\u0080-\U0010ffff]")


def printable(text: str, limit: int = LIMIT) -> str:
    r"""Return *text* on one line of at most *limit* characters, nothing in it obeyed.

    Control and invisible characters become ``\xNN`` or ``\uNNNN``.  The GitHub runner
    obeys ``::`` at the start of a line and ``##[`` anywhere in it, so both are broken up.
    """
    shown = UNPRINTABLE.sub(_escape, text[: limit + 1])
    if len(text) > limit:
        shown = shown[:limit] + "…"
    shown = shown.replace("##[", "#\\#[")
    return "\\" + shown if shown.lstrip().startswith("::") else shown


def printable_json(text: str) -> str:
    """Return *text*, JSON on any number of lines, with the same meaning and nothing to obey."""
    # All that is left of these stands inside of strings, but for the line breaks of the layout.
    text = UNPRINTABLE.sub(_escape_json, text)
    return text.replace("##[", "##\\u005b")


def unobeyed(text: str) -> str:
    """Return *text* on one line of Markdown in which no character means anything."""
    return MEANING.sub(lambda match: f"&#{ord(match[0])};", printable(text, limit=len(text)))


def _escape_json(match: re.Match[str]) -> str:
    return match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"  # noqa: PLR2004
