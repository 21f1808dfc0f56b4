"""Two persons have the same e-mail address.

What it finds
    An address that stands under more than one person in `records/trust/people.yml`.

Why it matters
    The address of a commit tells who wrote a text, and so who may not approve it. Where an address
    is shared, whoever commits under it counts as every person who has it.

Example
        people:
          - id: ada-ironwood
            emails: [desk@tarnvalley.example]
          - id: ben-marsh
            emails: [desk@tarnvalley.example]

Use instead
        people:
          - id: ada-ironwood
            emails: [ada.ironwood@tarnvalley.example]
          - id: ben-marsh
            emails: [ben.marsh@tarnvalley.example]

Fix
    Give each person an address of their own in `records/trust/people.yml`, and set it in git:
    `git config user.email ADDRESS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS706"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each shared address once, with all who have it."""
    persons: dict[str, list[str]] = {}
    for person in system.people.values():
        for email in dict.fromkeys(map(str.casefold, person.emails)):
            persons.setdefault(email, []).append(person.id)
    path = system.types["people"].directory
    for email, several in persons.items():
        if len(several) > 1:
            yield Defect(
                path,
                TOP,
                f"the address '{email}' belongs to {' and '.join(several)}: who commits under it"
                " counts as each of them",
                f"Leave it to one person in {path}, and give the others one of their own.",
            )
