"""A signature was made by a key that allowed_signers does not list.

What it finds
    A key that is not in the `allowed_signers` of the trust files in effect. With `--base` those are
    the files of the base: a change cannot add its own key and approve itself.

Why it matters
    A signature proves that somebody had a key, and only `allowed_signers` says whose it is.

Example
        the signature is by SHA256:RgV/iSxr1Ylc..., which no line of allowed_signers has

Use instead
        allowed_signers     ben-marsh namespaces="approval@sms-docs",valid-after="20260101Z", ...

Fix
    Have the key listed first: `sms-docs trust add-key`, then `sms-docs approve TRUST` by a
    trust-admin, and let that land. Then have the text signed again. A line in `allowed_signers` is
    never deleted; who leaves gets a `valid-before`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS221"
SEVERITY = Severity.ERROR
