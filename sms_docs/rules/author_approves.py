"""An author signed for a text of their own.

What it finds
    A record of review, approval or confirmation whose signer is an author of that version: by the
    front matter, by the `authors` of an approval of the version, by a statement of the own that
    they wrote it, or, where git's history is there, by a commit to it since the last approved text.
    A type with `separate_from_authors: false` in `policy.yml` is left out, and its pages say so.

Why it matters
    A second pair of eyes is the point of an approval.

Example
        authors: [ben-marsh]
        "signer": {"id": "ben-marsh", ...

Use instead
        authors: [ben-marsh]
        "signer": {"id": "cora-finch", ...

Fix
    Have the text approved by somebody who did not write it: `sms-docs approve ID`. The own record
    can be taken back: `sms-docs retract RECORD --reason TEXT`.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS217"
SEVERITY = Severity.ERROR
