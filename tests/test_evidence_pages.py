"""Registers of evidence: records, audits, actions, risks, objectives, improvements."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sms import CATALOGUE, PROCEDURE, SERVICE, document, kind, record, system

from sms_docs.catalogue import Clause
from sms_docs.finding import Report
from sms_docs.model import Document, DocumentType, Record
from sms_docs.trace import trace
from sms_docs.trust import Role
from sms_docs.views.pages import all_pages
from sms_docs.views.pages.records import FEW, MOST
from sms_docs.views.passages import Passage, passages
from sms_docs.views.risk_matrix import BANDS, Rating, bounds
from sms_docs.views.site import Page, Site

TODAY = date(2026, 11, 20)
SECRET = "Quagmire"  # noqa: S105 - the marker that no page may hold


def kept(name: str, *artefacts: str) -> DocumentType:
    """Return a kind of record in a folder below records/."""
    made = kind(name, "record", *artefacts)
    return made._replace(directory=f"records/{made.directory}")


AUDIT = kept("internal-audit", "R20", "R21")
REVIEW = kept("management-review", "R22")
NONCONFORMITY = kept("nonconformity", "R24")
ACTION = kept("action")
RISK = kept("risk", "D04")
OBJECTIVE = kept("objective")
IMPROVEMENT = kept("improvement")
EXTRACT = kept("extract")
TRAINING = kept("training", "R01")._replace(published=False, title="Training")
RECORDS = (AUDIT, REVIEW, NONCONFORMITY, ACTION, RISK, OBJECTIVE, IMPROVEMENT, EXTRACT, TRAINING)
HOME = CATALOGUE._replace(
    clauses={**CATALOGUE.clauses, "1.2.1": Clause("1.2.1", "Small mishaps", "1.2", "act")}
)
PAGES = ("records/", "audits/", "actions/", "risks/", "objectives/", "improvements/")


def site(*items: Document | Record) -> Site:
    one = system(*items, catalogues=(HOME,))
    one = replace(
        one,
        settings=one.settings._replace(catalogues=("iso",)),
        types={each.name: each for each in (PROCEDURE, SERVICE, *RECORDS)},
        roles={"boss": Role("boss", "The boss")},
    )
    report = Report(TODAY, (), (), len(one.documents), len(one.records), ())
    return Site(one, trace(one, TODAY), report)


def found(whole: Site) -> dict[str, Page]:
    return {page.uri: page for page in all_pages(whole)}


def text(*items: Document | Record, uri: str) -> str:
    return unescape(found(site(*items))[uri].html)


def page_of(one: Record, *others: Document | Record) -> str:
    """Return the page of the record *one*."""
    whole = site(one, *others)
    return unescape(found(whole)[whole.uri(one)].html)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def rows(html: str) -> list[str]:
    """Return the rows of all tables as plain words."""
    return [words(row) for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", html, re.DOTALL)]


def row(html: str, word: str) -> str:
    """Return the first row of a table that has *word* in it."""
    return next(each for each in rows(html) if word in each)


# Long texts


def test_steps_in_a_sentence_become_a_list_and_lines_paragraphs() -> None:
    assert passages("Reduce. 1. Build it. 2. Try it.\nAfter that: rest.") == [
        Passage("Reduce.", ("Build it.", "Try it.")),
        Passage("After that: rest."),
    ]
    assert passages("1. One.\n2. Two.\n3. Three.") == [Passage("", ("One.", "Two.", "Three."))]


@pytest.mark.parametrize(
    "sentence",
    ["It is version 1. Then nothing.", "Since step 1. Two 2. three.", "On 3. May.", "1. Alone."],
)
def test_a_number_that_counts_nothing_stays_in_its_sentence(sentence: str) -> None:
    assert passages(sentence) == [Passage(sentence)]


@given(st.text(alphabet="ab1234. :\n", max_size=60))
def test_no_word_of_a_text_is_lost(given_text: str) -> None:
    told = "".join(
        each.lead + "".join(f"{number}. {step}" for number, step in enumerate(each.steps, 1))
        for each in passages(given_text)
    )
    assert "".join(told.split()) == "".join(given_text.split())


# One record


def test_a_record_shows_figures_pointer_links_days_and_numbers() -> None:
    measure = {"id": "in-time", "metric": "In time"}
    home = document("PRC-001", measures=[measure])
    one = record(
        "EXT-2026-001",
        of=EXTRACT,
        procedure="PRC-001",
        period="2026-10",
        began="2026-09-15T09:40",
        figures=[
            {"name": "Closed in time", "value": "92.5", "unit": "percent", "measure": "in-time"},
            {"name": "Change", "value": "-3", "unit": "tickets"},
        ],
        pointer={
            "system": "Deskbook",
            "query": "closed in October",
            "sampled": "2026-11-04",
            "samples": [{"number": "INC-1", "seen": "Told as PRC-001 asks, not PRC-009."}],
        },
        budget=[{"item": "Fibre", "budget": "10", "actual": "9.5"}, {"item": "Desk", "actual": 8}],
        scope=["1.2-a", "9.9"],
        conclusions="Good. 1. See NCR-2026-001. 2. Go on.",
    )
    shut = record("NCR-2026-001", of=NONCONFORMITY, classification="restricted", title=SECRET)
    hidden = document("PRC-009", classification="confidential", title=SECRET)
    html = page_of(one, home, shut, hidden)
    assert '<td class="sms-number" data-label="Value"><strong>92.5</strong></td>' in html
    assert "\N{MINUS SIGN}3" in html
    assert "#sms-measures" in html
    assert "These records live in <strong>Deskbook</strong>" in html
    assert "1 of them was looked at:" in html
    assert re.search(r'<a class="sms-ref"[^>]*>PRC-001</a> asks', html)
    assert SECRET not in html
    assert "not PRC-009." in html
    assert '<th scope="col" class="sms-number">Actual</th>' in html
    assert '<th scope="col">Item</th>' in html
    assert 'datetime="2026-09-15T09:40">2026-09-15 09:40</time>' in html
    assert 'href="../../../../clauses/1.2/#1.2-a"' in html
    assert '<span class="sms-clause">9.9</span>' in html
    assert "<ol><li>See NCR-2026-001.</li><li>Go on.</li></ol>" in html
    # What is short stands in the panel, under its own anchor.
    assert '<div id="period"><dt>Period</dt><dd>2026-10</dd></div>' in html.replace("\n", "")
    assert '<h2 id="conclusions">' in html


def test_a_record_without_measures_has_no_column_for_them() -> None:
    figures = [{"name": "Calls", "value": "3412", "unit": "calls"}]
    html = page_of(record("EXT-2026-001", of=EXTRACT, figures=figures))
    assert ">Unit</th>" in html
    assert ">Measure</th>" not in html


# The register of records


def test_the_register_has_every_kind_with_its_number_and_what_is_missing() -> None:
    html = text(record("RSK-001", of=RISK), record("RSK-002", of=RISK), uri="records/")
    assert '<a class="sms-clause" href="#risk">Risks 2</a>' in html
    assert re.search(r'<h2 id="risk"><a href="risks/">Risks</a> <small>2</small></h2>', html)
    assert html.index('id="risk"') < html.index(">None yet</h2>") < html.index('id="objective"')
    assert "<code>objective</code>" in html


def test_a_row_says_when_whose_open_or_closed_and_where_it_comes_from() -> None:
    one = record("RSK-001", of=RISK, owner="boss", procedure="PRC-001", closed="2026-06-01")
    html = text(one, document("PRC-001"), uri="records/")
    assert row(html, "RSK-001") == "RSK-001 RSK-001 2026-05-01 closed The boss PRC-001"
    assert 'href="../procedures/PRC-001/"' in html


def test_above_three_hundred_each_kind_shows_its_newest_first_and_the_rest_on_request() -> None:
    many = [record(f"RSK-{n:03}", of=RISK) for n in range(1, MOST + 1)]
    assert "data-later" not in text(*many, uri="records/")
    html = text(*many, record("NCR-2026-001"), record("OBJ-001", of=OBJECTIVE), uri="records/")
    assert html.count("<tr data-later>") == MOST - FEW
    assert html.count('<td class="sms-cards__title">') == MOST + 2


def test_of_records_about_people_nothing_but_their_number_is_shown() -> None:
    about = [
        record(f"TRN-2026-00{n}", of=TRAINING, title=SECRET, procedure="PRC-001", owner=SECRET)
        for n in (1, 2)
    ]
    naming = record("NCR-2026-001", of=NONCONFORMITY, raised_by=["TRN-2026-001"])
    whole = site(*about, naming, document("PRC-001", "1.2-a"))
    for page in all_pages(whole):
        assert SECRET not in page.html, page.uri
        assert "TRN&#45;2026&#45;00" not in page.html, page.uri
    assert "Training</span> <span>about people</span>" in page_of(naming, *about)
    pages = found(whole)
    assert re.search(
        r'id="training"><a href="trainings/">Trainings</a> 2</li>', pages["records/"].html
    )
    assert "2 records of this kind" in pages["records/trainings/"].html


# Audits


def audit(number: int, day: str, *scope: str, **data: Any) -> Record:  # noqa: ANN401
    return record(f"AUD-2026-{number:03}", day, AUDIT, scope=list(scope), **data)


def finding(grade: str, follower: str = "") -> dict[str, str]:
    more = {"nonconformity": follower} if follower else {}
    return {"text": f"Seen: {grade}.", "clause": "1.2-a", "grade": grade} | more


def test_audits_are_planned_held_closed_or_without_a_report() -> None:
    html = text(
        audit(1, "2026-03-01", "1.1", closed="2026-04-01"),
        audit(2, "2026-05-01", "1.1", findings=[finding("observation")]),
        audit(3, "2026-06-01", "1.1", planned="2026-06", findings=[]),
        audit(4, "2027-05-10", "1.1", planned="2027-05", findings=[]),
        uri="audits/",
    )
    assert row(html, "AUD-2026-001").split()[2:4] == ["2026-03-01", "closed"]
    assert row(html, "AUD-2026-002").split()[2:4] == ["2026-05-01", "held"]
    assert "2026-06-01 no report yet" in row(html, "AUD-2026-003")
    assert row(html, "AUD-2026-004").split()[2:4] == ["2027-05", "planned"]


def test_the_clauses_of_the_cycle_show_by_year_which_part_was_audited() -> None:
    html = text(
        audit(1, "2023-03-01", "1.1", closed="2023-04-01"),
        audit(2, "2025-05-01", "1.2.1", closed="2025-06-01"),
        audit(3, "2026-06-01", "1.2-a", "1", closed="2026-06-02"),
        audit(4, "2027-05-10", "1.1", "nothing:5", "9.9", planned="2027-05"),
        uri="audits/",
    )
    table = html.partition('id="coverage"')[2].partition("</table>")[0]
    assert rows(table)[0] == "Clause 2024 2025 2026 2027 Last audited"
    assert row(table, "Ideas") == "1.1 Ideas – – 2026-06-01 2027-05 planned 2026-06-01"
    assert row(table, "Mishaps") == (
        "1.2 Mishaps – 1.2.1 2025-05-01 2026-06-01 1.2-a 2026-06-01 – 2026-06-01"
    )
    assert "all or part of 2 of 2 clauses" in html


def test_a_clause_that_is_only_planned_was_not_audited_yet() -> None:
    html = text(audit(1, "2027-05-10", "1.1", planned="2027-05"), uri="audits/")
    assert row(html, "Ideas").endswith("2027-05 planned not yet")


def test_a_finding_says_what_became_of_it() -> None:
    done: dict[str, Any] = {
        "cause": "x",
        "action": "x",
        "effectiveness": "Seen.",
        "closed": "2026-06-30",
    }
    html = text(
        audit(
            1,
            "2026-05-01",
            "1.2",
            findings=[
                finding("nonconformity", "NCR-2026-001"),
                finding("nonconformity"),
                finding("observation"),
            ],
        ),
        record("NCR-2026-001", "2026-05-02", NONCONFORMITY, action_owner="boss", **done),
        uri="audits/",
    )
    findings = rows(html.partition('id="findings"')[2])
    assert findings[1].endswith("AUD-2026-001 NCR-2026-001 effective")
    assert findings[2].endswith("AUD-2026-001 no record names it not followed up")
    assert findings[3].endswith("AUD-2026-001 – –")
    assert "2 nonconformities" in words(html)


# Actions


def action(number: int, day: str, due: str, **data: Any) -> Record:  # noqa: ANN401
    more = {"action_owner": "boss", "due": due, "description": "x", "raised_by": ["MRV-2026-001"]}
    return record(f"ACT-2026-{number:03}", day, ACTION, **(more | data))


def test_actions_come_by_state_with_owner_day_age_and_where_they_come_from() -> None:
    html = text(
        action(1, "2026-11-10", "2026-12-01"),
        action(2, "2026-09-01", "2026-11-19"),
        action(3, "2026-01-01", "2026-02-01", done="2026-01-15", result="x"),
        record("MRV-2026-001", of=REVIEW),
        uri="actions/",
    )
    listed = rows(html.partition('id="all"')[2])[1:]
    assert [re.findall("overdue|open|done", each)[0] for each in listed] == [
        "overdue",
        "open",
        "done",
    ]
    assert listed[0].endswith("The boss 2026-11-19 1 day late 80 MRV-2026-001")
    assert listed[2].endswith("The boss 2026-02-01 14 MRV-2026-001")


def test_open_actions_are_counted_by_owner_and_age_up_to_the_last_day_of_a_group() -> None:
    html = text(
        action(1, "2026-10-21", "2026-12-01"),
        action(2, "2026-10-20", "2026-11-01"),
        action(3, "2026-08-22", "2026-12-01"),
        action(4, "2026-08-21", "2026-12-01", action_owner="other"),
        action(5, "2026-08-21", "2026-12-01", done="2026-09-01", result="x"),
        uri="actions/",
    )
    table = rows(html.partition("</table>")[0])
    assert table == [
        "Owner 0 to 30 days 31 to 90 days over 90 days Open Of these overdue",
        "The boss 1 2 0 3 1",
        "other 0 0 1 1 0",
        "All 1 2 1 4 1",
    ]


def test_a_decision_that_an_action_carries_out_is_listed_and_counted_once() -> None:
    decided = {"text": "Hire somebody.", "owner": "boss", "due": "2026-12-31"}
    html = text(
        record("MRV-2026-001", of=REVIEW, decisions=[decided | {"action": "ACT-2026-001"}]),
        action(1, "2026-05-02", "2026-12-31"),
        uri="actions/",
    )
    assert "carried out in ACT-2026-001 Decision open" in row(html, "Hire somebody.")
    assert row(html, "All") == "All 0 0 1 1 0"


# Risks


def risk(number: int, likelihood: object, impact: object, **data: Any) -> Record:  # noqa: ANN401
    rated: dict[str, Any] = {"likelihood": likelihood, "impact": impact, "treatment": "Watch it."}
    return record(f"RSK-{number:03}", of=RISK, **(rated | data))


def test_every_rating_has_a_band_and_the_words_say_its_bounds() -> None:
    assert [(band.name, told) for band, told in bounds()] == [
        ("low", "up to 6"),
        ("medium", "8 to 12"),
        ("high", "15 or more"),
    ]
    bands = {
        Rating(one, other).value: Rating(one, other).band.name
        for one in range(1, 6)
        for other in range(1, 6)
    }
    assert {value for value, name in bands.items() if name == "low"} == {1, 2, 3, 4, 5, 6}
    assert {value for value, name in bands.items() if name == "medium"} == {8, 9, 10, 12}
    assert BANDS[-1].last == max(bands)


def test_the_matrix_has_open_risks_in_their_cells_with_number_and_word() -> None:
    html = text(
        risk(1, 3, 4),
        risk(2, 3, 4),
        risk(3, 5, 5, closed="2026-06-01", acceptance="x"),
        risk(4, 5, 5, nature="opportunity"),
        uri="risks/",
    )
    table = html.partition('id="matrix"')[2].partition("</table>")[0]
    cells = re.findall(r'<td class="sms-risks__(\w+)">(.*?)</td>', table)
    assert len(cells) == 25
    assert [(band, words(cell)) for band, cell in cells if "RSK" in cell] == [
        ("medium", "12 medium RSK-001 RSK-002")
    ]
    assert 'href="../records/records/risks/RSK-001/"' in table
    # Likelihood runs down from 5, impact from 1 to the right.
    assert [words(cell).split()[0] for _, cell in cells[:5]] == ["5", "10", "15", "20", "25"]


def test_the_list_of_risks_has_treatment_controls_what_is_left_owner_and_day() -> None:
    html = text(
        risk(1, 1, 1),
        risk(
            2,
            5,
            3,
            controls=["PRC-001", "PRC-404"],
            residual_likelihood=2,
            residual_impact=3,
            action_owner="boss",
            due="2027-03-31",
        ),
        document("PRC-001"),
        uri="risks/",
    )
    listed = html.partition('id="risks"')[2].partition("</table>")[0]
    assert rows(listed)[1] == (
        "RSK-002 RSK-002 15 high 5 × 3 6 low 2 × 3 Watch it. Controls: PRC-001 PRC-404"
        " The boss 2027-03-31 open"
    )
    assert "RSK-001" in rows(listed)[2]


def test_opportunities_stand_apart() -> None:
    html = text(risk(1, 1, 1), risk(2, 4, 3, nature="opportunity"), uri="risks/")
    before, _, after = html.partition('id="opportunities"')
    assert "RSK-002" not in before
    assert row(after, "RSK-002").startswith("RSK-002 RSK-002 12 medium")


# Objectives


def objective(comparator: str, target: str, *values: tuple[str, str], **data: Any) -> Record:  # noqa: ANN401
    measured = [{"date": day, "value": value} for day, value in values]
    aim = {"comparator": comparator, "target": target, "unit": "percent", "due": "2027-06-30"}
    return record("OBJ-001", of=OBJECTIVE, measurements=measured, **(aim | data))


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (objective("at-least", "85"), "not measured"),
        (objective("at-least", "85", ("2026-12-24", "90")), "not measured"),
        (objective("at-least", "85", ("2026-10-31", "84.9")), "not reached yet"),
        (objective("at-least", "85", ("2026-10-31", "85")), "reached"),
        (objective("at-most", "4", ("2026-10-31", "3.9")), "kept so far"),
        (objective("at-most", "4", ("2026-10-31", "3.9"), due="2026-11-01"), "reached"),
        (objective("at-most", "4", ("2026-10-31", "4.1"), due="2026-11-01"), "not reached"),
    ],
)
def test_an_objective_says_in_words_where_it_stands(one: Record, state: str) -> None:
    html = text(one, uri="objectives/")
    assert re.search(rf'<span class="sms-chip[^>]*>{state}</span>', html)


def test_an_objective_shows_target_values_and_from_two_values_on_a_picture() -> None:
    one = objective("at-least", "20", ("2026-10-31", "16"), ("2026-09-30", "8"))
    html = text(one, uri="objectives/")
    assert "<strong>at least 20 percent</strong> by 2027-06-30" in html
    assert "16 on 2026-10-31" in words(html)
    assert "16 of at least 20 percent" in html
    assert rows(html)[1:] == ["2026-10-31 16", "2026-09-30 8"]
    assert "sms-chart__picture" in html
    alone = text(objective("at-least", "20", ("2026-10-31", "16")), uri="objectives/")
    assert "sms-chart__picture" not in alone
    assert "sms-progress" in alone


# Improvements


def improvement(number: int, priority: str, **data: Any) -> Record:  # noqa: ANN401
    more = {"priority": priority, "target": "Better.", "owner": "boss"}
    return record(f"IMP-2026-{number:03}", "2026-11-01", IMPROVEMENT, **(more | data))


def test_improvements_come_by_stage_and_priority_with_age_and_result() -> None:
    html = text(
        improvement(1, "low", stage="proposed"),
        improvement(2, "high", stage="proposed", due="2026-11-10"),
        improvement(3, "medium", closed="2026-11-05", result="It is better."),
        improvement(4, "medium"),
        uri="improvements/",
    )
    assert rows(html.partition("</table>")[0])[1:] == [
        "No stage 0 1 0 1",
        "Proposed 1 0 1 2",
        "Done 0 1 0 1",
    ]
    proposed = rows(html.partition('id="proposed"')[2].partition("</table>")[0])
    assert proposed[1].endswith("high The boss 2026-11-10 10 days late 19 Better.")
    assert "IMP-2026-001" in proposed[2]
    assert row(html, "IMP-2026-003").endswith("medium The boss – 4 It is better.")


# All of them


@pytest.mark.parametrize("uri", PAGES)
def test_an_empty_register_says_what_to_do(uri: str) -> None:
    html = words(text(uri=uri))
    assert "sms-docs new " in html


@pytest.mark.parametrize("uri", PAGES)
def test_of_an_unpublished_record_a_register_has_id_and_title_alone(uri: str) -> None:
    more: dict[str, Any] = dict.fromkeys(
        ("description", "target", "treatment", "owner", "action_owner", "progress", "result"),
        SECRET,
    )
    hidden = [
        record(
            f"{of.prefixes[0]}-2026-001",
            "2026-03-17",
            of,
            title=f"Named {of.name}",
            classification="confidential",
            due="2026-03-18",
            scope=["1.1"],
            findings=[finding("nonconformity", SECRET)],
            decisions=[{"text": SECRET, "owner": SECRET, "due": "2026-03-18"}],
            measurements=[{"date": "2026-03-19", "value": "17.5", "note": SECRET}],
            likelihood=5,
            impact=4,
            **more,
        )
        for of in RECORDS
        if of.published
    ]
    html = text(*hidden, uri=uri)
    assert SECRET not in html
    assert "2026-03-1" not in html
    assert "17.5" not in html
    assert "Named " in html


STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**14,
    "",
    "x",
    "2026-13-45",
    [],
    [None],
    ["x", 5],
    [{}],
    {},
    {"x": 5},
)
KEYS = (
    "closed", "owner", "procedure", "planned", "scope", "findings", "decisions", "raised_by",
    "action_owner", "due", "done", "likelihood", "impact", "controls", "residual_likelihood",
    "nature", "target", "comparator", "measurements", "stage", "priority", "figures", "pointer",
    "series", "treatment",
)  # fmt: skip


@pytest.mark.parametrize("strange", STRANGE, ids=repr)
def test_a_record_that_its_schema_refuses_stops_no_page(strange: Any) -> None:  # noqa: ANN401
    broken = [
        record(f"{of.prefixes[0]}-2026-001", of=of, valid=False, **dict.fromkeys(KEYS, strange))
        for of in RECORDS
    ]
    inside = [
        record("AUD-2026-002", of=AUDIT, findings=[dict.fromkeys(("text", "clause"), strange)]),
        record("OBJ-002", of=OBJECTIVE, measurements=[{"date": strange, "value": strange}]),
        record(
            "EXT-2026-002", of=EXTRACT, pointer={"samples": strange}, figures=[{"value": strange}]
        ),
    ]
    assert len(found(site(*broken, *inside))) > len(PAGES)


def test_a_type_of_the_project_keeps_its_own_address() -> None:
    whole = site(record("RSK-001", of=RISK))
    own = {**whole.system.types, "risk": RISK._replace(directory="risks")}
    pages = found(replace(whole, system=replace(whole.system, types=own)))
    assert "Open risks by likelihood" not in pages["risks/"].html
