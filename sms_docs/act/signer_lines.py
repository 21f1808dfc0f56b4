"""Lines of ``allowed_signers``: one more of them, or another end of a key; nothing else moves."""

from __future__ import annotations

from datetime import date

from sms_docs.act.public_key import GivenKey
from sms_docs.approval import NAMESPACE
from sms_docs.trust import SignerKey

END = b"valid-before="
DAY = "%Y%m%dZ"


def signer_line(person: str, key: GivenKey, first: date, until: date) -> str:
    """Return the line by which *key* of *person* counts from *first* up to before *until*."""
    options = [f'namespaces="{NAMESPACE}"']
    options += [f'valid-after="{first:{DAY}}"', f'valid-before="{until:{DAY}}"']
    return " ".join(filter(None, (person, ",".join(options), key.kind, key.coded, key.comment)))


def with_line(content: bytes, line: str) -> bytes:
    """Return *content* with *line* as its last one, and with line ends as they are."""
    end = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if not content or content.endswith(b"\n") else end
    return content + gap + line.encode() + end


def with_end(content: bytes, key: SignerKey, until: date) -> bytes:
    """Return *content* in which *key*, as read from it, counts up to before *until*."""
    lines = content.split(b"\n")
    person, options, rest = lines[key.line - 1].split(b" ", 2)
    # No option that the reader takes holds a comma.
    kept = [each for each in options.split(b",") if not each.startswith(END)]
    ended = b",".join([*kept, END + f'"{until:{DAY}}"'.encode()])
    lines[key.line - 1] = b" ".join((person, ended, rest))
    return b"\n".join(lines)
