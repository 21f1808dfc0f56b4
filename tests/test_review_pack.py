"""`sms-docs review-pack`: the twelve inputs of a management review, out of the data."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result
from commands import invoke, said
from small_sms import AUDIT, KINDS, document, kind, record, system
from starter import copy_starter

from sms_docs.act.record_review import DECIDED, SAW
from sms_docs.approval import History, Revision, StoredText
from sms_docs.calendar_period import calendar_period
from sms_docs.check import assess
from sms_docs.followup import actions
from sms_docs.load import yaml
from sms_docs.model import Document, Record, Review, Standing, Status
from sms_docs.trace import trace
from sms_docs.trust import Level
from sms_docs.views.review_pack import INPUTS, as_data, ids, pack
from sms_docs.views.review_pack.facts import Material, Topic
from sms_docs.views.review_pack.sms import reviews_of
from sms_docs.views.review_pack.text import as_markdown, as_text

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"
TODAY = date(2026, 11, 20)
REVIEW = kind("management-review", "record", "R22")
PEOPLE = kind("training")._replace(published=False)
POLICY = kind("policy", "document", form="markdown")
SLA = kind("agreement", "document", form="markdown")
REPORT = kind("service-report")
NAMES = (
    "action", "improvement", "objective", "interested-party", "service-requirement",
    "satisfaction-survey", "complaint", "agreement-review", "supplier-evaluation",
    "contract-review", "dispute", "party-control", "budget-report", "capacity-report",
    "demand-report", "transition-report", "extract", "major-incident", "continuity-test",
    "invocation-report",
)  # fmt: skip
TYPES = {each: kind(each) for each in NAMES}
ALL = {each.name: each for each in (*KINDS, REVIEW, PEOPLE, POLICY, SLA, REPORT, *TYPES.values())}


def of(name: str, identity: str, day: str = "2026-08-03", **data: Any) -> Record:  # noqa: ANN401
    return record(identity, day, of=ALL[name], **({"title": f"Title of {identity}"} | data))


def material(
    *items: Document | Record, period: str = "2026-Q3", today: date = TODAY, **histories: History
) -> Material:
    named = {identity.replace("_", "-"): history for identity, history in histories.items()}
    whole = replace(system(*items), types=ALL, histories=named)
    whole = replace(whole, in_use=whole.documents)
    about = calendar_period(period)
    assert about
    now = trace(whole, today)
    return Material(
        system=whole,
        period=about,
        as_of=today,
        before=trace(whole, about.first - timedelta(days=1)),
        after=trace(whole, min(about.last, today)),
        tasks=actions(whole.records, today),
        cadences=now.cadences,
    )


def told(key: str, *items: Document | Record, **more: Any) -> dict[str, Topic]:  # noqa: ANN401
    """Return the topics of one input by their titles."""
    _, give = INPUTS[key]
    return {topic.title: topic for topic in give(material(*items, **more))}


def lines(topic: Topic) -> list[tuple[str, str]]:
    return [(line.id, line.text) for line in topic.lines]


def test_the_inputs_are_those_of_the_schema_in_its_order() -> None:
    schema = json.loads((SCHEMAS / "management-review.schema.json").read_text())
    inputs = schema["properties"]["inputs"]
    assert list(INPUTS) == inputs["required"]
    assert {key: title for key, (title, _) in INPUTS.items()} == {
        key: each["title"] for key, each in inputs["properties"].items()
    }


def test_where_there_is_nothing_it_says_so_in_words() -> None:
    made = pack(material())
    for each in made.inputs:
        assert each.topics
        for topic in each.topics:
            assert topic.summary.endswith("."), topic
    assert {line for each in made.inputs for topic in each.topics for line in topic.lines} == set()


# What belongs to a period


@pytest.mark.parametrize(
    ("about", "day", "belongs"),
    [
        ("2026-09", "2026-10-12", True),
        ("2026-10", "2026-09-30", False),
        ("2026-Q3", "2026-10-20", True),
        ("2026", "2026-09-15", True),
        ("2026", "2027-01-15", False),
        ("", "2026-07-01", True),
        ("", "2026-09-30", True),
        ("", "2026-06-30", False),
        ("", "2026-10-01", False),
    ],
)
def test_a_record_belongs_to_the_period_that_it_is_about_else_to_that_of_its_day(
    about: str,
    day: str,
    belongs: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    given = of("complaint", "CMP-2026-001", day, **({"period": about} if about else {}))
    assert material(given, today=date(2027, 6, 1)).is_of_period(given) is belongs


def test_what_is_dated_later_than_the_day_or_refused_by_its_schema_is_not_there() -> None:
    later = of("complaint", "CMP-2026-001", "2026-09-20")
    broken = replace(of("complaint", "CMP-2026-002"), valid=False)
    topic = told("feedback", later, broken, today=date(2026, 9, 10))["Complaints"]
    assert topic.summary == "There is no complaint of 2026-Q3."


# The twelve inputs


def test_actions_of_earlier_reviews_are_told_with_state_and_age() -> None:
    review = of(
        "management-review", "MRV-2026-001", "2026-06-24",
        decisions=[
            {"text": "Hire.", "owner": "boss", "due": "2026-10-31"},
            {"text": "Move.", "owner": "boss", "due": "2026-12-31", "action": "ACT-2026-001"},
        ],
    )  # fmt: skip
    action = of(
        "action", "ACT-2026-001", "2026-06-25", raised_by=["MRV-2026-001"], action_owner="chief",
        description="Move it.", due="2026-12-31",
    )  # fmt: skip
    other = of("action", "ACT-2026-002", raised_by=["CMP-2026-001"], due="2026-09-01")
    topic = told("earlier_actions", review, action, other)["Actions of earlier reviews"]
    assert topic.summary == "2 actions (MRV-2026-001): 1 overdue and 1 open."
    assert lines(topic) == [
        (
            "MRV-2026-001",
            "decision 1: overdue, due 2026-10-31, 20 days late, 149 days old, boss: Hire.",
        ),
        ("ACT-2026-001", "open, due 2026-12-31, 148 days old, chief: Move it."),
    ]


def test_actions_done_before_the_period_are_counted_and_not_listed() -> None:
    review = of("management-review", "MRV-2025-001", "2025-12-01", decisions=[])
    done = of(
        "action", "ACT-2026-001", "2025-12-02", raised_by=["MRV-2025-001"], action_owner="chief",
        description="Move it.", due="2026-02-01", done="2026-01-20", closed="2026-01-25",
    )  # fmt: skip
    topic = told("earlier_actions", review, done)["Actions of earlier reviews"]
    assert topic.summary.endswith("1 of them were done before the period and are not listed.")
    assert lines(topic) == []


def test_the_review_of_the_period_itself_is_no_earlier_one() -> None:
    decisions = [{"text": "Hire.", "owner": "boss", "due": "2026-10-31"}]
    mine = of(
        "management-review", "MRV-2026-002", "2026-10-14",
        title="Management review 2026-Q3", decisions=decisions,
    )  # fmt: skip
    topic = told("earlier_actions", mine)["Actions of earlier reviews"]
    assert topic.summary == "No earlier review has left an action."


def test_issues_are_what_is_new_looked_at_or_closed() -> None:
    topics = told(
        "issues",
        of("interested-party", "INT-001"),
        of("interested-party", "INT-002", "2026-01-03"),
        of("risk", "RSK-001", "2026-01-03", reviewed="2026-07-20", closed="2026-09-01"),
        of("service-requirement", "REQ-2026-001", stage="wanted"),
    )
    assert topics["Interested parties"].summary == (
        "1 of 2 entries new, looked at or closed in 2026-Q3."
    )
    assert lines(topics["Risks and opportunities"]) == [
        ("RSK-001", "Title of RSK-001: looked at on 2026-07-20, closed on 2026-09-01")
    ]
    assert lines(topics["Service requirements"]) == [
        ("REQ-2026-001", "Title of REQ-2026-001: new on 2026-08-03, wanted")
    ]


def test_nonconformities_are_counted_with_their_average_age() -> None:
    topic = told(
        "sms_performance",
        of("nonconformity", "NCR-2026-001", "2026-07-01", closed="2026-07-11", due="2026-07-06"),
        of("nonconformity", "NCR-2026-002", "2026-05-01", closed="2026-07-30", due="2026-08-01"),
        of("nonconformity", "NCR-2026-003", "2026-11-10", due="2026-12-01"),
        of("nonconformity", "NCR-2025-001", "2025-05-01", closed="2025-07-30"),
    )["Nonconformities"]
    assert topic.summary == (
        "1 opened and 2 closed in 2026-Q3, 1 open on 2026-11-20. Average age of those closed: 50"
        " days. Average age of those open: 10 days."
    )
    assert [identity for identity, _ in lines(topic)] == [
        "NCR-2026-001",
        "NCR-2026-002",
        "NCR-2026-003",
    ]
    assert lines(topic)[0][1].endswith("closed on 2026-07-11, due 2026-07-06, 5 days late")


def test_audits_are_told_with_their_findings_by_grade() -> None:
    findings = [{"grade": grade} for grade in ("nonconformity", "observation", "nonconformity")]
    topic = told(
        "sms_performance",
        record("AUD-2026-001", "2026-08-03", of=AUDIT, scope=["7.5"], findings=findings),
        record("AUD-2026-002", "2026-09-03", of=AUDIT, scope=["8"], findings=[]),
    )["Internal audits"]
    assert topic.summary == ("2 internal audits of 2026-Q3: 2 nonconformities and 1 observation.")
    assert lines(topic)[1] == ("AUD-2026-002", "AUD-2026-002, 2026-09-03, 8: no finding")


def test_a_missing_record_is_told_with_the_document_that_asks_for_it() -> None:
    entry = {"kind": "risk", "every": "P1M", "retention": "P3Y"}
    since = Standing(Status.IN_FORCE, in_force_since=date(2026, 1, 1))
    topic = told("sms_performance", document(standing=since, records=[entry]))["Missing records"]
    assert topic.summary == "Documents miss records in 1 place on 2026-11-20."
    assert lines(topic) == [("PRC-001", "no risk since 2026-01-01; the next was due by 2026-02-01")]


MEASURES = [
    {"id": "in-time", "unit": "percent", "comparator": "at-least", "target": "90"},
    {"id": "late", "unit": "days", "comparator": "at-most", "target": "3"},
    {"id": "asked", "unit": "people", "comparator": "equal", "target": "9"},
]


def figures(identity: str, day: str, *values: tuple[str, str], **more: str) -> Record:
    given = [{"name": "N", "unit": "u", "measure": name, "value": value} for name, value in values]
    return of("extract", identity, day, procedure="PRC-001", figures=given, **more)


def test_each_measure_has_its_newest_figure_up_to_the_end_of_the_period() -> None:
    topic = told(
        "sms_performance",
        document(measures=MEASURES),
        figures("EXT-2026-001", "2026-07-03", ("in-time", "80"), ("late", "2")),
        figures("EXT-2026-002", "2026-10-03", ("in-time", "91.5"), period="2026-09"),
        figures("EXT-2026-003", "2026-11-03", ("in-time", "10"), period="2026-10"),
        figures("EXT-2026-004", "2026-07-03", ("late", "no number")),
    )["Measures"]
    assert topic.summary == "3 measures: 2 on target, 0 not on target, 1 without a figure."
    assert lines(topic) == [
        ("EXT-2026-002", "PRC-001 in-time: 91.5 percent (2026-09), at least 90: on target"),
        ("EXT-2026-001", "PRC-001 late: 2 days (2026-07-03), at most 3: on target"),
        ("PRC-001", "no figure for asked"),
    ]


def test_coverage_is_that_of_both_ends_and_names_what_fell() -> None:
    # Thirteen months after it was written, a record proves nothing any more.
    topic = told(
        "sms_performance", document("PRC-001", "1.2"), record("NCR-2025-001", "2025-07-15")
    )["Coverage of ISO 1"]
    assert topic.summary == (
        "1 of 3 requirements were current on 2026-06-30, 0 on 2026-09-30: 0 went up, 1 down."
    )
    (only,) = lines(topic)
    assert only[0] == "1.2-a"
    assert only[1].startswith("current became evidenced: the newest record of R24")


def test_improvements_come_from_the_register_and_from_audits() -> None:
    finding = {"grade": "improvement", "clause": "5.2.2-a", "text": "A line would help."}
    topics = told(
        "improvement_opportunities",
        of("improvement", "IMP-2026-001", priority="high", stage="approved"),
        of("improvement", "IMP-2026-002", "2026-01-03", priority="low", closed="2026-09-02",
           result="Less calls."),
        of("improvement", "IMP-2026-003", "2026-01-03", priority="low", closed="2026-05-02"),
        record("AUD-2026-001", "2026-08-03", of=AUDIT, findings=[finding]),
    )  # fmt: skip
    assert topics["Register"].summary == (
        "3 entries, 1 new and 1 closed in 2026-Q3, 1 open on 2026-11-20."
    )
    assert lines(topics["Register"]) == [
        (
            "IMP-2026-002",
            (
                "Title of IMP-2026-002: done, priority low, entered on 2026-01-03, closed on"
                " 2026-09-02: Less calls."
            ),
        ),
        (
            "IMP-2026-001",
            "Title of IMP-2026-001: approved, priority high, entered on 2026-08-03",
        ),
    ]
    assert lines(topics["From audits"]) == [("AUD-2026-001", "5.2.2-a: A line would help.")]


def test_feedback_is_what_customers_said() -> None:
    topics = told(
        "feedback",
        of("satisfaction-survey", "SUR-2026-001", period="2026-Q3", asked=200, answered=120,
           marks=[{"question": "Help", "mark": "4.3", "of": "5"}]),
        of("complaint", "CMP-2026-001", customer="Town", service="SVC-001", escalated=True,
           answered="2026-08-05", closed="2026-08-09"),
        of("complaint", "CMP-2026-002", customer="School", service="SVC-002"),
        of("agreement-review", "ARV-2026-001", period="2026-Q3", agreement="SLA-001",
           customer="Town", result="keep", findings="All well."),
    )  # fmt: skip
    assert lines(topics["Satisfaction surveys"]) == [
        (
            "SUR-2026-001",
            "Title of SUR-2026-001 (2026-Q3): 120 answers of 200 asked; Help 4.3 of 5",
        )
    ]
    assert topics["Complaints"].summary == (
        "2 complaints of 2026-Q3: 1 answered, 1 escalated, 1 open on 2026-11-20."
    )
    assert lines(topics["Complaints"])[0][1].endswith(
        "Town, SVC-001, 2026-08-03: answered on 2026-08-05, escalated, closed on 2026-08-09"
    )
    assert lines(topics["Complaints"])[1][1].endswith("not answered, open")
    assert lines(topics["Reviews with customers"]) == [
        ("ARV-2026-001", "SLA-001 with Town, 2026-Q3: keep, no decision; All well.")
    ]


def test_policies_are_told_with_version_review_and_what_came_into_force() -> None:
    stored = StoredText("", "", "", {})
    days = [date(2025, 1, 5), date(2026, 7, 5), date(2026, 10, 5)]
    revisions = [
        Revision(f"{n}.0", stored, (), (), day, day, Level.SIGNED) for n, day in enumerate(days, 1)
    ]
    late = Standing(
        Status.IN_FORCE, Review.OVERDUE, pending="4.0", in_force_since=days[2],
        next_review=date(2026, 11, 1),
    )  # fmt: skip
    topic = told(
        "policies",
        document("POL-001", of=POLICY, standing=late, version="3.0", change="Shorter."),
        POL_001=History("POL-001", tuple(revisions)),
    )["Policies"]
    assert topic.summary == (
        "1 policy, 1 of them changed in 2026-Q3; the review is overdue of POL-001."
    )
    assert lines(topic) == [
        (
            "POL-001",
            (
                "Title of POL-001 3.0, in-force since 2026-10-05; review overdue, next on"
                " 2026-11-01; new in the period: 2.0 on 2026-07-05: Shorter.; 4.0 is being written"
            ),
        )
    ]


def objective(identity: str, *values: tuple[str, str], **more: str) -> Record:
    given = [{"date": day, "value": value} for day, value in values]
    return of(
        "objective", identity, "2025-06-24", comparator="at-least", target="22", unit="months",
        due="2027-06-30", measurements=given, **more,
    )  # fmt: skip


def test_objectives_stand_beside_their_newest_measurement() -> None:
    topic = told(
        "objectives",
        objective("OBJ-001", ("2026-10-01", "23"), ("2026-08-01", "5"), ("2026-12-01", "1")),
        objective("OBJ-002", ("2026-08-01", "5")),
        objective("OBJ-003"),
        objective("OBJ-004", ("2025-08-01", "22"), closed="2026-03-01"),
        objective("OBJ-005", ("2026-08-01", "24"), closed="2026-09-01", result="Reached."),
    )["Objectives"]
    assert topic.summary == (
        "4 objectives: 2 on target, 1 not on target and 1 without a measurement."
    )
    texts = dict(lines(topic))
    assert texts["OBJ-001"] == (
        "Title of OBJ-001: 23 months on 2026-10-01, at least 22 months by 2027-06-30: on target"
    )
    assert texts["OBJ-002"].endswith(": not on target")
    assert texts["OBJ-003"].endswith(": no measurement; at least 22 months by 2027-06-30")
    assert texts["OBJ-005"].endswith(": on target; closed on 2026-09-01: Reached.")


def agreement() -> Document:
    target = {
        "id": "up", "metric": "M", "unit": "percent", "comparator": "at-least", "target": "99.5",
        "period": "month", "measured_by": "B",
    }  # fmt: skip
    since = Standing(Status.IN_FORCE, in_force_since=date(2026, 1, 1))
    return document("SLA-001", of=SLA, standing=since, service="SVC-001", targets=[target])


def test_without_measurements_the_service_reports_tell_what_was_kept() -> None:
    topics = told(
        "service_performance",
        agreement(),
        of("service-report", "SRP-2026-001", "2026-08-05", service="SVC-001", period="2026-07",
           results=[{"target": "up", "value": "99.7"}], summary="Well."),
        of("service-report", "SRP-2026-002", "2026-09-05", service="SVC-001", period="2026-08",
           results=[{"agreement": "SLA-001", "target": "up", "value": "99.1"}], summary="Ill."),
    )  # fmt: skip
    levels = topics["Service levels"]
    assert levels.summary == (
        "1 target, 3 values in 2026-Q3: 1 met, 1 missed and 1 not measured. Some values stand in"
        " reports alone (SRP-2026-001 and SRP-2026-002)."
    )
    assert lines(levels) == [
        (
            "SLA-001",
            (
                "SVC-001 up, at least 99.5 percent: 2026-07 99.7 met (says SRP-2026-001), 2026-08"
                " 99.1 missed (says SRP-2026-002), 2026-09 not measured"
            ),
        )
    ]
    assert topics["Service reports"].summary == "2 service reports of 2026-Q3."


def test_months_that_have_not_ended_have_no_service_level() -> None:
    levels = told("service_performance", agreement(), today=date(2026, 9, 29))["Service levels"]
    assert "2026-09" not in lines(levels)[0][1]
    assert "2026-08" in lines(levels)[0][1]


def test_service_reports_that_are_missing_in_the_period_are_named() -> None:
    entry = {"kind": "service-report", "every": "P1M", "retention": "P3Y"}
    since = Standing(Status.IN_FORCE, in_force_since=date(2026, 5, 1))
    given = {
        "PRC-035": document("PRC-035", standing=since, records=[entry]),
    }
    types = ALL | {"service-report": REPORT._replace(schema={"properties": {"period": {}}})}
    whole = material(*given.values())
    whole = whole._replace(system=replace(whole.system, types=types))
    whole = whole._replace(cadences=trace(whole.system, TODAY).cadences)
    topics = {topic.title: topic for topic in INPUTS["service_performance"][1](whole)}
    (line,) = topics["Service reports"].lines
    assert line.id == "PRC-035"
    assert line.text.endswith("is missing for 2026-07, 2026-08 and 2026-09")


def test_what_went_badly_wrong_is_part_of_the_performance_of_services() -> None:
    topics = told(
        "service_performance",
        of("major-incident", "MIN-2026-001", services=["SVC-001"], began="2026-08-03T08:00",
           ended="2026-08-03T09:00", impact="Down."),
        of("continuity-test", "CTT-2026-001", plan="PLN-002", result="partly"),
        of("invocation-report", "IVR-2026-001", plan="PLN-002", began="a", ended="b"),
    )  # fmt: skip
    assert lines(topics["Major incidents"]) == [
        (
            "MIN-2026-001",
            "Title of MIN-2026-001, SVC-001, 2026-08-03T08:00 to 2026-08-03T09:00: Down.",
        )
    ]
    assert lines(topics["Continuity tests"])[0][1].endswith("PLN-002, 2026-08-03: partly")
    assert topics["Continuity plans invoked"].summary == (
        "1 invocation of a continuity plan of 2026-Q3."
    )


def test_other_parties_are_judged_reviewed_disputed_and_controlled() -> None:
    topics = told(
        "other_parties",
        of("supplier-evaluation", "SEV-2026-001", agreement="CON-001", supplier="Fibre",
           period="2026-Q3", marks=[{"criterion": "Speed", "mark": 4}], decision="Go on."),
        of("contract-review", "CRV-2026-001", agreement="CON-001", reviewed_with="Fibre",
           decision="Keep."),
        of("dispute", "DSP-2025-001", "2025-03-01", agreement="CON-001"),
        of("dispute", "DSP-2025-002", "2025-03-01", agreement="CON-001", closed="2025-05-01"),
        of("dispute", "DSP-2025-003", "2025-03-01", agreement="CON-001", closed="2026-08-01",
           outcome="Paid."),
        of("party-control", "PCT-2026-001", party="OTH-001", period="2026-Q3",
           checks=[{"what": "a", "found": "b"}], result="Fine."),
    )  # fmt: skip
    assert lines(topics["Supplier evaluations"])[0][1] == (
        "Fibre, CON-001, 2026-Q3: Speed 4 of 5; Go on."
    )
    assert lines(topics["Contract reviews"])[0][1] == "CON-001 with Fibre, 2026-08-03: Keep."
    assert topics["Disputes"].summary == "2 disputes, 1 open on 2026-11-20."
    assert [text.rpartition("since ")[2] for _, text in lines(topics["Disputes"])] == [
        "2025-03-01: open",
        "2025-03-01: closed on 2026-08-01: Paid.",
    ]
    assert lines(topics["Control of other parties"])[0][1] == "OTH-001, 2026-Q3: 1 check; Fine."


def test_resources_are_money_capacity_demand_and_a_count_of_trainings() -> None:
    topics = told(
        "resources",
        of("budget-report", "BDR-2026-001", period="2026-Q3", explanation="Power.",
           lines=[{"budget": "100.50", "actual": "90"}, {"budget": "20", "actual": "20.25"}]),
        of("capacity-report", "CPR-2026-001", period="2026-Q3",
           resources=[{"resource": "Disk", "used": "91", "threshold": "90", "unit": "percent"},
                      {"resource": "Line", "used": "90", "threshold": "90", "unit": "percent"},
                      {"resource": "Heat", "used": "1"}]),
        of("demand-report", "DMR-2026-001", period="2026-Q3",
           consumption=[{"service": "SVC-001", "measure": "seats", "value": "7", "forecast": "9"}]),
        of("training", "TRN-2026-001", people=["ada-ironwood"], skill="Secrets"),
    )  # fmt: skip
    assert lines(topics["Budget reports"])[0][1] == ("2026-Q3: 110.25 of 120.50 in 2 lines; Power.")
    assert lines(topics["Capacity reports"])[0][1] == (
        "2026-Q3: 3 resources, above the threshold: Disk 91 over 90 percent"
    )
    assert lines(topics["Demand reports"])[0][1] == "2026-Q3: SVC-001 seats 7 (forecast 9)"
    assert topics["Training"] == Topic("Training", "1 record of training of 2026-Q3.")


def risk(identity: str, likelihood: int, impact: int, **more: Any) -> Record:  # noqa: ANN401
    return of("risk", identity, likelihood=likelihood, impact=impact, treatment="Do.", **more)


def test_risks_are_counted_by_field_and_the_largest_stand_at_the_top() -> None:
    topics = told(
        "risks",
        risk("RSK-001", 2, 2),
        risk("RSK-002", 3, 5, residual_likelihood=1, residual_impact=5, reviewed="2026-08-01"),
        risk("RSK-003", 5, 3, due="2026-10-01", action_owner="boss"),
        risk("RSK-004", 2, 2),
        risk("RSK-005", 5, 5, nature="opportunity"),
        risk("RSK-006", 5, 5, closed="2026-08-09"),
        *(risk(f"RSK-01{n}", 1, 1) for n in range(4)),
    )
    assert topics["Matrix"].summary == "8 risks and 1 opportunity in the register."
    assert lines(topics["Matrix"])[:3] == [
        ("RSK-002", "likelihood 3, impact 5: 1 risk (RSK-002)"),
        ("RSK-003", "likelihood 5, impact 3: 1 risk (RSK-003)"),
        ("RSK-001", "likelihood 2, impact 2: 2 risks (RSK-001, RSK-004)"),
    ]
    largest = topics["Largest risks"]
    assert largest.summary.startswith("RSK-002 with 15, RSK-003 with 15, RSK-001 with 4, ")
    assert len(largest.lines) == 5
    assert largest.lines[0].text == "Title of RSK-002: 3 x 5 = 15, 5 left after treatment; Do."
    assert topics["Looked at"].summary == "1 of 9 entries in 2026-Q3."
    assert [line.id for line in topics["Late actions"].lines] == ["RSK-003"]


def test_an_empty_register_of_risks_is_said_to_be_empty() -> None:
    assert told("risks")["Risks"].summary == "There is no open entry in the register of risks."
    only = told("risks", risk("RSK-001", 5, 5, nature="opportunity"))
    assert only["Largest risks"].summary == "There is no open risk."


def test_changes_are_those_made_and_those_to_come() -> None:
    later = Standing(Status.IN_FORCE, applies_from=date(2027, 1, 1))
    topics = told(
        "changes",
        of("transition-report", "TRP-2026-001", change="New portal", services=["SVC-003"],
           decision="Live."),
        of("extract", "EXT-2026-001", process="change", period="2026-Q3",
           figures=[{"name": "Changes", "value": "31", "unit": "changes"}]),
        of("extract", "EXT-2026-002", process="incident", period="2026-Q3"),
        record("AUD-2026-002", "2026-10-01", of=AUDIT, planned="2026-12", title="Winter"),
        record("AUD-2026-001", "2027-05-01", of=AUDIT, planned="2027-05", title="Spring"),
        record("AUD-2025-001", "2025-10-01", of=AUDIT, planned="2025-10", title="Old"),
        document("PRC-001", standing=later),
    )  # fmt: skip
    assert lines(topics["New and changed services"])[0][1] == (
        "New portal, SVC-003, 2026-08-03: Live."
    )
    assert lines(topics["Changes"]) == [("EXT-2026-001", "2026-Q3: Changes 31 changes")]
    assert lines(topics["Planned audits"]) == [
        ("AUD-2026-002", "Winter: 2026-12"),
        ("AUD-2026-001", "Spring: 2027-05"),
    ]
    assert lines(topics["Documents to come into force"])[0][1].endswith("from 2027-01-01")


def test_records_about_people_are_named_nowhere() -> None:
    made = pack(material(of("training", "TRN-2026-001", people=["ada"], skill="Secrets")))
    assert not any("TRN" in each for each in ids(made))
    for text in (as_text(made), as_markdown(made), json.dumps(as_data(made))):
        assert "TRN-2026-001" not in text
        assert "Secrets" not in text


def test_hostile_text_means_nothing_on_the_page() -> None:
    nasty = of("complaint", "CMP-2026-001", title="::error::\x1b[2J |`<b>@all", customer="Town")
    made = pack(material(nasty))
    assert "\x1b" not in as_text(made)
    shown = as_markdown(made)
    assert "\x1b" not in shown
    assert "<b>" not in shown
    assert "@all" not in shown


@pytest.mark.parametrize(
    ("title", "label", "is_of"),
    [
        ("Management review 2026-Q3", "2026-Q3", True),
        ("Management review, 2026-q3.", "2026-Q3", True),
        ("Management review 2026", "2026", True),
        ("Management review, June 2026", "2026", False),
        ("Management review 2026-Q3", "2026", False),
    ],
)
def test_a_review_is_that_of_the_period_which_its_title_ends_with(
    title: str,
    label: str,
    is_of: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    about = calendar_period(label)
    assert about
    whole = system(of("management-review", "MRV-2026-001", title=title))
    assert bool(list(reviews_of(whole, about))) is is_of


# The command


def run(root: Path, *more: str) -> Result:
    return invoke("review-pack", "--root", str(root), *more)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """The pack of a year of the starter, as JSON."""
    result = run(ROOT, "--period", "2026", "--format", "json")
    assert result.exit_code == 0, said(result)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_command_gives_the_twelve_inputs_of_the_starter(data: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / "output" / "review-pack.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    assert [each["key"] for each in data["inputs"]] == list(INPUTS)
    text = run(ROOT, "--period", "2026").stdout
    assert [f"\n{n}. {title}\n" in text for n, (title, _) in enumerate(INPUTS.values(), 1)] == (
        [True] * 12
    )
    assert "MRV-2026-001" in text
    assert run(ROOT, "--period", "2026", "--format", "md").stdout.count("\n## ") == 12


def test_every_line_names_a_record_a_document_or_a_requirement_that_is_there(
    data: dict[str, Any],
) -> None:
    checked = assess(ROOT)
    there = {each.id for each in (*checked.system.documents, *checked.system.records)}
    for catalogue in checked.system.catalogues.values():
        there |= set(catalogue.requirements)
    named = {
        line["id"] for each in data["inputs"] for topic in each["topics"] for line in topic["lines"]
    }
    assert named - there == set()


def test_coverage_is_that_of_the_matrix_on_both_days(data: dict[str, Any]) -> None:
    topics = {each["title"]: each["summary"] for each in data["inputs"][2]["topics"]}
    (summary,) = (text for title, text in topics.items() if title.startswith("Coverage"))
    current = []
    for day in ("2025-12-31", "2026-11-20"):
        options = ("--root", str(ROOT), "--as-of", day, "--format", "json")
        current.append(json.loads(invoke("matrix", *options).stdout)["summary"]["current"])
    assert summary.startswith(
        f"{current[0]} of 212 requirements were current on 2025-12-31, {current[1]} on 2026-11-20:"
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-13", "'2026-13' is no period"),
        ("soon", "'soon' is no period"),
        ("2027", "it begins after 2026-11-20"),
    ],
)
def test_a_period_that_is_none_or_has_not_begun_is_refused(period: str, words: str) -> None:
    result = run(ROOT, "--period", period)
    assert result.exit_code == 2
    assert words in said(result)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_starter(tmp_path)


def test_record_writes_a_review_to_be_completed(root: Path) -> None:
    result = run(root, "--period", "2026-Q3", "--record")
    assert result.exit_code == 0, said(result)
    path = root / result.stdout.split("\n")[0]
    assert path.name.endswith("-management-review-2026-q3.yml")
    data = yaml.parse(path.read_text()).data
    assert isinstance(data, dict)
    assert list(data["inputs"]) == list(INPUTS)
    assert all(each.startswith(SAW) for each in data["inputs"].values())
    assert data["decisions"] == [{"text": DECIDED, "owner": "managing-director"}]
    assert (data["procedure"], data["date"]) == ("PRC-034", "2026-11-20")
    # Both lead it, by the table of roles in PRC-034.
    assert {"ines-halloway", "priya-venkatesh"} <= set(data["attendees"])
    report = json.loads(invoke("check", "--root", str(root), "--format", "json").stdout)["findings"]
    found = [each for each in report if each["document"] == path.name[:12]]
    assert [each["name"] for each in found if each["severity"] == "error"] == []
    assert sum(each["name"] == "placeholder-left" for each in found) == 13


def test_a_second_review_of_the_period_is_refused_and_nothing_is_written(root: Path) -> None:
    assert run(root, "--period", "2026-Q3", "--record").exit_code == 0
    before = sorted(root.rglob("*"))
    result = run(root, "--period", "2026-Q3", "--record")
    assert result.exit_code == 4
    assert "is the management review 2026-Q3 already" in said(result)
    assert "nothing was written" in said(result)
    assert sorted(root.rglob("*")) == before
    assert run(root, "--period", "2026-09", "--record").exit_code == 0


def test_without_a_review_before_the_record_has_what_new_would_choose(root: Path) -> None:
    shutil.rmtree(root / "records" / "management-reviews")
    people = root / "records" / "trust" / "people.yml"
    people.write_text("people: []\n")
    result = run(root, "--period", "2026-Q3", "--record")
    assert result.exit_code == 0, said(result)
    text = (root / result.stdout.split("\n")[0]).read_text()
    assert "procedure: PRC-034\n" in text
    assert "attendees:\n  - your-id\n" in text


def test_record_and_output_do_not_go_together(root: Path) -> None:
    before = sorted(root.rglob("*"))
    result = run(root, "--period", "2026-Q3", "--record", "--output", str(root / "x"))
    assert result.exit_code == 2
    assert "leave --output out" in said(result)
    assert sorted(root.rglob("*")) == before


def test_the_kinds_that_the_pack_asks_for_are_those_of_the_schemas() -> None:
    known = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json")}
    assert {*NAMES, REVIEW.name, PEOPLE.name, REPORT.name} - known == set()
