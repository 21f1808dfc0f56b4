"""A file begins with a byte-order mark.

What it finds
    The three bytes EF BB BF before the first character. Some Windows editors put them there when
    asked for "UTF-8 with BOM".

Why it matters
    The mark is invisible, yet front matter that does not begin with the first byte is no front
    matter: the forge, MkDocs and sms-docs would then see different documents.

Example
        (EF BB BF)---
        id: POL-001

Use instead
        ---
        id: POL-001

Fix
    Save the file as "UTF-8" or "UTF-8 without BOM".
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS002"
SEVERITY = Severity.ERROR
