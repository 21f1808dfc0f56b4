"""A signature does not fit the record beside it.

What it finds
    An SSH signature by a listed key of the signer that is mathematically wrong for the bytes of the
    statement: one of the two was changed after signing, or the signature belongs to another record.

Why it matters
    This is what signatures are for: the statement is not the one that was signed.

Example
        "signedAt": "2026-10-01T10:00:00Z"        was 2026-11-01 when it was signed

Use instead
        "signedAt": "2026-11-01T10:00:00Z"

Fix
    Find out who changed it: `git log -p -- RECORD`. Bring both files back as they were made, or
    have the text approved again: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS225"
SEVERITY = Severity.ERROR
