"""A record that a document in force asks for is missing.

What it finds
    An entry of `records` with `kind` and `every` in a document in force, for which a record is
    not there in time. Where the kind has a `period`, there is one for each month, quarter or year
    that begins after the document came into force with the entry; of other kinds the newest is
    no older than `every`. `grace` adds to both. With `each` that holds for each item of a type.

Why it matters
    A record that is due regularly shows that the work is done regularly. An auditor draws a month
    and asks for it; whoever notices the gap first should be you.

Example
        records:
          - name: Service report
            kept_in: Repository, records/service-reports
            retention: P3Y
            kind: service-report
            every: P1M
            grace: P10D
            each: service                     nothing for SVC-003 in records/service-reports/

Use instead
        records/service-reports/SRP-2026-014-network-access.yml
          service: SVC-003
          period: 2026-09

Fix
    Write the record, as soon as you can and with the date on which it is written. Where it cannot
    be made up for, `sms-docs new nonconformity` says so and what follows. Where the rhythm is
    wrong, change the entry, and have the new version of the document approved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.cadence import Cadence, Demand
    from sms_docs.model import KeyPath
    from sms_docs.trace import Trace

CODE = "SMS604"
SEVERITY = Severity.WARNING


def check(system: ManagementSystem, trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each subject of an entry for which a record is missing, with all that is missing."""
    missing = [cadence for cadence in trace.cadences if cadence.missing]
    working = {document.id: document for document in system.documents} if missing else {}
    for cadence in missing:
        demand = cadence.demand
        document = working.get(demand.document.id, demand.document)
        yield Defect(
            document.path,
            document.place(*_entry(document, demand)),
            cadence.words,
            _fix(cadence),
            document.id,
        )


def _entry(document: Document, demand: Demand) -> KeyPath:
    """Return where the entry stands in the working text, which may be a newer one."""
    entries = document.data.get("records")
    if document is demand.document or not isinstance(entries, list):
        return ("records", demand.position, "kind")
    same = [
        position
        for position, entry in enumerate(entries)
        if isinstance(entry, dict) and entry.get("kind") == demand.kind.name
    ]
    near = min(same, key=lambda position: abs(position - demand.position), default=None)
    return ("records",) if near is None else ("records", near, "kind")


def _fix(cadence: Cadence) -> str:
    kind, first = cadence.demand.kind.name, cadence.missing[0]
    about = [f"`period: {first.period}`"] if first.period else []
    about += [f"`{key}: {value}`" for key, value in cadence.demand.wanted.items()]
    about += [cadence.item.id] if cadence.item else []
    told = f", and name {' and '.join(about)} in it" if about else ""
    return (
        f"Write it: `sms-docs new {kind} --title TEXT`{told}. If the rhythm is wrong, change the"
        f" entry: `sms-docs revise {cadence.demand.document.id} --change TEXT`."
    )
