"""Something was to be done by a day, and is still open after it.

What it finds
    An action, nonconformity, improvement or risk that is not done and whose `due` lies in the past;
    the day itself is still in time. An action is done with `done`, an improvement with the stage
    `done`, and each with `closed`. A nonconformity, improvement or risk is also done once it has
    led to actions and all of them are. A nonconformity whose actions are done is late again after
    `effectiveness_due` while nothing stands under `effectiveness`.

Why it matters
    What is late is forgotten next. Auditors ask for the open actions first.

Example
        due: 2026-10-31         and today is 2026-11-20

Use instead
        due: 2026-10-31
        done: 2026-10-28
        result: All changes since 1 November have a back-out plan.

Fix
    Do it and say so, or agree on a later day and write down why. `sms-docs close ID` closes what is
    done and has its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.followup import Action, State, actions
from sms_docs.model import Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS613"
SEVERITY = Severity.WARNING
CURES = {
    "action": "Do it and fill in `done` and `result`, or agree on a later day.",
    "nonconformity": "Do it, fill in `effectiveness` and close it, or agree on a later day.",
    "improvement": "Do it and set `stage: done`, or agree on a later day.",
    "risk": "Put the treatment in place, then take out `due` or close it, or agree on a later day.",
}


def check(system: ManagementSystem, _trace: Trace, today: date) -> Iterator[Defect]:
    """Report each open record whose day has passed."""
    for task in actions(system.records, today):
        if task.state is State.OVERDUE and not task.is_decision:
            yield _defect(task)


def _defect(task: Action) -> Defect:
    record = task.record
    ago = f"{task.late} day{'s' if task.late > 1 else ''} ago"
    if task.is_done:
        key = "effectiveness_due"
        what = (
            f"{record.id} is done, and whether it worked was to be seen by {task.deadline}, {ago}"
        )
        cure = "Look whether it worked and fill in `effectiveness`."
    else:
        key = "due"
        what = f"{record.id} was due on {task.deadline}, {ago}, and is still open"
        cure = CURES[record.type.name]
    return Defect(record.path, record.place(key), what, cure, record.id)
