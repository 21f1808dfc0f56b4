"""An approval record is signed by somebody whom the trust files do not list.

What it finds
    A signer whose id is not among the people of the trust files in effect. Those are the ones
    approved last; an entry that still waits for approval does not count. Also a statement that
    gives the signer another name than the trust files do.

Why it matters
    An approval is worth as much as the knowledge who gave it.

Example
        records/trust/people.yml      ada-ironwood, ben-marsh
        the record                    "signer": {"id": "eve-stone", ...

Use instead
        the record                    "signer": {"id": "ben-marsh", ...

Fix
    Add the person to `records/trust/people.yml`, raise `serial` in `policy.yml`, and have it
    approved: `sms-docs approve TRUST`. People who leave stay listed, with the last day of their
    roles.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS214"
SEVERITY = Severity.ERROR
