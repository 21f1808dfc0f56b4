"""An approval record was signed at a time that has not come yet.

What it finds
    A `signedAt` that lies ahead of the clock by more than `max_skew_minutes` of
    `records/trust/policy.yml`.

Why it matters
    Nobody signs tomorrow. A time ahead comes from a wrong clock or from somebody who wants a review
    to look younger than it is.

Example
        today is 2026-11-20
        "signedAt": "2027-11-01T10:00:00Z"

Use instead
        today is 2026-11-20
        "signedAt": "2026-11-20T10:00:00Z"

Fix
    Compare the clock of this computer with that of the signer. If the record is wrong, delete it
    and its signature and have the text approved again: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS213"
SEVERITY = Severity.ERROR
