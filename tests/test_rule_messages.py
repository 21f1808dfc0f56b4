"""What rules say, from values: the sentence, the cure, and that they say it in time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rule_cases import PROJECT

from sms_docs.body import Body, Heading, Link
from sms_docs.catalogue import Catalogue, Clause
from sms_docs.load.project import load
from sms_docs.model import (
    Claim,
    Defect,
    ManagementSystem,
    Reference,
    Role,
    Severity,
    Standing,
    Status,
)
from sms_docs.rules import all_rules, find_rule, run
from sms_docs.trace import trace

if TYPE_CHECKING:
    from sms_docs.finding import Finding

TODAY = date(2026, 11, 20)


@pytest.fixture
def system() -> ManagementSystem:
    return load(PROJECT)


def findings(system: ManagementSystem, name: str, today: date = TODAY) -> list[Finding]:
    rule = find_rule(name)
    assert rule
    return run(system, trace(system, today), today, [rule])


def messages(system: ManagementSystem, name: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(finding.message, finding.fix) for finding in findings(system, name, today)]


def with_policy(system: ManagementSystem, **changes: Any) -> ManagementSystem:  # noqa: ANN401
    """Return *system* with POL-001 changed."""
    return with_document(system, "POL-001", **changes)


def with_document(system: ManagementSystem, name: str, **changes: Any) -> ManagementSystem:  # noqa: ANN401
    changed = [
        replace(document, **changes) if document.id == name else document
        for document in system.documents
    ]
    return replace(system, documents=tuple(changed))


def test_what_a_reader_reports_under_no_rule_is_not_passed_over(system: ManagementSystem) -> None:
    astray = Defect("a.md", (1, 1), "x", "y")
    broken = replace(system, faults={"not-a-rule": (astray,)})
    with pytest.raises(LookupError, match="not-a-rule"):
        run(broken, trace(broken, TODAY), TODAY, all_rules())


def test_an_unknown_role_is_named_with_its_key_and_the_nearest_role(
    system: ManagementSystem,
) -> None:
    wrong = Reference("role", "incident-manger", ("owner",))
    broken = with_policy(system, references=(wrong,))
    assert messages(broken, "role-unknown") == [
        (
            (
                "POL-001 names the owner 'incident-manger', which is no role in"
                " records/trust/roles.yml; did you mean 'incident-manager'?"
            ),
            "Correct `owner`, or add the role to records/trust/roles.yml.",
        )
    ]


def test_an_unread_roles_file_is_one_finding_not_one_for_each_document(
    system: ManagementSystem,
) -> None:
    (message, _), *more = messages(replace(system, roles={}), "role-unknown")
    assert "no roles can be read" in message
    assert more == []


def test_nobody_listed_yet_is_one_warning(system: ManagementSystem) -> None:
    start = replace(system, people={})
    (finding,) = findings(start, "person-unknown")
    assert (finding.path, finding.severity) == ("records/trust/people.yml", Severity.WARNING)


def test_a_role_that_ended_is_held_on_its_last_day_and_not_after(
    system: ManagementSystem,
) -> None:
    ada = system.people["ada-ironwood"]
    held = (("service-manager", "2024-01-01", "2026-11-20"), ("incident-manager", "", ""))
    ending = replace(system, people={ada.id: ada._replace(roles=held)})
    assert messages(ending, "role-unheld") == []
    ((message, _),) = messages(ending, "role-unheld", TODAY + timedelta(days=1))
    assert message == (
        "nobody holds the role 'service-manager' on 2026-11-21, and it owns SVC-001 and 1 more"
    )


def test_a_role_that_owns_nothing_may_be_vacant(system: ManagementSystem) -> None:
    vacant = replace(system, roles={**system.roles, "auditor": Role("auditor", "Auditor")})
    assert messages(vacant, "role-unheld") == []


def test_a_link_to_a_renamed_document_is_mended_by_its_id(system: ManagementSystem) -> None:
    link = Link("../procedures/PRC-001-incidents.md", (20, 3))
    broken = with_policy(system, body=Body(links=(link,)))
    assert messages(broken, "link-broken") == [
        (
            "POL-001 links to '../procedures/PRC-001-incidents.md', but there is no such file",
            "Link to `../procedures/PRC-001-incident-management.md`.",
        )
    ]


def test_a_missing_picture_is_not_answered_with_a_text(system: ManagementSystem) -> None:
    link = Link("PRC-001-flow.svg", (20, 3), image=True)
    ((_, fix),) = messages(with_policy(system, body=Body(links=(link,))), "link-broken")
    assert fix.startswith("Correct the path")


def test_an_anchor_is_missed_where_it_should_be(system: ManagementSystem) -> None:
    links = (
        Link("#the-scope", (20, 3)),
        Link("../docs/services/SVC-001-workplace.yml#hour", (21, 3)),
        Link("../docs/index.md#aim", (22, 3)),
    )
    body = Body((Heading(2, "Scope", "scope", 15),), links)
    broken = replace(with_policy(system, body=body), files={"docs/index.md": frozenset({"aims"})})
    assert [message for message, _ in messages(broken, "anchor-missing")] == [
        "POL-001 has no heading with the anchor 'the-scope'; did you mean 'scope'?",
        "SVC-001 has no key 'hour'; did you mean 'hours'?",
        "docs/index.md has no heading with the anchor 'aim'; did you mean 'aims'?",
    ]


def test_missing_sections_are_named_in_one_sentence(system: ManagementSystem) -> None:
    body = Body((Heading(2, "Purpose", "purpose", 15), Heading(2, "POLICY", "policy", 19)))
    assert messages(with_policy(system, body=body), "heading-missing") == [
        (
            "POL-001 lacks the sections 'Scope' and 'Responsibilities', which every policy has",
            (
                "Add `## Scope` and `## Responsibilities`; where a section does not apply, say why"
                " in it."
            ),
        )
    ]


def test_a_heading_of_another_level_is_made_a_section_instead_of_added(
    system: ManagementSystem,
) -> None:
    body = Body((Heading(2, "Purpose", "purpose", 15), Heading(3, "scope", "scope", 19)))
    ((_, fix),) = messages(with_policy(system, body=body), "heading-missing")
    assert fix == (
        "Write line 19 as `## scope`; add `## Policy` and `## Responsibilities`; where a section"
        " does not apply, say why in it."
    )


def test_a_link_written_as_on_windows_or_from_the_root_is_answered_with_the_right_path(
    system: ManagementSystem,
) -> None:
    windows = Link("..\\procedures\\PRC-001-incident-management.md#steps", (20, 3))
    absolute = Link("/procedures/PRC-001-incident-management.md#steps", (21, 3))
    outside = Link("/etc/passwd", (22, 3))
    broken = with_policy(system, body=Body(links=(windows, absolute, outside)))
    right = "Write `../procedures/PRC-001-incident-management.md#steps`."
    assert [fix for _, fix in messages(broken, "link-broken")] == [right]
    assert [fix for _, fix in messages(broken, "path-leaves-repository")] == [
        right,
        "Write the path relative to the folder of this document, below the root.",
    ]


def test_a_reference_to_a_withdrawn_document_is_found_in_metadata_and_text(
    system: ManagementSystem,
) -> None:
    link = Link("PRC-001-incident-management.md", (20, 3))
    gone = with_policy(system, standing=Standing(Status.WITHDRAWN))
    link = Link("../policies/POL-001-service-management-policy.md#scope", (30, 3))
    service = Link("../docs/services/SVC-001-workplace.yml", (31, 3))
    gone = with_document(gone, "PRC-001", body=Body(links=(link, service)))
    found = findings(gone, "reference-withdrawn")
    assert [finding.line for finding in found] == [11, 30]
    assert {finding.message for finding in found} == {
        "PRC-001 refers to POL-001, which has been withdrawn"
    }


def test_an_unknown_clause_is_answered_with_those_that_can_be_meant(
    system: ManagementSystem,
) -> None:
    numbers = ("1.2a", "1.2 A)", "1.1-z", "1.9.9", "9", "tinny:1.1")
    claims = tuple(Claim(number, None, ("clauses", 0)) for number in numbers)
    listed = "Correct the number; `sms-docs matrix` lists those that exist."
    assert messages(with_policy(system, claims=claims), "clause-unknown") == [
        ("POL-001 claims: TINY 1 has no '1.2a'", 'Write "1.2-a".'),
        ("POL-001 claims: TINY 1 has no '1.2 A)'", 'Write "1.2-a".'),
        (
            "POL-001 claims: TINY 1 has no '1.1-z'",
            "Correct the number: 1.1 has 1.1-a to 1.1-b.",
        ),
        ("POL-001 claims: TINY 1 has no '1.9.9'", "Correct the number: 1 has 1.1 to 1.2."),
        ("POL-001 claims: TINY 1 has no '9'", listed),
        (
            "POL-001 claims: no catalogue 'tinny' is in force; did you mean 'tiny'?",
            "Correct the name, or add it to `catalogues` in pyproject.toml.",
        ),
    ]


def test_a_claim_too_wide_is_answered_with_the_clauses_inside(system: ManagementSystem) -> None:
    broken = with_policy(system, claims=(Claim("1", None, ("clauses", 0)),))
    ((_, fix),) = messages(broken, "claim-too-wide")
    assert fix == "Name what the document answers: 1.1, 1.2."


def test_a_catalogue_without_requirements_may_be_claimed_by_clause(
    system: ManagementSystem,
) -> None:
    bare = Catalogue("bare", "BARE 1", "Bare", {"9": Clause("9", "Empty", None, "plan")})
    both = replace(system, catalogues={**system.catalogues, "bare": bare})
    claims = (Claim("bare:9", None, ("clauses", 0)), Claim("1.1", None, ("clauses", 1)))
    assert messages(with_policy(both, claims=claims), "claim-too-wide") == []


def large(system: ManagementSystem, count: int) -> ManagementSystem:
    """Return *system* with *count* clean policies, four links and a few references each."""
    first = next(document for document in system.documents if document.id == "POL-001")
    headings = tuple(Heading(2, text, text.lower(), 15) for text in first.type.headings)
    documents = []
    for number in range(count):
        following = f"POL-{(number + 1) % count:05}"
        links = (
            Link(f"{following}.md", (20, 1)),
            Link(f"{following}.md#scope", (21, 1)),
            Link("#purpose", (22, 1)),
            Link("https://tarnvalley.example/", (23, 1)),
        )
        documents.append(
            replace(
                first,
                id=f"POL-{number:05}",
                path=f"policies/POL-{number:05}.md",
                references=(*first.references, Reference("document", following, ("related", 0))),
                body=Body(headings, links),
                standing=Standing(Status.IN_FORCE),
            )
        )
    return replace(system, documents=tuple(documents), records=())


def test_time_grows_with_the_documents_and_not_with_their_square(
    system: ManagementSystem,
) -> None:
    small, big = large(system, 1_000), large(system, 10_000)
    assert messages_of_all(small) == messages_of_all(big) == []
    # Ten times the documents; a quadratic scan would take a hundred times as long.
    assert seconds(big) < 50 * seconds(small)


def messages_of_all(system: ManagementSystem) -> list[str]:
    found = run(system, trace(system, TODAY), TODAY, all_rules())
    return [f.message for f in found if f.name != "requirement-unclaimed"]


def seconds(system: ManagementSystem) -> float:
    traced = trace(system, TODAY)
    best = 60.0
    for _ in range(3):
        start = time.process_time()
        run(system, traced, TODAY, all_rules())
        best = min(best, time.process_time() - start)
    return best


def test_ten_thousand_broken_references_are_named_in_time(system: ManagementSystem) -> None:
    """Each with a word of its own: guessing at every one would take minutes."""
    wrong = tuple(
        Reference(kind, f"{kind}-{number}-x", ("owner",))
        for number in range(10_000)
        for kind in ("role", "person", "document")
    )
    broken = with_policy(system, references=wrong)
    start = time.process_time()
    found = run(broken, trace(broken, TODAY), TODAY, all_rules())
    assert time.process_time() - start < 5
    left = [finding for finding in found if finding.message.startswith("and 9,000 more like")]
    assert [finding.code for finding in left] == ["SMS404", "SMS701", "SMS702"]
    assert 3_000 < sum(finding.document == "POL-001" for finding in found) < 3_100


def test_rules_on_meaning_pass_over_what_the_schema_already_refused(
    system: ManagementSystem,
) -> None:
    data = {"id": ["POL-001"], "clauses": 3, "owner": {"a": 1}, "classification": None}
    bare: dict[str, Any] = {"data": data, "references": (), "claims": (), "valid": False}
    broken = with_policy(system, **bare)
    found = run(broken, trace(broken, TODAY), TODAY, all_rules())
    assert {finding.name for finding in found} == {"document-draft", "requirement-unclaimed"}


@pytest.mark.parametrize(
    ("successor", "cure"),
    [
        ("", "Name what took its place, or delete the reference."),
        ("SVC-001", "Name SVC-001 instead, or delete the reference."),
        ("POL-001", "Delete the reference: POL-001 itself took its place."),
    ],
)
def test_a_successor_is_not_told_to_name_itself(
    system: ManagementSystem, successor: str, cure: str
) -> None:
    named = with_policy(system, references=(Reference("document", "PRC-001", ("related", 0)),))
    status = Status.SUPERSEDED if successor else Status.WITHDRAWN
    used = tuple(
        replace(each, standing=Standing(status, successor=successor))
        if each.id == "PRC-001"
        else each
        for each in named.documents
    )
    found = findings(replace(named, in_use=used), "reference-withdrawn")
    assert [each.fix for each in found if each.document == "POL-001"] == [cure]
