"""A slip of the fingers is answered with the word that was meant."""

from __future__ import annotations

import time

import pytest

from sms_docs.suggest import MOST_WORDS, suggest, suggester

KEYS = ("id", "owner", "title", "review_interval", "effective_from")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("onwer", "owner"),
        ("Owner", "owner"),
        ("review-interval", "review_interval"),
        ("effective_date", "effective_from"),
    ],
)
def test_the_nearest_word_is_suggested(word: str, meant: str) -> None:
    assert suggest(word, KEYS) == f"; did you mean '{meant}'?"


def test_the_word_is_suggested_as_it_is_written() -> None:
    assert suggest("sms7o1", ["SMS701", "role-unknown"]) == "; did you mean 'SMS701'?"


@pytest.mark.parametrize("word", ["", "zebra", "owner" * 20])
def test_nothing_is_suggested_where_nothing_is_near(word: str) -> None:
    assert suggest(word, KEYS) == ""


def test_among_very_many_words_nothing_is_suggested() -> None:
    assert suggest("POL-1", [f"POL-{number}" for number in range(501)]) == ""


def test_a_suggester_answers_as_suggest_does_until_the_words_are_too_many() -> None:
    hint = suggester(KEYS)
    assert hint("onwer") == suggest("onwer", KEYS)
    for number in range(MOST_WORDS):
        hint(f"word-{number}")
    assert hint("tilte") == ""
    assert hint("onwer") == suggest("onwer", KEYS)


def test_fifty_thousand_unknown_words_take_no_minutes() -> None:
    hint = suggester([f"role-{number}" for number in range(500)])
    start = time.process_time()
    for number in range(50_000):
        hint(f"rule-{number}")
    assert time.process_time() - start < 3


def test_another_number_is_no_guess_at_a_document() -> None:
    assert suggest("PRC-002", ["PRC-006"]) == ""
    assert suggest("PCR-002", ["PRC-006", "PRC-002"]) == "; did you mean 'PRC-002'?"


def test_another_kind_of_document_with_the_same_number_is_no_guess() -> None:
    assert suggest("PRC-003", ["SVC-003", "PRC-004", "PLN-003"]) == ""
    assert suggest("CON-001", ["POL-001", "1", "PO-001"]) == ""


@pytest.mark.parametrize("typed", ["prc-003", "PCR-003", "PRX-003"])
def test_a_slip_in_the_letters_of_a_number_is_seen(typed: str) -> None:
    known = ["SVC-003", "PRC-003", "POL-003"]
    assert suggest(typed, known) == "; did you mean 'PRC-003'?"
