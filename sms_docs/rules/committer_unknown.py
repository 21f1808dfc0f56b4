"""Somebody who commits to documents is not among the people.

What it finds
    The e-mail of an author or co-author of a commit that changed a document since its last approved
    text, and that `records/trust/people.yml` does not map to a person. One finding an address; the
    commit that `imported` in the settings names is left out.

Why it matters
    Whether somebody approves the own text can only be told where the authors of the commits are
    known.

Example
        a commit by     ada@laptop.example
        people.yml      emails: [ada.ironwood@tarnvalley.example]

Use instead
        a commit by     ada@laptop.example
        people.yml      emails: [ada.ironwood@tarnvalley.example, ada@laptop.example]

Fix
    Add the address to the `emails` of its person in `records/trust/people.yml`, or add the person.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS704"
SEVERITY = Severity.WARNING
