"""A key stands twice in the same mapping.

What it finds
    Two entries with the same key, in the front matter or anywhere in a YAML file. It is reported
    at the second.

Why it matters
    Most YAML readers keep the last one without a word, some the first. Which owner is meant is
    then a matter of the tool.

Example
        owner: service-owner
        owner: change-manager

Use instead
        owner: change-manager

Fix
    Delete the entry that is wrong.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS008"
SEVERITY = Severity.ERROR
