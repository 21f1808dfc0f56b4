"""Every rule finds what its cases say, has a whole page, and keeps its code for good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from read_once import share_schemas
from rule_cases import CASES, Case, cases

from sms_docs.check import Question, answer
from sms_docs.rules import HEADINGS, Rule, all_rules, find_rule, suggest_rule

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ALL_CASES = cases()
# In a project without approvals every document is a draft; only its own cases look for that.
DRAFT = "SMS201"
# What no file can say yet: a status that only approval records give.
BY_STANDING = {"reference-withdrawn"}


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.rule}: {case.claim}")
def test_the_check_finds_what_the_case_marks_and_nothing_else(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_schemas(monkeypatch)
    expected = case.lay(tmp_path)
    found = {
        (finding.code, finding.path, finding.line)
        for finding in answer(tmp_path, Question(TODAY, base=case.base, now=NOW)).report.findings
        if finding.code != DRAFT or case.rule == "document-draft"
    }
    assert sorted(found) == expected


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_rule_has_cases_and_one_of_them_finds_it(rule: Rule, tmp_path: Path) -> None:
    own = [case for case in ALL_CASES if case.rule == rule.name]
    assert own, f"tests/rules/{rule.name.replace('-', '_')}.md is missing or empty"
    # Not a list: what comes after the first case that finds it need not be written.
    expected = (case.lay(tmp_path / str(n)) for n, case in enumerate(own))
    finds = any(rule.code == code for case in expected for code, _, _ in case)
    assert finds or rule.name in BY_STANDING


def test_every_file_of_cases_belongs_to_a_rule() -> None:
    assert {case.rule for case in ALL_CASES} == {rule.name for rule in all_rules()}
    assert len(list(CASES.glob("*.md"))) == len(all_rules())


def test_codes_and_names_are_kept_for_good() -> None:
    """Line by line: a code in a commit of an adopter must mean the same in ten years."""
    golden = (CASES / "codes.txt").read_text(encoding="utf-8")
    assert golden == "".join(f"{rule.code} {rule.name}\n" for rule in all_rules())


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_page_of_a_rule_is_whole(rule: Rule) -> None:
    assert tuple(rule.page) == HEADINGS
    assert all(text.strip() for text in rule.page.values())
    assert rule.summary.endswith(".")
    assert len(rule.summary) <= 80
    for heading in ("Example", "Use instead"):
        assert "    " in rule.page[heading], f"{heading} shows nothing"


def test_a_rule_is_found_by_code_and_by_name() -> None:
    assert find_rule("SMS701") is find_rule("sms701") is find_rule("role-unknown")
    assert find_rule("role_unknown") is None
    assert suggest_rule("role-unkown") == "; did you mean 'role-unknown'?"
