"""A claim names a heading that the document does not have.

What it finds
    An entry of `clauses` such as `8.6.1-d#escalation` where no heading of the document has the
    anchor `escalation`. In a YAML document the anchor is a top-level key.

Why it matters
    The matrix leads the auditor to a place that is not there. Most often the heading was renamed,
    and nobody looked whether the section still answers the requirement.

Example
        clauses: ["8.6.1-d#escalate"]
        ---
        ## Escalation

Use instead
        clauses: ["8.6.1-d#escalation"]
        ---
        ## Escalation

Fix
    Correct the anchor: the heading in lower case, blanks as dashes, other punctuation left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS503"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim whose anchor its document does not have."""
    for document in system.documents:
        anchored = [claim for claim in document.claims if claim.anchor is not None]
        known = document.anchors if anchored else frozenset()
        astray = [claim for claim in anchored if claim.anchor not in known]
        if not astray:
            continue
        hint = suggester(known)
        kind = "key" if document.type.format == "yaml" else "heading with the anchor"
        for claim in astray:
            anchor = claim.anchor or ""
            yield Defect(
                document.path,
                document.place(*claim.path),
                f"{document.id} claims {claim.number} at a {kind} '{anchor}' that it does"
                f" not have{hint(anchor)}",
                "Correct the anchor after `#`, or leave it out to claim with the whole text.",
                document.id,
            )
