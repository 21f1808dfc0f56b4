"""An approval record lacks the signature that policy.yml asks for.

What it finds
    A record without a `.sig` file beside it, of a type and a meaning for which
    `records/trust/policy.yml` asks for the level `signed`; likewise an unsigned retraction of a
    signed record.

Why it matters
    Without a signature a record says what anybody with write access typed. It is never counted for
    less instead: what has to be signed and is not does not count.

Example
        20261101T100000Z-ben-marsh-approve.json

Use instead
        20261101T100000Z-ben-marsh-approve.json
        20261101T100000Z-ben-marsh-approve.json.sig

Fix
    Commit the `.sig` file if it was left out. Otherwise retract the record (`sms-docs retract
    RECORD --reason TEXT`) and have the signer approve with a key: `sms-docs approve ID --key FILE`;
    who has none yet starts with `sms-docs trust add-key`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS218"
SEVERITY = Severity.ERROR
