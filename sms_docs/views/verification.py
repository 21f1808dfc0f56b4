"""What verification comes to: of each subject its approved versions, and what does not hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from sms_docs.approval import APPROVALS, CHECKPOINTS, ONLY_VERSION, History, Revision, Verdict
from sms_docs.control.standing import is_text_of
from sms_docs.finding import Finding, Report
from sms_docs.model import Document, Item, ManagementSystem, Severity
from sms_docs.trust import TRUST, Trust
from sms_docs.version import is_above
from sms_docs.views.acts import place, taken_back
from sms_docs.views.in_effect import approved_trust
from sms_docs.views.subjects import TRUST_TITLE, subjects
from sms_docs.views.waiting import APPROVED_RECORDS

NOTHING = History("")
TRUST_FOLDER = "records/trust"
EVIDENCE = (f"{APPROVALS}/", f"{CHECKPOINTS}/", f"{TRUST_FOLDER}/")
BLOCK = "SMS2"
# What is unfinished refutes no approval.
UNFINISHED = frozenset({"document-draft", "document-pending", "approval-incomplete"})
UNAPPROVED = "trust-unapproved"


class Working(StrEnum):
    """How the working text stands to the approved ones."""

    APPROVED = "approved"
    PENDING = "pending"
    DRAFT = "draft"
    DIFFERS = "differs"
    MISSING = "missing"


class Verified(NamedTuple):
    """One subject; *reasons* are the errors that say why it is not verified.

    *version* is that of the working text; empty where there is none.  *withdrawn* is the
    record that took the document out of force.
    """

    subject: str
    title: str
    revisions: tuple[Revision, ...]
    working: Working
    version: str
    reasons: tuple[Finding, ...]
    withdrawn: Verdict | None = None

    @property
    def holds(self) -> bool | None:
        """Whether all of it is verified; None where nothing was approved and nothing is wrong."""
        wrong = bool(self.reasons) or self.working is Working.DIFFERS
        return not wrong if wrong or self.revisions else None


class Kept(NamedTuple):
    """The trust files that verification went by, beside a digest kept outside.

    *approved* tells that they were approved; *expected* is None where none was given,
    *of_serial* the approved serial that it is the digest of.
    """

    serial: int | None
    digest: str
    approved: bool
    expected: str | None
    of_serial: str

    @property
    def matches(self) -> bool | None:
        """Whether the digests are the same; None where none was given."""
        return None if self.expected is None else self.expected == self.digest


class Verification(NamedTuple):
    """What was verified, and with what result.

    *others* are errors about the evidence that belong to no subject shown.  Of *records*
    approval records, *retracted* were taken back and *failing* do not count.
    """

    report: Report
    trust: Kept
    subjects: tuple[Verified, ...]
    others: tuple[Finding, ...]
    records: int
    retracted: int
    failing: int
    not_checked: tuple[str, ...]

    @property
    def is_refuted(self) -> bool:
        """Whether anything that was verified does not hold."""
        wrong = any(each.holds is False for each in self.subjects)
        return wrong or bool(self.others) or self.trust.matches is False


def verification(
    system: ManagementSystem, report: Report, names: Collection[str], expected: str | None
) -> Verification:
    """Return what the approval records of *names* come to; of all there are without a name.

    The trust files are always among them: all else rests on them.  Waived findings count
    as well, since a waiver is no evidence.  *expected* is a digest kept outside.
    """
    known = subjects(system)
    wanted = {TRUST, *(names or _approvable(system))}
    shown = [each for each in known if each in wanted]
    items: dict[str, Item] = {each.id: each for each in (*system.in_use, *system.items)}
    gone = items.keys() - {each.id for each in system.items}
    owned: dict[str, list[Finding]] = {}
    for finding in refuting(system, report):
        owned.setdefault(_owner(finding, items, system), []).append(finding)
    verified = [
        _verified(system, each, items.get(each), gone)._replace(reasons=tuple(owned.get(each, ())))
        for each in shown
    ]
    others = [
        finding
        for subject, findings in owned.items()
        # Without a name nothing may be passed over.
        if not (subject and (names or subject in wanted))
        for finding in findings
    ]
    return Verification(
        report,
        _kept(system, expected),
        tuple(verified),
        tuple(others),
        *_counts([system.histories.get(each, NOTHING) for each in shown], report),
        _left_out(report, expected),
    )


def _approvable(system: ManagementSystem) -> set[str]:
    """Return the ids of what has approval records, or has to have some."""
    documents = {document.id for document in system.documents}
    records = {each.id for each in system.records if each.type.name in APPROVED_RECORDS}
    return documents | records | set(system.dossiers)


def _is_trust_pending(system: ManagementSystem) -> bool:
    """Return whether the trust files are newer than those approved last, which stay in effect."""
    approved = approved_trust(system)
    return bool(approved and system.trust and system.trust.serial > approved.serial)


def refuting(system: ManagementSystem, report: Report) -> tuple[Finding, ...]:
    """Return the errors that say that an approval does not hold, also those waived."""
    unfinished = {*UNFINISHED, *((UNAPPROVED,) if _is_trust_pending(system) else ())}
    return tuple(
        each
        for each in (*report.findings, *report.waived)
        if each.severity is Severity.ERROR
        and each.name not in unfinished
        and (each.code.startswith(BLOCK) or each.path.startswith(EVIDENCE))
    )


def _owner(finding: Finding, items: Mapping[str, Item], system: ManagementSystem) -> str:
    """Return the subject that *finding* is about; empty where it is about none."""
    if finding.path.startswith(f"{TRUST_FOLDER}/"):
        return TRUST
    folder = finding.path.removeprefix(f"{APPROVALS}/").partition("/")[0]
    for name in (finding.document or "", folder):
        if name == TRUST or name in items or name in system.dossiers:
            return name
    return ""


def _verified(
    system: ManagementSystem, subject: str, item: Item | None, gone: Collection[str]
) -> Verified:
    history = system.histories.get(subject, NOTHING)
    title = item.get("title") if item else ""
    if subject == TRUST:
        title = TRUST_TITLE
        working, version = _working_trust(system, history)
    elif item is None or subject in gone:
        working, version = Working.MISSING, ""
    else:
        working = _working(system, item, history)
        version = item.version if isinstance(item, Document) else ONLY_VERSION
    revisions = history.revisions
    return Verified(subject, title, revisions, working, version, (), history.withdrawn)


def _working(system: ManagementSystem, item: Item, history: History) -> Working:
    newest = history.newest
    if newest is None:
        return Working.DRAFT
    if not isinstance(item, Document):
        return Working.APPROVED if newest.stored.text == item.text else Working.DIFFERS
    embedded = system.embedded.get(item.id, ())
    if is_text_of(newest, item, embedded) and newest.version == item.version:
        return Working.APPROVED
    return Working.PENDING if is_above(item.version, newest.version) else Working.DIFFERS


def _working_trust(system: ManagementSystem, history: History) -> tuple[Working, str]:
    there, newest = system.trust, history.newest
    if there is None:
        return Working.MISSING, ""
    version = str(there.serial)
    if newest is None:
        return Working.DRAFT, version
    if newest.stored.text == there.manifest:
        return Working.APPROVED, version
    is_newer = there.serial > int(newest.version)
    return Working.PENDING if is_newer else Working.DIFFERS, version


def _kept(system: ManagementSystem, expected: str | None) -> Kept:
    approved = approved_trust(system)
    trust: Trust | None = approved or system.trust
    revisions = system.histories.get(TRUST, NOTHING).revisions
    of = [each.version for each in revisions if each.stored.sha256 == expected]
    return Kept(
        trust.serial if trust else None,
        trust.digest if trust else "",
        approved is not None,
        expected,
        of[-1] if of else "",
    )


def _counts(histories: Sequence[History], report: Report) -> tuple[int, int, int]:
    """Return how many records there are, how many were taken back, how many do not count."""
    retracted = failing = 0
    for history in histories:
        gone = taken_back(history, report.as_of)
        for verdict in history.verdicts:
            retracted += place(verdict) in gone
            failing += verdict.trouble is not None and place(verdict) not in gone
    return sum(len(history.verdicts) for history in histories), retracted, failing


def _left_out(report: Report, expected: str | None) -> tuple[str, ...]:
    rewritten = "whether history was rewritten (the hash of a checkpoint kept outside tells)"
    digest = "the trust files against a digest kept outside (--trust-digest)"
    return (*report.not_checked, *(() if expected else (digest,)), rewritten)
