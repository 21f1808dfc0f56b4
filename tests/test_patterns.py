"""Patterns of schemas: which are refused, and what the accepted ones match."""

from __future__ import annotations

import time

import pytest

from sms_docs.load.patterns import accepts, pattern_fault, strangers


def test_no_pattern_can_run_for_ever_even_if_it_came_through() -> None:
    start = time.process_time()
    assert not accepts("^(a+)+$")("a" * 5000 + "!")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("^(a+)+$", "inside a repetition"),
        ("^(?:a?){9}$", "inside a repetition"),
        ("^(?:(?:a|bc)d)*$", "alternatives inside a repetition"),
        ("^(?:[a-z]+,?)*?$", "inside a repetition"),
        ("abc", "not anchored"),
        ("^abc", "not anchored"),
        ("abc$", "not anchored"),
        ("^a$|^b$", "not anchored"),
        ("^", "not anchored"),
        ("\\Aabc\\Z", "not anchored"),
        ("^é$", "beyond ASCII"),
        ("^\\d+$", "write the characters"),
        ("^[\\w-]$", "write the characters"),
        ("^(?=a)a$", "looks around"),
        ("^(a)\\1$", "refers back"),
        ("^a$b$", "anchors in the middle"),
        ("^(?>a)$", "looks around"),
        ("^a++$", "looks around"),
        ("(?i)^a$", "flags"),
        ("^(?i:a)$", "flags"),
        ("^(?P<x>a)$", "names groups"),
        ("^[[a]$", "read alike"),
        ("^\\p{L}$", "read alike"),
        ("^(a$", "read alike"),
        ("^\\N{DIGIT ONE}$", "read alike"),
        ("^a{,3}$", "read alike"),
        ("^[]a]$", "read alike"),
        ("^" + "(" * 200 + ")" * 200 + "$", ""),
        ("^a{1001}$", "more than 1000 times"),
        ("^(?:a{100}){11}$", "more than 1000 times"),
        ("^" + "a" * 500 + "$", "502 characters"),
    ],
)
def test_a_pattern_is_refused_for_a_reason(pattern: str, reason: str) -> None:
    start = time.process_time()
    assert reason in pattern_fault(pattern)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "pattern",
    ["^a$", "^$", "^[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,}$", "^(?:[0-9]{3}x)+$", "^(?:ab|cd)?[^x]*$"],
)
def test_a_plain_pattern_is_accepted(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


def test_the_end_of_a_pattern_is_the_end_of_the_text() -> None:
    assert accepts("^a$")("a")
    assert not accepts("^a$")("a\n")


def test_the_characters_that_a_pattern_lacks_are_found_once_and_in_order() -> None:
    assert strangers("^[a-c](?:x|yz)?[^a]{0}$", "aa") == []
    assert strangers("^[a-c](?:x|yz)?$", "q-aq") == ["q", "-"]
    assert strangers("^[^a]$", "ba") == ["a"]
    assert strangers("^(ab)$", "abc") == ["c"]
    assert strangers("^a.$", "b") == []
