"""A controlled folder holds a git repository of its own.

What it finds
    A folder below the controlled ones that has a `.git`, or looks like the inside of a
    repository (`HEAD`, `objects`, `refs`). Nothing in it is read.

Why it matters
    Git keeps only a pointer to such a folder: its documents have no history here, and a clone
    lacks them. A prepared one can run commands on the machine of the reader.

Example
        policies/from-the-supplier/.git/

Use instead
        policies/POL-007-supplier-policy.md

Fix
    Move the documents out of the nested repository, or delete its `.git` folder.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS014"
SEVERITY = Severity.ERROR
