"""What a schema has against data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sms_docs.model import KeyPath


class Violation(NamedTuple):
    """One fault of data against its schema.

    *path* leads to the value; to the key itself where *rule* is ``unknown-key``, and to
    the mapping around it where a key is missing.  *key* is the key that is missing, or
    the one that was meant by an unknown key, if there is such.
    """

    path: KeyPath
    rule: str
    message: str
    fix: str
    key: str = ""
