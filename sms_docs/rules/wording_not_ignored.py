"""Official wording of a standard would be committed to git.

What it finds
    A file `catalogues/*.wording.yml` that `.gitignore` does not cover.

Why it matters
    The wording of a standard is under copyright. A bought copy may lie on the machine of who
    bought it; in a repository it is distributed.

Example
        catalogues/iso-iec-20000-1-2018.wording.yml     and no line for it in .gitignore

Use instead
        catalogues/*.wording.yml                        as a line of .gitignore

Fix
    Add the line `catalogues/*.wording.yml` to `.gitignore`. Where the file was committed already,
    run `git rm --cached` on it; the history still holds it, so tell who looks after the
    repository.
"""

from __future__ import annotations

from sms_docs.model import Severity

CODE = "SMS903"
SEVERITY = Severity.ERROR
