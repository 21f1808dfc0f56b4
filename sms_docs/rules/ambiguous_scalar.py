"""A value without quotes means different things to different YAML readers.

What it finds
    Plain values such as `NO`, `1.10`, `010`, `12:30` and `1e3`, numbers of more than 15 digits,
    and `.nan` and `.inf`.

Why it matters
    YAML 1.1 reads `NO` as false and `12:30` as 750; other readers see text. Version `1.10` becomes
    the number 1.1. None of them says so.

Example
        version: 1.10
        country: NO

Use instead
        version: "1.10"
        country: "NO"

Fix
    Put the value in double quotes.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS009"
SEVERITY = Severity.ERROR
