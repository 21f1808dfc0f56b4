"""Two texts were approved side by side, neither knowing of the other.

What it finds
    An approval whose `previous` is not the newest version approved below it: another version was
    approved in between, in another branch, or the stored text of the previous version is not the
    one it names. The same for the serials of the trust files, which follow one another.

Why it matters
    The approver has read what changed since one text, and another one is in force. What the other
    approval changed would be undone, and nobody decided that.

Example
        PRC-001 1.1     "previous": {"version": "1.0", ...
        PRC-001 1.2     "previous": {"version": "1.0", ...

Use instead
        PRC-001 1.1     "previous": {"version": "1.0", ...
        PRC-001 1.2     "previous": {"version": "1.1", ...

Fix
    Read both texts (`sms-docs diff ID V1 V2`), bring them together, raise the version (`sms-docs
    revise ID --change TEXT`) and have the result approved: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS228"
SEVERITY = Severity.ERROR
