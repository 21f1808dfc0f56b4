"""A file holds a character that hides or turns text.

What it finds
    Control characters other than tab and line break, the line separators U+2028 and U+2029, and
    the characters that turn the direction of writing, such as U+202E.

Why it matters
    With these a text can look different from what it says: a reviewer approves one sentence and
    a reader, a terminal or a YAML parser gets another.

Example
        approver: (U+202E)bob

Use instead
        approver: bob

Fix
    Delete the character at the line and column of the finding and type the text again. An editor
    that shows invisible characters helps to find it.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS003"
SEVERITY = Severity.ERROR
