"""Two file names in a folder are the same to some systems.

What it finds
    Names in one folder that differ only in upper and lower case or in the Unicode form of a
    letter.

Why it matters
    On Windows and macOS the two are one file. A checkout there keeps one of the documents and
    loses the other.

Example
        policies/POL-001-Security.md
        policies/POL-001-security.md

Use instead
        policies/POL-001-security.md
        policies/POL-002-physical-security.md

Fix
    Rename or delete one of the two with `git mv` or `git rm`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS013"
SEVERITY = Severity.ERROR
