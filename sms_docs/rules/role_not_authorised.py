"""By policy.yml, the role of a signer may not do this.

What it finds
    A record signed in a role that `records/trust/policy.yml` does not name for this type and this
    meaning, or any record of a type about which the policy says nothing.

Why it matters
    The policy says who decides about which document. An approval by another role is an opinion.

Example
        policy.yml      policy: {approve: {approvals: [{role: managing-director, count: 1}]}}
        the record      POL-001, "role": "service-manager"

Use instead
        the record      POL-001, "role": "managing-director"

Fix
    Have the text approved by one of the roles that the finding names: `sms-docs approve ID`. If the
    policy is wrong, change it, raise its `serial`, and have it approved: `sms-docs approve TRUST`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS216"
SEVERITY = Severity.ERROR
