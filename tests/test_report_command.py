"""`sms-docs report`: a draft with what was measured, and marks where a person has to write."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import approving
import pytest
import yaml
from click.testing import Result
from commands import invoke, said
from keeping import files, found, put
from measured_sms import SLA, TARGETS, agreement, file, lay_measured, measurement

from sms_docs.check import assess

SERVICE = "docs/services/SVC-001-workplace.yml"
DRAFT = "records/service-reports/SRP-2026-001-workplace-2026-09.yml"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_measured(tmp_path_factory.mktemp("measured") / "sms")


@pytest.fixture
def root(laid: Path, tmp_path: Path) -> Path:
    return shutil.copytree(laid, tmp_path / "sms")


def report(root: Path, period: str = "2026-09", service: str = "SVC-001", *more: str) -> Result:
    return invoke("report", "--root", str(root), service, "--period", period, *more)


def draft(root: Path, period: str = "2026-09") -> dict[str, Any]:
    """Write the report of *period* and return what is in it."""
    result = report(root, period)
    assert result.exit_code == 0, said(result)
    written: dict[str, Any] = yaml.safe_load((root / result.output.split("\n")[0]).read_text())
    return written


def refused(root: Path, code: int, *arguments: str) -> str:
    """Demand that the report is refused with *code* and nothing written; return what is said."""
    before = files(root)
    result = report(root, *arguments)
    assert result.exit_code == code, said(result)
    assert files(root) == before
    assert not result.stdout
    return said(result)


def test_it_prints_the_path_and_what_comes_next(root: Path) -> None:
    before = files(root)
    result = report(root)
    assert result.output == (
        f"{DRAFT}\n"
        f"Next: fill in what stands between ‹ and ›, then run `sms-docs check --root {root}`.\n"
    )
    assert files(root) == {**before, DRAFT: (root / DRAFT).read_bytes()}


def test_values_have_two_decimals_and_never_look_better_than_they_are(root: Path) -> None:
    """99.4318… and 83.333… percent."""
    assert draft(root)["results"] == [
        {"agreement": "SLA-001", "target": "availability", "value": "99.43"},
        {"agreement": "SLA-001", "target": "calls", "value": "83.33"},
        {"agreement": "SLA-001", "target": "laptop", "value": "3"},
    ]


def test_a_measurement_dated_after_the_report_is_not_in_it(root: Path) -> None:
    record = root / "records/measurements/MEA-2026-001-workplace.yml"
    record.write_text(record.read_text().replace("date: 2026-10-01", "date: 2026-12-24"))
    found = draft(root)
    assert not any("value" in each for each in found["results"])
    assert "measured_from" not in found


def test_a_value_of_at_most_is_cut_upwards(root: Path) -> None:
    put(root, file(1, "laptop"), "day,value\n2026-09-04,1.9911\n")
    put(root, file(1, "calls"), "day,good,total\n2026-09-01,2,3\n")
    values = [each["value"] for each in draft(root)["results"]]
    assert values == ["99.43", "66.66", "2"]


def test_a_target_with_more_decimals_gets_as_many(root: Path) -> None:
    """99.4318… misses 99.432 and meets 99.431; cut to 99.43 it would look missed."""
    put(root, SLA, agreement(TARGETS.replace('"99.5"', '"99.431"')))
    written = draft(root)
    assert written["results"][0]["value"] == "99.431"
    assert "availability" not in {each["target"] for each in written["breaches"]}
    assert not found(root, "breach-not-explained")


def test_where_there_is_no_value_stands_the_reason_as_a_placeholder(root: Path) -> None:
    written = draft(root, "2026-10")
    assert written["results"][2] == {
        "agreement": "SLA-001",
        "target": "laptop",
        "reason": "‹not measured: there is no measurement for 2026-10›",
    }


def test_each_missed_target_gets_a_breach_to_explain_and_no_other_one(root: Path) -> None:
    written = draft(root)
    assert [each["target"] for each in written["breaches"]] == ["availability", "calls", "laptop"]
    assert written["breaches"][0] == {
        "agreement": "SLA-001",
        "target": "availability",
        "cause": "‹Why it was missed.›",
        "action": "‹What is done so that it does not happen again.›",
    }
    assert "breaches" not in draft(root, "2026-10")


def test_it_names_the_measurements_that_the_values_come_from(root: Path) -> None:
    assert draft(root)["measured_from"] == ["MEA-2026-001"]
    assert draft(root, "2026-10")["measured_from"] == ["MEA-2026-002"]


def test_a_quarter_names_the_measurements_of_its_months(root: Path) -> None:
    for number, month in ((3, "07"), (4, "08")):
        series = {"calls": f"day,good,total\n2026-{month}-01,9,10\n"}
        measurement(root, number, f"2026-{month}", series)
    written = draft(root, "2026-Q3")
    # (9 + 9 + 100) of (10 + 10 + 120)
    assert written["results"][1]["value"] == "84.28"
    assert written["measured_from"] == ["MEA-2026-003", "MEA-2026-004", "MEA-2026-001"]


def test_a_quarter_measured_as_a_whole_names_that_measurement_alone(root: Path) -> None:
    measurement(root, 3, "2026-Q3", {"calls": "day,good,total\n2026-09-01,9,10\n"})
    written = draft(root, "2026-Q3")
    assert written["results"][1]["value"] == "90"
    assert written["measured_from"] == ["MEA-2026-003"]


def test_without_any_measurement_it_names_none(root: Path) -> None:
    written = draft(root, "2026-08")
    assert "measured_from" not in written
    assert [set(each) for each in written["results"]] == [{"agreement", "target", "reason"}] * 3


@pytest.mark.parametrize("period", ["2026-08", "2026-09", "2026-10"])
def test_the_draft_is_checked_without_an_error(root: Path, period: str) -> None:
    draft(root, period)
    assert found(root) == []
    assert found(root, "placeholder-left")
    assert not found(root, "report-disagrees", "report-incomplete", "breach-not-explained")


def test_what_stays_the_same_is_taken_from_the_report_before(root: Path) -> None:
    draft(root)
    text = (root / DRAFT).read_text()
    put(root, DRAFT, text.replace("classification: internal", "classification: confidential"))
    assert draft(root, "2026-10")["classification"] == "confidential"


def test_the_title_is_that_of_the_service_and_the_period(root: Path) -> None:
    assert draft(root)["title"] == "Workplace, 2026-09"


def test_a_service_with_the_longest_title_gets_a_report_as_well(root: Path) -> None:
    text = (root / SERVICE).read_text()
    put(root, SERVICE, text.replace("title: Workplace", f"title: {'W' * 120}"))
    assert draft(root)["title"] == "SVC-001"


@pytest.mark.parametrize("name", ["SVC-002", "SLA-001", "", "svc-001"])
def test_an_unknown_service_is_refused_with_those_there_are(root: Path, name: str) -> None:
    text = refused(root, 2, "2026-09", name)
    assert f"no service '{name}'" in text
    assert "there are: SVC-001" in text


def test_a_service_that_was_probably_meant_is_named(root: Path) -> None:
    assert "did you mean 'SVC-001'?" in refused(root, 2, "2026-09", "SCV-001")


@pytest.mark.parametrize("period", ["2026-11", "2026-Q4", "2026", "2027-01"])
def test_a_period_that_is_not_over_is_refused(root: Path, period: str) -> None:
    text = refused(root, 4, period)
    assert f"{period} has not ended yet on 2026-11-20; nothing was written" in text


def test_the_last_day_of_a_period_still_belongs_to_it(root: Path) -> None:
    assert "has not ended" in refused(root, 4, "2026-10", "SVC-001", "--as-of", "2026-10-31")
    result = report(root, "2026-10", "SVC-001", "--as-of", "2026-11-01")
    assert result.exit_code == 0, said(result)


def test_a_second_report_of_a_period_is_refused_and_the_first_one_named(root: Path) -> None:
    draft(root)
    text = refused(root, 4)
    assert f"{DRAFT}: SRP-2026-001 is the report on SVC-001 in 2026-09 already" in text
    assert "complete that one" in text


def test_an_option_that_is_missing_or_no_period_is_a_mistake_in_the_command_line(
    root: Path,
) -> None:
    before = files(root)
    for arguments in (["SVC-001"], ["SVC-001", "--period", "2026-9"], ["--period", "2026-09"]):
        result = invoke("report", "--root", str(root), *arguments)
        assert result.exit_code == 2
    assert files(root) == before


def test_a_service_without_targets_of_the_period_is_refused(root: Path) -> None:
    put(root, SLA, agreement(TARGETS.replace("period: month", "period: year")))
    text = refused(root, 2)
    assert "no agreement on SVC-001 was in force for all of 2026-09 with targets of a month" in text


def test_an_agreement_that_was_not_in_force_is_not_reported_on(root: Path) -> None:
    approving.approve(root, "SLA-001", "cora-finch", "service-manager", "2026-10-05T10:00:00Z")
    status = {each.id: each.standing.status for each in assess(root).system.documents}
    assert status["SLA-001"] == "in-force"
    assert "no agreement on SVC-001 was in force for all of 2026-09" in refused(root, 2)
    assert report(root, "2026-10").exit_code == 0


def test_an_agreement_counts_for_the_time_before_it_was_withdrawn(root: Path) -> None:
    for day, words in (
        ("2026-08-05", {}),
        ("2026-10-20", {"meaning": "withdraw", "comment": "The town left."}),
    ):
        approving.approve(
            root, "SLA-001", "cora-finch", "service-manager", f"{day}T10:00:00Z", **words
        )
    assert "no agreement on SVC-001 was in force for all of 2026-10" in refused(root, 2, "2026-10")
    assert report(root).exit_code == 0


def test_nothing_is_written_where_the_folder_cannot_be(root: Path) -> None:
    put(root, "records/service-reports", "a file in the place of the folder\n")
    refused(root, 4)
