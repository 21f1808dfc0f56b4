from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms_docs.fact import Term
from sms_docs.load.facts import load_facts
from sms_docs.views.lexicon import WHOLE, WORD, Lexicon

TERMS = load_facts(Path("nowhere")).terms
EVERY = Lexicon(TERMS)
SPELLINGS = [spelling for term in TERMS for spelling in term.spellings]


def found(text: str, lexicon: Lexicon = EVERY) -> list[tuple[str, str]]:
    return [(text[use.start : use.end], use.term.name) for use in lexicon.uses(text)]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.anchor)
def test_a_term_is_found_in_each_of_its_spellings(term: Term) -> None:
    for spelling in term.spellings:
        assert found(f"The {spelling}.") == [(spelling, term.name)]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("Incidents and INCIDENTS", ["incident", "incident"]),
        ("the SLA, SLAs; not sla or Slas", ["SLA", "SLA"]),
        ("a major  incident\nof the live\nenvironment", ["major incident", "live environment"]),
        ("an information security incident", ["information security incident"]),
        ("incidental, preincident, incident_log, incident-manager, incident.log", []),
        ("CI/CD, desk@incident.example, x/incident, pre-incident, 2incident", []),
        ("the incident's (incident) “incident”", ["incident"] * 3),
        ("nonconformities of interested parties", ["nonconformity", "interested party"]),
        ("Vorfälle: ïncident, incidentë", []),
        ("", []),
    ],
)
def test_only_whole_words_count_and_the_longest_that_fits(text: str, uses: list[str]) -> None:
    assert [name for _, name in found(text)] == uses


def slowly(text: str) -> list[tuple[int, int, str]]:
    """Do the same with one pattern a spelling, the longest first, at each word."""
    every = sorted(((s, term) for term in TERMS for s in term.spellings), key=lambda p: -len(p[0]))
    uses, end = [], 0
    for word in WORD.finditer(text):
        for spelling, term in every if word.start() >= end else ():
            flag = re.NOFLAG if re.match("[A-Z]{2}", spelling) else re.IGNORECASE
            pattern = r"\s+".join(map(re.escape, spelling.split())) + WHOLE
            if hit := re.compile(pattern, flag).match(text, word.start()):
                end = hit.end()
                uses.append((*hit.span(), term.name))
                break
    return uses


PIECES = st.sampled_from([*SPELLINGS, "the", "of", "level", "request", "sla", "Service", "known"])
GAPS = st.sampled_from([" ", "\n", "  ", ", ", "-", "/", ".", "'s ", "", "\u00a0"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(PIECES, GAPS), max_size=12))
def test_it_finds_what_trying_every_spelling_finds(parts: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in parts)
    assert [(use.start, use.end, use.term.name) for use in EVERY.uses(text)] == slowly(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_whatever_the_text_uses_stand_in_order_and_share_nothing(text: str) -> None:
    end = 0
    for use in EVERY.uses(text):
        assert end <= use.start < use.end
        end = use.end
