"""Anchors follow GitHub's rule, on the forge, in the checker and on the site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.slug import anchors, slug


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Purpose", "purpose"),
        ("Priorities and times", "priorities-and-times"),
        ("Plan, do & check", "plan-do--check"),
        ("8.6.1 Incidents", "861-incidents"),
        ("snake_case-and-hyphen", "snake_case-and-hyphen"),
        ("What? Who!", "what-who"),
        ("Größe und Straße", "größe-und-straße"),
        ("ÄNDERUNG", "änderung"),
        ("日本語 の見出し", "日本語-の見出し"),
        ("cafe\u0301", "cafe\u0301"),
        ("हिन्दी", "हिन्दी"),
        ("a\u203fb ٣ x\u00b2", "a\u203fb-٣-x"),
        ("“Quoted” – dash…", "quoted--dash"),
        ("two  blanks", "two--blanks"),
        ("tab\there", "tabhere"),
        ("no\u00a0break ü", "nobreak-ü"),
        ("!!!", ""),
    ],
)
def test_an_anchor_keeps_letters_marks_digits_hyphens_and_low_lines(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_repeated_headings_are_numbered_from_one() -> None:
    assert anchors(["Roles", "Steps", "Roles", "Roles"]) == ["roles", "steps", "roles-1", "roles-2"]


def test_a_number_that_an_earlier_heading_bears_is_passed_over() -> None:
    assert anchors(["a-1", "a", "a"]) == ["a-1", "a", "a-2"]


def test_a_heading_that_reads_like_a_numbered_one_is_numbered_itself() -> None:
    assert anchors(["a", "a", "a-1"]) == ["a", "a-1", "a-1-1"]


def test_headings_of_punctuation_alone_get_anchors_of_their_own() -> None:
    assert anchors(["!", "?"]) == ["", "-1"]


@given(st.lists(st.text("aA1- ü!", max_size=4), max_size=12))
def test_no_two_headings_share_an_anchor(texts: list[str]) -> None:
    found = anchors(texts)
    assert len(set(found)) == len(texts)
    assert all(anchor.startswith(slug(text)) for anchor, text in zip(found, texts, strict=True))
