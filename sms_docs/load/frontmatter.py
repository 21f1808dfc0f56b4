"""A Markdown document comes apart into its metadata and its text.

Readers of front matter disagree about blanks, dots and dashes around it; where two of
them could see different metadata, the document is refused.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sms_docs.load.text import Fault

DELIMITER = "---"
# MkDocs, for one, ends the metadata here as well, and shows the rest as text.
DOUBTFUL_END = re.compile(r"^(?:---|\.\.\.)(?=[ \t]|$)", re.MULTILINE)
SECOND_BLOCK = re.compile(r"\s*^---$", re.MULTILINE)
START = "Begin the file with a line that is exactly ---, then the keys, then --- again."


class Front(NamedTuple):
    """Both parts of a document, and the lines of the file at which they begin.

    Without front matter that can be told apart *yaml* is empty and *body* is all.
    """

    yaml: str
    yaml_line: int
    body: str
    body_line: int
    faults: tuple[Fault, ...] = ()


def split(text: str) -> Front:
    """Return the parts of *text*, which is clean text.

    Front matter begins on line 1 and ends with the next line that is exactly ``---``.
    """
    if not text.startswith("---\n"):
        return Front("", 1, text, 1, (_missing(text),))
    end = text.find("\n---\n", 3)
    if end < 0:
        message = "the front matter is never closed: no second line is exactly ---"
        cure = "Put a line that is exactly --- below the last key."
        return Front("", 1, text, 1, (_fault(1, message, cure),))
    yaml = text[4 : end + 1]
    body = text[end + 5 :]
    body_line = yaml.count("\n") + 3
    return Front(yaml, 2, body, body_line, tuple(_doubts(yaml, body, body_line)))


def _doubts(yaml: str, body: str, body_line: int) -> list[Fault]:
    faults = []
    if ("---" in yaml or "..." in yaml) and (found := DOUBTFUL_END.search(yaml)):
        line = yaml.count("\n", 0, found.start()) + 2
        message = f"some readers end the front matter at this line, which begins with {found[0]}"
        faults.append(_fault(line, message, "Take the line out, or indent it."))
    if found := SECOND_BLOCK.match(body):
        line = body_line + found[0].count("\n")
        message = "a second block of front matter, or a rule before any text"
        faults.append(_fault(line, message, "Move its keys into the first block, or take it out."))
    return faults


def _missing(text: str) -> Fault:
    line = text.count("\n", 0, len(text) - len(text.lstrip())) + 1
    first = text.lstrip().partition("\n")[0]
    if not first.startswith(DELIMITER):
        return _fault(1, "no front matter", START)
    if line > 1 or text[0].isspace():
        message = "front matter must start on line 1, without a blank before it"
        return _fault(line, message, "Delete the blank lines or blanks above and before the ---.")
    return _fault(1, "front matter must start with exactly ---", START)


def _fault(line: int, message: str, cure: str) -> Fault:
    return Fault("front-matter-missing", (line, 1), message, cure)
