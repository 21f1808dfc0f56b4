"""A new approval record was signed with a key that is no longer valid.

What it finds
    An approval record that the change adds, and whose key is not valid at the time of the check:
    not yet, no longer, or revoked, by the trust files of the base. Only `sms-docs check --base`
    looks for it.

Why it matters
    The time in a record is what the signer wrote. With an old key and a date to fit, a record could
    be made long after its owner has left.

Example
        allowed_signers     ben-marsh ...,valid-before="20260701Z" ...
        today is 2026-11-20, a new record has "signedAt": "2026-06-30T10:00:00Z"

Use instead
        allowed_signers     ben-marsh ...,valid-before="20270701Z" ...
        today is 2026-11-20, a new record has "signedAt": "2026-11-19T10:00:00Z"

Fix
    Delete the record and its signature, which have not landed yet, and have the text approved with
    a key that is valid: `sms-docs approve ID --key FILE`. `sms-docs trust add-key` adds a new one.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS810"
SEVERITY = Severity.ERROR
