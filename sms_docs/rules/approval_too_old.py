"""A new approval record was signed too long ago.

What it finds
    An approval record that the change adds, and whose `signedAt` is further back than
    `max_age_days` of `records/trust/policy.yml` at the base. Only `sms-docs check --base` looks for
    it; the clock of the computer counts, also in a demonstration.

Why it matters
    A record that turns up a year after it was signed was kept somewhere, or its key has been used
    by somebody else and the date set back to when it counted.

Example
        today is 2026-11-20, max_age_days: 30
        "signedAt": "2026-03-02T10:00:00Z"

Use instead
        today is 2026-11-20, max_age_days: 30
        "signedAt": "2026-11-19T10:00:00Z"

Fix
    Delete the record and its signature, which have not landed yet, and have the text approved
    again: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS808"
SEVERITY = Severity.ERROR
