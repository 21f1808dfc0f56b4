"""A checkpoint is damaged, or does not follow the one before it.

What it finds
    A file of `records/checkpoints/` that is no list as `sha256sum` writes it, or whose lines are
    not sorted by path; one that does not name the checkpoint before it, or names another digest of
    it than the file has; one whose predecessor is gone; and any other file in that folder.

Why it matters
    Each checkpoint holds the hash of the one before, so that none can be rewritten without the next
    one showing it. A chain with a gap proves nothing about what lies before the gap. What no chain
    shows is a history that was rewritten as a whole: for that, keep the newest hash outside.

Example
        records/checkpoints/2026-10.txt       edited after it was sealed
        records/checkpoints/2026-11.txt       its first line names the old hash of 2026-10.txt

Use instead
        records/checkpoints/2026-10.txt       as it was sealed

Fix
    Take the file back from the history of the repository. The hash that `sms-docs seal` printed,
    and that you keep outside of the forge, tells which file is the right one. Write checkpoints
    with `sms-docs seal` only.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS811"
SEVERITY = Severity.ERROR
