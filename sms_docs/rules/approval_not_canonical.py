"""An approval record is not written byte for byte as statements are.

What it finds
    A statement that says the right things in another form than the one that is allowed: other
    indentation, another order of the keys, escaped characters, Windows line ends, no line end at
    the end or several.

Why it matters
    There is exactly one way to write a statement, so that its bytes, its digest and its signature
    stand and fall together. An editor that re-indents JSON, or git that turns line ends, has
    touched evidence.

Example
        {
            "_type": "https://in-toto.io/Statement/v1",        four spaces

Use instead
        {
          "_type": "https://in-toto.io/Statement/v1",          two spaces

Fix
    Bring the file back as it was signed; git holds it. Keep `records/approvals/** -text` in
    `.gitattributes`, and formatters away from the folder.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS208"
SEVERITY = Severity.ERROR
