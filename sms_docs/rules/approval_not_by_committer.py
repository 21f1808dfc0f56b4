"""An approval record without signature was committed by somebody else.

What it finds
    An approval record that the change adds at the level `recorded`, and none of whose commits has
    an author, co-author or committer with an e-mail of its signer. Only `sms-docs check --base`
    looks for it.

Why it matters
    Without a signature, the commit is all that ties the record to a person. Otherwise anybody could
    write that somebody else has approved.

Example
        the record      "signer": {"id": "ben-marsh", …}
        its commit      Author: ada.ironwood@tarnvalley.example

Use instead
        the record      "signer": {"id": "ben-marsh", …}
        its commit      Author: ben.marsh@tarnvalley.example

Fix
    Have the signer commit the record, or sign it with a key. If the address belongs to the signer,
    add it to the `emails` of the person in `records/trust/people.yml`, in a change before.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS809"
SEVERITY = Severity.ERROR
