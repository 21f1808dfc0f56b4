"""An audit found a nonconformity, and no record follows it up.

What it finds
    A finding of an internal audit graded `nonconformity` that names no record under
    `nonconformity`, unless the audit led to one that no other finding names: a nonconformity with
    the audit under `raised_by`.

Why it matters
    The cause of a nonconformity has to be found and its correction to be proved. Without a record
    nobody owns it, and the next audit finds it again.

Example
        findings:
          - text: Two incidents were closed without asking the caller.
            clause: "8.6.1"
            grade: nonconformity

Use instead
        findings:
          - text: Two incidents were closed without asking the caller.
            clause: "8.6.1"
            grade: nonconformity
            nonconformity: NCR-2026-001

Fix
    Start the record with `sms-docs new nonconformity --title TEXT` and name the audit under
    `raised_by`. In an audit that is not closed yet, name the record in the finding too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.raised import Chain, chain, entries, named_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sms_docs.model import Record
    from sms_docs.trace import Trace

CODE = "SMS611"
SEVERITY = Severity.WARNING
AUDIT, NONCONFORMITY = "internal-audit", "nonconformity"


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each finding graded nonconformity without a record that follows it up."""
    audits = [each for each in system.records if each.type.name == AUDIT]
    links = chain(system.records) if audits else Chain({}, {})
    for audit in audits:
        for index in _left(audit, links):
            yield Defect(
                audit.path,
                audit.place("findings", index, "grade"),
                f"{audit.id} found a nonconformity (finding {index + 1}), and no record follows"
                " it up",
                f"`sms-docs new {NONCONFORMITY} --title TEXT`, with {audit.id} under `raised_by`.",
                audit.id,
            )


def _left(audit: Record, links: Chain) -> Sequence[int]:
    """Return the index of each finding of *audit* that nothing follows up."""
    named = named_in(audit, "findings")
    unnamed = [
        index
        for index, entry in entries(audit, "findings")
        if entry.get("grade") == NONCONFORMITY and index not in named
    ]
    raised = [
        each
        for each in links.followers.get(audit.id, ())
        if each.type.name == NONCONFORMITY and each.id not in named.values()
    ]
    # Which of them a record is about no key says; as many findings as records are followed.
    return unnamed[len(raised) :]
