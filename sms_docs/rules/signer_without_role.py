"""A signer did not hold the role on the day of signing.

What it finds
    A record that is signed in a role which the person, by the trust files in effect, did not hold
    on the day of `signedAt`. The first and the last day of a role count.

Why it matters
    Authority comes with a role and ends with it. Who signed before or after had none.

Example
        people.yml      ben-marsh: {role: service-manager, from: 2024-01-01, to: 2026-06-30}
        the record      "signedAt": "2026-11-01T10:00:00Z"

Use instead
        people.yml      ben-marsh: {role: service-manager, from: 2024-01-01}
        the record      "signedAt": "2026-11-01T10:00:00Z"

Fix
    Have the text approved by somebody who holds the role: `sms-docs approve ID`. If the days are
    wrong, correct them in `records/trust/people.yml` and have that approved: `sms-docs approve
    TRUST`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS215"
SEVERITY = Severity.ERROR
