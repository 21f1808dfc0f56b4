"""The approval policy names a type or a role that does not exist.

What it finds
    A name below `types` in `records/trust/policy.yml` that is no type of document or record, and
    a role in that file that `records/trust/roles.yml` does not list. Where the roles cannot be
    read, that alone is reported.

Why it matters
    An entry for a type that there is not holds for nothing, and the type that was meant is judged
    by another entry, or by none. What asks for a role that nobody can hold can never be approved.

Example
        types:
          policies:
            approve: {level: signed, approvals: [{role: managing-directer}]}

Use instead
        types:
          policy:
            approve: {level: signed, approvals: [{role: managing-director}]}

Fix
    Correct the name. `sms-docs schema` lists the types; a new role is added to
    `records/trust/roles.yml`. Both are changes of the trust files: raise `serial` and have them
    approved.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS705"
SEVERITY = Severity.ERROR
