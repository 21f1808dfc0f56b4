"""Whatever stands in a file of measurements or in a calculation: a value or a finding."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_sms import document, kind, record, system

from sms_docs import reports
from sms_docs.calendar_period import calendar_period
from sms_docs.check import assess
from sms_docs.finding import Report
from sms_docs.levels import Attainment, results
from sms_docs.levels.series import COLUMNS
from sms_docs.levels.target import FORMS
from sms_docs.load.schemas import load_schemas
from sms_docs.load.text import clean
from sms_docs.model import UNAPPROVED, Defect, ManagementSystem
from sms_docs.rules import (
    calculation_unusable,
    find_rule,
    promise_not_underpinned,
    series_faulty,
)
from sms_docs.trace import trace
from sms_docs.views.levels import levels
from sms_docs.views.levels_text import levels_text
from sms_docs.views.pages import all_pages
from sms_docs.views.site import Site

TODAY = date(2027, 6, 1)
RULES = Path(__file__).parent / "rules"
AGREEMENT = kind("agreement", "document", form="markdown")
MEASUREMENT = kind("measurement")
FILE = "records/measurements/1.csv"
# What must never reach a terminal raw.
RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# What a CI runner obeys.
COMMAND = re.compile(r"^\s*::", re.MULTILINE)
HOURS = {
    "id": "hours",
    "time_zone": "Europe/London",
    "weekly": [{"days": ["mon", "sun"], "from": "22:00", "to": "02:00"}],
    "maintenance": [{"when": "last sunday", "from": "01:00", "to": "03:00"}],
}
MORE = {
    "availability": {"parts": 3},
    "percentile": {"percentile": "95"},
    "share-within": {"within": [{"class": "2", "limit": "4"}, {"limit": "0.5"}]},
}
PERIODS = ["2026-03", "2026-10", "2026-Q4", "2026"]
CELLS = [
    "", " ", "0", "1", "-1", "100.5", "NaN", "inf", "1e9", "9" * 15, "9" * 16, "0.1234567890",
    "٣", "=1+1", "'", '"', '""', '"a,b"', 'a"b', "::error::x", "##[error]x", "\x1b[31m", "\u202e",
    "<script>alert(1)</script>", "%0A::error::x", "outage", "maintenance", "excluded",
    "unmeasured", "2", "3", "2026-03-01", "2026-10-31", "2026-02-30", "0001-01-01", "9999-12-31",
    "2026-03-29T01:30", "2026-10-25T01:30", "2026-10-25T01:30+00:00", "2026-10-01T00:00Z",
    "2026-10-31 23:59:59", "2026-10-15T24:00", "0001-01-01T00:00+14:00", "0001-01-01T00:00",
    "9999-12-31T23:59-14:00", "2026-10-02T10:00+99:99", "2026-10-02T10:00-23:59", "x" * 20_000,
]  # fmt: skip
# What may well stand in a column; so that more than the first fault of a row is reached.
TIMES = [
    "2026-10-02T10:00", "2026-10-05T00:00Z", "2026-10-25T01:30+01:00", "2026-10-25T01:30",
    "2026-03-29T01:30", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-11-01T00:00",
]  # fmt: skip
NUMBERS = ["0", "1", "2.5", "99.5", "100.1", "-1", "-300", "999999999999999.999999999"]
LIKELY = {
    "from": TIMES,
    "to": TIMES,
    "at": TIMES,
    "kind": ["outage", "maintenance", "excluded", "unmeasured"],
    "parts": ["", "1", "2", "3", "4", "0"],
    "note": ["", "why"],
    "day": ["2026-10-01", "2026-10-02", "2026-03-29", "2026-12-31"],
    "good": NUMBERS,
    "total": NUMBERS,
    "value": NUMBERS,
    "case": ["T-1", "T-2", "::error::x"],
    "class": ["", "2", "7"],
}
ROW = st.lists(st.sampled_from(CELLS) | st.text(max_size=8), max_size=6)
HEADS = [list(columns) for forms in COLUMNS.values() for columns in (forms[0], sum(forms, ()))]


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Return a file with a head of one of the forms, and rows of what may be anything."""
    head = draw(st.sampled_from(HEADS) | st.permutations(draw(st.sampled_from(HEADS))))
    likely = st.tuples(*(st.sampled_from(LIKELY[column]) for column in head))
    rows = draw(st.lists(likely | ROW, max_size=6) | st.lists(likely, max_size=6))
    end = draw(st.sampled_from(["\n", "\n\n", ",\n"]))
    return end.join(",".join(row) for row in [head, *rows]) + "\n"


def promised(method: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keys of a target
    return {
        "id": "level",
        "metric": "Level",
        "unit": "percent",
        "comparator": "at-least",
        "target": "99.5",
        "period": "month",
        "measured_by": "Probe",
        "calculation": {"method": method} | MORE.get(method, {}),
    } | more


def measured(text: str, period: str, targets: list[dict[str, Any]], hours: Any) -> ManagementSystem:  # noqa: ANN401
    """Return an SMS with one agreement and one measurement, whose file is *text*."""
    agreement = document(
        "SLA-001",
        of=AGREEMENT,
        standing=UNAPPROVED,
        service="SVC-001",
        targets=targets,
        service_hours=hours,
    )
    mea = record(
        "MEA-2026-001",
        "2027-01-31",
        MEASUREMENT,
        agreement="SLA-001",
        period=period,
        series=[{"target": "level", "file": "1.csv"}],
    )
    return replace(system(agreement, mea), series={FILE: text})


def found(made: ManagementSystem, *rules: Any) -> list[Defect]:  # noqa: ANN401 - modules
    """Return what *rules* report."""
    traced = trace(made, TODAY)
    return [defect for rule in rules for defect in rule.check(made, traced, TODAY)]


def shown(made: ManagementSystem, defects: list[Defect]) -> dict[str, str]:
    """Return format -> the findings in it."""
    rule = find_rule("series-faulty")
    assert rule
    findings = tuple(map(rule.finding, defects))
    report = Report(TODAY, findings, (), len(made.documents), len(made.records), ())
    return {name: reports.write(name, report) for name in reports.names()}


@pytest.mark.parametrize("method", FORMS)
@given(text=sheets() | st.text(), period=st.sampled_from(PERIODS))
@example(text="", period="2026-10")
@example(text="\n\n", period="2026-10")
@example(
    text="from,to,kind\n" + "0001-01-01T00:00+14:00,9999-12-31T23:59,outage\n" * 2,
    period="2026-10",
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_as_a_file_gives_a_value_or_findings(method: str, text: str, period: str) -> None:
    known = calendar_period(period)
    assert known
    # As it is, and as the loader gives it on.
    for content in (text, clean(text.encode(errors="replace")).text):
        made = measured(content, period, [promised(method)], [HOURS])
        defects = found(made, series_faulty)
        (result,) = results(made, known)
        assert (result.value is None) == (result.state is Attainment.NOT_MEASURED)
        is_wrong = any(defect.severity is None or defect.severity == "error" for defect in defects)
        assert not (is_wrong and result.value is not None)
        levels(results(made, known), known)
        printed = shown(made, defects) | {"levels": levels_text([result], known)}
        for text_of_it in printed.values():
            assert not RAW.search(text_of_it)
            assert "##[" not in text_of_it
        for name in ("text", "levels"):
            assert not COMMAND.search(printed[name])
        # A message is no page of the file.
        assert all(len(defect.message) < 1000 for defect in defects)
        assert len(defects) <= 22


SLUG = st.from_regex(r"[a-z][a-z0-9]{1,5}(-[a-z0-9]{1,4})?", fullmatch=True)
DECIMAL = st.from_regex(r"-?(0|[1-9][0-9]{0,36})(\.[0-9]{1,37})?", fullmatch=True).filter(
    lambda text: len(text) <= 40
)
TIME = st.sampled_from(["00:00", "00:01", "01:30", "12:00", "23:59", "24:00"])
DATES = st.dates().map(date.isoformat)
ZONE = st.sampled_from(
    ["UTC", "Europe/London", "Africa/Cairo", "America/Havana", "Asia/Kathmandu", "Lord_Howe",
     "Australia/Lord_Howe", "Pacific/Apia", "Europe", "posixrules", "Etc/GMT+12", "A//b"]
) | st.from_regex(r"[A-Za-z][A-Za-z0-9_+/-]{0,12}", fullmatch=True)  # fmt: skip
DAY = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
WHEN = st.sampled_from(["every day", "last monday", "fifth sunday", "first friday"])
LINE = st.sampled_from(["2", "gold", "=1+1", "::error::x", "x" * 120])


def given_or_not(needed: dict[str, Any], more: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=more)


HOURS_OF_ALL_KINDS = given_or_not(
    {"id": st.sampled_from(["office", "night"]), "time_zone": ZONE},
    {
        "weekly": st.lists(
            given_or_not(
                {"days": st.lists(DAY, min_size=1, unique=True), "from": TIME, "to": TIME}, {}
            ),
            min_size=1,
            max_size=3,
        ),
        "closed": st.lists(given_or_not({"from": DATES}, {"to": DATES}), max_size=2),
        "maintenance": st.lists(
            given_or_not({"when": WHEN, "from": TIME, "to": TIME}, {}), min_size=1, max_size=2
        ),
    },
)
CALCULATION = given_or_not(
    {"method": st.sampled_from(list(FORMS))},
    {
        "hours": st.sampled_from(["office", "night", "none"]),
        "parts": st.sampled_from([1, 2, 100000]),
        "percentile": DECIMAL | st.sampled_from(["0", "100", "95", "-1", "100.1", "0.1"]),
        "within": st.lists(
            given_or_not({"limit": DECIMAL}, {"class": LINE}), min_size=1, max_size=3
        ),
        "readings": st.sampled_from(["day", "working-day", "week", "month", "any"]),
        "relies_on": st.lists(
            given_or_not(
                {"agreement": st.sampled_from(["SLA-001", "CON-009"]), "target": SLUG}, {}
            ),
            max_size=2,
        )
        | st.just([{"agreement": "SLA-001", "target": "level"}] * 3),
        "own": DECIMAL,
    },
)
TARGET = st.builds(
    promised,
    method=st.just("sum"),
    unit=st.sampled_from(["percent", "%", "minutes", "degrees celsius", "::error::x"]),
    comparator=st.sampled_from(["at-least", "at-most", "equal"]),
    target=DECIMAL | st.sampled_from(["99.5", "100", "0"]),
    period=st.sampled_from(["month", "quarter", "year"]),
    calculation=CALCULATION,
)
USUAL = {
    form: ",".join(needed) + "\n" + rows
    for (form, (needed, _)), rows in zip(
        COLUMNS.items(),
        (
            "2026-10-05T09:00Z,2026-10-05T11:00Z,outage\n",
            "2026-10-05,9,10\n",
            "2026-10-05T09:00Z,T-1,3\n",
            "2026-10-05,3\n",
        ),
        strict=True,
    )
}


SCHEMAS = load_schemas(None)


@given(
    target=TARGET,
    hours=st.lists(HOURS_OF_ALL_KINDS, min_size=1, max_size=2),
    period=st.sampled_from(PERIODS),
    form=st.sampled_from(list(USUAL)),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_calculation_that_its_schema_allows_gives_a_value_or_findings(
    target: dict[str, Any], hours: list[dict[str, Any]], period: str, form: str
) -> None:
    known = calendar_period(period)
    assert known
    data = {"targets": [target], "service_hours": hours}
    wrong = [
        each
        for each in SCHEMAS.violations("agreement", data)
        if each.path[:1] in (("targets",), ("service_hours",))
    ]
    assert wrong == []
    made = measured(USUAL[form], period, [target], hours)
    defects = found(made, calculation_unusable, promise_not_underpinned, series_faulty)
    for result in results(made, known):
        assert (result.value is None) == (result.state is Attainment.NOT_MEASURED)
        assert not COMMAND.search(levels_text([result], known))
    levels(results(made, known), known)
    assert all(not RAW.search(printed) for printed in shown(made, defects).values())


HOSTILE = "<script>alert(1)</script>"


def test_what_stands_in_a_file_is_escaped_on_the_site(tmp_path: Path) -> None:
    """Findings quote the file: in a head, a kind, a time and a class."""
    shutil.copytree(RULES / "project", tmp_path, dirs_exist_ok=True)
    shutil.copytree(RULES / "measured", tmp_path, dirs_exist_ok=True)
    rows = [
        f"from,to,kind,note,{HOSTILE}",
        f"{HOSTILE},2026-09-15T10:10,outage,{HOSTILE}",
        f"2026-09-15T09:40,2026-09-15T10:10,{HOSTILE},x",
        "2026-09-15T09:40,2026-09-15T10:10,outage,::error::x ##[error]x",
    ]
    (tmp_path / "records/measurements/MEA-2026-001-availability.csv").write_text("\n".join(rows))
    checked = assess(tmp_path, date(2026, 11, 20))
    quoted = [each for each in checked.report.findings if HOSTILE in each.message]
    assert len(quoted) == 3
    pages = {page.uri: page.html for page in all_pages(Site(*checked, drafts=True))}
    assert HOSTILE in unescape(pages["findings/"])
    assert not [uri for uri, html in pages.items() if HOSTILE in html]


@pytest.mark.parametrize(
    "data",
    [
        {"targets": ["four hours"]},
        {"targets": [{"what": "four hours"}]},
        {"targets": [promised("sum", period="week")]},
        {"targets": [promised("sum", comparator="about")]},
        {"targets": [promised("sum", target="high")]},
        {"targets": [promised("sum", calculation="by hand")]},
        {"targets": [promised("sum")], "service_hours": "office hours"},
        {"targets": {"level": 4}},
        {"targets": []},
        {"targets": None},
    ],
    ids=str,
)
def test_a_type_of_the_project_may_mean_something_else_by_targets(data: dict[str, Any]) -> None:
    own = kind("undertaking", "document", form="markdown")
    made = system(document("UND-001", of=own, standing=UNAPPROVED, service="SVC-001", **data))
    found(made, calculation_unusable, promise_not_underpinned, series_faulty)
    october = calendar_period("2026-10")
    assert october
    values = [each.value for each in results(made, october)]
    assert values == ([None] if "service_hours" in data else [])
