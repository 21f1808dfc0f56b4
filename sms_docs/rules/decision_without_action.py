"""A review decided something, and nobody was given it to do.

What it finds
    A decision of a management review or an agreement review older than 30 days that has a day
    under `due` and that nothing follows: it names no record under `action`, and no record that the
    review led to (`raised_by`) carries it out. A record does so that no other decision names and
    that has the same owner as the decision, or an owner of no other decision. What is decided
    without a day, such as that nothing changes, asks for nothing.

Why it matters
    What was decided gets done only where somebody owns it. The next review asks how far the earlier
    decisions are, and nothing can tell.

Example
        decisions:
          - text: Hire a second network engineer.
            owner: service-manager
            due: 2027-03-31

Use instead
        decisions:
          - text: Hire a second network engineer.
            owner: service-manager
            due: 2027-03-31
            action: ACT-2026-004

Fix
    Start the record with `sms-docs new action --title TEXT` and name the review under `raised_by`.
    In a management review that is not closed yet, name the record in the decision too. Where the
    decision was carried out by something else, such as an improvement, name the review there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.followup import actions
from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.raised import named_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS612"
SEVERITY = Severity.WARNING
# Time to write down who does what.
DAYS = 30


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each decision that nothing has followed for 30 days."""
    for task in actions(system.records, today):
        if not task.is_decision or task.followed_by or task.age <= DAYS:
            continue
        review, (name, index) = task.record, task.key
        if index in named_in(review, str(name)):
            continue  # reference-unknown reports it where there is no such record
        yield Defect(
            review.path,
            review.place(*task.key),
            f"no action follows decision {int(index) + 1} of {review.id}, {task.age} days after it",
            f"`sms-docs new action --title TEXT`, with {review.id} under `raised_by`.",
            review.id,
        )
