"""Findings for programs; the shape is schemas/output/check.schema.json."""

from __future__ import annotations

import json

from sms_docs.finding import Finding, Report
from sms_docs.model import Severity
from sms_docs.printable import printable_json


def write(report: Report, *, colour: bool = False) -> str:  # noqa: ARG001
    """Return the report as one JSON object; *colour* has no meaning here."""
    return printable_json(json.dumps(shape(report), indent=2, ensure_ascii=False)) + "\n"


def shape(report: Report) -> dict[str, object]:
    """Return *report* as JSON values."""
    return {
        "as_of": report.as_of.isoformat(),
        "findings": [finding_shape(finding) for finding in report.findings],
        "summary": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "waived": len(report.waived),
            "documents": report.documents,
            "records": report.records,
        },
        "compared": report.compared or None,
        "not_checked": [*report.not_checked, *report.not_run],
        "not_run": list(report.not_run),
    }


def finding_shape(finding: Finding) -> dict[str, object]:
    """Return *finding* as JSON values, in the order of the schema."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "fix": finding.fix,
        "document": finding.document,
    }
