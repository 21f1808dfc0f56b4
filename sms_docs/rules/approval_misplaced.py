"""A file in records/approvals is not where its content belongs.

What it finds
    A file below `records/approvals` that nothing reads where it is: not in a folder of a subject
    and a version, a name other than time, signer and meaning of the statement in it, a signature
    without its statement, or a file beside an approved text that the text does not show.

Why it matters
    A record that is not read does not count, and nobody would notice. A name that says another
    person or another time than the content misleads whoever looks for it.

Example
        records/approvals/PRC-001/1.1/approval-by-ben.json

Use instead
        records/approvals/PRC-001/1.1/20261101T100000Z-ben-marsh-approve.json

Fix
    Give the file the name that the finding shows, or move it there. A file that belongs to no
    approval is deleted; it never counted.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS206"
SEVERITY = Severity.ERROR
