"""The data that the package ships, beside its catalogues."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sms_docs.catalogue import Catalogue
from sms_docs.fact import Facts
from sms_docs.load.facts import load_facts

CURRENT = "iso-iec-20000-1-2018"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load_facts(Path("nowhere"))


@pytest.fixture(scope="module")
def current(facts: Facts) -> Catalogue:
    return facts.editions[CURRENT]


def test_every_term_has_a_definition_and_an_anchor_of_its_own(facts: Facts) -> None:
    assert len(facts.terms) == 62
    assert len({term.anchor for term in facts.terms}) == 62
    for term in facts.terms:
        assert re.fullmatch(r"[A-Z].+\.|[A-Z].+\)\.", term.definition), term.name
        # The title of a link: what the last look at a page lets through at once.
        assert not set(term.definition) & set('"<>&'), term.name


def test_no_spelling_means_two_things(facts: Facts) -> None:
    spellings = [spelling for term in facts.terms for spelling in term.spellings]
    assert len(set(spellings)) == len(spellings)


def test_everyday_words_get_no_tooltip_and_abbreviations_do(facts: Facts) -> None:
    everyday = {term.name for term in facts.terms if term.everyday}
    assert {
        "service", "customer", "user", "change", "value", "record", "document", "process", "risk",
        "asset", "demand", "capacity", "objective", "organization",
    } <= everyday  # fmt: skip
    assert not {"SMS", "SLA", "OLA", "CI", "CMDB", "RFC", "incident", "problem"} & everyday


def test_the_steps_name_clauses_and_artefacts_that_exist(facts: Facts, current: Catalogue) -> None:
    assert facts.steps_of == CURRENT
    assert [step.title for step in facts.steps] == [
        "Gap analysis",
        "Planning",
        "Implementation",
        "Internal audit",
        "Management review",
        "Certification audit",
    ]
    for step in facts.steps:
        assert set(step.clauses) <= current.clauses.keys()
        assert {each for proof in step.proofs for each in proof.asks} <= current.artefacts.keys()
        assert step.counts
        assert set(step.counts) <= {"claimed", "answered", "current", "proofs"}


def test_the_first_step_is_about_every_requirement(facts: Facts, current: Catalogue) -> None:
    assert set(facts.steps[0].clauses) == {each for each in current.clauses if "." not in each}


def test_the_numbers_are_those_of_the_standards(facts: Facts) -> None:
    lists = {name: each.numbers for name, each in facts.numbers.items()}
    assert list(lists) == ["fitsm_1", "iso9001_2015", "iso27001_2022"]
    assert all(len(set(each)) == len(each) for each in lists.values())
    controls = [number for number in lists["iso27001_2022"] if number.startswith("A.")]
    assert controls == [
        f"A.{theme}.{number}"
        for theme, last in ((5, 37), (6, 8), (7, 14), (8, 34))
        for number in range(1, last + 1)
    ]
    for name in ("iso9001_2015", "iso27001_2022"):
        numbers = lists[name]
        assert [each for each in numbers if each.isdecimal()] == [str(n) for n in range(4, 11)]
        for number in numbers:
            above = number.rpartition(".")[0]
            assert above in (*numbers, "", "A.5", "A.6", "A.7", "A.8"), number
    assert len([each for each in lists["fitsm_1"] if each.startswith("GR")]) == 17
    assert len([each for each in lists["fitsm_1"] if each.startswith("PR")]) == 65


def test_every_requirement_of_fitsm_has_a_counterpart(facts: Facts, current: Catalogue) -> None:
    mapped = {n for each in current.clauses.values() for n in each.maps_to.get("fitsm_1", ())}
    assert mapped == set(facts.numbers["fitsm_1"].numbers)


def test_a_standard_is_found_under_its_designation(facts: Facts) -> None:
    assert {each.slug for each in facts.numbers.values()} == {
        "fitsm-1",
        "iso-9001-2015",
        "iso-iec-27001-2022",
    }
