"""A file name does not work on every system.

What it finds
    Names that are not UTF-8, names that Windows reserves (`CON`, `NUL`, …), names with `: * ? " < >
    |` or a backslash, a dash at the start, a dot or space at the end, and very long paths.

Why it matters
    Whoever checks the repository out on Windows gets an error, or lacks the file. A name with a
    leading dash is taken for an option by many commands.

Example
        procedures/PRC-002: incidents.md

Use instead
        procedures/PRC-002-incidents.md

Fix
    Rename the file with `git mv`: letters, digits, `-`, `_` and `.` are enough.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS012"
SEVERITY = Severity.ERROR
