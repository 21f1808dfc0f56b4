"""A confirmation does not say what was checked.

What it finds
    A record of meaning `confirm` whose `comment` holds no letter and no digit. It does not count,
    so the review stays where it was.

Why it matters
    A periodic review that says only that it took place cannot be told from one that did not.

Example
        "meaning": "confirm", "comment": "-"

Use instead
        "meaning": "confirm", "comment": "Read with the service desk; contacts and times are right."

Fix
    Confirm it again, with a sentence about what was read, with whom, against what: `sms-docs
    confirm ID --checked TEXT`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS303"
SEVERITY = Severity.ERROR
