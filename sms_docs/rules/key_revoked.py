"""A signature was made by a key that has been revoked.

What it finds
    A key that `records/trust/revoked.yml` lists. For `loss` and `error` it is every signature dated
    on or after `since`. For `compromise` it is every signature of the key, whatever its date,
    unless a checkpoint from before `since` lists the record.

Why it matters
    Who has stolen a key can also write any date into a statement. Only what was sealed before is
    known to be older.

Example
        revoked.yml     {key: "SHA256:RgV/...", since: 2026-09-01, reason: compromise, ...}
        the record      "signedAt": "2026-08-01T10:00:00Z", in no checkpoint

Use instead
        the record      signed again, by the new key of the same person

Fix
    Have the text approved again with a key that counts: `sms-docs approve ID --key FILE`. A new key
    is listed with `sms-docs trust add-key`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS223"
SEVERITY = Severity.ERROR
