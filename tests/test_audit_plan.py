"""The audit programme covers all, looks closer where records say so, and names who may audit."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from approving import lay
from commands import invoke, said
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_sms import (
    AUDIT,
    RISK,
    SERVICE,
    document,
    kind,
    record,
    system,
)

from sms_docs.catalogue import Catalogue, Clause, Requirement
from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, ManagementSystem, Record, Reference
from sms_docs.trace import trace
from sms_docs.trust import Person, Role
from sms_docs.views.audit.calendar import Wish
from sms_docs.views.audit.ground import Ground
from sms_docs.views.audit.plan import Planned, Programme, programme
from sms_docs.views.audit.plan_text import as_json, as_markdown, as_text

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "output" / "audit-plan.schema.json").read_text())
REPORT = kind("service-report", "record", "R23")
AGREEMENT = kind("agreement", "document")
EXTRACT = kind("extract", "record", "R11")


def clause(number: str, title: str = "Plain", asked: int = 2) -> Clause:
    requirements = tuple(
        Requirement(f"{number}-{'abcdefghij'[each]}", number, "Do it.", "none")
        for each in range(asked)
    )
    return Clause(number, title, None, "do", requirements)


def catalogue(*clauses: Clause) -> Catalogue:
    return Catalogue("iso", "ISO 1", "Things", {each.number: each for each in clauses})


# Six clauses of two requirements, and one that asks for nothing.
SIX = catalogue(*(clause(f"{each}.1") for each in range(1, 7)), clause("7", asked=0))
ROLES = {
    "internal-auditor": Role("internal-auditor", "Internal auditor"),
    "second": Role("second", "Second auditor", ("Audits what the other one made.",)),
    "owner": Role("owner", "Owner"),
}


def person(identity: str, *roles: str) -> Person:
    return Person(identity, identity.title(), tuple((role, "2024-01-01", "") for role in roles))


def procedures(standard: Catalogue, owner: str = "owner") -> list[Document]:
    return [
        document(f"PRC-{index:03}", each.number, owner=owner)
        for index, each in enumerate(standard.clauses.values(), start=1)
        if each.requirements
    ]


def sms(*items: Document | Record, of: Catalogue = SIX, people: tuple[Person, ...] = ()) -> Any:  # noqa: ANN401
    given = items or tuple(procedures(of))
    listed = people or (person("helen", "internal-auditor"),)
    return replace(
        system(*given, catalogues=(of,)),
        in_use=tuple(each for each in given if isinstance(each, Document)),
        people={each.id: each for each in listed},
        roles=ROLES,
    )


def planned(
    given: ManagementSystem, years: int = 3, audits: int = 2, roles: tuple[str, ...] = ()
) -> Programme:
    ground = Ground(given, trace(given, TODAY), next(iter(given.catalogues.values())))
    return programme(ground, Wish(TODAY, years, audits), roles)


def audit(identity: str, day: str, *scope: str, **data: Any) -> Record:  # noqa: ANN401
    values = {"auditors": ["helen"], "scope": list(scope), "findings": []} | data
    return record(identity, day, AUDIT, **values)


def numbers(of: Planned) -> list[str]:
    return [each.number for each in of.subjects]


def reasons(found: Programme, number: str) -> list[tuple[int, str]]:
    subject = next(each for each in found.subjects if each.number == number)
    return [tuple(each) for each in subject.reasons]


def test_what_nothing_speaks_for_is_audited_once_neighbours_together_and_evenly() -> None:
    found = planned(sms())
    assert [(each.month, numbers(each)) for each in found.audits] == [
        ("2027-03", ["1.1"]),
        ("2027-09", ["2.1"]),
        ("2028-03", ["3.1"]),
        ("2028-09", ["4.1"]),
        ("2029-03", ["5.1"]),
        ("2029-09", ["6.1"]),
    ]
    assert found.gaps == ()
    assert [[each.id for each in one.documents] for one in planned(sms(), audits=1).audits] == [
        ["PRC-001", "PRC-002"],
        ["PRC-003", "PRC-004"],
        ["PRC-005", "PRC-006"],
    ]


@given(
    asked=st.lists(st.integers(1, 9), min_size=1, max_size=25),
    yearly=st.sets(st.integers(0, 24)),
    years=st.integers(1, 4),
    audits=st.integers(1, 5),
)
def test_everything_comes_once_what_has_a_reason_every_year_and_the_load_is_balanced(
    asked: list[int], yearly: set[int], years: int, audits: int
) -> None:
    standard = catalogue(
        *(
            clause(str(index + 1), "Incident management" if index in yearly else "Plain", many)
            for index, many in enumerate(asked)
        )
    )
    found = planned(sms(of=standard), years, audits)
    taken = Counter(number for each in found.audits for number in numbers(each))
    often = {each.number: years if each.is_yearly else 1 for each in found.subjects}
    assert taken == often
    assert set(often) == set(standard.clauses)
    if not yearly:
        loads = [each.requirements for each in found.audits]
        loads += [0] * (years * audits - len(loads))
        assert max(loads) - min(loads) <= 2 * max(asked)


def test_a_process_that_claims_nothing_is_audited_too() -> None:
    found = planned(sms(*procedures(SIX), document("PRC-050", owner="owner")), 1, 1)
    assert numbers(found.audits[0])[-1] == "PRC-050"
    assert found.audits[0].requirements == 12


def test_the_months_are_those_in_which_audits_were_held() -> None:
    held = [
        audit("AUD-2025-001", "2025-05-20", "1.1"),
        audit("AUD-2025-002", "2025-10-20", "2.1"),
        audit("AUD-2026-001", "2026-05-20", "1.1"),
    ]
    assert [each.month for each in planned(sms(*procedures(SIX), *held), 1).audits] == [
        "2027-05",
        "2027-10",
    ]
    assert [each.month for each in planned(sms(*procedures(SIX), *held), 1, 1).audits] == [
        "2027-05"
    ]


def test_what_was_never_audited_comes_before_what_was_and_the_longest_ago_first() -> None:
    held = [
        audit("AUD-2025-001", "2025-04-20", "2.1"),
        audit("AUD-2024-001", "2024-04-20", "1"),
        audit("AUD-2024-002", "2024-10-20", "1.1-a"),
    ]
    found = planned(sms(*procedures(SIX), *held), 3, 2)
    assert [numbers(each) for each in found.audits] == [
        ["1.1"],
        ["3.1"],
        ["4.1"],
        ["5.1"],
        ["6.1"],
        ["2.1"],
    ]
    # Only half of 1.1 was: it counts as never audited.
    assert "1.1 Plain: once, never audited" in as_text(found)
    assert "2.1 Plain: once, last audited on 2025-04-20" in as_text(found)


def test_incident_change_and_document_control_come_every_year_by_their_titles() -> None:
    standard = catalogue(
        clause("1", "Incident management"),
        clause("2.1", "Initiation")._replace(parent="2"),
        clause("2", "Change management", asked=0),
        clause("3", "Control of documented information"),
        clause("4", "Information security incidents", asked=6),
    )
    found = planned(sms(of=standard), 2, 1)
    every_year = ["1", "2.1", "3"]
    assert sorted(map(numbers, found.audits)) == [every_year, [*every_year, "4"]]
    assert reasons(found, "2.1") == [(3, "change control is audited every year")]
    assert reasons(found, "4") == []


def finding(grade: str, clause: str, **more: str) -> dict[str, str]:
    return {"text": "Seen.", "clause": clause, "grade": grade, **more}


def test_findings_of_the_last_24_months_weigh_by_their_grade() -> None:
    held = [
        audit(
            "AUD-2026-001",
            "2026-05-20",
            "1.1",
            findings=[
                finding("nonconformity", "1.1-a"),
                finding("observation", "1.1"),
                finding("improvement", "2.1-b"),
                finding("observation", "other:3.1"),
            ],
        ),
        audit("AUD-2024-001", "2024-11-19", "4.1", findings=[finding("observation", "4.1")]),
        audit("AUD-2024-002", "2024-11-20", "5.1", findings=[finding("observation", "5.1")]),
        audit("AUD-2026-009", "2026-11-21", "6.1", findings=[finding("observation", "6.1")]),
    ]
    found = planned(sms(*procedures(SIX), *held))
    assert reasons(found, "1.1") == [
        (3, "AUD-2026-001 of 2026-05-20 noted a nonconformity on 1.1-a"),
        (2, "AUD-2026-001 of 2026-05-20 noted an observation on 1.1"),
    ]
    assert [weight for weight, _ in reasons(found, "2.1")] == [1]
    assert [reasons(found, each) for each in ("3.1", "4.1", "6.1")] == [[], [], []]
    assert [weight for weight, _ in reasons(found, "5.1")] == [2]


def test_a_nonconformity_weighs_where_the_finding_the_audit_or_the_record_before_it_leads() -> None:
    standard = catalogue(*(clause(f"{each}.1") for each in range(1, 7)))
    home = standard.clauses["6.1"].requirements[0]._replace(artefacts=("R24",))
    kept = standard.clauses["6.1"]._replace(requirements=(home,))
    standard = standard._replace(clauses={**standard.clauses, "6.1": kept})
    major = kind("major-incident", "record", "R11")
    items = [
        audit(
            "AUD-2025-001",
            "2023-05-20",
            "1.1",
            findings=[finding("nonconformity", "1.1-a", nonconformity="NCR-001")],
        ),
        audit("AUD-2025-002", "2023-05-20", "2.1"),
        record("MIN-2026-001", of=major, procedure="PRC-003"),
        record("NCR-001", procedure="PRC-006", title="One"),
        record("NCR-002", procedure="PRC-006", raised_by=["AUD-2025-002"], title="Two"),
        record("NCR-003", procedure="PRC-006", raised_by=["MIN-2026-001"], title="Three"),
        record("NCR-004", procedure="PRC-004", closed="2025-11-20", title="Four"),
        record("NCR-005", procedure="PRC-005", closed="2025-11-19", title="Old"),
        record("NCR-006", "2026-11-21", procedure="PRC-005", title="Still to come"),
        record("NCR-007", procedure="PRC-005", title="Broken", valid=False),
    ]
    found = planned(sms(*procedures(standard), *items, of=standard))
    assert {each.number: reasons(found, each.number) for each in found.subjects} == {
        "1.1": [(3, "NCR-001 is open: One")],
        "2.1": [(3, "NCR-002 is open: Two")],
        "3.1": [(3, "NCR-003 is open: Three")],
        "4.1": [(1, "NCR-004 was closed on 2025-11-20: Four")],
        "5.1": [],
        # Every nonconformity comes from this procedure: that says nothing about it.
        "6.1": [],
    }


def test_a_nonconformity_weighs_on_its_service_and_on_the_agreement_that_it_missed() -> None:
    service = document("SVC-001", "1.1", of=SERVICE)
    about = replace(
        document("SLA-001", "2.1", of=AGREEMENT, service="SVC-001"),
        references=(Reference("service", "SVC-001", ("service",)),),
    )
    other = document("SLA-002", "3.1", of=AGREEMENT, service="SVC-002")
    mishaps = [
        record("NCR-001", title="A", services=["SVC-001"]),
        record("NCR-002", title="B", target={"agreement": "SLA-002", "target": "up"}),
    ]
    found = planned(sms(service, about, other, *mishaps))
    assert [each.number for each in found.subjects if each.reasons] == ["1.1", "2.1", "3.1"]
    assert reasons(found, "3.1") == [(3, "NCR-002 is open: B")]


def test_risks_weigh_from_twelve_on_where_their_services_and_controls_are() -> None:
    service = document("SVC-001", "1.1", of=SERVICE)
    size = {"likelihood": 3, "impact": 4}
    risks = [
        record("RSK-001", of=RISK, title="Fibre", services=["SVC-001"], **size),
        record("RSK-002", of=RISK, title="Fire", controls=["PRC-002"], **size),
        record("RSK-003", of=RISK, title="Small", controls=["PRC-003"], likelihood=2, impact=5),
        record("RSK-004", of=RISK, controls=["PRC-003"], closed="2026-10-01", **size),
        record("RSK-005", of=RISK, controls=["PRC-003"], nature="opportunity", **size),
    ]
    found = planned(sms(service, *procedures(SIX)[1:], *risks))
    assert reasons(found, "1.1") == [(2, "RSK-001 is a risk of 3 times 4: Fibre")]
    assert reasons(found, "2.1") == [(2, "RSK-002 is a risk of 3 times 4: Fire")]
    assert reasons(found, "3.1") == []


def test_a_measure_weighs_while_its_newest_figure_misses_the_target() -> None:
    measure = {"id": "in-time", "comparator": "at-least", "target": "95"}
    measured = document("PRC-001", "1.1", owner="owner", measures=[measure])
    value = {"name": "In time", "unit": "percent", "measure": "in-time"}

    def told(identity: str, day: str, worth: str) -> Record:
        figures = [{**value, "value": worth}]
        return record(identity, day, EXTRACT, procedure="PRC-001", figures=figures)

    bad, good = told("EXT-001", "2026-10-01", "94.9"), told("EXT-002", "2026-11-01", "95")
    assert reasons(planned(sms(measured, bad)), "1.1") == [
        (1, "PRC-001 missed its measure in-time: 94.9, not at least 95 (EXT-001)")
    ]
    assert reasons(planned(sms(measured, bad, good)), "1.1") == []
    assert reasons(planned(sms(measured, told("EXT-003", "2025-11-19", "1"))), "1.1") == []


def test_a_target_weighs_that_a_service_report_says_was_missed() -> None:
    target = {
        "id": "up",
        "metric": "Availability",
        "unit": "percent",
        "comparator": "at-least",
        "target": "99.5",
        "period": "month",
    }
    standing = replace_day(document("SLA-001", "2.1", of=AGREEMENT).standing)
    agreement = document(
        "SLA-001", "2.1", of=AGREEMENT, service="SVC-001", targets=[target], standing=standing
    )
    service = document("SVC-001", "1.1", of=SERVICE)

    def report(identity: str, period: str, value: str) -> Record:
        results = [{"target": "up", "value": value}]
        day = f"{period}-28"
        return record(identity, day, REPORT, service="SVC-001", period=period, results=results)

    reports = [
        report("SRP-1", "2026-10", "99.4"),
        report("SRP-2", "2026-08", "99.5"),
        report("SRP-3", "2026-07", "98"),
    ]
    found = planned(sms(service, agreement, *reports))
    wanted = [(1, "SLA-001 missed up in 2026-07, 2026-10")]
    assert (reasons(found, "1.1"), reasons(found, "2.1")) == (wanted, wanted)


def replace_day(standing: Any) -> Any:  # noqa: ANN401
    return standing._replace(in_force_since=date(2025, 1, 1))


def test_records_that_a_document_asks_for_and_that_are_missing_weigh_on_it() -> None:
    standing = replace_day(document().standing)
    entry = {"name": "Audits", "kept_in": "here", "kind": "internal-audit", "every": "P6M"}
    asking = document("PRC-001", "1.1", owner="owner", records=[entry], standing=standing)
    found = planned(sms(asking))
    assert [weight for weight, _ in reasons(found, "1.1")] == [1]
    assert reasons(found, "1.1")[0][1].startswith("PRC-001: no internal-audit since 2025-01-01")


def test_audits_with_a_date_to_come_are_fixed_and_take_the_place_of_the_nearest_month() -> None:
    fixed = audit("AUD-2027-001", "2027-04-12", "1.1", "2.1-a", title="Spring")
    found = planned(sms(*procedures(SIX), fixed), 1)
    first, second = found.audits
    assert (first.month, first.record, first.auditors) == ("2027-04", fixed, ("helen",))
    assert (numbers(first), first.requirements) == (["1.1", "2.1"], 3)
    # Half of 2.1 is not all of it.
    assert (second.month, numbers(second)) == ("2027-09", ["2.1", "3.1", "4.1", "5.1", "6.1"])
    assert "2027-04  AUD-2027-001 Spring, fixed, 3 requirements" in as_text(found)


def test_two_records_of_one_month_are_one_audit_and_a_third_month_comes_on_top() -> None:
    fixed = [
        audit("AUD-2027-001", "2027-03-12", "1.1"),
        audit("AUD-2027-002", "2027-03-14", "2.1"),
        audit("AUD-2027-003", "2027-06-14", "3.1"),
        audit("AUD-2027-004", "2027-09-14", "4.1"),
        audit("AUD-2031-001", "2031-09-14", "5.1"),
    ]
    found = planned(sms(*procedures(SIX), *fixed), 2)
    assert [(each.month, each.record.id if each.record else "") for each in found.audits] == [
        ("2027-03", "AUD-2027-001"),
        ("2027-03", "AUD-2027-002"),
        ("2027-06", "AUD-2027-003"),
        ("2027-09", "AUD-2027-004"),
        ("2028-03", ""),
        ("2028-09", ""),
    ]


def test_what_fixed_audits_leave_no_room_for_is_said() -> None:
    standard = catalogue(clause("1", "Incident management"), clause("2"), clause("3"))
    fixed = [
        audit("AUD-2027-001", "2027-03-12", "2"),
        audit("AUD-2028-001", "2028-03-12", "1"),
    ]
    given = sms(*procedures(standard), *fixed, of=standard)
    found = planned(given, 2, 1)
    assert [(each.subject.number, each.year) for each in found.gaps] == [("1", 0), ("3", None)]
    text = as_text(found)
    assert "not taken up\n  year 1: 1; every audit of that time is fixed" in text
    assert "  the whole programme: 3; every audit" in text
    assert "- year 1: 1; every audit" in as_markdown(found)
    assert json.loads(as_json(found))["gaps"] == [
        {"year": 1, "number": "1", "title": "Incident management"},
        {"year": None, "number": "3", "title": "Plain"},
    ]


def test_nobody_is_proposed_who_owns_or_wrote_what_is_audited() -> None:
    documents = [
        document("PRC-001", "1.1", owner="owner"),
        document("PRC-002", "2.1", owner="internal-auditor"),
        document("PRC-003", "3.1", owner="owner", authors=["helen"]),
    ]
    standard = catalogue(*(clause(f"{each}.1") for each in range(1, 4)))
    people = (person("helen", "internal-auditor"), person("omar", "second"))
    found = planned(sms(*documents, of=standard, people=people), 1, 1)
    assert found.roles == ("internal-auditor", "second")
    assert [(numbers(each), each.auditors) for each in found.audits] == [
        (["1.1", "2.1", "3.1"], ("omar",))
    ]
    alone = planned(sms(*documents, of=standard, people=people), 1, 1, ("internal-auditor",))
    assert [(numbers(each), each.auditors) for each in alone.audits] == [
        (["1.1"], ("helen",)),
        (["2.1", "3.1"], ()),
    ]
    assert alone.audits[1].note == (
        "nobody is independent: helen holds internal-auditor, which owns PRC-002 1.0;"
        " helen wrote PRC-003 1.0"
    )


def test_a_role_counts_in_the_month_of_the_audit() -> None:
    left = Person("helen", "Helen", (("internal-auditor", "2024-01-01", "2027-08-31"),))
    found = planned(sms(people=(left,)), 1)
    assert [each.auditors for each in found.audits] == [("helen",), ()]
    assert found.audits[1].note == "nobody holds internal-auditor or second on 2027-09-01"


def test_of_two_who_could_the_one_with_less_to_do_comes_next() -> None:
    people = (person("anna", "internal-auditor"), person("bert", "internal-auditor"))
    found = planned(sms(people=people))
    assert [each.auditors for each in found.audits] == [("anna",), ("bert",)] * 3


def test_a_fixed_audit_says_who_in_it_is_not_independent() -> None:
    fixed = audit("AUD-2027-001", "2027-03-12", "1.1", auditors=["ida"])
    found = planned(
        sms(*procedures(SIX), fixed, people=(person("ida", "owner", "internal-auditor"),)), 1, 1
    )
    assert found.audits[0].note == "ida holds owner, which owns PRC-001 1.0"
    assert "auditors: ida; not independent: ida holds owner" in as_text(found)


def test_an_unknown_role_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="no 'internal-auditer'; did you mean"):
        planned(with_types(sms()), roles=("internal-auditer",))
    with pytest.raises(ConfigurationError, match="known: internal-auditor, second, owner"):
        planned(with_types(sms()), roles=("xyz",))


def with_types(given: ManagementSystem) -> ManagementSystem:
    roles = kind("roles", "trust")
    return replace(given, types={**given.types, "roles": roles})


def test_the_order_of_files_does_not_matter() -> None:
    items = [
        *procedures(SIX),
        record("NCR-001", procedure="PRC-001"),
        record("NCR-002", procedure="PRC-001"),
        audit("AUD-2027-001", "2027-03-12", "1.1"),
        audit("AUD-2027-002", "2027-03-12", "2.1"),
    ]
    people = (person("anna", "internal-auditor"), person("bert", "internal-auditor"))
    there = as_json(planned(sms(*items, people=people)))
    back = as_json(planned(sms(*reversed(items), people=people[::-1])))
    assert there == back


def test_every_form_is_safe_and_json_is_as_its_schema_says() -> None:
    nasty = "x\x1b[2J <script> | [a](http://evil) ##[error] *b*"
    fixed = audit("AUD-2027-001", "2027-03-12", "1.1", title=nasty)
    mishap = record("NCR-001", procedure="PRC-002", title=nasty)
    found = planned(sms(*procedures(SIX), fixed, mishap))
    for form in (as_text, as_markdown, as_json):
        text = form(found)
        assert "\x1b" not in text
        assert "##[" not in text
    markdown = as_markdown(found)
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "[a](" not in markdown
    assert "\\| \\[a\\](http\\://evil)" in markdown
    Draft202012Validator(SCHEMA).validate(json.loads(as_json(found)))


def test_the_command_writes_each_form(tmp_path: Path) -> None:
    lay(tmp_path)
    options = ("--root", str(tmp_path), "--as-of", "2026-11-20")
    result = invoke("audit", "plan", *options, "--format", "json", "--years", "1")
    assert result.exit_code == 0, said(result)
    data = json.loads(result.stdout)
    Draft202012Validator(SCHEMA).validate(data)
    assert (data["years"], data["audits_a_year"], data["from"]) == (1, 2, "2026-11-20")
    target = tmp_path / "plan.md"
    invoke("audit", "plan", *options, "--format", "md", "--output", str(target))
    assert target.read_text().startswith("# Audit programme by TINY 1\n")
    refused = invoke("audit", "plan", *options, "--auditor-role", "incident-managr")
    assert refused.exit_code == 2
    assert "--auditor-role: records/trust/roles.yml has no 'incident-managr'" in said(refused)
    assert invoke("audit", "plan", *options, "--audits", "13").exit_code == 2
    assert "no catalogue 'tony'" in said(invoke("audit", "plan", *options, "--catalogue", "tony"))


@pytest.mark.parametrize("day", ["9997-02-01", "9999-12-31"])
def test_a_programme_beyond_the_last_year_is_refused(tmp_path: Path, day: str) -> None:
    lay(tmp_path)
    result = invoke("audit", "plan", "--root", str(tmp_path), "--from", day)
    assert result.exit_code == 2
    assert "the programme would end after the year 9999; give an earlier day" in said(result)
