"""A finding reads the same for a person, a program and a CI runner, and none is forged."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sms_docs import reports
from sms_docs.finding import Finding, Report
from sms_docs.model import Severity

ERROR = Finding(
    "policies/POL-004-change.md",
    5,
    1,
    "SMS301",
    "review-overdue",
    Severity.ERROR,
    "POL-004 was due for review on 2026-02-28, 1 day ago",
    "Read it again.",
    "POL-004",
)
HOSTILE = Finding(
    "policies/::error file=a::x",
    1,
    2,
    "SMS201",
    "document-draft",
    Severity.WARNING,
    "a\n::notice::all passed %0A ##[error]\x1b[31m",
    "fix: me, now",
)


def report(*findings: Finding, **changes: object) -> Report:
    values: dict[str, object] = {
        "as_of": date(2026, 3, 1),
        "findings": findings,
        "waived": (),
        "documents": 1,
        "records": 2,
        "not_checked": ("changes against a base",),
    }
    return Report(**(values | changes))  # type: ignore[arg-type]


def test_the_text_names_place_code_reason_and_cure_and_ends_with_what_was_not_checked() -> None:
    assert reports.write("text", report(ERROR)) == (
        "policies/POL-004-change.md:5:1: SMS301 review-overdue:"
        " POL-004 was due for review on 2026-02-28, 1 day ago\n"
        "    fix: Read it again.\n"
        "1 document and 2 records checked as of 2026-03-01: 1 error, 0 warnings, 0 waived\n"
        "not checked: changes against a base\n"
    )


def test_what_was_compared_is_told_and_last_what_could_not_run() -> None:
    compared = "compared 7831b13..1e6d424: 12 files, 3 documents changed"
    text = reports.write("text", report(compared=compared, not_run=("a: no git; install it",)))
    assert text.split("\n")[-4:] == [
        compared,
        "not checked: changes against a base",
        "could not run: a: no git; install it",
        "",
    ]


def test_for_programs_what_could_not_run_stands_among_what_was_not_checked() -> None:
    found = json.loads(reports.write("json", report(compared="compared", not_run=("no git",))))
    assert found["compared"] == "compared"
    assert found["not_checked"] == ["changes against a base", "no git"]
    assert found["not_run"] == ["no git"]
    assert json.loads(reports.write("json", report()))["compared"] is None


def test_on_github_what_could_not_run_is_an_annotation_of_its_own() -> None:
    text = reports.write("github", report(ERROR, not_run=("100 % unknown\n::notice::x",)))
    first, *_, last, _ = text.split("\n")
    assert first == "::error title=sms-docs could not run::100 %25 unknown\\x0a::notice::x"
    assert last == "could not run: 100 % unknown\\x0a::notice::x"


def test_a_demonstration_says_so_in_the_report() -> None:
    text = reports.write("text", report(demonstration=True, not_checked=()))
    assert "as of 2026-03-01, a demonstration:" in text
    assert "not checked" not in text


def test_colour_stands_around_the_code_alone() -> None:
    text = reports.write("text", report(ERROR), colour=True)
    assert text.count("\x1b[") == 2
    assert "\x1b[31mSMS301 review-overdue\x1b[0m" in text


@pytest.mark.parametrize("name", reports.names())
def test_no_format_passes_on_what_a_terminal_or_runner_obeys(name: str) -> None:
    text = reports.write(name, report(HOSTILE))
    assert "\x1b" not in text
    assert "##[" not in text or name == "json"
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert len(commands) == (1 if name == "github" else 0)


def test_github_gets_one_annotation_a_finding_errors_first() -> None:
    lines = reports.write("github", report(HOSTILE, ERROR)).split("\n")
    assert lines[0] == (
        "::error file=policies/POL-004-change.md,line=5,col=1,title=SMS301 review-overdue::"
        "POL-004 was due for review on 2026-02-28, 1 day ago%0Afix: Read it again."
    )
    assert lines[1].startswith("::warning file=policies/%3A%3Aerror file=a%3A%3Ax,line=1,")
    assert r"a\x0a::notice::all passed %250A" in lines[1]


def test_json_holds_every_field_by_name() -> None:
    shape = json.loads(reports.write("json", report(ERROR)))
    assert shape["findings"][0] == {
        "code": "SMS301",
        "name": "review-overdue",
        "severity": "error",
        "path": "policies/POL-004-change.md",
        "line": 5,
        "column": 1,
        "message": "POL-004 was due for review on 2026-02-28, 1 day ago",
        "fix": "Read it again.",
        "document": "POL-004",
    }
    assert shape["summary"] == {
        "errors": 1,
        "warnings": 0,
        "waived": 0,
        "documents": 1,
        "records": 2,
    }
    assert shape["not_checked"] == ["changes against a base"]


def test_text_is_the_first_format() -> None:
    assert reports.names() == ("text", "github", "json")
