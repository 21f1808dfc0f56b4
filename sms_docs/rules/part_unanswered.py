"""A document claims a requirement and does not show each part of its content.

What it finds
    A document that claims a requirement of which the catalogue says that its points are the least
    content, such as the eight parts of the service management plan, and that does not claim each
    point as well, at the heading that answers it.

Why it matters
    A plan or a policy with one part missing is the finding that auditors make most often, and the
    easiest one to avoid. A claim a part leads the reader to it, and nobody has to search.

Example
        clauses:
          - "5.2.1-a#policy"

Use instead
        clauses:
          - "5.2.1-a#policy"
          - "5.2.1-a1#why-this-suits-us"
          - "5.2.1-a2#how-objectives-follow"
          - "5.2.1-a3#what-binds-us"
          - "5.2.1-a4#getting-better"

Fix
    Write the part where it is missing, and claim the point at its heading. A part that stands in
    another document is named here, with a link, under a heading of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import GONE, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sms_docs.catalogue import Requirement
    from sms_docs.trace import Trace

CODE = "SMS506"
SEVERITY = Severity.WARNING
NAMED = 3


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each claim whose points the same document does not claim; an error once approved."""
    asked = _asked(system)
    for document in system.documents if asked else ():
        for claim in document.claims:
            if claim.number not in asked or document.standing.status in GONE:
                continue
            prefix, requirement = asked[claim.number]
            claimed = {each.number for each in document.claims}
            missing = [p for p in requirement.points if prefix + p[0] not in claimed]
            if missing:
                yield Defect(
                    document.path,
                    document.place(*claim.path),
                    f"{document.id} claims {claim.number}, and does not say where it answers"
                    f" {_named(missing)}",
                    f'Add "{prefix}{missing[0][0]}#heading" under `clauses`, with the heading'
                    " that answers it; write the part if there is none.",
                    document.id,
                    Severity.ERROR if document.standing.is_as_approved else None,
                )


def _asked(system: ManagementSystem) -> Mapping[str, tuple[str, Requirement]]:
    """Return claim number -> what stands before the ids of its catalogue, and the requirement."""
    found = {}
    for index, (name, catalogue) in enumerate(system.catalogues.items()):
        for requirement in catalogue.requirements.values():
            if requirement.points_claimed:
                for prefix in (f"{name}:", "") if index == 0 else (f"{name}:",):
                    found[prefix + requirement.id] = (prefix, requirement)
    return found


def _named(points: list[tuple[str, str]]) -> str:
    """Return some of *points* with their texts, and how many more there are."""
    named = "; ".join(f"{identity} ({text})" for identity, text in points[:NAMED])
    more = len(points) - NAMED
    return f"{named} and {more} more" if more > 0 else named
