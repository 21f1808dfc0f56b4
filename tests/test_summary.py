"""The few words that say in a list what a document is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_sms import SERVICE, document

from sms_docs.views.summary import summary

CHANGE = "Times are shorter."


def summed(text: str) -> str:
    return summary(replace(document("PRC-001", change=CHANGE), text=text))


def test_the_first_paragraph_says_it() -> None:
    assert summed("\n## Purpose\n\nTo restore\nservice.\n\nMore.\n") == "To restore service."


@pytest.mark.parametrize(
    "before",
    ["```mermaid\nflowchart LR\n\n  A --> B\n```\n", "- a list\n", "| a | table |\n", "> said\n"],
)
def test_what_is_no_paragraph_is_passed_over(before: str) -> None:
    assert summed(f"## Purpose\n\n{before}\nTo restore service.\n") == "To restore service."


def test_links_and_emphasis_are_taken_out() -> None:
    text = "See [**Incidents**](PRC-002-x.md#steps), *soon*, by `due` and snake_case.\n"
    assert summed(text) == "See Incidents, soon, by due and snake_case."


def test_a_service_is_described_by_its_description() -> None:
    service = document("SVC-001", of=SERVICE, description="Laptops.", change=CHANGE)
    assert summary(service) == "Laptops."


@pytest.mark.parametrize("text", ["", "## Purpose\n\n## Scope\n", "```\ncode\n"])
def test_without_a_paragraph_it_is_what_changed(text: str) -> None:
    assert summed(text) == CHANGE
