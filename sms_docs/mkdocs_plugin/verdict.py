"""What a stopped build says."""

from __future__ import annotations

from itertools import islice

from sms_docs.finding import Finding, Report
from sms_docs.model import Severity
from sms_docs.reports.text import entry

MOST = 20
# The page itself says it, and readers need the text that is in force all the same.
TOLD_ON_PAGE = frozenset({"review-overdue"})


def stopping(report: Report) -> list[Finding]:
    """Return the errors of *report* that keep the site from being written."""
    errors = (finding for finding in report.findings if finding.severity is Severity.ERROR)
    return [finding for finding in errors if finding.name not in TOLD_ON_PAGE]


def complaint(report: Report) -> str:
    """Return the errors that stop a build, at most twenty, each with its place and its cure."""
    errors = stopping(report)
    lines = [line for finding in islice(errors, MOST) for line in entry(finding)]
    more = len(errors) - MOST
    if more > 0:
        lines.append(f"… and {more} more: run `sms-docs check`")
    count = f"{len(errors)} error" + ("" if len(errors) == 1 else "s")
    return "\n".join([f"the management system has {count}", *lines])
