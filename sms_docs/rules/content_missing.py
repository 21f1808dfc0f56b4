"""A document lacks data that a requirement of the catalogue asks for.

What it finds
    A service, an agreement or another document without a key of metadata that answers a
    requirement of a catalogue in force: a service without agreements, an agreement without
    workload limits or exceptions, a service that does not say what it depends on, a continuity
    plan without contacts. What the schema demands already is not reported again.

Why it matters
    These are the places where a standard says what the least content is. As data they can be
    shown, compared and checked; as prose they go missing.

Example
        id: SVC-001
        agreements: []

Use instead
        id: SVC-001
        agreements: [SLA-001]

Fix
    Add the key. `sms-docs schema TYPE` says what it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import GONE, TOP, Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.catalogue import Holds, Requirement
    from sms_docs.trace import Trace

CODE = "SMS507"
SEVERITY = Severity.WARNING

Asked = tuple["Requirement", "Holds"]


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each key that is missing or empty; an error once the document is approved."""
    of_type: dict[str, list[Asked]] = {}
    by_claim: dict[str, Asked] = {}
    for index, (name, catalogue) in enumerate(system.catalogues.items()):
        for requirement in catalogue.requirements.values():
            if holds := requirement.holds:
                asked = (requirement, holds)
                if holds.of:
                    of_type.setdefault(holds.of, []).append(asked)
                else:
                    by_claim[f"{name}:{requirement.id}"] = asked
                    if index == 0:
                        by_claim[requirement.id] = asked
    for document in system.documents if of_type or by_claim else ():
        concerned = list(of_type.get(document.type.name, ()))
        concerned += [by_claim[each.number] for each in document.claims if each.number in by_claim]
        if document.standing.status not in GONE:
            for requirement, holds in concerned:
                yield from _missing(requirement, holds, document)


def _missing(requirement: Requirement, holds: Holds, document: Document) -> Iterator[Defect]:
    demanded = document.type.schema.get("required", ())
    for key in (*holds.keys, *holds.stated):
        there = key in document.data
        if document.data[key] or key in holds.stated if there else key in demanded:
            continue
        yield Defect(
            document.path,
            document.place(key) if there else TOP,
            f"{document.id} lacks `{key}`, which {requirement.id} asks for: {requirement.text}"
            if not there
            else f"{document.id} has an empty `{key}`; {requirement.id}: {requirement.text}",
            f"Add `{key}`; `sms-docs schema {document.type.name}` says what it takes.",
            document.id,
            Severity.ERROR if document.standing.is_as_approved else None,
        )
