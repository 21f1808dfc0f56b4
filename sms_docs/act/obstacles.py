"""The errors over which nobody signs a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sms_docs.act.consequences import consequences
from sms_docs.act.signable import OF_WORKING_TEXT
from sms_docs.approval import APPROVALS, CHECKPOINTS
from sms_docs.check import Checked
from sms_docs.errors import SmsDocsError
from sms_docs.finding import Finding
from sms_docs.model import ManagementSystem, Severity
from sms_docs.trust import TRUST, Meaning
from sms_docs.views.subjects import working_item

# These say that something is not approved yet, or late: signing is their cure.  A text
# changed under a version that is signed is refused with words of its own.
CURED = frozenset({"SMS201", "SMS202", "SMS203", "SMS205", "SMS231", "SMS301", "SMS302", "SMS303"})
STORED = (f"{APPROVALS}/", f"{CHECKPOINTS}/")
# Of what lies there, most cannot be mended any more.  These can, git has what was lost;
# and what was approved before a text cannot be told until then.
DAMAGE = frozenset({"SMS207", "SMS208", "SMS211", "SMS212"})
FOLDER = "records/trust/"


class InTheWay(SmsDocsError):  # noqa: N818 - says what happened
    """Texts have errors, *findings*, that have to be mended before anybody signs them."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep *findings*, each once."""
        self.findings = tuple(dict.fromkeys(findings))
        first = self.findings[0]
        count = len(self.findings)
        super().__init__(
            f"{first.path}:{first.line}:{first.column}: {first.code} {first.name}:"
            f" {first.message}; {first.fix}" + (f" (and {count - 1} more)" if count > 1 else "")
        )


def refuse_errors(checked: Checked, subjects: Collection[str], meaning: Meaning) -> None:
    """Refuse *subjects* with errors in what *meaning* is stated about, also those to come.

    Raises:
        InTheWay: there are errors.
    """
    found = [each for subject in subjects for each in _errors(checked, subject, meaning)]
    if meaning in OF_WORKING_TEXT:
        # A draft may hold a placeholder, and what is approved may not.
        found += consequences(checked, subjects)
    if found:
        raise InTheWay(found)


def _errors(checked: Checked, subject: str, meaning: Meaning) -> Iterator[Finding]:
    judged = _is_judged(checked.system, subject, meaning)
    for finding in checked.report.findings:
        if finding.severity is not Severity.ERROR:
            continue
        if finding.path.startswith(STORED):
            if finding.document == subject and finding.code in DAMAGE:
                yield finding
        elif judged and finding.code not in CURED and _is_about(finding, subject):
            yield finding


def _is_about(finding: Finding, subject: str) -> bool:
    """Return whether *finding* is about *subject*, or about a file that has its name.

    A file that cannot be read holds no document, but has its name.
    """
    if subject == TRUST:
        return finding.path.startswith(FOLDER)
    name = finding.path.rpartition("/")[2]
    return finding.document == subject or name.startswith((f"{subject}-", f"{subject}."))


def _is_judged(system: ManagementSystem, subject: str, meaning: Meaning) -> bool:
    """Return whether errors of the working text are in the way of *meaning*.

    They are not in the way of withdrawing the text, which may be their cure, nor of
    confirming the approved text where another one is under way.
    """
    if meaning in OF_WORKING_TEXT:
        return True
    item, history = working_item(system, subject), system.histories.get(subject)
    newest = history.newest if history else None
    return bool(meaning is Meaning.CONFIRM and item and newest and item.text == newest.stored.text)
