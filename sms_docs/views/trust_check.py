"""Everything that is wrong with the trust files: what the rules find, and what they do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from sms_docs.approval import APPROVALS
from sms_docs.control.policy import missing, type_policy
from sms_docs.finding import Finding, Report
from sms_docs.model import KEY, Defect, Document, ManagementSystem, Severity, Status
from sms_docs.printable import printable, printable_json
from sms_docs.trust import TRUST, Meaning, Quorum, Trust
from sms_docs.version import order
from sms_docs.views.in_effect import approved_trust
from sms_docs.views.trust_desk import PEOPLE, POLICY, REVOKED, ROLES, SIGNERS, TrustDesk
from sms_docs.views.trust_persons import ADD, of_keys, of_people
from sms_docs.views.trust_seats import gaps, held, in_words
from sms_docs.views.waiting import APPROVED_RECORDS

LONG = 1000
FOLDERS = ("records/trust/", f"{APPROVALS}/{TRUST}/")
# These concern roles.yml and people.yml, wherever they stand.
CONCERNING = frozenset({"role-unknown", "committer-unknown"})
NEW = {
    SIGNERS: "`sms-docs trust add-key` writes it with the first key.",
    PEOPLE: "`sms-docs trust add-key` writes it with the first person.",
    POLICY: "Write one; `sms-docs schema approval-policy` says what it holds.",
    REVOKED: "Write one with the line `revoked: []`.",
    ROLES: "Write one; `sms-docs schema roles` says what it holds.",
}
NOT_CHECKED = (
    "the documents and their approvals (`sms-docs check`, `sms-docs verify`)",
    "whether each key is that of its person (ask, and compare fingerprints)",
)


class TrustChecked(NamedTuple):
    """What is wrong with the working trust files; *found* are errors last.

    A finding of this view has neither code nor name.  *is_approved* tells that they are
    those in effect.
    """

    report: Report
    trust: Trust | None
    is_approved: bool
    found: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have *severity*."""
        return sum(finding.severity is severity for finding in self.found)


def check_trust(system: ManagementSystem, report: Report, desk: TrustDesk | None) -> TrustChecked:
    """Return what is wrong; *desk* is None where the trust files cannot be read."""
    found = [each for each in report.findings if _concerns(each)]
    if desk:
        found += [_finding(defect) for defect in _defects(desk)]
    found.sort(key=lambda each: (each.severity is Severity.ERROR, each))
    approved = approved_trust(system)
    same = bool(approved and system.trust and approved.digest == system.trust.digest)
    return TrustChecked(report, system.trust, same, tuple(found))


def _concerns(finding: Finding) -> bool:
    return finding.path.startswith(FOLDERS) or finding.name in CONCERNING


def _finding(defect: Defect) -> Finding:
    path, (line, column), message, fix, document, severity = defect
    weight = severity or Severity.ERROR
    return Finding(path, line, column, "", "", weight, message, fix, document)


def _defects(desk: TrustDesk) -> Iterator[Defect]:
    for name in sorted(desk.missing):
        what = "it is missing, and all five trust files are approved together"
        yield desk.defect(name, (), what, f"Bring it back, git holds it. {NEW[name]}")
    if not desk.trust.people:
        if not desk.missing & {PEOPLE}:
            what = "it lists nobody, so nobody can approve anything"
            add = f"{ADD[:-1]} --name NAME --email ADDRESS --role trust-admin`"
            yield desk.defect(PEOPLE, (), what, f"Add the first person: {add}.")
    else:
        yield from of_people(desk)
        yield from _seats(desk)
        yield from _documents(desk)
    yield from of_keys(desk)
    yield from _without_policy(desk)


def _seats(desk: TrustDesk) -> Iterator[Defect]:
    """Give what is asked for and cannot be signed, once for all that asks for the same."""
    for gap, sentence in in_words(gaps(desk.trust, desk.today)):
        role = gap.asked[0].role
        add = f"Add a key: {ADD}" if gap.lacks_keys else f"Give the role: {ADD[:-1]} --role {role}`"
        message = f"{sentence} on {desk.today}"
        yield desk.defect(POLICY, gap.place, message, f"{add}; or ask for less here.")


def _documents(desk: TrustDesk) -> Iterator[Defect]:
    """Give the texts not approved yet that only those could approve who wrote them."""
    holding = held(desk.trust, desk.today)
    for document in desk.system.documents:
        standing = document.standing
        policy = type_policy(desk.trust.policy, document.type.name)
        if policy is None or not policy.separate_from_authors:
            continue
        if standing.status is not Status.DRAFT and standing.pending is None:
            continue
        asked = _asked(desk, document)
        authors = document.data.get("authors")
        wrote = holding.keys() & set(authors if isinstance(authors, list) else ())
        others = {person: roles for person, roles in holding.items() if person not in wrote}
        if missing(asked, others) and not missing(asked, holding):
            roles = " and ".join(dict.fromkeys(quorum.role for quorum in asked))
            yield Defect(
                document.path,
                document.place("authors"),
                f"nobody can approve {document.id} {document.version}: it takes {roles}, and"
                f" {', '.join(sorted(wrote))} wrote it",
                "Let somebody else write or approve: give the role to one more person,"
                f" {ADD[:-1]} --role ROLE`.",
                document.id,
                Severity.ERROR,
            )


def _asked(desk: TrustDesk, document: Document) -> tuple[Quorum, ...]:
    """Return whom the approval of the working text takes."""
    policy = type_policy(desk.trust.policy, document.type.name)
    demand = policy.demands.get(Meaning.APPROVE) if policy else None
    if demand is None:
        return ()
    history = desk.system.histories.get(document.id)
    newest = history.newest if history else None
    is_minor = newest is not None and order(newest.version)[0] == order(document.version)[0]
    return demand.quorums(is_minor=is_minor)


def _without_policy(desk: TrustDesk) -> Iterator[Defect]:
    """Give the types that have texts to approve and that the policy says nothing of."""
    if POLICY in desk.missing:
        return
    kinds: dict[str, str] = {}
    for item in desk.system.items:
        if isinstance(item, Document) or item.type.name in APPROVED_RECORDS:
            kinds.setdefault(item.type.name, item.id)
    for kind, example in kinds.items():
        if type_policy(desk.trust.policy, kind) is None:
            yield desk.defect(
                POLICY,
                ("types", KEY),
                f"there is no entry for the type {kind}, so nobody may approve {example}",
                f"Add `{kind}` below `types`, or `default` for all types without an entry.",
            )


def as_text(checked: TrustChecked) -> str:
    """Return *checked* for a terminal, two lines a finding, every text in it made safe."""
    lines = [line for finding in checked.found for line in _entry(finding)]
    errors, warnings = (checked.count(severity) for severity in Severity)
    lines.append(_digest(checked))
    lines.append(f"{_amount(errors, 'error')}, {_amount(warnings, 'warning')} {_day(checked)}")
    lines.append(f"not checked: {'; '.join(NOT_CHECKED)}")
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def _entry(finding: Finding) -> tuple[str, str]:
    rule = f"{finding.code} {finding.name}: " if finding.code else ""
    kind = "" if finding.severity is Severity.ERROR else "warning: "
    place = f"{finding.path}:{finding.line}:{finding.column}"
    return f"{place}: {rule}{kind}{finding.message}", f"    fix: {finding.fix}"


def _digest(checked: TrustChecked) -> str:
    trust = checked.trust
    if trust is None:
        return "working trust files: they cannot be read"
    state = "as approved" if checked.is_approved else "not approved"
    return f"working trust files: serial {trust.serial}, {state}, sha256 {trust.digest}"


def _day(checked: TrustChecked) -> str:
    demonstration = ", a demonstration" if checked.report.demonstration else ""
    return f"as of {checked.report.as_of}{demonstration}"


def _amount(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def as_json(checked: TrustChecked) -> str:
    """Return *checked* as one JSON object; the shape is schemas/output/trust-check.schema.json."""
    trust = checked.trust
    shape = {
        "as_of": checked.report.as_of.isoformat(),
        "serial": trust.serial if trust else None,
        "digest": trust.digest if trust else None,
        "approved": checked.is_approved,
        "findings": [
            {
                "code": each.code or None,
                "name": each.name or None,
                "severity": str(each.severity),
                "path": each.path,
                "line": each.line,
                "column": each.column,
                "message": each.message,
                "fix": each.fix,
                "document": each.document,
            }
            for each in checked.found
        ],
        "summary": {f"{severity}s": checked.count(severity) for severity in Severity},
        "not_checked": list(NOT_CHECKED),
        "not_run": list(checked.report.not_run),
    }
    return printable_json(json.dumps(shape, indent=2, ensure_ascii=False)) + "\n"
