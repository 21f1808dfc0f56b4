"""The starter's evidence: what follows when a record of it is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from starter import ROOT

from sms_docs.cadence import Cadence, Keeping
from sms_docs.check import Checked, assess
from sms_docs.evidence import artefacts_of, asked_of, has
from sms_docs.model import Record
from sms_docs.trace import Row, State, Trace, trace


@pytest.fixture(scope="module")
def starter() -> Checked:
    return assess(ROOT)


def without(starter: Checked, gone: Iterable[Record]) -> Trace:
    """Return the trace of the starter with the records *gone* deleted."""
    paths = {record.path for record in gone}
    kept = tuple(each for each in starter.system.records if each.path not in paths)
    return trace(replace(starter.system, records=kept), starter.report.as_of)


def rows(found: Trace) -> dict[str, Row]:
    return {row.requirement.id: row for each in found.rows.values() for row in each}


def asking(starter: Checked, artefact: str) -> list[str]:
    """Return the requirements that ask for records of *artefact*."""
    return [
        requirement.id
        for catalogue in starter.system.catalogues.values()
        for requirement in catalogue.requirements.values()
        if artefact in {each.id for each in asked_of(requirement, catalogue.artefacts)}
    ]


def test_every_requirement_that_asks_for_evidence_is_current(starter: Checked) -> None:
    asked = [row for row in rows(starter.trace).values() if row.requirement.evidence != "none"]
    assert [row.requirement.id for row in asked if row.state is not State.CURRENT] == []


def test_every_kind_of_record_has_one_and_a_document_that_asks_for_it(starter: Checked) -> None:
    kinds = {kind.name for kind in starter.system.types.values() if kind.category == "record"}
    there = {record.type.name for record in starter.system.records}
    # What nothing has called for in this year: nothing was wrong, on hold or past its time.
    assert kinds - there == {"correction", "disposal", "hold"}
    assert there - {demand.kind.name for demand in starter.trace.demands} == set()


def test_no_record_is_missing(starter: Checked) -> None:
    assert [each.words for each in starter.trace.cadences if each.state is Keeping.MISSING] == []


def regular(starter: Checked) -> list[tuple[Cadence, Record]]:
    """Return each cadence of months, quarters or years with its newest record that is due."""
    found = []
    for cadence in starter.trace.cadences:
        due = [
            each.record
            for each in cadence.expected
            if each.period and each.record and each.until < starter.report.as_of
        ]
        if due:
            found.append((cadence, due[-1]))
    return found


def test_the_newest_record_of_each_period_is_missed_by_name(starter: Checked) -> None:
    """Delete the record: its kind, its subject and its period are told, and the state falls."""
    asked = regular(starter)
    assert {cadence.demand.kind.name for cadence, _ in asked} >= {
        "budget-report",
        "capacity-report",
        "demand-report",
        "extract",
        "measurement",
        "party-control",
        "service-report",
        "supplier-evaluation",
    }
    for cadence, record in asked:
        # A month of another procedure may be told under the same name.
        same = [
            each
            for each in starter.system.records
            if each.type.name == record.type.name
            and each.get("period") == record.get("period")
            and has(each, cadence.demand.where)
            and (cadence.item is None or cadence.item.id in named(each))
        ]
        assert record in same
        found = without(starter, same)
        again = [
            each
            for each in found.cadences
            if each.demand.document.id == cadence.demand.document.id
            and each.demand.position == cadence.demand.position
            and each.item == cadence.item
        ]
        (missed,) = again
        assert missed.state is Keeping.MISSING, record.id
        assert missed.words == f"{cadence.subject} is missing for {record.get('period')}"
        now = rows(found)
        for artefact in cadence.demand.artefacts:
            for requirement in asking(starter, artefact):
                row = now[requirement]
                assert row.state is not State.CURRENT, (record.id, requirement)
                assert "missing" in row.reason or "no record" in row.reason


def named(record: Record) -> set[str]:
    return {reference.value for reference in record.references}


def kinds_of_evidence(starter: Checked) -> dict[tuple[str, str], list[Record]]:
    """Return the records by kind, and of a kind with several uses by the artefacts they give."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in starter.system.records:
        given = "+".join(artefacts_of(record)) if record.type.conditions else ""
        found.setdefault((record.type.name, given), []).append(record)
    return found


def test_without_a_kind_of_record_its_requirements_fall(starter: Checked) -> None:
    """Delete all of a kind: each requirement that no other kind proves is only documented."""
    fallen: dict[str, set[str]] = {}
    for (kind, _), records in kinds_of_evidence(starter).items():
        now = rows(without(starter, records))
        others = {
            artefact
            for record in starter.system.records
            if record not in records
            for artefact in artefacts_of(record)
        }
        for artefact in {each for record in records for each in artefacts_of(record)} - others:
            for requirement in asking(starter, artefact):
                assert now[requirement].state is State.DOCUMENTED, (kind, requirement)
                assert kind in now[requirement].reason
                fallen.setdefault(kind, set()).add(requirement)
    # A record of these kinds proves no requirement by itself; another rule looks for them.
    assert {kind for kind, _ in kinds_of_evidence(starter)} - fallen.keys() == {
        "acknowledgement",
        "action",
        "agreement-review",
        "external-document",
        "measurement",
        "party-control",
        "service-requirement",
        "major-incident",
        "contract-review",
        "supplier-evaluation",
    }
