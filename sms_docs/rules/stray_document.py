"""A file lies where no document of its type belongs.

What it finds
    A file in a controlled folder that is not in the format of the folder's type, a file below
    `records/` in no folder of a record type, and a page of the site that carries the id of a
    controlled document.

Why it matters
    The folder decides which type a document has, and so which rules hold for it. A stray document
    looks controlled to its reader, and is not.

Example
        docs/POL-004-change-policy.md

Use instead
        policies/POL-004-change-policy.md

Fix
    Move the file to the folder of its type with `git mv`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS108"
SEVERITY = Severity.ERROR
