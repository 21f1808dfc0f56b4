"""A file is larger than the limit.

What it finds
    A document, record or page of more than 2,000,000 bytes, or a picture or attachment of an
    approved document of more than 50,000,000. The size is looked up before the file is read.

Why it matters
    No policy is that long. A file of this size is a mistake or an attempt to stall the check, and
    nobody can have read it before approval.

Example
        policies/POL-001-service-management-policy.md     200,000,000 bytes

Use instead
        policies/POL-001-service-management-policy.md     12,000 bytes
        docs/plans/capacity-2026.xlsx                     kept in the archive, named in the text

Fix
    Split the document, or keep the large part as an attachment and name it in the text.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS004"
SEVERITY = Severity.ERROR
