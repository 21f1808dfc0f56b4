"""Nobody signs a placeholder unseen: the ceremony names it and stops, the check reddens."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import approving
import pytest
from ceremony import POLICY, PROCEDURE, edit, files, lay, run, sign, stand_alone
from commands import said
from rule_cases import PROJECT

from sms_docs.check import assess
from sms_docs.load.project import load
from sms_docs.model import Severity, Standing, Status
from sms_docs.rules import find_rule
from sms_docs.rules import run as run_rules
from sms_docs.trace import trace

AT = "2026-11-01T10:00:00Z"
TODAY = date(2026, 11, 20)
CODE = "SMS110"
WAIVER = """
[[tool.sms-docs.waivers]]
rule = "placeholder-left"
document = "PRC-001"
reason = "The marks are those of another language."
who = "ben-marsh"
until = 2099-12-31
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def leave(root: Path, path: str = PROCEDURE) -> None:
    """Leave two placeholders in the text at *path*."""
    with (root / path).open("a", encoding="utf-8") as file:
        file.write("\nCall ‹desk number›.\n\nLook into ‹ticket tool›.\n")


def severities(root: Path) -> list[Severity]:
    return [each.severity for each in assess(root, TODAY, [CODE]).report.findings]


@pytest.mark.parametrize("meaning", ["approve", "review", "author"])
def test_a_text_with_placeholders_is_not_signed_and_all_of_them_are_named(
    root: Path, meaning: str
) -> None:
    leave(root)
    before = files(root)
    signer = "ada-ironwood" if meaning == "author" else "ben-marsh"
    result = sign(root, "approve", "PRC-001", by=signer, options=["--meaning", meaning])
    assert result.exit_code == 1, said(result)
    lines = result.output.rstrip("\n").split("\n")
    assert [line.partition(": ")[2] for line in lines[:-1:2]] == [
        "SMS110 placeholder-left: PRC-001 still holds the placeholder ‹desk number›",
        "SMS110 placeholder-left: PRC-001 still holds the placeholder ‹ticket tool›",
    ]
    assert lines[0].startswith(f"{PROCEDURE}:")
    assert lines[-1] == "Nothing was written."
    assert files(root) == before


def test_one_text_with_a_placeholder_stops_all_that_are_named_with_it(root: Path) -> None:
    leave(root, POLICY)
    result = sign(root, "approve", "PRC-001", "POL-001", by="cora-finch")
    assert result.exit_code == 1
    assert "POL-001 still holds" in result.output
    assert "PRC-001" not in result.output


def test_once_they_are_filled_in_it_is_signed(root: Path) -> None:
    leave(root)
    edit(root, PROCEDURE, ("‹desk number›", "2020"), ("‹ticket tool›", "the book"))
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 0, said(result)


def test_the_placeholders_of_another_document_are_in_nobodys_way(root: Path) -> None:
    leave(root, POLICY)
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0


def test_a_waiver_lets_it_be_signed(root: Path) -> None:
    leave(root)
    with (root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(WAIVER)
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 0, said(result)


def test_who_withdraws_a_text_is_not_held_up(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    leave(root)
    options = ["--reason", "It was a mistake."]
    named = ["--as", "ben-marsh", "--dry-run"]
    result = run(root, "withdraw", "PRC-001", *named, *options)
    assert result.exit_code == 0, said(result)


def test_it_is_a_warning_in_a_draft_and_an_error_once_that_text_is_approved(root: Path) -> None:
    leave(root)
    assert severities(root) == [Severity.WARNING] * 2
    approving.approve(root, "PRC-001", "ben-marsh", "service-manager", AT)
    assert severities(root) == [Severity.ERROR] * 2


def test_in_a_new_version_that_is_pending_it_is_a_warning_again(root: Path) -> None:
    approving.approve(root, "PRC-001", "ben-marsh", "service-manager", AT)
    edit(root, PROCEDURE, ('version: "1.0"', 'version: "1.1"'))
    leave(root)
    assert severities(root) == [Severity.WARNING] * 2


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
def test_in_what_was_withdrawn_it_is_no_error(root: Path, status: Status) -> None:
    leave(root)
    system = load(root)
    gone = [replace(each, standing=Standing(status)) for each in system.documents]
    system = replace(system, documents=tuple(gone))
    rule = find_rule(CODE)
    assert rule
    found = run_rules(system, trace(system, TODAY), TODAY, [rule])
    assert [each.severity for each in found] == [Severity.WARNING] * 2


def test_ten_thousand_documents_without_one_cost_next_to_nothing() -> None:
    system = load(PROJECT)
    document = replace(system.documents[0], text="Nothing is left open here.\n" * 400)
    system = replace(system, documents=(document,) * 10_000)
    rule = find_rule(CODE)
    assert rule
    start = time.process_time()
    assert run_rules(system, trace(load(PROJECT), TODAY), TODAY, [rule]) == []
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "text", ["‹" * 500_000, "‹a\n" * 250_000, "‹a› " * 200_000, "‹" + "\n›" * 250_000]
)
def test_a_hostile_text_is_read_in_time(text: str) -> None:
    system = load(PROJECT)
    system = replace(system, documents=(replace(system.documents[0], text=text),))
    rule = find_rule(CODE)
    assert rule
    start = time.process_time()
    run_rules(system, trace(load(PROJECT), TODAY), TODAY, [rule])
    assert time.process_time() - start < 3
