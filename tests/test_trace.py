from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sms import (
    AUDIT,
    CATALOGUE,
    RISK,
    SERVICE,
    document,
    one_requirement,
    record,
    system,
)

from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, Record, Review, Standing, Status
from sms_docs.trace import Row, State, trace

TODAY = date(2026, 11, 20)
DRAFT = Standing()
OVERDUE = Standing(Status.IN_FORCE, Review.OVERDUE, next_review=date(2026, 2, 28))


def rows(*items: Document | Record, working: bool = False) -> dict[str, Row]:
    traced = trace(system(*items), TODAY, working=working)
    return {row.requirement.id: row for row in traced.rows["iso"]}


def outcome(
    *items: Document | Record, catalogue: Catalogue = CATALOGUE, working: bool = False
) -> tuple[State, str]:
    """Return state and reason of the last requirement."""
    row = trace(system(*items, catalogues=(catalogue,)), TODAY, working=working).rows["iso"][-1]
    return row.state, row.reason


def test_the_states_stand_in_the_order_of_the_steps() -> None:
    assert [str(state) for state in State] == [
        "unclaimed",
        "claimed",
        "documented",
        "evidenced",
        "current",
    ]


def test_each_requirement_of_each_catalogue_has_a_row_in_the_order_of_the_standard() -> None:
    assert list(rows()) == ["1.1-a", "1.1-b", "1.2-a"]


def test_what_no_document_names_is_unclaimed() -> None:
    assert outcome() == (State.UNCLAIMED, "no document claims it")


def test_records_alone_claim_nothing() -> None:
    assert outcome(record("NCR-2026-001"))[0] is State.UNCLAIMED


def test_a_claim_to_the_clause_covers_what_stands_directly_in_it() -> None:
    found = rows(document("PRC-001", "1.1"))
    assert [row.state is not State.UNCLAIMED for row in found.values()] == [True, True, False]


def test_a_claim_to_a_requirement_covers_no_other() -> None:
    found = rows(document("PRC-001", "1.1-b"))
    assert [row.state is not State.UNCLAIMED for row in found.values()] == [False, True, False]


def test_a_claim_to_the_parent_clause_covers_nothing() -> None:
    assert {row.state for row in rows(document("PRC-001", "1")).values()} == {State.UNCLAIMED}


def test_a_claim_to_an_unknown_number_covers_nothing() -> None:
    assert outcome(document("PRC-001", "1.3"))[0] is State.UNCLAIMED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.DRAFT, "PRC-001 is a draft: nothing approved claims it"),
        (Status.APPROVED, "PRC-001 is approved, but not in force yet"),
        (Status.SUPERSEDED, "PRC-001 is superseded"),
        (Status.WITHDRAWN, "PRC-001 is withdrawn"),
    ],
)
def test_a_document_that_is_not_in_force_only_claims(status: Status, reason: str) -> None:
    given = document("PRC-001", "1.2", standing=Standing(status))
    assert outcome(given, record("NCR-2026-001")) == (State.CLAIMED, reason)


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (2, "PRC-001 and PRC-002 are drafts"),
        (3, "PRC-001, PRC-002 and PRC-003 are drafts"),
        (5, "PRC-001, PRC-002 and 3 more are drafts"),
    ],
)
def test_several_documents_are_named_and_then_counted(count: int, named: str) -> None:
    drafts = [document(f"PRC-00{n}", "1.2", standing=DRAFT) for n in range(1, count + 1)]
    assert outcome(*drafts)[1] == f"{named}: nothing approved claims it"


def test_a_document_that_claims_clause_and_requirement_is_named_once() -> None:
    given = document("PRC-001", "1.2", "1.2-a", standing=DRAFT)
    assert outcome(given)[1] == "PRC-001 is a draft: nothing approved claims it"


def test_several_withdrawn_documents_are_named_together() -> None:
    withdrawn = Standing(Status.WITHDRAWN)
    given = [document(f"PRC-00{n}", "1.2", standing=withdrawn) for n in (1, 2)]
    assert outcome(*given)[1] == "PRC-001 and PRC-002 are withdrawn"


def test_a_heading_that_does_not_exist_documents_nothing() -> None:
    given = document("PRC-002", "1.2-a#escalation", headings=("steps",))
    expected = (State.CLAIMED, "heading #escalation of PRC-002 does not exist")
    assert outcome(given) == expected


def test_the_anchor_of_a_service_is_one_of_its_keys() -> None:
    astray = document("SVC-001", "1.1-b#outcome", of=SERVICE)
    found = document("SVC-001", "1.1-b#outcome", of=SERVICE, outcome="People can work.")
    assert rows(astray)["1.1-b"].reason == "key #outcome of SVC-001 does not exist"
    assert rows(found)["1.1-b"].state is State.CURRENT


def test_a_point_is_shown_with_who_claims_it_and_answers_nothing_by_itself() -> None:
    catalogue = one_requirement("none")
    clause = catalogue.clauses["9"]
    parts = (("9-a1", "first"), ("9-a2", "second"))
    clause = clause._replace(requirements=(clause.requirements[0]._replace(points=parts),))
    given = document("PRC-001", "9-a2#steps", headings=("steps",))
    traced = trace(system(given, catalogues=(catalogue._replace(clauses={"9": clause}),)), TODAY)
    (row,) = traced.rows["iso"]
    assert row.state is State.UNCLAIMED
    assert {name: [d.id for d, _ in claims] for name, claims in row.points.items()} == {
        "9-a2": ["PRC-001"]
    }


def test_the_reason_is_about_the_document_that_is_nearest_to_being_in_force() -> None:
    given = [
        document("PRC-001", "1.2", standing=Standing(Status.WITHDRAWN)),
        document("PRC-002", "1.2", standing=DRAFT),
        document("PRC-003", "1.2-a", standing=Standing(Status.APPROVED)),
    ]
    assert outcome(*given)[1] == "PRC-003 is approved, but not in force yet"


def test_a_heading_that_exists_documents() -> None:
    given = document("PRC-001", "1.1-b#ideas", headings=("ideas",))
    assert rows(given)["1.1-b"].state is State.CURRENT


def test_one_document_in_force_is_enough_beside_drafts() -> None:
    given = [document("PRC-001", "1.1", standing=DRAFT), document("PRC-002", "1.1-b")]
    assert rows(*given)["1.1-b"].state is State.CURRENT


def test_a_record_that_is_asked_for_and_missing_is_named_by_its_kind() -> None:
    expected = (State.DOCUMENTED, "no record of kind nonconformity (R24)")
    assert outcome(document("PRC-001", "1.2")) == expected


def test_an_artefact_that_no_kind_of_record_gives_is_named() -> None:
    catalogue = one_requirement("record", "R11")
    expected = (State.DOCUMENTED, "no kind of record gives R11: Incidents")
    assert outcome(document("PRC-001", "9"), catalogue=catalogue) == expected


def test_a_record_that_the_catalogue_does_not_name_is_never_there() -> None:
    catalogue = one_requirement("record")
    expected = (State.DOCUMENTED, "the catalogue does not say which record proves it")
    assert outcome(document("PRC-001", "9"), catalogue=catalogue) == expected


def test_every_record_asked_for_must_exist() -> None:
    catalogue = one_requirement("record", "R24", "R21")
    given = [document("PRC-001", "9"), record("NCR-2026-001")]
    assert outcome(*given, catalogue=catalogue)[1] == "no record of kind internal-audit (R21)"
    given.append(record("AUD-2026-001", of=AUDIT))
    assert outcome(*given, catalogue=catalogue)[0] is State.CURRENT


@pytest.mark.parametrize("day", ["2026-11-21", ""])
def test_a_record_dated_later_or_never_does_not_count(day: str) -> None:
    found = outcome(document("PRC-001", "1.2"), record("NCR-2026-001", day))
    assert found[0] is State.DOCUMENTED


def test_a_record_of_this_very_day_counts() -> None:
    found = outcome(document("PRC-001", "1.2"), record("NCR-2026-001", "2026-11-20"))
    assert found[0] is State.CURRENT


def test_a_record_that_its_schema_refuses_does_not_count() -> None:
    found = outcome(document("PRC-001", "1.2"), record("NCR-2026-001", valid=False))
    assert found[0] is State.DOCUMENTED


def test_a_register_needs_entries() -> None:
    catalogue = one_requirement("document", "D04", "D05", "R24")
    governed = document("PRC-001", "9")
    expected = (State.DOCUMENTED, "no record of kind risk (D04)")
    assert outcome(governed, catalogue=catalogue) == expected
    entry = record("RSK-001", of=RISK)
    assert outcome(governed, entry, catalogue=catalogue) == (State.CURRENT, "")


def test_entries_of_a_register_that_nothing_in_force_governs_do_not_count() -> None:
    draft = document("PRC-001", "9", standing=DRAFT)
    entry = record("RSK-001", of=RISK)
    found = outcome(draft, entry, catalogue=one_requirement("document", "D04"))
    assert found[0] is State.CLAIMED


def test_a_document_that_is_no_register_asks_for_no_record() -> None:
    catalogue = one_requirement("document", "D05", "R24")
    assert outcome(document("PRC-001", "9"), catalogue=catalogue)[0] is State.CURRENT


def test_evidence_that_lives_in_a_register_alone_is_its_entries() -> None:
    catalogue = one_requirement("record", "D04")
    governed = document("PRC-001", "9")
    assert outcome(governed, catalogue=catalogue)[1] == "no record of kind risk (D04)"
    entry = record("RSK-001", of=RISK)
    assert outcome(governed, entry, catalogue=catalogue)[0] is State.CURRENT


def test_a_requirement_without_evidence_asks_for_no_record() -> None:
    catalogue = one_requirement("none", "R24", "D04")
    assert outcome(document("PRC-001", "9"), catalogue=catalogue)[0] is State.CURRENT


def test_an_overdue_review_stops_short_of_current() -> None:
    given = document("PRC-001", "1.2", standing=OVERDUE)
    assert outcome(given, record("NCR-2026-001")) == (
        State.EVIDENCED,
        "the review of PRC-001 is overdue since 2026-02-28",
    )


def test_evidenced_is_skipped_where_no_record_is_asked_for() -> None:
    given = document("PRC-001", "1.1", standing=OVERDUE._replace(next_review=None))
    row = rows(given)["1.1-b"]
    assert (row.state, row.reason) == (State.DOCUMENTED, "the review of PRC-001 is overdue")


def test_one_overdue_document_among_others_in_force_is_enough() -> None:
    given = [document("PRC-001", "1.1"), document("PRC-002", "1.1", standing=OVERDUE)]
    assert rows(*given)["1.1-b"].state is State.DOCUMENTED


def test_an_overdue_document_that_answers_nowhere_does_not_hold_up_another() -> None:
    astray = document("PRC-002", "1.1-b#gone", standing=OVERDUE)
    assert rows(document("PRC-001", "1.1"), astray)["1.1-b"].state is State.CURRENT


def test_several_overdue_documents_are_named_together() -> None:
    given = [document(f"PRC-00{n}", "1.1", standing=OVERDUE) for n in (1, 2)]
    assert rows(*given)["1.1-b"].reason == "the reviews of PRC-001 and PRC-002 are overdue"


@pytest.mark.parametrize("review", [Review.NONE, Review.CURRENT, Review.DUE])
def test_a_review_that_is_not_late_is_in_time(review: Review) -> None:
    given = document("PRC-001", "1.1", standing=Standing(Status.IN_FORCE, review))
    row = rows(given)["1.1-b"]
    assert (row.state, row.reason) == (State.CURRENT, "")


def test_a_withdrawn_document_beside_one_in_force_changes_nothing() -> None:
    withdrawn = document("PRC-002", "1.1", standing=Standing(Status.WITHDRAWN))
    assert rows(document("PRC-001", "1.1"), withdrawn)["1.1-b"].state is State.CURRENT


@pytest.mark.parametrize(
    "standing",
    [DRAFT, Standing(Status.APPROVED), OVERDUE._replace(pending="2.0")],
    ids=["draft", "not in force yet", "approved again"],
)
def test_a_working_text_counts_as_approved_and_in_force(standing: Standing) -> None:
    given = document("PRC-001", "1.1", standing=standing)
    assert rows(given)["1.1-b"].state is not State.CURRENT
    assert rows(given, working=True)["1.1-b"].state is State.CURRENT


def test_the_heading_must_exist_in_the_working_text_too() -> None:
    given = document("PRC-001", "1.1-b#gone", standing=DRAFT)
    found = rows(given, working=True)["1.1-b"]
    assert found.reason == "heading #gone of PRC-001 does not exist"


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.SUPERSEDED])
def test_a_preview_brings_nothing_back_that_was_taken_out(status: Status) -> None:
    given = document("PRC-001", "1.1", standing=Standing(status, pending="2.0"))
    assert rows(given, working=True)["1.1-b"].state is State.CLAIMED


def test_a_review_that_is_overdue_without_a_new_text_stays_overdue() -> None:
    given = document("PRC-001", "1.1", standing=OVERDUE)
    assert rows(given, working=True)["1.1-b"].state is State.DOCUMENTED


OTHER = one_requirement("none", name="other")


def states(*clauses: str) -> tuple[str, str]:
    found = trace(
        system(document("PRC-001", *clauses), catalogues=(one_requirement("none"), OTHER)),
        TODAY,
    )
    return found.rows["iso"][0].state, found.rows["other"][0].state


def test_a_number_alone_belongs_to_the_first_catalogue() -> None:
    assert states("9") == ("current", "unclaimed")


def test_a_prefix_names_another_catalogue() -> None:
    assert states("other:9-a") == ("unclaimed", "current")


def test_the_first_catalogue_may_be_named_too() -> None:
    assert states("iso:9") == ("current", "unclaimed")


def test_without_a_catalogue_there_are_no_rows() -> None:
    assert trace(system(document("PRC-001", "9"), catalogues=()), TODAY).rows == {}


def test_claims_stand_in_the_order_of_the_documents_ids() -> None:
    given = [
        document("PRC-003", "1.1"),
        document("PRC-001", "1.1-b"),
        document("PRC-002", "1.1"),
    ]
    row = rows(*given)["1.1-b"]
    assert [(named.id, claim.number) for named, claim in row.claims] == [
        ("PRC-001", "1.1-b"),
        ("PRC-002", "1.1"),
        ("PRC-003", "1.1"),
    ]


def test_records_are_those_asked_for_once_each_the_newest_first() -> None:
    catalogue = one_requirement("record", "R20", "R21", "R24")
    given = [
        record("AUD-2025-001", "2025-03-01", of=AUDIT),
        record("NCR-2026-001", "2026-01-01"),
        record("AUD-2026-001", "2026-03-01", of=AUDIT),
        record("RSK-001", of=RISK),
    ]
    row = trace(system(*given, catalogues=(catalogue,)), TODAY).rows["iso"][0]
    assert [found.id for found in row.records] == [
        "AUD-2026-001",
        "NCR-2026-001",
        "AUD-2025-001",
    ]


def test_the_summary_counts_every_state_also_with_nothing_in_it() -> None:
    traced = trace(system(document("PRC-001", "1.1", "1.2")), TODAY)
    assert traced.summary("iso") == {
        "unclaimed": 0,
        "claimed": 0,
        "documented": 1,
        "evidenced": 0,
        "current": 2,
    }


def test_it_keeps_its_day() -> None:
    assert trace(system(), TODAY).as_of == TODAY


STATUSES = st.sampled_from(Status)
REVIEWS = st.sampled_from(Review)
NUMBERS = st.lists(st.sampled_from(["1.1", "1.1-a", "1.2", "1.2-a#steps", "1.1-b#no"]), max_size=4)
DOCUMENTS = st.lists(st.tuples(STATUSES, REVIEWS, NUMBERS), max_size=4)


@given(DOCUMENTS, st.lists(st.sampled_from(["2026-01-01", "2027-01-01"]), max_size=2))
def test_a_preview_is_never_behind_and_only_current_has_no_reason(
    drawn: list[tuple[Status, Review, list[str]]], days: list[str]
) -> None:
    documents = [
        document(
            f"PRC-00{n}", *numbers, standing=Standing(status, Review.CURRENT), headings=("steps",)
        )
        for n, (status, _, numbers) in enumerate(drawn)
    ]
    late = [
        replace(each, standing=each.standing._replace(review=review))
        for each, (_, review, _) in zip(documents, drawn, strict=True)
    ]
    records = [record(f"NCR-2026-00{n}", day) for n, day in enumerate(days)]
    steps = list(State)
    now, preview, later = (
        rows(*documents, *records),
        rows(*documents, *records, working=True),
        rows(*late, *records),
    )
    for identity, row in now.items():
        assert (row.reason == "") is (row.state is State.CURRENT)
        assert steps.index(preview[identity].state) >= steps.index(row.state)
        assert steps.index(later[identity].state) <= steps.index(row.state)


def test_ten_thousand_documents_are_judged_alike_in_any_order() -> None:
    some = [document(f"PRC-{n:05}", "1.1", standing=DRAFT) for n in range(10_000)]
    forwards, backwards = rows(*some)["1.1-b"], rows(*reversed(some))["1.1-b"]
    assert forwards == backwards
    assert forwards.reason.startswith("PRC-00000, PRC-00001 and 9998 more are drafts")
