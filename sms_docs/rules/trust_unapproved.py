"""The trust files are not those that were approved last.

What it finds
    The five files below `records/trust/` differ from those stored with the newest approval of
    `TRUST`, were never approved, or an approved state of them can no longer be read. Until then
    those approved last stay in effect. While a repository holds no approval at all, it is a
    warning.

Why it matters
    Who may write the list of keys and roles could approve anything. So each state of it is approved
    under the one before, and its serial counts.

Example
        records/trust/policy.yml       serial: 4
        records/approvals/TRUST/       1  2  3

Use instead
        records/trust/policy.yml       serial: 4
        records/approvals/TRUST/       1  2  3  4

Fix
    Read what changed, raise `serial` in `records/trust/policy.yml`, and have the files approved by
    persons who are trust-admin under the serial before: `sms-docs approve TRUST`. Or undo the
    change.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS231"
SEVERITY = Severity.ERROR
