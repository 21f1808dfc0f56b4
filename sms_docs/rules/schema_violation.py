"""The metadata breaks the schema of its type.

What it finds
    A key that is required and missing, a value of the wrong kind, a text that does not fit its
    pattern, a day that does not exist. Which keys a type has is in `schemas/`.

Why it matters
    Registers, the matrix and the review calendar are made from these values. A value that is
    missing or misspelt drops the document out of them.

Example
        version: "2"
        classification: secret

Use instead
        version: "2.0"
        classification: confidential

Fix
    Correct the value as the finding says. `sms-docs new` makes a file with every key that its type
    requires.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS101"
SEVERITY = Severity.ERROR
