"""Two implementations agree on each signature: sms-docs, and the ssh-keygen of an auditor.

All records are asked about that the cases of tests/rules make, those of the sample of the
pages, and those of the starter.  Stock ssh-keygen gets what an auditor would give it: the
allowed_signers in effect, the person and the time that the record states.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from approved_sms import lay_approved
from rule_cases import cases
from stock import ENVIRONMENT

from sms_docs.approval import NAMESPACE, ApprovalRecord, Verdict
from sms_docs.control.signature import judge_signature
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem
from sms_docs.settle import settle
from sms_docs.trust import TRUST, Level, Trust

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"[0-9]{8}T[0-9]{6}Z-(?P<person>[a-z][a-z0-9-]*)-[a-z]+\.json")
# What sms-docs says of a signature and ssh-keygen says as well.
OF_SIGNATURES = frozenset(
    {
        "key-of-another",
        "key-out-of-time",
        "key-unlisted",
        "signature-malformed",
        "signature-other-namespace",
        "signature-wrong",
    }
)
# By rule why sms-docs refuses a signature that ssh-keygen calls good.
STRICTER = {
    "key-revoked": "ssh-keygen is not told of revoked.yml: its own list of revoked keys knows"
    " no days, and would refuse what a key signed before it was lost",
}
# By rule why the two agree although the reason of ssh-keygen is another one.
OTHERWISE = {
    "signature-unverifiable": "the key is of a kind that sms-docs cannot verify, so that no line"
    " of allowed_signers may list it; ssh-keygen knows the kind and misses the line",
}
# By rule why a record does not count whose signature both call good: ssh-keygen knows bytes,
# and neither what they state, nor the text, nor who holds a role, nor the other records.
OF_STATEMENTS = {
    "approval-foreign": "the smsId is another one",
    "approval-not-canonical": "other blanks or a second form of the same text",
    "approval-other-subject": "it lies where another document or version belongs",
    "approval-postdated": "the time lies ahead of the clock",
    "approval-unreadable": "what is signed is no statement",
    "approved-side-by-side": "another version was approved meanwhile",
    "approved-text-altered": "the stored text is not the one that was signed",
    "approver-counted-once": "another person is needed",
    "author-approves": "the signer wrote the text",
    "confirmation-empty": "it says nothing about what was checked",
    "embedded-file-altered": "a stored picture is not the one that was signed",
    "retraction-refused": "it takes back the record of another one",
    "role-not-authorised": "the policy asks for another role",
    "signer-without-role": "the signer held no such role then",
}


class Answer(NamedTuple):
    """What becomes of one record: the rule that it fails, or nothing, and both verdicts.

    *ours* is the rule by which the signature alone fails; None where the statement
    cannot be read, so that nobody is named whose key it could be.
    """

    path: str
    rule: str
    ours: str | None
    stock: bool


def settled(root: Path, base: str | None = None) -> ManagementSystem:
    return settle(load(root), TODAY, NOW, base).system


def judging(system: ManagementSystem, record: ApprovalRecord) -> tuple[Trust, Path]:
    """Return the trust files that decide about *record*, and their allowed_signers."""
    folder = system.root / "records/approvals/TRUST"
    revisions = system.histories[TRUST].revisions
    serials = [int(each.version) for each in revisions]
    if record.subject == TRUST and not system.settings.demonstration:
        below = [each for each in serials if each < int(record.version)]
        serials = below[-1:] or [int(record.version)]
    return system.trust_by_serial[serials[-1]], folder / str(serials[-1]) / "allowed_signers"


def person_and_time(record: ApprovalRecord) -> tuple[str, str]:
    """Return what *record* states, else what its name does."""
    if statement := record.statement:
        return statement.signer, f"{statement.signed_at:%Y%m%d%H%M%SZ}"
    named = NAMED.fullmatch(record.name)
    assert named
    return named["person"], record.name[:16].replace("T", "")


class Auditor:
    """Somebody with stock ssh-keygen, who asks it everything once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[tuple[bytes, bytes, bytes, str, str], bool] = {}

    def is_good(
        self, content: bytes, signature: bytes, signers: bytes, person: str, at: str
    ) -> bool:
        """Return whether ssh-keygen verifies *signature* as that of *person* at a time."""
        question = (content, signature, signers, person, at)
        if question not in self.known:
            self.known[question] = self._ask(*question)
        return self.known[question]

    def _ask(self, content: bytes, signature: bytes, signers: bytes, person: str, at: str) -> bool:
        (self.folder / "it.sig").write_bytes(signature)
        (self.folder / "allowed_signers").write_bytes(signers)
        done = subprocess.run(
            [
                *("ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", person, "-s", "it.sig"),
                *("-f", "allowed_signers", f"-Overify-time={at}"),
            ],
            cwd=self.folder,
            input=content,
            capture_output=True,
            env=ENVIRONMENT,
            check=False,
            timeout=60,
        )
        assert done.stdout.startswith(b"Good") is (done.returncode == 0)
        return done.returncode == 0


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Auditor:
    return Auditor(tmp_path_factory.mktemp("auditor"))


@pytest.fixture(scope="module")
def found(auditor: Auditor, tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    """Return the answers about every signed record of every case."""
    folder = tmp_path_factory.mktemp("cases")
    answers = []
    for number, case in enumerate(case for case in cases() if case.has_acts):
        root = folder / str(number)
        case.lay(root)
        own = list(every(settled(root, case.base), auditor))
        assert own, case.claim
        answers += own
    return answers


def every(system: ManagementSystem, auditor: Auditor) -> Iterator[Answer]:
    """Give the answer about each record of *system*; one without signature has none."""
    for history in system.histories.values():
        for verdict in history.verdicts:
            if verdict.record.signature is None:
                assert not (system.root / f"{verdict.record.path}.sig").exists()
                assert verdict.level is not Level.SIGNED
            else:
                yield answer(system, verdict, auditor)


def answer(system: ManagementSystem, verdict: Verdict, auditor: Auditor) -> Answer:
    record = verdict.record
    trust, signers = judging(system, record)
    ours = None
    if statement := record.statement:
        trouble = judge_signature(record, statement, trust, verdict.sealed).trouble
        ours = trouble.rule if trouble else ""
    # As it lies there, and not as the reader has it.
    signature = (system.root / f"{record.path}.sig").read_bytes()
    person, at = person_and_time(record)
    stock = auditor.is_good(record.content, signature, signers.read_bytes(), person, at)
    return Answer(record.path, verdict.trouble.rule if verdict.trouble else "", ours, stock)


def disagreements(answers: Iterable[Answer]) -> list[Answer]:
    """Return those of *answers* in which the two differ, and no reason above says why."""
    return [
        each
        for each in answers
        if (each.ours is not None and each.stock is not (not each.ours or each.ours in STRICTER))
        or (not each.rule and not each.stock)
    ]


def test_both_say_the_same_of_each_signature(found: list[Answer]) -> None:
    assert len(found) > 250
    assert disagreements(found) == []


def test_an_unmodified_record_is_good_to_both(found: list[Answer]) -> None:
    """The control: most records are, and they count."""
    good = [each for each in found if (each.rule, each.ours, each.stock) == ("", "", True)]
    assert len(good) > 200


def test_where_the_two_differ_is_listed_with_the_reason_and_met(found: list[Answer]) -> None:
    by_ours: dict[str, set[bool]] = {}
    by_rule: dict[str, set[bool]] = {}
    for each in found:
        if each.ours is not None:
            by_ours.setdefault(each.ours, set()).add(each.stock)
        by_rule.setdefault(each.rule, set()).add(each.stock)
    assert by_ours.pop("") == {True}
    good = {rule for rule, stock in by_ours.items() if stock == {True}}
    bad = {rule for rule, stock in by_ours.items() if stock == {False}}
    assert (good, bad) == (set(STRICTER), OF_SIGNATURES | set(OTHERWISE))
    counting = {rule for rule, stock in by_rule.items() if True in stock} - {"", *STRICTER}
    assert counting == set(OF_STATEMENTS)


def test_both_call_every_record_of_the_pages_good(auditor: Auditor, tmp_path: Path) -> None:
    answers = list(every(settled(lay_approved(tmp_path / "sms")), auditor))
    assert len(answers) > 8
    assert {(each.rule, each.ours, each.stock) for each in answers} == {("", "", True)}


def test_both_call_every_record_of_the_starter_good(auditor: Auditor) -> None:
    """With the files as they are handed out, and the command that the site shows."""
    answers = list(every(settled(ROOT), auditor))
    assert len(answers) > 15
    assert {(each.rule, each.ours, each.stock) for each in answers} == {("", "", True)}
