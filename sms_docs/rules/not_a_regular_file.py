"""A controlled folder holds something else than a file or a folder.

What it finds
    Symbolic links, named pipes, sockets and devices in the controlled folders, and folders that
    cannot be read. They are neither opened nor followed.

Why it matters
    A link can lead out of the repository and publish what lies there; a pipe can hang whoever
    opens it. A document must be the bytes that git keeps.

Example
        policies/POL-001-service-management-policy.md -> /etc/hostname

Use instead
        policies/POL-001-service-management-policy.md     the text itself

Fix
    Delete the link and put the file itself there. To let one document point to another, write a
    Markdown link in its text.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS005"
SEVERITY = Severity.ERROR
