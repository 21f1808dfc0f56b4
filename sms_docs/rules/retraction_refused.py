"""An approval record retracts what its signer cannot take back.

What it finds
    A retraction of a record by somebody else, of a record that is not there or whose digest is
    another, or of a retraction; or one that is dated before the record.

Why it matters
    Only who said something can take it back. Else anybody could lift an approval out of force.

Example
        20261101T100000Z-ben-marsh-approve.json
        20261102T100000Z-ada-ironwood-retract.json

Use instead
        20261101T100000Z-ben-marsh-approve.json
        20261102T100000Z-ben-marsh-retract.json

Fix
    Ask the signer: `sms-docs retract RECORD --reason TEXT`. A document goes out of force by
    `sms-docs withdraw ID --reason TEXT`, and a text is replaced by a new version.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS229"
SEVERITY = Severity.ERROR
