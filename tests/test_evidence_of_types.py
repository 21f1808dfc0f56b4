"""What the records of the shipped types are evidence of, by what stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from small_sms import record

from sms_docs.evidence import artefacts_of
from sms_docs.load.schemas import load_schemas

TYPES = load_schemas(None).types
PROCESSES = {
    "change": ["R02", "R06"],
    "release": ["R02"],
    "configuration": ["R02", "R03"],
    "incident": ["R02", "R11"],
    "service-request": ["R02", "R12"],
    "problem": ["R02", "R13"],
    "known-error": ["R02", "R14"],
    "security-incident": ["R02", "R18"],
    "availability": ["R02", "R15"],
}


def given(type_name: str, **data: Any) -> list[str]:  # noqa: ANN401
    """Return the artefacts that a record of the type with *data* gives, in order."""
    return sorted(artefacts_of(record("EXT-2026-001", of=TYPES[type_name], **data)))


def test_every_process_of_an_extract_is_listed() -> None:
    assert TYPES["extract"].schema["properties"]["process"]["enum"] == list(PROCESSES)


@pytest.mark.parametrize("process", PROCESSES)
def test_an_extract_is_evidence_of_its_process_alone(process: str) -> None:
    assert given("extract", process=process) == PROCESSES[process]


def test_conclusions_of_a_process_are_evidence_of_their_own() -> None:
    assert given("extract", process="change", conclusions="Fewer.") == ["R02", "R06", "R07"]
    assert given("extract", process="release", conclusions="All well.") == ["R02", "R10"]
    assert given("extract", process="release", baseline="Kept.") == ["R02", "R09"]
    assert given("extract", process="incident", conclusions="Fewer.") == ["R02", "R11"]


@pytest.mark.parametrize("value", ["", None, [], 0])
def test_an_empty_value_meets_no_condition(value: object) -> None:
    assert given("extract", process="change", conclusions=value) == ["R02", "R06"]


@pytest.mark.parametrize("process", ["changes", "", None, ["change"], {"change": 1}, True])
def test_a_value_that_the_schema_refuses_gives_what_every_record_gives(process: object) -> None:
    assert given("extract", process=process) == ["R02"]


def test_a_risk_of_an_area_is_evidence_of_that_assessment() -> None:
    assert given("risk") == ["D04"]
    assert given("risk", area="continuity") == ["D04", "D21"]
    assert given("risk", area="information-security") == ["D04", "D24"]
