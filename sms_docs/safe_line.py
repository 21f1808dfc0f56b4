"""One line of text that is safe as a title or a name wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Collection

from sms_docs.errors import ConfigurationError
from sms_docs.printable import UNPRINTABLE

LONGEST = 120
# Also the beginnings of template code, which a generator of sites could run.
MARKS = re.compile("[<>&\"'`]|{[{%#]")
# What a name holds rightly, and how to write it here.
INSTEAD = {"'": "write the typographic apostrophe ’ for '", "&": "write 'and' for &"}


def safe_line(text: str, what: str, longest: int = LONGEST) -> str:
    """Return *text* without blanks around it, at most *longest* characters.

    Raises:
        ConfigurationError: it is empty, too long, or has characters that a page or a
            terminal could obey; the message begins with *what* and names them.
    """
    line = text.strip()
    refused = dict.fromkeys(MARKS.findall(line) + UNPRINTABLE.findall(line))
    if refused:
        named = " ".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in refused)
        message = f"{what}: these characters are not allowed here: {named}; {_cure(refused)}"
        raise ConfigurationError(message)
    if not 1 <= len(line) <= longest:
        message = f"{what}: it has {len(line)} characters; write 1 to {longest}"
        raise ConfigurationError(message)
    return line


def _cure(refused: Collection[str]) -> str:
    """Return what to do about the characters *refused*."""
    cures = [INSTEAD[each] for each in refused if each in INSTEAD]
    if len(cures) < len(refused):
        cures.append("leave the others out" if cures else "leave them out")
    return ", ".join(cures)
