"""A file mixes the line endings of Windows and Unix.

What it finds
    A file in which some lines end with CR LF and others with LF. A file that uses one of them
    throughout is fine.

Why it matters
    Editors repair such files unasked, and the next change then touches every line: the reviewer
    no longer sees what changed.

Example
        first line (CR LF)
        second line (LF)

Use instead
        first line (LF)
        second line (LF)

Fix
    Save the file with LF throughout. The line `* text=auto eol=lf` in .gitattributes keeps it so.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS010"
SEVERITY = Severity.WARNING
