"""An approval record is no statement that sms-docs can read.

What it finds
    A `.json` file in `records/approvals` that is not strict JSON (a key twice, `NaN`, a number, no
    UTF-8, text that is not in Unicode normal form C, more than 16,384 bytes), or that breaks the
    schema of statements: a key is missing or unknown, a value is not what it has to be, `signedAt`
    is no real time.

Why it matters
    Of two equal keys one reader takes the first and another the last: two people would verify two
    different statements under one signature. So the record counts for nothing.

Example
        {"predicate": {"version": "1.1", "version": "1.2", ...

Use instead
        a record as `sms-docs approve PRC-001` writes it

Fix
    Bring the file back as it was signed; git holds it. If it never was a record, delete it and run
    `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS207"
SEVERITY = Severity.ERROR
