"""What a schema has against data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sms_docs.model import KeyPath


class Violation(NamedTuple):
    """One fault of data against its schema.

    *path* leads to the value; to the key itself where *rule* is ``unknown-key``, and to
    the mapping around it where a key is missing.
    """

    path: KeyPath
    rule: str
    message: str
    fix: str
