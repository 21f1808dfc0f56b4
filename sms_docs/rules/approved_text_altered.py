"""The stored text is not the one that was signed.

What it finds
    The text in `records/approvals/ID/VERSION/` is missing, or its sha256 is not the digest in the
    statement beside it.

Why it matters
    The stored text is what an auditor reads as the approved one, and what the site shows. If it was
    changed after signing, nobody has approved what is there.

Example
        the record                    "sha256": "294a05abf560e84058150c050f24e0cb..."
        sha256sum PRC-001.md          d7a8fbb307d7809469ca9abcb0082e4f...

Use instead
        the record                    "sha256": "294a05abf560e84058150c050f24e0cb..."
        sha256sum PRC-001.md          294a05abf560e84058150c050f24e0cb...

Fix
    Bring the stored text back as it was signed: `git log -- PATH` shows its commits. A new text
    gets a new version: `sms-docs revise ID --change TEXT`, then `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS211"
SEVERITY = Severity.ERROR
