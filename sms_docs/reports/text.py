"""Findings for people: place, code, what is wrong, and what to do."""

from __future__ import annotations

from sms_docs.finding import Finding, Report
from sms_docs.model import Severity
from sms_docs.printable import printable

COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m"}
RESET = "\x1b[0m"
LONG = 1000


def write(report: Report, *, colour: bool = False) -> str:
    """Return the findings, two lines each, errors last and so nearest to the summary."""
    ordered = sorted(report.findings, key=lambda finding: finding.severity is Severity.ERROR)
    lines = [line for finding in ordered for line in entry(finding, colour=colour)]
    return "\n".join([*lines, *summary(report)]) + "\n"


def entry(finding: Finding, *, colour: bool = False) -> tuple[str, str]:
    """Return the two lines of one finding; colour never stands around untrusted text."""
    code = f"{finding.code} {finding.name}"
    if colour:
        code = f"{COLOURS[finding.severity]}{code}{RESET}"
    # A space after the place, so that no path can pass for a command to a CI runner.
    place = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    kind = "" if finding.severity is Severity.ERROR else "warning: "
    message = printable(finding.message, LONG)
    return f"{place}: {code}: {kind}{message}", f"    fix: {printable(finding.fix, LONG)}"


def summary(report: Report) -> list[str]:
    """Return what was checked and found, what was not checked, and last what could not be."""
    errors, warnings = (report.count(severity) for severity in Severity)
    day = f"as of {report.as_of}"
    if report.demonstration:
        day += ", a demonstration"
    seen = f"{amount(report.documents, 'document')} and {amount(report.records, 'record')}"
    found = f"{amount(errors, 'error')}, {amount(warnings, 'warning')}"
    lines = [f"{seen} checked {day}: {found}, {len(report.waived)} waived"]
    if report.compared:
        lines.append(report.compared)
    if report.not_checked:
        lines.append("not checked: " + "; ".join(report.not_checked))
    lines += (f"could not run: {printable(each, LONG)}" for each in report.not_run)
    return lines


def amount(number: int, thing: str) -> str:
    """Return *number* and *thing* in the right grammatical number."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
