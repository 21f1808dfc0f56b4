"""A file is not UTF-8 text.

What it finds
    A document, record or page whose bytes are not UTF-8: text saved as Latin-1 or Windows-1252,
    or as UTF-16.

Why it matters
    Other encodings look right on the machine that wrote them and wrong on the next. An approval
    is made over bytes, so it must be certain which text they stand for.

Example
        title: "Cafeteria payments"     saved as Windows-1252 with an accented letter in it

Use instead
        title: "Cafeteria payments"     the same text, saved as UTF-8

Fix
    Save the file as UTF-8. In most editors this is a choice of "Save as"; on the command line
    `iconv -f WINDOWS-1252 -t UTF-8 old.md > new.md`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS001"
SEVERITY = Severity.ERROR
