"""What is to be done: where tasks come from, how far they are, and what carries them out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_sms import NONCONFORMITY, RISK, kind, record

from sms_docs.followup import Action, State, actions, counts, of_record
from sms_docs.model import Record

TODAY = date(2026, 11, 20)
ACTION = kind("action")
IMPROVEMENT = kind("improvement")
REVIEW = kind("management-review")
MEETING = kind("agreement-review")
REPORT = kind("service-report")


def act(identity: str = "ACT-2026-001", **data: Any) -> Record:  # noqa: ANN401
    given = {"description": "Do it.", "action_owner": "desk", "due": "2026-12-01"}
    return record(identity, of=ACTION, **(given | data))


def ncr(identity: str = "NCR-2026-001", **data: Any) -> Record:  # noqa: ANN401
    given = {"description": "It broke.", "action_owner": "change-manager", "due": "2026-11-30"}
    return record(identity, **(given | data))


def review(*decisions: dict[str, str], of: Any = REVIEW, **data: Any) -> Record:  # noqa: ANN401
    return record("MRV-2026-001", of=of, decisions=list(decisions), **data)


def only(*records: Record) -> Action:
    (task,) = actions(records, TODAY)
    return task


def decided(*records: Record) -> list[Action]:
    return [task for task in actions(records, TODAY) if task.is_decision]


def test_an_action_is_open_until_the_day_after_its_own() -> None:
    assert only(act()).state is State.OPEN
    assert only(act(due="2026-11-20")).state is State.OPEN
    late = only(act(due="2026-11-18"))
    assert late.state is State.OVERDUE
    assert (late.late, late.age, late.is_open) == (2, 203, True)


def test_an_action_is_done_on_its_day_and_effective_once_closed_with_a_word_on_it() -> None:
    done = only(act(done="2026-12-01"))
    assert done.state is State.OPEN, "what is done later is not done yet"
    done = only(act(due="2026-06-01", done="2026-06-11", effectiveness="It works."))
    assert (done.state, done.age, done.late, done.is_open) == (State.DONE, 41, 10, False)
    closed = act(done="2026-06-11", effectiveness="It works.", closed="2026-07-01")
    assert only(closed).state is State.EFFECTIVE
    assert only(closed).done == date(2026, 6, 11)
    assert only(act(done="2026-06-11", closed="2026-07-01")).state is State.DONE


def test_a_nonconformity_tells_its_action_and_is_overdue_by_the_day_of_that() -> None:
    assert only(ncr()).what == "It broke."
    task = only(ncr(action="Mend it.", due="2026-11-01", effectiveness="Not yet."))
    assert (task.what, task.owner, task.state) == ("Mend it.", "change-manager", State.OVERDUE)
    task = only(ncr(closed="2026-10-01", effectiveness="It works."))
    assert (task.state, task.done) == (State.EFFECTIVE, date(2026, 10, 1))


def test_a_nonconformity_is_done_with_its_actions_and_then_waits_for_a_look() -> None:
    late = ncr(due="2026-06-01", effectiveness_due="2026-11-20")
    carried = act(raised_by=["NCR-2026-001"], done="2026-05-20")
    other = act("ACT-2026-002", raised_by=["NCR-2026-001"])
    found = {task.record.id: task for task in actions([late, carried, other], TODAY)}
    assert found["NCR-2026-001"].state is State.OVERDUE
    assert found["NCR-2026-001"].followed_by == (carried, other)

    (task, _) = sorted(actions([late, carried], TODAY), key=lambda each: each.owner)
    assert (task.state, task.done, task.late) == (State.DONE, date(2026, 5, 20), 0)
    assert task.deadline == date(2026, 11, 20)
    looked_too_late = {
        each.record.id: each for each in actions([late, carried], date(2026, 11, 22))
    }
    assert looked_too_late["NCR-2026-001"].state is State.OVERDUE
    assert looked_too_late["NCR-2026-001"].late == 2


@pytest.mark.parametrize("of", [IMPROVEMENT, RISK])
def test_improvements_and_risks_are_tasks_where_they_have_a_day(of: Any) -> None:  # noqa: ANN401
    assert not actions([record("XXX-001", of=of, description="Better.")], TODAY)
    task = only(record("XXX-001", of=of, description="Better.", owner="desk", due="2026-11-19"))
    assert (task.what, task.owner, task.state) == ("Better.", "desk", State.OVERDUE)


def test_an_improvement_that_was_declined_is_no_task() -> None:
    declined = record("IMP-2026-001", of=IMPROVEMENT, due="2026-11-19", stage="declined")
    assert not actions([declined], TODAY)


def test_an_improvement_may_be_done_before_its_result_is_known() -> None:
    given = {"of": IMPROVEMENT, "due": "2026-11-19", "stage": "done"}
    task = only(record("IMP-2026-001", **given))
    assert (task.state, task.done, task.late) == (State.DONE, None, 0)
    task = only(record("IMP-2026-001", closed="2026-11-18", result="Better.", **given))
    assert (task.state, task.done) == (State.EFFECTIVE, date(2026, 11, 18))


def test_a_decision_is_a_task_until_something_carries_it_out() -> None:
    mrv = review({"text": "Hire.", "owner": "desk", "due": "2026-11-01"})
    task = only(mrv)
    assert (task.record, task.key, task.what) == (mrv, ("decisions", 0), "Hire.")
    assert (task.state, task.is_carried_on) == (State.OVERDUE, False)
    carried = act(raised_by=["MRV-2026-001"], done="2026-10-10", due="2026-11-01")
    (task,) = decided(mrv, carried)
    assert (task.state, task.done, task.followed_by) == (State.DONE, date(2026, 10, 10), (carried,))
    assert task.is_carried_on
    assert counts(actions([mrv, carried], TODAY)) == {
        State.OPEN: 0,
        State.OVERDUE: 0,
        State.DONE: 1,
        State.EFFECTIVE: 0,
    }


def test_a_decision_is_effective_with_all_that_carry_it_out() -> None:
    mrv = review({"text": "Hire.", "owner": "desk", "due": "2026-11-01"})
    end = {"done": "2026-10-10", "closed": "2026-10-12", "effectiveness": "It works."}
    first = act(raised_by=["MRV-2026-001"], **end)
    second = act("ACT-2026-002", raised_by=["MRV-2026-001"], done="2026-10-11")
    assert decided(mrv, first)[0].state is State.EFFECTIVE
    assert decided(mrv, first)[0].effectiveness == "It works."
    assert decided(mrv, first, second)[0].state is State.DONE


def test_a_decision_without_a_day_that_nothing_follows_asks_for_nothing() -> None:
    assert not actions([review({"text": "All stays.", "owner": "desk"})], TODAY)


def test_a_decision_names_its_action_and_others_take_those_of_their_owner() -> None:
    mrv = review(
        {"text": "A", "owner": "desk", "due": "2026-12-01", "action": "ACT-2026-001"},
        {"text": "B", "owner": "desk", "due": "2026-12-01"},
        {"text": "C", "owner": "network", "due": "2026-12-01"},
        {"text": "D", "owner": "portal", "due": "2026-12-01"},
    )
    others = {"raised_by": ["MRV-2026-001"]}
    records = [
        mrv,
        act(),
        act("ACT-2026-002", action_owner="desk", **others),
        act("ACT-2026-003", action_owner="network", **others),
        act("ACT-2026-004", action_owner="somebody-else", **others),
    ]
    found = {task.what: [each.id for each in task.followed_by] for task in decided(*records)}
    assert found == {
        "A": ["ACT-2026-001"],
        "B": ["ACT-2026-002"],
        "C": ["ACT-2026-003"],
        "D": ["ACT-2026-004"],
    }
    named = next(task for task in actions(records, TODAY) if task.record.id == "ACT-2026-001")
    assert named.raised_by == ("MRV-2026-001",)


def test_the_next_review_may_tell_that_a_decision_was_done() -> None:
    mrv = review({"text": "Hire.", "owner": "desk", "due": "2026-08-01"}, owner="chief")
    after = record(
        "MRV-2026-002",
        "2026-10-01",
        REVIEW,
        raised_by=["MRV-2026-001"],
        decisions=[],
        owner="chief",
    )
    (task,) = decided(mrv, after)
    assert (task.state, task.done) == (State.DONE, date(2026, 10, 1))


def test_agreement_reviews_decide_too() -> None:
    assert only(review({"text": "A", "owner": "desk", "due": "2026-12-01"}, of=MEETING)).is_open


def test_what_a_service_report_names_for_a_breach_was_raised_by_it() -> None:
    report = record("SRP-2026-001", of=REPORT, breaches=[{"target": "x", "record": "NCR-2026-001"}])
    (task,) = actions([report, ncr()], TODAY)
    assert task.raised_by == ("SRP-2026-001",)


def test_a_record_dated_later_does_not_exist_yet() -> None:
    assert not actions([record("NCR-2026-009", "2026-11-21", due="2026-12-01")], TODAY)


def test_tasks_come_by_day_and_those_of_one_record_are_found() -> None:
    mrv = review({"text": "A", "owner": "desk", "due": "2026-12-03"})
    records = [
        mrv,
        act("ACT-2026-002", raised_by=["MRV-2026-001"], due="2026-12-02"),
        act("ACT-2026-003", due=""),
        act("ACT-2026-001", due="2026-12-01"),
    ]
    tasks = actions(records, TODAY)
    ids = [task.record.id for task in tasks]
    assert ids == ["ACT-2026-001", "ACT-2026-002", "MRV-2026-001", "ACT-2026-003"]
    assert [task.record.id for task in of_record(tasks, "MRV-2026-001")] == [
        "ACT-2026-002",
        "MRV-2026-001",
    ]


@pytest.mark.parametrize("junk", [None, 7, "x", [1, None, ["y"]], {"a": {}}, "2026-13-45", True])
def test_values_of_any_type_raise_nothing(junk: object) -> None:
    keys = ("raised_by", "due", "done", "closed", "action_owner", "effectiveness", "decisions")
    data = dict.fromkeys((*keys, "findings", "breaches", "stage", "owner"), junk)
    for of in (ACTION, NONCONFORMITY, IMPROVEMENT, RISK, REVIEW, REPORT):
        actions([record("XXX-2026-001", of=of, valid=False, **data)], TODAY)
    entry = dict.fromkeys(("text", "owner", "due", "action"), junk)
    for task in actions([record("MRV-2026-001", of=REVIEW, decisions=[entry, junk])], TODAY):
        assert task.state in State
