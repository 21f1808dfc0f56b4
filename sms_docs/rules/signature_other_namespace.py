"""A signature was made for another purpose than approvals.

What it finds
    An SSH signature whose namespace is not `approval@sms-docs`, such as `git` or `file`.

Why it matters
    The namespace says what a signature is for. Who signed a commit or a file with the same key has
    not approved a document.

Example
        ssh-keygen -Y sign -n git ...

Use instead
        ssh-keygen -Y sign -n approval@sms-docs ...      as `sms-docs approve PRC-001` does

Fix
    Retract the record (`sms-docs retract RECORD --reason TEXT`), and have the text signed by the
    command: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS220"
SEVERITY = Severity.ERROR
