"""Untrusted text in Markdown that people fill in: nothing in it is obeyed, and it stays legible."""

from __future__ import annotations

import re

from sms_docs.printable import printable

# What Markdown, HTML and the forges read in the midst of a line: marks, links, mentions, ids.
OBEYED = re.compile(r"[\\`*_\[\]<>|#~&@!${}]|(?<=www)\.|:(?=/)", re.IGNORECASE)


def plain(text: str) -> str:
    """Return *text* on one line, each sign that could mean something with a backslash."""
    line = " ".join(text.split())
    return OBEYED.sub(lambda found: f"\\{found[0]}", printable(line, limit=len(line)))
