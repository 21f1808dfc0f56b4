"""The starter as a management system: complete, its answers real and each of its own."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from answers import Text, documents, words
from commands import invoke

from sms_docs.check import Checked, assess
from sms_docs.model import Severity, Standing, Status
from sms_docs.trace import State, trace

ROOT = Path(__file__).parent.parent
STANDARD = "iso-iec-20000-1-2018"
DOCUMENTS = documents(ROOT)
FEWEST_WORDS = 40
FEWEST_WORDS_OF_A_PART = 15
MOST_AT_A_HEADING = 4
MOST_ALIKE = 0.6
REACHED = {State.DOCUMENTED, State.EVIDENCED, State.CURRENT}
PROCESS = ("trigger", "inputs", "outputs", "raci", "interfaces", "measures", "records")


@cache
def checked() -> Checked:
    return assess(ROOT)


@cache
def requirements() -> dict[str, list[str]]:
    """Return clause -> its requirements, from the file and not by our reader."""
    path = ROOT / f"sms_docs/catalogues/{STANDARD}.json"
    clauses = json.loads(path.read_text(encoding="utf-8"))["clauses"]
    return {each["id"]: [r["id"] for r in each.get("requirements", ())] for each in clauses}


def answered_by() -> dict[str, set[str]]:
    """Return requirement -> the documents that claim it, or the clause in which it stands."""
    found: dict[str, set[str]] = {r: set() for inside in requirements().values() for r in inside}
    for text in DOCUMENTS:
        for number, _ in text.claims:
            for requirement in requirements().get(number, [number]):
                if requirement in found:
                    found[requirement].add(text.id)
    return found


def each(*prefixes: str) -> list[object]:
    return [pytest.param(text, id=text.id) for text in DOCUMENTS if text.id[:3] in prefixes]


def test_the_starter_has_the_documents_of_a_whole_system() -> None:
    assert Counter(text.id[:3] for text in DOCUMENTS) == {
        "POL": 10, "PLN": 11, "PRC": 36, "SVC": 8, "SLA": 8, "CON": 3, "AGR": 3,
    }  # fmt: skip


def test_the_starter_has_no_error_and_each_document_is_in_force() -> None:
    found = checked()
    assert [each for each in found.report.findings if each.severity is Severity.ERROR] == []
    standings = {each.id: each.standing.status for each in found.system.documents}
    assert standings == {text.id: Status.IN_FORCE for text in DOCUMENTS}


def test_every_requirement_is_at_least_documented() -> None:
    result = invoke("matrix", "--format", "json", "--root", str(ROOT))
    rows = json.loads(result.output)["rows"]
    assert len(rows) == 212
    reached = [State(row["state"]) for row in rows]
    assert set(reached) <= REACHED


@pytest.mark.parametrize("text", each("POL", "PLN", "PRC", "SVC", "SLA", "CON", "AGR"))
def test_without_a_document_exactly_what_it_alone_claims_falls(text: Text) -> None:
    system = checked().system
    withdrawn = Standing(Status.WITHDRAWN)
    in_use = tuple(
        replace(each, standing=withdrawn) if each.id == text.id else each for each in system.in_use
    )
    today = checked().report.as_of
    rows = trace(replace(system, in_use=in_use), today).rows[STANDARD]
    fallen = {row.requirement.id for row in rows if row.state in (State.UNCLAIMED, State.CLAIMED)}
    assert fallen == {number for number, who in answered_by().items() if who == {text.id}}


@pytest.mark.parametrize("text", each("POL", "PLN", "PRC", "SVC", "SLA", "CON", "AGR"))
def test_each_claim_stands_at_a_heading_with_an_answer_of_its_own(text: Text) -> None:
    known = {number for inside in requirements().values() for number in inside}
    at: Counter[str] = Counter()
    for number, anchor in text.claims:
        assert anchor, f"{number} without a heading"
        own = len(words(text.sections[anchor]))
        assert own >= (FEWEST_WORDS if number in known else FEWEST_WORDS_OF_A_PART), (number, own)
        at[anchor] += number in known
    assert [anchor for anchor, count in at.items() if count > MOST_AT_A_HEADING] == []


def test_no_two_answers_are_alike() -> None:
    known = {number for inside in requirements().values() for number in inside}
    answers = [
        (f"{text.id}#{anchor}", words(text.sections[anchor]))
        for text in DOCUMENTS
        for anchor in dict.fromkeys(anchor for number, anchor in text.claims if number in known)
    ]
    assert len(answers) > 150
    alike = []
    for (one, first), (other, second) in combinations(answers, 2):
        matcher = SequenceMatcher(None, first, second, autojunk=False)
        if matcher.real_quick_ratio() > MOST_ALIKE and matcher.quick_ratio() > MOST_ALIKE:
            ratio = matcher.ratio()
            alike += [(one, other, ratio)] if ratio > MOST_ALIKE else []
    assert alike == []


@pytest.mark.parametrize("text", each("PRC"))
def test_each_procedure_can_be_worked_by(text: Text) -> None:
    assert [key for key in PROCESS if not text.data.get(key)] == []
    assert "```mermaid" in text.body
    assert "when-it-goes-wrong" in text.sections
    assert 500 <= len(words(text.body)) <= 2200


@pytest.mark.parametrize("text", each("POL", "PLN", "PRC", "SVC", "SLA", "CON", "AGR"))
def test_each_document_names_its_records_and_where_they_are_kept(text: Text) -> None:
    records = text.data["records"]
    assert len({record["name"] for record in records}) == len(records) >= 2
    assert all(record["kept_in"] and record["retention"] for record in records)


def test_each_artefact_is_a_document_in_force_or_a_register_with_one_that_governs_it() -> None:
    rows = checked().trace.rows[STANDARD]
    catalogue = checked().system.catalogues[STANDARD]
    governed = {
        name
        for row in rows
        if row.state in REACHED
        for name in row.requirement.artefacts
        if row.requirement.id != "7.5.4-a"
    }
    assert governed == catalogue.artefacts.keys()


@pytest.mark.parametrize("text", each("SVC"))
def test_each_service_has_an_agreement_that_names_it(text: Text) -> None:
    by_id = {other.id: other for other in DOCUMENTS}
    assert text.data["agreements"]
    assert [by_id[name].data["service"] for name in text.data["agreements"]] == [
        text.id for _ in text.data["agreements"]
    ]


def test_nothing_claims_a_certificate_or_a_complete_catalogue() -> None:
    boast = re.compile(r"(?i)\b(?:is|are|has been) certified\b|\bcertified (?:by|to|against) ISO")
    for text in DOCUMENTS:
        assert not boast.search(text.path.read_text(encoding="utf-8")), text.id
