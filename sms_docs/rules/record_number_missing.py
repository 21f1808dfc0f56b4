"""The numbers of the records of one kind and year have a gap.

What it finds
    A number that is left out among the records of one kind and year: they begin at 001 and follow
    one another. An approved disposal explains a number that is gone. It is reported at the record
    after the gap. Kinds without a year in their numbers have one sequence.

Why it matters
    Numbers without a gap are the plainest proof that nothing was taken out: anybody can count. A
    record that was unwelcome and has disappeared leaves a hole.

Example
        records/nonconformities/NCR-2026-001-change-without-back-out-plan.yml
        records/nonconformities/NCR-2026-003-access-of-a-leaver.yml

Use instead
        records/nonconformities/NCR-2026-001-change-without-back-out-plan.yml
        records/nonconformities/NCR-2026-002-printed-escalation-sheets.yml
        records/nonconformities/NCR-2026-003-access-of-a-leaver.yml

Fix
    Bring back the record that is gone; `git log --all -- PATH` finds it. Where it may go, dispose
    of it: `sms-docs dispose`. Where the number was only passed over and nobody has used the next
    one yet, give the record after the gap the free number. Else waive the finding, and say why.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sms_docs.closed import disposed
from sms_docs.model import Defect, ManagementSystem, Record, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS607"
SEVERITY = Severity.WARNING
NUMBERED = re.compile(r"([A-Z]{3}-(?:[0-9]{4}-)?)([0-9]{3,18})")
# Of several gaps in front of one record.
FEW = 3


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report the gaps before a record at that record."""
    there: dict[str, dict[int, Record]] = defaultdict(dict)
    for record in system.records:
        found = NUMBERED.fullmatch(record.id)
        if found and int(found[2]):
            there[found[1]][int(found[2])] = record
    gapped = [series for series, numbers in there.items() if max(numbers) > len(numbers)]
    # Mostly there is no gap, and then nobody has to know what has been disposed of.
    gone = _numbers(disposed(system)) if gapped else {}
    for series in sorted(gapped):
        yield from _gaps(series, there[series], gone.get(series, set()))


def _numbers(ids: Iterable[str]) -> Mapping[str, set[int]]:
    """Return the numbers among *ids* by what stands before them."""
    found: dict[str, set[int]] = defaultdict(set)
    for identity in ids:
        if named := NUMBERED.fullmatch(identity):
            found[named[1]].add(int(named[2]))
    return found


def _gaps(series: str, numbers: Mapping[int, Record], gone: set[int]) -> Iterator[Defect]:
    missing: list[str] = []
    before = 0
    for number in sorted(numbers.keys() | gone):
        if number > before + 1:
            missing.append(_span(series, before + 1, number - 1))
        if missing and number in numbers:
            yield _defect(numbers[number], missing)
            missing = []
        before = number


def _span(series: str, first: int, last: int) -> str:
    return f"{series}{first:03}" + (f" to {series}{last:03}" if last > first else "")


def _defect(record: Record, missing: list[str]) -> Defect:
    one = len(missing) == 1 and " to " not in missing[0]
    more = f" and {len(missing) - FEW} more" if len(missing) > FEW else ""
    return Defect(
        record.path,
        record.place("id"),
        f"{', '.join(missing[:FEW])}{more} {'is' if one else 'are'} missing before {record.id}, and"
        " no approved disposal says why",
        "Bring back what is gone; git holds it. What may go is disposed of: `sms-docs dispose`.",
        record.id,
    )
