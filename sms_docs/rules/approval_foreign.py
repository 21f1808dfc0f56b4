"""An approval record was made for another management system.

What it finds
    A statement whose `smsId` is not the `sms_id` of this repository.

Why it matters
    Organisations share documents, and often the same number and text. Somebody's approval in one of
    them is no approval in another; copied here, it would look like one.

Example
        pyproject.toml       sms_id = "urn:uuid:6f1c1f2e-3b7f-4a6b-9a51-0c5c8d8a4f10"
        the record           "smsId": "urn:uuid:90d37f0c-7f5e-4f25-a1cd-5f0a17f2f1b4"

Use instead
        the record           "smsId": "urn:uuid:6f1c1f2e-3b7f-4a6b-9a51-0c5c8d8a4f10"

Fix
    Delete the record, and have the text approved here: `sms-docs approve ID`. If all records are
    reported, `sms_id` was changed: change it back; it names the system for good.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS209"
SEVERITY = Severity.ERROR
