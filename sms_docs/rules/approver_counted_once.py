"""One person signed twice where two persons are needed.

What it finds
    A second record of approval by the same person, in the same role or another, on a version that
    still lacks an approval.

Why it matters
    Required roles count distinct persons. Four eyes are not two eyes that look twice, and somebody
    with two roles has still one judgement.

Example
        policy.yml      approvals: [{role: service-manager, count: 2}]
        20261101T100000Z-ben-marsh-approve.json
        20261102T100000Z-ben-marsh-approve.json

Use instead
        20261101T100000Z-ben-marsh-approve.json
        20261102T100000Z-cora-finch-approve.json

Fix
    Retract one of the two: `sms-docs retract RECORD --reason TEXT`. Have another person who holds
    the role approve: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS227"
SEVERITY = Severity.ERROR
