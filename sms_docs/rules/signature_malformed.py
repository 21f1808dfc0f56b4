"""A signature file holds no SSH signature.

What it finds
    A `.sig` file that is not one armoured SSH signature, byte for byte as `ssh-keygen -Y sign`
    writes it: cut off, with something before or after it, or of another kind such as PGP.

Why it matters
    What one program passes over and another refuses is no evidence.

Example
        -----BEGIN PGP SIGNATURE-----

Use instead
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg...
        -----END SSH SIGNATURE-----

Fix
    Bring the `.sig` file back as it was made; git holds it. Otherwise retract the record (`sms-docs
    retract RECORD --reason TEXT`) and have it signed again: `sms-docs approve ID`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS219"
SEVERITY = Severity.ERROR
