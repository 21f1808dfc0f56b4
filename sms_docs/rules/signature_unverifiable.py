"""A signature was made by a kind of key that sms-docs cannot verify.

What it finds
    An SSH signature by another kind of key than ssh-ed25519, sk-ssh-ed25519, ecdsa-sha2-nistp256,
    sk-ecdsa-sha2-nistp256 and ssh-rsa of 3072 bits or more. The check then ends with exit code 3: a
    check that was asked for could not run.

Why it matters
    Such a signature is neither right nor wrong as far as sms-docs can tell, and what was not judged
    must never be green.

Example
        ssh-keygen -t rsa -b 2048

Use instead
        ssh-keygen -t ed25519

Fix
    Make a key of one of these kinds, add it with `sms-docs trust add-key`, and approve again with
    it: `sms-docs approve ID --key FILE`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS226"
SEVERITY = Severity.ERROR
