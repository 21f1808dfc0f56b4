"""The scope leaves out a service of the catalogue.

What it finds
    A document that lists the services in scope under `services_in_scope`, while the service
    catalogue has one more that is not withdrawn.

Why it matters
    A certificate holds for the services that the scope names. A service that is in the catalogue
    and not in the scope is either an oversight, or customers believe more than is true.

Example
        services_in_scope: [SVC-001]                   docs/services/ holds SVC-001 and SVC-002

Use instead
        services_in_scope: [SVC-001, SVC-002]

Fix
    Add the service to the scope, or withdraw it: `sms-docs withdraw ID`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import GONE, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS508"
SEVERITY = Severity.WARNING
KEY = "services_in_scope"


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each scope with the services that it lacks; an error once approved."""
    alive = [each for each in system.documents if each.standing.status not in GONE]
    scopes = [document for document in alive if isinstance(document.data.get(KEY), list)]
    for document in scopes:
        named = set(map(str, document.data[KEY]))
        missing = [
            each.id for each in alive if each.type.name == "service" and each.id not in named
        ]
        if missing:
            yield Defect(
                document.path,
                document.place(KEY),
                f"{document.id} names the services in scope without {', '.join(missing)}, which"
                " the catalogue has",
                "Add them to `services_in_scope`, or withdraw what is no service any more.",
                document.id,
                Severity.ERROR if document.standing.is_as_approved else None,
            )
