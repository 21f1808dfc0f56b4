"""Findings as annotations of a GitHub workflow run.

GitHub shows ten annotations of each level a step; errors come first, and the summary
line tells how many there are.  Source: GitHub Actions, workflow commands.
"""

from __future__ import annotations

from sms_docs.finding import Finding, Report
from sms_docs.model import Severity
from sms_docs.printable import printable
from sms_docs.reports.text import summary


def write(report: Report, *, colour: bool = False) -> str:  # noqa: ARG001
    """Return one workflow command a finding, then the summary; *colour* has no meaning."""
    ordered = sorted(report.findings, key=lambda finding: finding.severity is Severity.WARNING)
    stops = (f"::error title=sms-docs could not run::{_data(each)}" for each in report.not_run)
    return "\n".join([*stops, *map(annotation, ordered), *summary(report)]) + "\n"


def annotation(finding: Finding) -> str:
    """Return the workflow command of one finding, on one line whatever it holds."""
    properties = ",".join(
        f"{key}={_property(str(value))}"
        for key, value in (
            ("file", finding.path),
            ("line", finding.line),
            ("col", finding.column),
            ("title", f"{finding.code} {finding.name}"),
        )
    )
    text = f"{_data(finding.message)}%0Afix: {_data(finding.fix)}"
    return f"::{finding.severity.value} {properties}::{text}"


def _data(text: str) -> str:
    return printable(text, limit=1000).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
