"""What a document is about, in a few words of its own, for lists."""

from __future__ import annotations

import re

from sms_docs.model import Document

# What begins a block that is no paragraph: heading, list, table, quotation, fence, picture.
NO_PARAGRAPH = re.compile(r"[ \t]*(?:#|[-*+] |[0-9]+[.)] |\||>|`{3}|~{3}|!\[)")
FENCE = re.compile(r"[ \t]*(?:`{3}|~{3})")
LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
MARKS = re.compile(r"(?<!\w)[*_`]+(?=\w)|(?<=[\w.,:;!?])[*_`]+(?!\w)")


def summary(document: Document) -> str:
    """Return the description of *document*, else the first paragraph of its text.

    Links and emphasis are taken out.  Where there is neither, it is what the version changes.
    """
    if described := document.get("description"):
        return described
    if document.type.format == "markdown":
        lines = document.text.split("\n")[document.body_line - 1 :]
        if found := _first_paragraph(lines):
            return MARKS.sub("", LINK.sub(r"\1", found))
    return document.get("change")


def _first_paragraph(lines: list[str]) -> str:
    found: list[str] = []
    fenced = False
    for line in lines:
        if FENCE.match(line):
            fenced = not fenced
        plain = bool(line.strip()) and not fenced and not NO_PARAGRAPH.match(line)
        if plain:
            found.append(line.strip())
        elif found:
            break
    return " ".join(found)
