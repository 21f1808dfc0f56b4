"""A signature was made by the key of another person than the signer.

What it finds
    A record that names one person as signer, with a valid signature by a key that `allowed_signers`
    gives to another.

Why it matters
    Somebody signed in the name of somebody else. Whether with leave or without, it is not the
    approval of the person named.

Example
        "signer": {"id": "ben-marsh", ...        signed by the key of ada-ironwood

Use instead
        "signer": {"id": "ben-marsh", ...        signed by the key of ben-marsh

Fix
    Ask both. Then have the person who decides approve with a key of their own: `sms-docs approve ID
    --as PERSON --key FILE`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS222"
SEVERITY = Severity.ERROR
