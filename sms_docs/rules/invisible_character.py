"""The text of a document holds an invisible character.

What it finds
    Zero-width spaces and joiners, soft hyphens and the like in the body of a document. They come
    along when text is pasted from a website or a word processor.

Why it matters
    A search for the word finds nothing, and a comparison shows a change where nobody sees one.

Example
        The change(U+200B)manager decides.

Use instead
        The change manager decides.

Fix
    Delete the character at the line and column of the finding.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS011"
SEVERITY = Severity.WARNING
