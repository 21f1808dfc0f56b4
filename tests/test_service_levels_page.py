"""The manual's page on service levels: each worked example is what sms-docs works out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_sms import document, kind, record, system

from sms_docs.calendar_period import calendar_period
from sms_docs.levels import results
from sms_docs.levels.series import COLUMNS, MOST_ROWS
from sms_docs.levels.target import FORMS
from sms_docs.load import yaml
from sms_docs.model import UNAPPROVED

PAGE = Path(__file__).parent.parent / "docs" / "manual" / "reference" / "service-levels.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```yaml\n([^`]*)```\n\n```csv\n([^`]*)```\n\n```text\n([^`]*)```")
COLUMN = re.compile(r"^\| `(\w+)` \| (yes|no) \|", re.MULTILINE)
EXAMPLES = EXAMPLE.findall(TEXT)


def read(text: str) -> dict[str, Any]:
    """Return the YAML *text* as agreements are read."""
    parsed = yaml.parse(text)
    assert parsed.faults == ()
    assert isinstance(parsed.data, dict)
    return parsed.data


HOURS = read(TEXT.partition("```yaml\n")[2].partition("```")[0])["service_hours"]


def section(heading: str) -> str:
    return TEXT.partition(f"\n{heading}\n")[2].partition("\n#")[0]


def worked_out(asked: dict[str, Any], text: str) -> str:
    """Return what `sms-docs sla` says of September 2026."""
    target = {"id": "level", "metric": "Level", "period": "month", "measured_by": "Probe"} | asked
    agreement = document(
        "SLA-001",
        of=kind("agreement", "document", form="markdown"),
        standing=UNAPPROVED,
        service="SVC-001",
        targets=[target],
        service_hours=HOURS,
    )
    measurement = record(
        "MEA-2026-001",
        "2026-10-01",
        kind("measurement"),
        agreement="SLA-001",
        period="2026-09",
        series=[{"target": "level", "file": "1.csv"}],
    )
    made = replace(system(agreement, measurement), series={"records/measurements/1.csv": text})
    september = calendar_period("2026-09")
    assert september
    (found,) = results(made, september)
    return found.working


@pytest.mark.parametrize(
    ("asked", "text", "shown"), EXAMPLES, ids=lambda text: text.partition("\n")[0]
)
def test_a_worked_example_is_what_sms_docs_works_out(asked: str, text: str, shown: str) -> None:
    assert worked_out(read(asked), text) == " ".join(shown.split())


def test_there_is_an_example_for_each_method() -> None:
    methods = {read(asked)["calculation"]["method"] for asked, _, _ in EXAMPLES}
    assert methods | {"lowest"} == set(FORMS)
    assert {name for name in FORMS if f"`{name}`" not in section("## Methods")} == set()


def test_the_columns_of_each_form_are_those_that_are_read() -> None:
    for form, (needed, more) in COLUMNS.items():
        rows = COLUMN.findall(section(f"### {form.title()}"))
        assert rows == [*((name, "yes") for name in needed), *((name, "no") for name in more)]


def test_the_limits_are_those_that_hold() -> None:
    assert f"{MOST_ROWS:,} rows" in section("## Limits")
