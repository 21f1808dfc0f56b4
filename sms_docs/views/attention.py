"""What needs attention: the findings of the check, grouped by the rule that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sms_docs.approval import APPROVALS
from sms_docs.finding import Finding
from sms_docs.model import Severity
from sms_docs.trust import TRUST
from sms_docs.views.site import Site


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one rule that the site may show; *rule* is its one-sentence page."""

    code: str
    name: str
    summary: str
    severity: Severity
    findings: Sequence[Finding]


def grouped(site: Site) -> list[Group]:
    """Return the findings by rule: errors first, then the rules with most findings."""
    found: dict[tuple[str, str, Severity], list[Finding]] = defaultdict(list)
    for finding in site.report.findings:
        if is_shown(site, finding):
            found[finding.code, finding.name, finding.severity].append(finding)
    summaries = {rule.code: rule.summary for rule in site.rules}
    groups = [
        Group(code, name, summaries.get(code, name), severity, findings)
        for (code, name, severity), findings in found.items()
    ]
    return sorted(groups, key=lambda group: (group.severity, -len(group.findings), group.code))


def is_shown(site: Site, finding: Finding) -> bool:
    """Return whether the site may quote *finding*.

    Not where its document is unpublished, be it as it is being written or as it was
    approved, nor where a file in a controlled directory could not be read at all: its
    classification is unknown.
    """
    subject = _subject(finding.path)
    about = [site.items_by_path.get(finding.path)]
    for name in filter(None, (finding.document, subject)):
        about += [site.named(name), site.working.get(name)]
    if items := [item for item in about if item]:
        return all(site.is_published(item) for item in items)
    if subject:
        return subject == TRUST
    controlled = (f"{kind.directory}/" for kind in site.system.types.values() if kind.prefixes)
    return not finding.path.startswith(tuple(controlled))


def _subject(path: str) -> str:
    """Return what the approval record at *path* is about; empty where it is none."""
    steps = path.removeprefix(f"{APPROVALS}/")
    return steps.partition("/")[0] if steps != path else ""
