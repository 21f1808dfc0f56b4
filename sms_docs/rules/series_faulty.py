"""A file of measurements says something that cannot be.

What it finds
    In the CSV files that measurement records name: a head that is not one of the four forms;
    quotation marks that do not pair, and more than 50,000 rows; what is no number, NaN among it; a
    value outside of its unit, such as 101 percent; a day without a row, two rows for one; a row
    outside of the period; an outage that ends before it begins, or overlaps another one; a time
    that the clock shows twice, or never, in the night in which it is changed. In the record: a file
    that is not there, or is named twice, and a target that the agreement does not have. As
    warnings: an outage outside of the service hours, maintenance outside of the agreed windows, a
    month without cases, a file that no record names.

Why it matters
    A value made from it would be wrong, and nobody would see it. So the target counts as not
    measured until the file is right.

Example
        from,to,kind
        2026-09-15T11:05,2026-09-15T09:40,outage

Use instead
        from,to,kind
        2026-09-15T09:40,2026-09-15T11:05,outage

Fix
    Correct the line, from where the values came. A day on which nothing was measured gets a row
    with a note and no numbers; an outage in such a time is one of kind `unmeasured`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sms_docs.levels.agreements import in_force_on, promising
from sms_docs.levels.measured import MEASUREMENT, Series, series_of, tally_of
from sms_docs.levels.target import Target, read_targets
from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS608"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each fault at its line of the file, or at the record that names the file."""
    agreements = {document.id: document for document in promising(system)}
    others = {document.id for document in system.documents}
    named: dict[str, Series] = {}
    for series in series_of(system.records):
        if series.path in named:
            what = f"{series.path} is named a second time; {named[series.path].record.id} has it"
            yield _at_record(series, what, "Give each series a file of its own.")
            continue
        named[series.path] = series
        agreement = agreements.get(series.agreement)
        if agreement is None:
            # What is not there at all, reference-unknown reports.
            if series.agreement in others:
                what = f"{series.agreement} promises no targets that could be measured"
                yield _at_record(series, what, "Name the agreement that does.", "target")
            continue
        text = in_force_on(system, agreement, series.period.last) or agreement
        target = _target(series, agreement, text)
        if isinstance(target, Defect):
            yield target
            continue
        for fault in tally_of(system, series, target).faults:
            if not fault.line and series.path in system.files:
                continue  # the rule on what is wrong with its bytes reports it
            if not fault.line:
                yield _at_record(series, fault.message, fault.fix)
                continue
            yield Defect(
                series.path,
                (fault.line, 1),
                f"{series.record.id}, {target.id}: {fault.message}",
                fault.fix,
                series.record.id,
                fault.severity,
            )
    yield from _unnamed(system, named)


def _target(series: Series, agreement: Document, text: Document) -> Target | Defect:
    """Return the target that *series* measures, or what is wrong with its name."""
    targets = {target.id: target for target in (*read_targets(agreement), *read_targets(text))}
    if target := targets.get(series.target):
        return target
    hint = suggest(series.target, targets)
    what = f"{series.agreement} has no target '{series.target}'{hint}"
    return _at_record(series, what, "Name one of its targets.", "target")


def _at_record(series: Series, what: str, cure: str, key: str = "file") -> Defect:
    record = series.record
    place = record.place("series", series.position, key)
    return Defect(record.path, place, f"{record.id}: {what}", cure, record.id)


def _unnamed(system: ManagementSystem, named: Mapping[str, Series]) -> Iterator[Defect]:
    """Warn of files beside measurement records that none of them names."""
    kind = system.types.get(MEASUREMENT)
    broken = {record.path for record in system.records if not record.valid}
    if kind is None or any(path.startswith(f"{kind.directory}/") for path in broken):
        return
    for path in system.series:
        if path.startswith(f"{kind.directory}/") and path not in named:
            cure = "Name it under `series` of its record, or delete it."
            what = "no measurement names this file"
            yield Defect(path, (1, 1), what, cure, severity=Severity.WARNING)
