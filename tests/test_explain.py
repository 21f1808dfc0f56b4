"""Whoever meets a code on a terminal gets its page there, and a list of all codes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from sms_docs.cli import cli
from sms_docs.rules import HEADINGS, all_rules


def call(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": None}).invoke(cli, arguments)


@pytest.mark.parametrize("word", ["SMS701", "sms701", "role-unknown"])
def test_a_rule_is_explained_by_code_and_by_name(word: str) -> None:
    result = call("explain", word)
    assert result.exit_code == 0
    assert result.output.startswith(
        "SMS701 role-unknown (error)\n\n"
        "A document or record names a role that does not exist.\n\n"
        "What it finds\n    An owner,"
    )
    assert "\nExample\n        owner: incident-manger\n\nUse instead\n" in result.output
    assert all(line == line.rstrip() for line in result.output.split("\n"))


def test_a_page_is_also_there_for_programs() -> None:
    page = json.loads(call("explain", "link-broken", "--format", "json").output)
    assert (page["code"], page["severity"]) == ("SMS401", "error")
    assert tuple(page["page"]) == HEADINGS


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("role-unkown", "no rule 'role-unkown'; did you mean 'role-unknown'?"),
        ("SMS7011", "no rule 'SMS7011'\n"),
        ("zebra", "no rule 'zebra'\n"),
        ("\x1b[2Kok", "no rule '\\x1b[2Kok'"),
    ],
)
def test_a_slip_is_answered_with_the_nearest_rule_and_the_list(typed: str, hint: str) -> None:
    result = call("explain", typed)
    assert result.exit_code == 2
    assert hint in result.output
    assert "`sms-docs rules` lists all of them." in result.output


def test_every_rule_is_listed_once() -> None:
    lines = call("rules").output.split("\n")
    for rule in all_rules():
        (line,) = [line for line in lines if line.startswith(rule.code)]
        assert line.split()[:3] == [rule.code, rule.name, rule.severity]
        assert line.endswith(rule.summary)


def test_the_list_is_also_there_for_programs() -> None:
    rows = json.loads(call("rules", "--format", "json").output)
    assert [row["code"] for row in rows] == [rule.code for rule in all_rules()]
    assert set(rows[0]) == {"code", "name", "severity", "summary"}
