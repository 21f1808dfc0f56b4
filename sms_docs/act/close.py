"""Close a record: from the day on which it is closed it does not change any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.records import errors, find_record, finding, no_record
from sms_docs.act.splice import YamlFile
from sms_docs.act.write import replace
from sms_docs.check import assess
from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding, Report
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Defect, Record

CLOSED = "closed"
PLACEHOLDER = "placeholder-left"
# Below this key `closed` stands in the schema of records; else below the last one.
ABOVE = "retention"


class Closed(NamedTuple):
    """A record that is closed; *before* and *after* are its bytes, equal where it was already.

    *findings* are in the way of closing it; nothing is written then.
    """

    id: str
    path: str
    day: str
    before: bytes = b""
    after: bytes = b""
    findings: tuple[Finding, ...] = ()


def close(
    root: Path,
    name: str,
    on: date | None = None,
    *,
    dry_run: bool = False,
    today: date | None = None,
) -> Closed:
    """Close the record with the id or path *name* as of the day *on*; None for today.

    Raises:
        ConfigurationError: no such record, or a day on which it cannot have been closed.
        WriteRefused: the file cannot be written; it is as it was.
    """
    with lock(root):
        checked = assess(root, today)
        record = find_record(checked.system, name)
        if record is None:
            raise no_record(checked.system, name)
        day = (on or checked.report.as_of).isoformat()
        if record.get(CLOSED):
            return _closed_already(record, on)
        _refuse_day(record, day, checked.report.as_of.isoformat())
        if found := (*errors(checked.report, record), *_unfinished(checked.report, record)):
            return Closed(record.id, record.path, day, findings=found)
        before = (root / record.path).read_bytes()
        above = ABOVE if ABOVE in record.data else list(record.data)[-1]
        spliced = YamlFile(record.path, before).with_key(above, CLOSED, day)
        violations = load_schemas(root).violations(record.type.name, spliced.data)
        found = tuple(
            finding(
                each.rule,
                Defect(record.path, record.place(*each.path), each.message, each.fix, record.id),
            )
            for each in violations
        )
        if found:
            return Closed(record.id, record.path, day, findings=found)
        if not dry_run:
            replace(root, record.path, spliced.content, before)
        return Closed(record.id, record.path, day, before, spliced.content)


def _unfinished(report: Report, record: Record) -> Iterator[Finding]:
    """Give what *record* still has to be filled in."""
    for each in report.findings:
        if each.path == record.path and each.name == PLACEHOLDER:
            yield each


def _closed_already(record: Record, on: date | None) -> Closed:
    day = record.get(CLOSED)
    if on and on.isoformat() != day:
        message = (
            f"{record.path}: {record.id} is closed since {day} and does not change any more;"
            " leave out --on"
        )
        raise ConfigurationError(message)
    return Closed(record.id, record.path, day)


def _refuse_day(record: Record, day: str, today: str) -> None:
    if day > today:
        message = f"--on: {day} has not come yet; it is {today}"
        raise ConfigurationError(message)
    if day < record.date:
        message = f"--on: {day} lies before the date of {record.id}, {record.date}"
        raise ConfigurationError(message)
