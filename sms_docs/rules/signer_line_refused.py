"""A line of allowed_signers does not count.

What it finds
    A line of `records/trust/allowed_signers` that is not of the one form that sms-docs reads: the
    id of one person, the options `namespaces`, `valid-after` and `valid-before` in this order
    (the last two may be left out), days in UTC with `Z`, the kind of the key, the key. Also a key
    that stands there twice, and one of a kind whose signatures sms-docs cannot verify; after such
    a line a run ends with exit code 3.

Why it matters
    `ssh-keygen` reads much more: patterns that stand for several persons, keys without an end,
    keys that certify other keys. Whose key it is must be plain to a reader of the file. The line
    is left out, so no signature by its key counts.

Example
        Ada.Ironwood@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…

Use instead
        ada-ironwood namespaces="approval@sms-docs",valid-after="20260101Z" ssh-ed25519 AAAAC3…

Fix
    Write the line in the form above. Kind and key stand in the person's `.pub` file. A kind that
    cannot be verified is replaced by a new key: `ssh-keygen -t ed25519`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS232"
SEVERITY = Severity.ERROR
