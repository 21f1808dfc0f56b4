"""`sms-docs sla`: what the targets came to, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from commands import invoke, said
from keeping import files, put, start
from measured_sms import OCTOBER, SLA, agreement, file, lay_measured

from sms_docs.calendar_period import calendar_period
from sms_docs.check import assess
from sms_docs.cli import cli
from sms_docs.levels import results
from sms_docs.views.levels_text import levels_text

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "sla.schema.json"
DECIMALS = ("target", "value", "error_budget_left", "before")
KEYS = [
    "agreement", "service", "id", "metric", "unit", "comparator", "target", "value", "state",
    "error_budget_left", "error_budget_unit", "before", "trend", "working",
]  # fmt: skip


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_measured(tmp_path_factory.mktemp("measured") / "sms")


@pytest.fixture
def root(laid: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return shutil.copytree(laid, tmp_path / "sms")


def sla(root: Path, *arguments: str) -> Result:
    return invoke("sla", "--root", str(root), *arguments)


def data(root: Path, *arguments: str) -> dict[str, Any]:
    """Return the JSON, which is as its schema says."""
    found: dict[str, Any] = json.loads(sla(root, "--format", "json", *arguments).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(found)
    return found


def test_the_text_has_value_state_promise_trend_budget_and_arithmetic(laid: Path) -> None:
    result = sla(laid)
    assert result.exit_code == 0, said(result)
    assert result.output == (
        "Service levels of 2026-10\n"
        "\n"
        "SLA-001 Workplace for the town, SVC-001\n"
        "  availability: 99.715909 %, met, ≥ 99.5 % promised, better than 99.431818 before, 22.8"
        " minutes left\n"
        "    10560 minutes; 30 down: 10530 / 10560 = 99.715909 percent, at least 99.5 promised\n"
        "  calls: 88 %, met, ≥ 85 % promised, better than 83.333333 before, 3 cases left\n"
        "    88 of 100 = 88 percent, at least 85 promised\n"
        "  laptop: not-measured, ≤ 2 working days promised\n"
        "    not measured: there is no measurement for 2026-10\n"
        "\n"
        "2 met, 1 not-measured\n"
    )


def test_a_target_that_was_missed_says_by_how_much(laid: Path) -> None:
    lines = sla(laid, "--period", "2026-09").output.split("\n")
    assert "  availability: 99.431818 %, missed, ≥ 99.5 % promised, 7.2 minutes too many" in lines
    assert "  laptop: 3 working days, missed, ≤ 2 working days promised" in lines
    assert lines[-2] == "3 missed"


@pytest.mark.parametrize("columns", [40, 80, 100, 250])
def test_the_text_is_no_wider_than_the_terminal(laid: Path, columns: int) -> None:
    arguments = ["sla", "--root", str(laid), "--period", "2026-09"]
    shown = CliRunner(env={"COLUMNS": str(columns)}).invoke(cli, arguments).output
    assert max(map(len, shown.split("\n"))) <= min(columns, 100)
    assert shown.split() == sla(laid, "--period", "2026-09").output.split()


def test_at_80_columns_what_wraps_stands_under_its_target(laid: Path) -> None:
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(cli, ["sla", "--root", str(laid)]).output
    assert (
        "  availability: 99.715909 %, met, ≥ 99.5 % promised, better than 99.431818\n"
        "    before, 22.8 minutes left\n"
        "    10560 minutes; 30 down: 10530 / 10560 = 99.715909 percent, at least 99.5\n"
        "    promised\n"
    ) in shown


def test_the_json_has_exactly_these_keys_and_decimals_as_text(laid: Path) -> None:
    found = data(laid, "--period", "2026-10")
    assert list(found) == ["period", "results", "summary"]
    assert found["period"] == "2026-10"
    assert found["summary"] == {"met": 2, "missed": 0, "not-measured": 1}
    for result in found["results"]:
        assert list(result) == KEYS
        assert {type(result[key]) for key in DECIMALS} <= {str, type(None)}
    assert found["results"][0] == {
        "agreement": "SLA-001",
        "service": "SVC-001",
        "id": "availability",
        "metric": "Availability in office hours",
        "unit": "percent",
        "comparator": "at-least",
        "target": "99.5",
        "value": "99.715909",
        "state": "met",
        "error_budget_left": "22.8",
        "error_budget_unit": "minutes",
        "before": "99.431818",
        "trend": "better",
        "working": (
            "10560 minutes; 30 down: 10530 / 10560 = 99.715909 percent, at least 99.5 promised"
        ),
    }


def test_what_was_not_measured_has_no_value_in_json(laid: Path) -> None:
    laptop = data(laid)["results"][2]
    assert (laptop["state"], laptop["value"], laptop["before"]) == ("not-measured", None, "3")
    assert [laptop[key] for key in ("error_budget_left", "error_budget_unit", "trend")] == [
        None
    ] * 3


def test_a_target_that_the_time_without_measurement_decides_has_no_budget(root: Path) -> None:
    blind = "from,to,kind\n2026-10-15T09:00,2026-10-15T17:00,unmeasured\n"
    put(root, file(2, "availability"), blind)
    found = data(root)["results"][0]
    assert (found["state"], found["value"]) == ("not-measured", None)
    assert (found["error_budget_left"], found["error_budget_unit"]) == (None, None)
    assert found["working"].endswith("the time without measurement decides whether it was met")


def test_csv_has_a_heading_and_a_row_for_each_target(laid: Path) -> None:
    rows = list(csv.DictReader(StringIO(sla(laid, "--format", "csv").stdout, newline="")))
    assert [(row["Target"], row["State"], row["Value"]) for row in rows] == [
        ("availability", "met", "99.715909"),
        ("calls", "met", "88"),
        ("laptop", "not-measured", ""),
    ]
    assert (rows[0]["Promised"], rows[0]["Level"], rows[0]["Unit"]) == ("≥", "99.5", "%")


def test_a_budget_that_is_overdrawn_is_no_formula_in_csv(laid: Path) -> None:
    shown = sla(laid, "--format", "csv", "--period", "2026-09").stdout
    assert "'-7.2" in shown


def test_markdown_is_a_table_with_the_sum_below(laid: Path) -> None:
    shown = sla(laid, "--format", "md").stdout
    assert shown.startswith("# Service levels of 2026-10\n\n| Agreement | Target | State |")
    assert "\n| SLA-001 | calls | met | 88 | ≥ | 85 |" in shown
    assert shown.endswith("3 rows&#58; 2 met, 0 missed, 1 not-measured\n")


def test_what_is_shown_can_go_into_a_file(laid: Path, tmp_path: Path) -> None:
    target = tmp_path / "levels.md"
    assert sla(laid, "--format", "md", "--output", str(target)).output == ""
    assert target.read_text(encoding="utf-8") == sla(laid, "--format", "md").stdout


@pytest.mark.parametrize(
    ("names", "agreements"),
    [
        ((), {"SLA-001"}),
        (("SVC-001",), {"SLA-001"}),
        (("SLA-001",), {"SLA-001"}),
        (("SLA-001", "SVC-001"), {"SLA-001"}),
        (("CON-001",), {"CON-001"}),
        (("CON-001", "SVC-001"), {"CON-001", "SLA-001"}),
    ],
)
def test_names_are_those_of_services_agreements_and_contracts(
    laid: Path, names: tuple[str, ...], agreements: set[str]
) -> None:
    found = data(laid, *names)["results"]
    assert {each["agreement"] for each in found} == agreements
    assert len(found) == ("SLA-001" in agreements) * 3 + ("CON-001" in agreements)


def test_a_target_of_a_contract_is_about_no_service(laid: Path) -> None:
    (found,) = data(laid, "CON-001")["results"]
    assert (found["service"], found["state"]) == (None, "not-measured")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("SLC-001", "did you mean 'SVC-001'?"),
        ("SVC-002", "no agreement has targets for 'SVC-002'"),
        ("POL-001", "no agreement has targets for 'POL-001'"),
        ("", "no agreement has targets for ''"),
        ("\x1b[31m::error::x", "\\x1b[31m::error::x"),
    ],
)
def test_an_unknown_name_is_refused_with_what_there_is(laid: Path, name: str, hint: str) -> None:
    result = sla(laid, name)
    assert result.exit_code == 2
    assert "there are: CON-001, SLA-001, SVC-001" in said(result)
    # What `main` prints is made printable; the exception holds the text itself.
    assert hint in said(result).replace("\x1b", "\\x1b")
    assert not result.stdout


@pytest.mark.parametrize("period", ["2026-13", "2026-9", "2026-Q5", "26-09", "9999", "0000", ""])
def test_a_period_that_is_none_is_refused_with_what_would_be_one(laid: Path, period: str) -> None:
    result = sla(laid, "--period", period)
    assert result.exit_code == 2
    assert "write a month as 2026-09, a quarter as 2026-Q3 or a year as 2026" in " ".join(
        result.output.split()
    )


def test_a_quarter_of_which_months_are_missing_is_not_measured(laid: Path) -> None:
    found = data(laid, "--period", "2026-Q3")["results"]
    assert {each["state"] for each in found} == {"not-measured"}
    assert found[0]["working"] == "not measured: there is no measurement for 2026-07, 2026-08"


def test_the_default_is_the_last_full_month(laid: Path) -> None:
    assert data(laid)["period"] == "2026-10"
    assert data(laid, "--as-of", "2026-11-01")["period"] == "2026-10"
    assert data(laid, "--as-of", "2026-10-31")["period"] == "2026-09"


def test_a_measurement_dated_after_the_day_asked_about_does_not_exist_yet(laid: Path) -> None:
    """The one of September is dated 1 October."""
    before, after = ("2026-09-30", "2026-10-01")
    states = [
        {each["state"] for each in data(laid, "--period", "2026-09", "--as-of", day)["results"]}
        for day in (before, after)
    ]
    assert states[0] == {"not-measured"}
    assert "not-measured" not in states[1]


def test_an_sms_without_agreements_has_no_levels(tmp_path: Path) -> None:
    root = start(tmp_path / "sms")
    assert sla(root).output == (
        "Service levels of 2026-10\n"
        "\n"
        "no agreement was in force for all of it with a target so short\n"
    )
    assert data(root) == {
        "period": "2026-10",
        "results": [],
        "summary": {"met": 0, "missed": 0, "not-measured": 0},
    }
    result = sla(root, "SVC-001")
    assert result.exit_code == 2
    assert "there are: none" in said(result)


def test_it_writes_nothing_and_says_when_documents_have_errors(root: Path) -> None:
    before = files(root)
    assert sla(root).stderr == ""
    assert files(root) == before
    put(root, file(2, "availability"), OCTOBER["availability"].replace("T10:10", "T08:10"))
    result = sla(root)
    assert result.exit_code == 0
    assert result.stderr == "careful: made from documents with 1 error\n"
    assert f"not measured: {file(2, 'availability')} has faults" in result.stdout


def test_words_of_an_agreement_are_not_obeyed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit may hold what a CI runner takes for a command, where a line begins with it."""
    text = agreement().replace("unit: working days", 'unit: "x ::error::y ##[group]"')
    put(root, SLA, text)
    september = calendar_period("2026-09")
    assert september
    found = results(assess(root).system, september)
    for columns in range(40, 100):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = levels_text(found, september)
        assert "::error::y" in shown
        assert "##[" not in shown
        assert not [line for line in shown.split("\n") if line.lstrip().startswith("::")]


def test_a_day_of_the_first_year_is_refused_as_no_period_lies_before_it(root: Path) -> None:
    result = sla(root, "--as-of", "0001-06-01")
    assert result.exit_code == 2
    assert "--as-of 0001-06-01 is too early; give a day of a later year" in result.output
