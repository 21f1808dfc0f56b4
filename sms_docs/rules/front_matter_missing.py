"""A Markdown document has no front matter where it must stand.

What it finds
    A document whose first line is not exactly `---`, whose block of metadata never ends, or which
    has a second block right after the first.

Why it matters
    The front matter says which document this is, which version, and who owns it. Text without it
    is not under control.

Example
        id: POL-001
        title: Service management policy

Use instead
        ---
        id: POL-001
        title: Service management policy
        ---

Fix
    Begin line 1 with `---`, end the block with a line `---`, and leave nothing before it. The
    command `sms-docs new` makes a file with a complete block.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS006"
SEVERITY = Severity.ERROR
