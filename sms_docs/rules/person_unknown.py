"""A document or record names a person who is not listed.

What it finds
    An author, an auditor or another value that must name a person, that
    `records/trust/people.yml` does not list. Where that file lists nobody yet, as in a new
    repository, this is one warning for all.

Why it matters
    Whether the author and the approver are different people can only be told where both are
    known. And a person is named by an id, so that no e-mail address is published.

Example
        authors: [ada.ironwood@tarnvalley.example]

Use instead
        authors: [ada-ironwood]

Fix
    Correct the id, or add the person to `records/trust/people.yml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS702"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each reference to an unknown person; one warning where nobody is listed."""
    known = system.people
    listed_in = system.types["people"].directory
    hint = suggester(known.keys())
    for item in system.items:
        for reference in item.references:
            if reference.kind != "person" or reference.value in known:
                continue
            if not known:
                what = f"nobody is listed here yet, but {item.id} names people"
                cure = f"Add the people who write and approve to {listed_in}."
                yield Defect(listed_in, TOP, what, cure, severity=Severity.WARNING)
                return
            key = reference.key or "person"
            yield Defect(
                item.path,
                item.place(*reference.path),
                f"{item.id} names '{reference.value}' under `{key}`, who is not in"
                f" {listed_in}{hint(reference.value)}",
                f"Correct `{key}`, or add the person to {listed_in}.",
                item.id,
            )
