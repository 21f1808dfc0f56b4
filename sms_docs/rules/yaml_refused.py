"""A file uses YAML that sms-docs does not read.

What it finds
    Broken YAML, and the parts of the language that documents do not need: anchors and aliases,
    merge keys, tags, directives, several documents in a file, keys that are not plain text,
    nesting deeper than 32, more than 50,000 values.

Why it matters
    With these parts a few lines can fill the memory, run code in a careless reader, or mean one
    thing to sms-docs and another to the next tool.

Example
        owner: &boss service-owner
        approver: *boss

Use instead
        owner: service-owner
        approver: service-owner

Fix
    Write the value out at each place. Where the finding names a syntax error, look at the line
    above as well: an unclosed quote shows late.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS007"
SEVERITY = Severity.ERROR
