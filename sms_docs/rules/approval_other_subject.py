"""An approval record is about another document or version than its folder.

What it finds
    A statement in `records/approvals/ID/VERSION/` whose subject is not `ID`, or whose version is
    not `VERSION`.

Why it matters
    Whoever approved one text has not approved another. Moved or copied to another folder, a valid
    signature would otherwise put any text in force.

Example
        records/approvals/PRC-001/1.1/20261101T100000Z-ben-marsh-approve.json
          "subject": [{"name": "PRC-002", ...

Use instead
        records/approvals/PRC-002/1.1/20261101T100000Z-ben-marsh-approve.json
          "subject": [{"name": "PRC-002", ...

Fix
    Move the record and its signature back to the folder that they are about. Have this text
    approved by a record of its own: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS210"
SEVERITY = Severity.ERROR
