"""Terms marked in a page: the first use only, in running text only, and no word is changed."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import EXTENSIONS, SETTINGS
from small_sms import SERVICE, document, system

from sms_docs.fact import Facts, Term
from sms_docs.finding import Report
from sms_docs.load.facts import load_facts
from sms_docs.mkdocs_plugin.guard import HARMLESS, dangers
from sms_docs.mkdocs_plugin.tooltips import Tooltips
from sms_docs.trace import trace
from sms_docs.views.pages.items import service
from sms_docs.views.site import Site

TODAY = date(2026, 11, 20)
HERE = "procedures/PRC-001-x/"
MARK = re.compile(r'<a class="sms-term" href="([^"]*)" title="([^"]*)">([^<]*)</a>')
FACTS = load_facts(Path("nowhere"))


def site(facts: Facts = FACTS) -> Site:
    one = system(document())
    return Site(one, trace(one, TODAY), Report(TODAY, (), (), 1, 0, ()), facts=facts)


def render(text: str, tooltips: Tooltips | None = None, here: str = HERE) -> str:
    """Return the page as the site has it; without *tooltips* as it would be without them."""
    if tooltips:
        tooltips.here = here
    extensions = [*EXTENSIONS, *([tooltips] if tooltips else [])]
    return markdown.Markdown(extensions=extensions, extension_configs=SETTINGS).convert(text)


def marked(text: str, facts: Facts = FACTS) -> list[str]:
    return [words for _, _, words in MARK.findall(render(text, Tooltips(site(facts))))]


def test_the_first_use_of_a_term_leads_to_the_glossary_and_tells_what_it_means() -> None:
    page = render("Each incident, and then every incident.", Tooltips(site()))
    definition = "An unplanned break in, or loss of quality of, a service, or an event that has not"
    assert page == (
        '<p>Each <a class="sms-term" href="../../glossary/#incident"'
        f' title="{definition} yet hit the customer.">incident</a>, and then every incident.</p>'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Known errors\n\nA known error", ["Known errors"]),
        ("An SLA is a service level agreement.", ["SLA"]),
        ("A service, its users, a change and a risk.", []),
        ("A major\nincident and an incident", ["major\nincident", "incident"]),
        ("- **incidents** of an SMS\n- each RFC _and_ each CI", ["incidents", "SMS", "RFC", "CI"]),
        ("| incident |\n|---|\n| workaround |", ["workaround"]),
        ("## Incident\n\n### SLA\n\nnothing", []),
        ("`incident` and\n\n```text\nworkaround\n```\n\n    baseline", []),
        ("[an incident](x.md), <https://incident.example/>, ![SLA](x.png)", []),
        ("[an incident](x.md), then an incident and [an SLA](y.md)", ["incident"]),
        ('!!! note "An incident"\n\n    A workaround.', ["workaround"]),
        ('??? note "An incident"\n\n    A workaround.', ["workaround"]),
        ('=== "Incident"\n\n    A workaround.', ["workaround"]),
        ("> quoted incident\n\nText[^1].\n\n[^1]: A workaround.", ["incident", "workaround"]),
        ("- [x] incident", ["incident"]),
        (r"An \*incident\* and SLA\_x, \<SMS\>", ["incident", "SMS"]),
        ("```mermaid\nflowchart LR\n  incident --> problem\n```", []),
    ],
)  # fmt: skip
def test_only_running_text_is_marked(text: str, words: list[str]) -> None:
    assert marked(text) == words


def test_a_page_of_none_of_our_documents_has_no_marks() -> None:
    assert render("An incident.", Tooltips(site()), here="") == "<p>An incident.</p>"


TERMS = [each for term in FACTS.terms for each in (*term.spellings, term.name.title())]
INLINE = st.sampled_from(
    [*TERMS, *(f"*{each}*" for each in TERMS[::5]), *(f"**{each}**" for each in TERMS[::7]),
     *(f"`{each}`" for each in TERMS[::9]), *(f"[{each}](x.md)" for each in TERMS[::11]),
     "<b>", "&amp;", "&lt;", r"\*", r"\_", "\\", "&", "<", ">", '"', "'", "_", "*", "¶", "\u00a0",
     "\x02", "\x03", "wzxhzdk:0", "the", "of a", "http://sla.example", "ada@sla.example", "[^1]"]
)  # fmt: skip
LINES = st.lists(INLINE, max_size=6).map(" ".join)
BLOCKS = st.tuples(
    st.sampled_from(["", "", "## ", "- ", "1. ", "> ", "    ", "| ", "!!! note\n\n    ", "[^1]: "]),
    LINES,
    st.sampled_from(["\n\n", "\n", "\n|---|\n| ", "\n\n```\n"]),
).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(BLOCKS, max_size=6).map("".join))
def test_whatever_the_text_its_words_and_tags_stay_and_each_term_is_marked_once(text: str) -> None:
    plain, page = render(text), render(text, Tooltips(site()))
    assert MARK.sub(r"\3", page) == plain
    aims = [aim for aim, _, _ in MARK.findall(page)]
    assert len(set(aims)) == len(aims)
    outside = re.sub(
        r"<(h[1-6]|a|code|pre|th)\b(?! class=\"sms-term\").*?</\1>", "", page, flags=re.DOTALL
    )
    assert len(MARK.findall(outside)) == len(aims)
    everyday = {term.anchor for term in FACTS.terms if term.everyday}
    assert not {aim.partition("#")[2] for aim in aims} & everyday


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=40), st.text("<>&\"'` =#{}ax", max_size=20))
def test_a_hostile_definition_stays_text(definition: str, more: str) -> None:
    evil = f'"><script>alert(1)</script>{definition}{more}'
    facts = Facts(terms=(Term("incident", evil),))
    for page in (
        render("An incident & a <b>.", Tooltips(site(facts))),
        Tooltips(site(facts)).marked('<p class="sms-text">An incident.</p>', HERE),
    ):
        assert "<script" not in page
        assert dangers(page) == []
        assert page.count("<a ") == 1


def test_hostile_text_around_a_term_stays_what_it_was() -> None:
    text = 'An incident" onclick="x <img src=x onerror=y> SLA'
    page = render(text, Tooltips(site()))
    assert MARK.sub(r"\3", page) == render(text)


@pytest.mark.parametrize("term", FACTS.terms, ids=lambda term: term.anchor)
def test_a_mark_takes_the_short_way_through_the_last_look(term: Term) -> None:
    """Else every page with a term would be parsed once more."""
    facts = Facts(terms=(term._replace(everyday=False),))
    page = render(f"The {term.name} here.", Tooltips(site(facts)))
    assert MARK.search(page)
    assert "<" not in HARMLESS.sub("", page)


def test_the_description_of_a_service_is_marked_and_its_links_and_headings_are_not() -> None:
    one = replace(
        document(
            "SVC-001",
            of=SERVICE,
            description="Mends <b>incidents</b> & more\nincidents.",
            incident="A workaround, an incident's end.",
            support="PRC-002",
            customers=["An RFC"],
        ),
        path="services/SVC-001.yml",
    )
    whole = system(one, document("PRC-002", title="Baseline"))
    shown = Site(whole, trace(whole, TODAY), Report(TODAY, (), (), 2, 0, ()), facts=FACTS)
    plain = service(shown, one).html
    page = Tooltips(shown).marked(plain, "services/SVC-001/")
    assert [words for _, _, words in MARK.findall(page)] == ["incidents", "workaround"]
    assert MARK.sub(r"\3", page) == plain
    assert entities.unescape(MARK.findall(page)[0][0]) == "../../glossary/#incident"
