"""The errors that an approval would bring about: what a draft may have, and a text in force not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sms_docs.check import Checked
from sms_docs.finding import Finding
from sms_docs.model import Severity, Standing, Status
from sms_docs.rules import all_rules, run


def consequences(checked: Checked, subjects: Collection[str]) -> tuple[Finding, ...]:
    """Return the warnings about *subjects* that would be errors, were their texts approved."""
    system, traced, report = checked
    warned = {
        finding._replace(severity=Severity.ERROR)
        for finding in report.findings
        if finding.document in subjects and finding.severity is Severity.WARNING
    }
    approved = replace(
        system,
        documents=tuple(
            replace(each, standing=Standing(Status.IN_FORCE)) if each.id in subjects else each
            for each in system.documents
        ),
    )
    # No other rule can weigh more then; and a waiver has taken its findings out already.
    codes = {finding.code for finding in warned}
    chosen = [rule for rule in all_rules() if rule.code in codes]
    return tuple(each for each in run(approved, traced, report.as_of, chosen) if each in warned)
