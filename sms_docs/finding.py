"""What a check says: findings, and the report that holds them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sms_docs.model import Severity


class Finding(NamedTuple):
    """A defect under the code and name of the rule that reports it.

    *line* and *column* count from 1; *document* is the id of the document or record.
    """

    path: str
    line: int
    column: int
    code: str
    name: str
    severity: Severity
    message: str
    fix: str
    document: str | None = None


class Report(NamedTuple):
    """The outcome of one check.

    *waived* are the findings that a waiver took out; *not_checked* says in sentences
    which checks did not run, *not_run* which of those asked for could not, and the cure.
    *compared* says in a line what was compared with a base; empty where nothing was.
    """

    as_of: date
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    documents: int
    records: int
    not_checked: tuple[str, ...] = ()
    demonstration: bool = False
    not_run: tuple[str, ...] = ()
    compared: str = ""

    def count(self, severity: Severity) -> int:
        """Return how many findings have *severity*."""
        return sum(finding.severity is severity for finding in self.findings)
