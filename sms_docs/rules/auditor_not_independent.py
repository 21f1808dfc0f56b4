"""An auditor audits what they answer for themselves.

What it finds
    An internal audit, held or planned, one of whose `auditors` holds on the day of the audit a
    role that owns a document audited: one that stands under `audited`, or one in force that
    claims a clause of `scope`.

Why it matters
    ISO/IEC 20000-1:2018, 9.2, asks for auditors who are objective and impartial. Who judges
    their own work finds nothing, and a certification body takes such an audit as not held.

Example
        auditors: [helen-strand]      holds internal-auditor, the owner of PRC-005
        scope: ["9.2", "10"]          PRC-005 claims 9.2

Use instead
        auditors: [helen-strand]
        scope: ["10"]                 9.2 becomes an audit of its own, with another auditor

Fix
    Name auditors without a part in what is audited, or give the clauses and documents that one
    of them answers for an audit of their own. `sms-docs audit plan` says who could do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.audited import as_day, audited_by, audits, owning, texts
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.model import Document
    from sms_docs.trace import Trace

CODE = "SMS614"
SEVERITY = Severity.ERROR
# How many documents a message names before it counts the rest.
NAMED = 3


def check(system: ManagementSystem, trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each auditor once for each role by which they own what they audit."""
    for audit in audits(system):
        documents = audited_by(system, trace, audit).values()
        day = as_day(audit.date)
        for index, name in enumerate(texts(audit.data.get("auditors"))):
            person = system.people.get(name)
            if person is None or day is None:
                continue
            for role, owned in owning(person, documents, day).items():
                yield Defect(
                    audit.path,
                    audit.place("auditors", index),
                    f"{name} audits {_named(owned)} in {audit.id}, and holds the role '{role}'"
                    f" that owns {'it' if len(owned) == 1 else 'them'}",
                    f"Have somebody else audit {owned[0].id}: name another auditor, or take what"
                    " it answers out of this audit and into one of its own.",
                    audit.id,
                )


def _named(documents: tuple[Document, ...]) -> str:
    ids = [each.id for each in documents]
    if len(ids) > NAMED:
        ids[NAMED - 1 :] = [f"{len(ids) - NAMED + 1} more"]
    *most, last = ids
    return f"{', '.join(most)} and {last}" if most else last
