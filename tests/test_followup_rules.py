"""The rules on what is followed up: the text in force then counts, and junk raises nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_sms import AUDIT, NONCONFORMITY, RISK, document, kind, record, system

from sms_docs.model import Document, ManagementSystem, Standing, Status
from sms_docs.rules import action_overdue as overdue
from sms_docs.rules import breach_not_explained as breach
from sms_docs.rules import decision_without_action as decision
from sms_docs.rules import finding_not_followed as finding
from sms_docs.trace import Trace

TODAY = date(2026, 11, 20)
TRACE = Trace({}, TODAY)
AGREEMENT = kind("agreement", "document", form="markdown")
REPORT = kind("service-report")
ACTION = kind("action")
KINDS = (AUDIT, NONCONFORMITY, RISK, REPORT, ACTION, kind("management-review"))


def agreement(identity: str = "SLA-001", aim: str = "99.5", **data: Any) -> Document:  # noqa: ANN401
    target = {"id": "up", "comparator": "at-least", "target": aim, "period": "month"}
    target |= {"metric": "Up", "unit": "percent"}
    standing = Standing(Status.IN_FORCE, in_force_since=date(2026, 9, 1))
    return document(
        identity, of=AGREEMENT, standing=standing, targets=[target], service="SVC-001", **data
    )


def reported(sms: ManagementSystem) -> list[str]:
    return [defect.message for defect in breach.check(sms, TRACE, TODAY)]


def report(period: str, value: str, **result: str) -> Any:  # noqa: ANN401
    results = [{"target": "up", "value": value} | result]
    return record("SRP-2026-001", of=REPORT, service="SVC-001", period=period, results=results)


def test_a_value_is_held_against_the_text_that_was_in_force_in_its_period() -> None:
    older = {"SLA-001": ((date(2026, 1, 1), agreement(aim="98")),)}
    for period, aims in (("2026-10", "99.5"), ("2026-08", "98")):
        sms = replace(system(agreement(), report(period, "97")), former=older)
        (message,) = reported(sms)
        assert f"promises at least {aims}," in message
    assert not reported(replace(system(agreement(), report("2026-08", "98.5")), former=older))
    assert not reported(replace(system(agreement(), report("2025-12", "97")), former=older))


def test_a_value_names_the_agreement_where_two_have_its_target() -> None:
    both = (agreement(), agreement("SLA-002", aim="90"))
    assert not reported(system(*both, report("2026-10", "95")))
    (message,) = reported(system(*both, report("2026-10", "95", agreement="SLA-001")))
    assert "up of SLA-001" in message


def test_a_breach_of_another_agreement_explains_nothing() -> None:
    told = report("2026-10", "95", agreement="SLA-001")
    for named, found in (("SLA-001", 0), ("SLA-002", 1)):
        told.data["breaches"] = [{"target": "up", "agreement": named}]  # type: ignore[index]
        assert len(reported(system(agreement(), told))) == found


def test_a_day_is_late_in_the_singular_and_the_plural() -> None:
    def said(due: str) -> str:
        sms = system(record("ACT-2026-001", of=ACTION, due=due))
        return next(defect.message for defect in overdue.check(sms, TRACE, TODAY))

    assert said("2026-11-19") == "ACT-2026-001 was due on 2026-11-19, 1 day ago, and is still open"
    assert "2026-11-18, 2 days ago" in said("2026-11-18")


@pytest.mark.parametrize(
    "junk", [None, 7, "x", "2026-09", [1, None, ["y"], {"a": 1}], {"a": {}}, "NaN", True]
)
def test_values_of_any_type_raise_nothing(junk: object) -> None:
    keys = ("agreement", "target", "value", "grade", "nonconformity", "text", "owner", "due")
    entry = dict.fromkeys(keys, junk)
    target = dict.fromkeys(("id", "comparator", "target", "period"), junk)
    lists = ("results", "breaches", "findings", "decisions", "raised_by")
    for inside in ([entry, junk, [entry]], junk):
        data: dict[str, Any] = dict.fromkeys(lists, inside)
        data |= {"service": junk, "closed": junk, "done": junk, "action_owner": junk}
        records = [
            record(f"XXX-{number:03}", of=of, valid=False, period=period, **data)
            for number, (of, period) in enumerate(
                (of, each) for of in KINDS for each in (junk, "2026-09")
            )
        ]
        held = document("SLA-001", of=AGREEMENT, targets=[target, junk], service=junk)
        for rule in (breach, decision, finding, overdue):
            list(rule.check(system(held, *records), TRACE, TODAY))
