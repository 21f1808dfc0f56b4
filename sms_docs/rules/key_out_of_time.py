"""A signature was made at a time for which its key was not valid.

What it finds
    A `signedAt` before `valid-after` of the key's line in `allowed_signers`, or at or after
    `valid-before`.

Why it matters
    A key counts for a time: from the day it was handed over until it is replaced or its owner
    leaves.

Example
        allowed_signers     ben-marsh ...,valid-after="20250101Z",valid-before="20260101Z" ...
        the record          "signedAt": "2026-11-01T10:00:00Z"

Use instead
        allowed_signers     ben-marsh ...,valid-after="20260101Z",valid-before="20270101Z" ...
        the record          "signedAt": "2026-11-01T10:00:00Z"

Fix
    Have the text approved again by a key that is valid now: `sms-docs approve ID --key FILE`.
    `sms-docs trust expiring` lists the keys that end soon, `sms-docs trust add-key` adds the next
    one.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS224"
SEVERITY = Severity.ERROR
