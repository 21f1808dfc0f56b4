"""What the rules on approvals and reviews say: the record, the person, the days, the way out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from approving import approve, lay
from rule_cases import CASES

from sms_docs.check import Checked, Question, answer
from sms_docs.comparison import Comparison
from sms_docs.errors import ConfigurationError
from sms_docs.load.shipped import shipped
from sms_docs.model import Severity
from sms_docs.rules import find_rule, run

if TYPE_CHECKING:
    from pathlib import Path

    from sms_docs.finding import Finding

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PROCEDURE = "procedures/PRC-001-incident-management.md"
POLICY = "policies/POL-001-service-management-policy.md"
BEN = ("ben-marsh", "service-manager")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path)


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / path).write_text(text, encoding="utf-8")


def check(root: Path, today: date = TODAY) -> Checked:
    return answer(root, Question(today, now=NOW))


def finding(root: Path, code: str, today: date = TODAY) -> Finding:
    (found,) = [each for each in check(root, today).report.findings if each.code == code]
    return found


def test_a_pending_version_is_told_with_the_one_approved_and_by_whom(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    edit(root, PROCEDURE, ('version: "1.0"', 'version: "1.1"'))
    found = finding(root, "SMS202")
    assert found.message == (
        "PRC-001 version 1.1 is not approved yet; the newest approved version is 1.0,"
        " of 2026-11-01 by ben-marsh"
    )
    assert found.fix == "Have it read and approved: `sms-docs approve PRC-001`."


def test_a_changed_text_is_told_with_who_approved_the_other_one(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    edit(root, PROCEDURE, ("Note it", "Forget it"))
    found = finding(root, "SMS203")
    assert found.message == (
        "PRC-001 version 1.0 differs from what was approved on 2026-11-01 by ben-marsh under"
        " this version: the text"
    )
    assert "`sms-docs revise PRC-001 --change TEXT`" in found.fix


def test_changed_pictures_are_named_up_to_three(root: Path) -> None:
    (root / "procedures" / "img").mkdir()
    names = [f"img/{number}.svg" for number in range(5)]
    edit(root, PROCEDURE, ("The ticket.", "\n\n".join(f"![A picture]({name})" for name in names)))
    for name in names:
        (root / "procedures" / name).write_text("<svg/>\n", encoding="utf-8")
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    for name in names:
        (root / "procedures" / name).write_text("<svg width='1'/>\n", encoding="utf-8")
    message = finding(root, "SMS203").message
    assert message.endswith(": img/0.svg, img/1.svg, img/2.svg, and 2 more files")


def test_an_old_version_is_answered_with_the_path_of_the_newest_text(root: Path) -> None:
    edit(root, PROCEDURE, ('version: "1.0"', 'version: "1.10"'))
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    edit(root, PROCEDURE, ('version: "1.10"', 'version: "1.9"'))
    found = finding(root, "SMS204")
    assert found.message == ("PRC-001 has version 1.9, but version 1.10 was approved on 2026-11-01")
    assert "records/approvals/PRC-001/1.10/PRC-001.md" in found.fix


def test_what_is_missing_to_an_approval_is_told_by_role(root: Path) -> None:
    approve(root, "POL-001", *BEN, "2026-11-01T10:00:00Z")
    found = finding(root, "SMS205")
    assert found.message == (
        "POL-001 version 1.0 is approved in part, by ben-marsh on 2026-11-01; missing:"
        " 1 × managing-director"
    )
    assert found.fix == "Have it approved by them: `sms-docs approve POL-001`."


def test_an_approval_in_part_is_told_at_the_stored_text_where_the_file_moved_on(
    root: Path,
) -> None:
    approve(root, "POL-001", *BEN, "2026-11-01T10:00:00Z")
    edit(root, POLICY, ('version: "1.0"', 'version: "1.1"'))
    assert finding(root, "SMS205").path == "records/approvals/POL-001/1.0/POL-001.md"


def test_a_document_without_a_file_is_told_at_its_approved_text(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    (root / PROCEDURE).unlink()
    found = finding(root, "SMS230")
    assert (found.path, found.document) == ("records/approvals/PRC-001/1.0/PRC-001.md", "PRC-001")
    assert found.message == (
        "PRC-001 version 1.0, approved on 2026-11-01, is in force, but no document has this id"
    )
    assert "`sms-docs withdraw PRC-001 --reason TEXT`" in found.fix


def test_an_unreadable_file_is_not_a_missing_one(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z")
    (root / PROCEDURE).write_text("no front matter\n", encoding="utf-8")
    codes = {each.code for each in check(root).report.findings if each.path != POLICY}
    assert "SMS006" in codes
    assert "SMS230" not in codes


@pytest.mark.parametrize(
    ("today", "ago"), [(date(2026, 3, 1), "1 day ago"), (date(2026, 3, 10), "10 days ago")]
)
def test_a_late_review_is_told_with_its_day_and_both_ways_out(
    root: Path, today: date, ago: str
) -> None:
    approve(root, "PRC-001", *BEN, "2025-02-28T10:00:00Z")
    found = finding(root, "SMS301", today)
    assert found.message == f"PRC-001 was due for review on 2026-02-28, {ago}"
    assert found.fix == (
        "Read it again; if nothing changes run `sms-docs confirm PRC-001 --checked TEXT`, else"
        " `sms-docs revise PRC-001 --change TEXT`."
    )


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 1, 29), "in 30 days"),
        (date(2026, 2, 27), "in 1 day"),
        (date(2026, 2, 28), "today"),
    ],
)
def test_a_near_review_is_told_with_the_days_left(root: Path, today: date, left: str) -> None:
    approve(root, "PRC-001", *BEN, "2025-02-28T10:00:00Z")
    assert finding(root, "SMS302", today).message == (
        f"PRC-001 is due for review on 2026-02-28, {left}"
    )


def test_before_the_lead_time_nothing_is_said(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2025-02-28T10:00:00Z")
    found = check(root, date(2026, 1, 28)).report.findings
    assert not {"SMS301", "SMS302"} & {each.code for each in found}


@pytest.mark.parametrize(
    ("touched", "severity"),
    [
        (frozenset({"POL-001", POLICY}), Severity.WARNING),
        (frozenset({"PRC-001"}), Severity.ERROR),
        (frozenset({PROCEDURE}), Severity.ERROR),
    ],
)
def test_in_a_comparison_only_a_touched_document_must_be_reviewed_in_time(
    root: Path, touched: frozenset[str], severity: Severity
) -> None:
    approve(root, "PRC-001", *BEN, "2025-02-28T10:00:00Z")
    checked = check(root)
    compared = replace(
        checked.system,
        comparison=Comparison("1", "2", 1, (), (), (), {}, touched, {}),
    )
    rule = find_rule("review-overdue")
    assert rule
    (found,) = run(compared, checked.trace, TODAY, [rule])
    assert found.severity is severity


def test_too_long_an_interval_is_told_with_the_longest_one(root: Path) -> None:
    edit(root, PROCEDURE, ("review_interval: P12M", "review_interval: P3Y"))
    found = finding(root, "SMS304")
    assert (
        found.message == "PRC-001 is reviewed every P3Y; a procedure has to be at least every P24M"
    )
    assert found.fix == "Write P24M or less."


def test_a_type_without_a_longest_interval_sets_no_limit(root: Path) -> None:
    edit(root, PROCEDURE, ("review_interval: P12M", "review_interval: P3Y"))
    checked = check(root)
    documents = tuple(
        replace(each, type=each.type._replace(schema={})) for each in checked.system.documents
    )
    rule = find_rule("review-interval-too-long")
    assert rule
    open_ended = replace(checked.system, documents=documents)
    assert run(open_ended, checked.trace, TODAY, [rule]) == []


def test_what_cannot_be_verified_was_not_checked_and_never_green(root: Path) -> None:
    unknown = (CASES / "signature_unverifiable.md").read_text(encoding="utf-8")
    armoured = re.search(r"-----BEGIN.*END SSH SIGNATURE-----", unknown, re.DOTALL)
    assert armoured
    signature = re.sub(r"^ +", "", armoured[0], flags=re.MULTILINE) + "\n"
    path = approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z", signature=signature)
    (not_run,) = check(root).report.not_run
    assert path.name in not_run
    assert "ecdsa-sha2-nistp384" in not_run


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ({"smsId": "urn:uuid:0"}, ("urn:uuid:0",)),
        ({"subject": "PRC-002"}, ("PRC-002", "PRC-001")),
        ({"key": "cora-finch"}, ("ben-marsh", "cora-finch")),
        ({"key": "eve-stone"}, ("ben-marsh", "SHA256:")),
        ({"signed": False}, ("ben-marsh", "policy.yml")),
        ({"resign": False, "comment": "Later."}, ("ben-marsh", "2026-11-01")),
        ({"authors": ["ben-marsh"]}, ("ben-marsh", "2026-11-01")),
        ({"signedAt": "2026-12-24T10:00:00Z"}, ("ben-marsh", "2026-12-24", "2026-11-20")),
    ],
)
def test_a_record_that_does_not_count_is_told_with_persons_and_days(
    root: Path, words: dict[str, object], named: tuple[str, ...]
) -> None:
    path = approve(root, "PRC-001", *BEN, "2026-11-01T10:00:00Z", **words)
    (found,) = [
        each
        for each in check(root).report.findings
        if each.path == path.relative_to(root).as_posix()
    ]
    assert found.severity is Severity.ERROR
    assert found.message.startswith("PRC-001 1.0: ")
    assert [word for word in named if word not in found.message + found.fix] == []


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("procedure", "two years", "is not a duration such as P2Y, P24M or P90D"),
        ("procedure", 24, "is not a duration such as P2Y, P24M or P90D"),
        ("risk", "P12M", "only documents are reviewed"),
    ],
)
def test_a_longest_interval_that_cannot_be_is_refused_with_its_place(
    root: Path, name: str, value: object, wrong: str
) -> None:
    schema = json.loads((shipped("schemas") / f"{name}.schema.json").read_bytes())
    schema["x-sms"]["longest_review_interval"] = value
    (root / "schemas").mkdir()
    (root / "schemas" / f"{name}.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"/x-sms/longest_review_interval: {wrong}"):
        check(root)


def test_a_project_may_set_another_longest_interval(root: Path) -> None:
    schema = json.loads((shipped("schemas") / "procedure.schema.json").read_bytes())
    schema["x-sms"]["longest_review_interval"] = "P6M"
    (root / "schemas").mkdir()
    (root / "schemas" / "procedure.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    assert finding(root, "SMS304").message == (
        "PRC-001 is reviewed every P12M; a procedure has to be at least every P6M"
    )
