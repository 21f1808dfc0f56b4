"""A stored picture is not the one that was signed.

What it finds
    A picture, or another local file that an approved text shows, is missing below
    `records/approvals/ID/VERSION/`, or its sha256 is not the one in the statement; or the text
    shows one that the statement does not name.

Why it matters
    A changed picture is a changed document: an escalation path is as binding in a drawing as in a
    sentence.

Example
        the record                    {"name": "img/flow.png", "digest": {"sha256": "1b2c..."}}
        sha256sum img/flow.png        9e4f...

Use instead
        sha256sum img/flow.png        1b2c...

Fix
    Bring the stored file back as it was signed: `git log -- PATH` shows its commits. A new picture
    goes beside the working text, under a new version of the document: `sms-docs revise ID --change
    TEXT`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS212"
SEVERITY = Severity.ERROR
