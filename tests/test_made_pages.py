"""Glossary, cycle, named documents, way to a certificate, crosswalks and service map."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from small_sms import CATALOGUE, KINDS, SERVICE, document, kind, record, system

from sms_docs.catalogue import Catalogue, Clause
from sms_docs.check import assess
from sms_docs.fact import Facts, Numbers, Proof, Step, Term
from sms_docs.finding import Report
from sms_docs.load.facts import load_facts
from sms_docs.model import Document, Record, Standing
from sms_docs.trace import trace
from sms_docs.views.drawing import ACROSS, HEIGHT, MOST, WIDTH, draw
from sms_docs.views.pages import all_pages
from sms_docs.views.service_map import Links
from sms_docs.views.site import Page, Site

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 20)
CURRENT = "iso-iec-20000-1-2018"
SECRET = "Quagmire"  # noqa: S105 - the marker that no page may hold
AGREEMENT = kind("agreement", "document", form="markdown")
CONTRACT = kind("contract", "document", form="markdown")
OLD = Catalogue(
    "old",
    "OLD 1",
    "What was",
    {
        "5": Clause("5", "Five", None, "do", maps_to={"iso": ("1.1",)}, note="Now called ideas."),
        "6": Clause("6", "Six", None, "do"),
    },
    current=False,
    new_later=("1.2",),
)
HOME = CATALOGUE._replace(
    clauses=CATALOGUE.clauses
    | {
        "1.1": CATALOGUE.clauses["1.1"]._replace(
            maps_to={"far_1": ("7.1", "7.2")}, relation="partial", map_note="Mind the order."
        ),
        "1.1.1": Clause("1.1.1", "Small ideas", "1.1", "plan"),
        "1.2": CATALOGUE.clauses["1.2"]._replace(maps_to={"far_1": ()}, relation="equal"),
    }
)
FACTS = Facts(
    terms=(
        Term("incident", "A break <b>.", forms=("incidents",)),
        Term("SLA", "A promise.", "service level agreement"),
        Term("workaround", "A way around."),
    ),
    steps=(
        Step(
            "start",
            "Start",
            "plan",
            ("1.1",),
            (Proof("a plan", ("D05",)), Proof("the matrix", (), "matrix/"), Proof("a letter")),
            "it is begun",
        ),
        Step("end", "End", "act", ("1",), (Proof("mishaps", ("R24", "R99")),), "it is over"),
    ),
    steps_of="iso",
    numbers={"far_1": Numbers("far_1", "FAR 1:2020", "Numbers.", True, ("7", "7.1", "7.2"))},  # noqa: FBT003 - a field
    editions={"old": OLD, "iso": HOME},
)


def site(*items: Document | Record, facts: Facts = FACTS, **more: Any) -> Site:  # noqa: ANN401
    one = system(*items, catalogues=(HOME,))
    types = {each.name: each for each in (*KINDS, AGREEMENT, CONTRACT)}
    one = replace(one, types=types, settings=one.settings._replace(catalogues=("iso",)))
    report = Report(TODAY, (), (), len(one.documents), len(one.records), ())
    return Site(one, trace(one, TODAY), report, facts=facts, **more)


def found(whole: Site) -> dict[str, Page]:
    return {page.uri: page for page in all_pages(whole)}


def text(page: Page) -> str:
    return unescape(page.html)


def row(html: str, anchor: str) -> str:
    """Return the row of a table that has the id *anchor*, as its plain words."""
    hit = re.search(rf'<tr id="{re.escape(anchor)}">(.*?)</tr>', html, re.DOTALL)
    assert hit, anchor
    return " ".join(re.sub(r"<[^>]*>", " ", hit[1]).split())


# Glossary


def test_the_glossary_has_every_term_in_order_with_its_users() -> None:
    titled = replace(document("PRC-002", title="Incident management"), text="An incident.")
    often = replace(document("PRC-001"), text="incident incident incident")
    others = [replace(document(f"PRC-1{n}"), text="incident incident") for n in (1, 2)]
    html = text(found(site(titled, often, *others))["glossary/"])
    assert re.findall(r'<h3 id="([^"]+)">', html) == ["incident", "sla", "workaround"]
    assert re.findall(r'<h2 id="letter-([a-z])">', html) == ["i", "s", "w"]
    assert "SLA <small>service level agreement</small>" in html
    assert re.findall(r'sms-id">(PRC-\d+)<', html) == ["PRC-002", "PRC-001", "PRC-11"]


def test_a_definition_is_shown_and_not_obeyed() -> None:
    assert "A break &#60;b&#62;." in found(site())["glossary/"].html


def test_no_word_of_an_unpublished_document_is_in_the_glossary() -> None:
    hidden = replace(document("PRC-009", classification="restricted"), text="incident SLA")
    assert "PRC-009" not in found(site(hidden))["glossary/"].html


# Plan, do, check, act


def test_each_clause_stands_in_its_column_with_bar_and_documents_in_force() -> None:
    drafts = document("PRC-002", "1.1", standing=Standing())
    html = text(found(site(document("PRC-001", "1.1-a", "1.1-b"), drafts))["pdca/"])
    columns = dict(re.findall(r'<h2 id="(plan|do|check|act)">(.*?)</section>', html, re.DOTALL))
    assert list(columns) == ["plan", "do", "check", "act"]
    assert 'href="../clauses/1.1/"' in columns["plan"]
    assert 'aria-label="2 current"' in columns["plan"]
    assert "PRC-001" in columns["plan"]
    assert "PRC-002" not in columns["plan"]
    assert 'href="../clauses/1.2/"' in columns["act"]
    assert "no document in force" in columns["act"]
    assert "no requirement" in columns["do"]


def test_a_preview_takes_working_texts_as_in_force() -> None:
    whole = site(document("PRC-001", "1.1", standing=Standing()))
    working = replace(whole, trace=trace(whole.system, TODAY, working=True), preview=True)
    assert "PRC-001" not in found(whole)["pdca/"].html
    assert "PRC&#45;001" in found(working)["pdca/"].html


def test_a_claim_at_a_heading_that_is_not_there_answers_nothing() -> None:
    astray = document("PRC-001", "1.1#nowhere", headings=("steps",))
    right = document("PRC-002", "1.1#steps", headings=("steps",))
    html = text(found(site(astray, right))["pdca/"])
    assert "PRC-002" in html
    assert "PRC-001" not in html


# Named documents


def test_a_named_item_shows_who_asks_who_answers_and_what_proves_it() -> None:
    requirement = HOME.clauses["1.1"].requirements[1]._replace(artefacts=("D04", "D05"))
    clause = HOME.clauses["1.1"]._replace(requirements=(requirement,))
    home = HOME._replace(clauses=HOME.clauses | {"1.1": clause})
    whole = site(
        document("PRC-001", "1.1"),
        document("PRC-002", "1.1-b", standing=Standing()),
        record("NCR-001", "2026-01-01"),
        record("NCR-002", "2026-02-01"),
        record("NCR-003", "2027-01-01"),
        record("NCR-004", valid=False),
    )
    system_ = replace(whole.system, catalogues={"iso": home})
    page = found(replace(whole, system=system_, trace=trace(system_, TODAY)))["named-documents/"]
    html = text(page)
    assert row(html, "D05") == ("D05 Plan explicit 1.1-b PRC-001 claimed, not in force: PRC-002")
    assert row(html, "D04").endswith("none yet")
    assert row(html, "R24") == "R24 Nonconformities explicit 1.2-a none in force 2 newest NCR-002"
    assert (
        row(html, "R11") == "R11 Incidents explicit no requirement none in force no kind of record"
    )


# The way to a certificate


def test_a_step_shows_figures_proofs_and_what_is_not_known() -> None:
    whole = site(document("PRC-001", "1.1", "1.2"), record("NCR-001"))
    html = text(found(whole)["certification/"])
    start, end = re.findall(r'<section class="sms-step".*?</section>', html, re.DOTALL)
    assert "2 requirements in these clauses" in start
    # The matrix is made here, no document answers for the plan, the letter lies elsewhere.
    arithmetic = "2 of 2 requirements current, 1 of 3 proofs there (1 kept outside of the SMS"
    assert f"<strong>60 % done</strong>: {arithmetic}, not known here)." in start
    # Nothing gives R99.
    assert "<strong>75 % done</strong>: 3 of 3 requirements current, 0 of 1 proofs" in end
    assert "Of 1 that ask for a document 1 are answered" in start
    assert "records" not in start.partition("What proves it")[0]
    assert "kept outside of the SMS; not computed" in start
    assert 'href="../matrix/"' in start
    assert 'href="../named-documents/#D05"' in start
    assert "3 requirements in these clauses" in end
    assert "Of 1 that ask for records 1 are answered by a text in force and have them." in end
    assert "1 record<" in end
    assert "R99" not in end
    assert "Nothing here claims a certificate" in html


def test_without_the_catalogue_of_the_steps_nothing_is_computed() -> None:
    html = text(found(site(facts=FACTS._replace(steps_of="other")))["certification/"])
    assert "nothing to compute" in html
    assert "sms-step" not in html


# Crosswalks


def test_a_crosswalk_by_number_leads_both_ways() -> None:
    whole = site(document("PRC-001", "1.1"))
    html = text(found(whole)["crosswalks/far-1-2020/"])
    assert row(html, "from-1.1") == "1.1 Ideas 7.1 7.2 Mind the order. partial"
    assert row(html, "from-1.1.1") == "1.1.1 Small ideas 7.1 7.2 with 1.1"
    assert row(html, "from-1.2") == "1.2 Mishaps none none"
    assert row(html, "from-1") == "1 First in its parts"
    assert row(html, "7.2") == "7.2 1.1 Ideas PRC-001"
    assert "1 numbers without a counterpart" in html
    assert html.index("by-clause") < html.index("by-number")


def test_the_edition_before_is_shown_though_it_is_not_in_force() -> None:
    pages = found(site(document("PRC-001", "1.1")))
    html = text(pages["crosswalks/old/"])
    assert "clauses/old/5/" not in pages
    assert row(html, "5") == "5 Five Now called ideas. 1.1 Ideas PRC-001"
    assert row(html, "6") == "6 Six no counterpart"
    assert row(html, "from-1.2") == "1.2 Mishaps new in ISO 1"
    assert row(html, "from-1.1") == "1.1 Ideas 5"


def test_the_numbers_on_a_clause_page_lead_to_their_rows() -> None:
    html = text(found(site())["clauses/1.1/"])
    assert 'href="../../crosswalks/far-1-2020/#7.1"' in html
    assert 'href="../../crosswalks/far-1-2020/#from-1.1"' in html
    assert 'href="../../crosswalks/old/#5"' in html


def test_the_index_lists_every_crosswalk_and_a_site_without_any_says_so() -> None:
    html = text(found(site())["crosswalks/"])
    assert re.findall(r'href="([^"]+)"', html) == ["old/", "far-1-2020/"]
    assert "No catalogue in force has a crosswalk." in text(
        found(site(facts=Facts()))["crosswalks/"]
    )


# The service map


def services() -> list[Document]:
    def one(identity: str, **data: Any) -> Document:  # noqa: ANN401
        made = document(identity, of=SERVICE, **data)
        return replace(made, path=f"services/{identity}.yml")

    return [
        one("SVC-001", depends_on=["SVC-002", "SVC-404"], agreements=["SLA-001"]),
        one("SVC-002", underpinned_by=["CON-001"], depends_on=["SVC-003"]),
        one("SVC-003", classification="restricted", depends_on=["SVC-001"], title="Vault"),
        document("SLA-001", of=AGREEMENT, service="SVC-001"),
        document("SLA-002", of=AGREEMENT, service="SVC-002"),
        document("CON-001", of=CONTRACT, services=["SVC-001"]),
    ]


def test_the_map_shows_ties_from_both_ends_and_nothing_of_what_is_not_published() -> None:
    html = text(found(site(*services()))["services/map/"])
    assert row(html, "SVC-001") == (
        "SVC-001 Title of SVC-001 SVC-002 Title of SVC-002 none"
        " SLA-001 Title of SLA-001 CON-001 Title of CON-001"
    )
    assert row(html, "SVC-002").endswith("SLA-002 Title of SLA-002 CON-001 Title of CON-001")
    assert row(html, "SVC-003") == (
        "SVC-003 Vault not published none SVC-002 Title of SVC-002 none none"
    )
    picture = html[html.index("<svg") : html.index("</svg>")]
    assert picture.count("<rect") == 6
    assert picture.count("<a ") == 5
    assert picture.count('tabindex="-1"') == 5
    assert len(re.findall("<path", picture)) == 6
    assert "SVC-404" not in html


def test_without_services_the_map_says_how_to_start() -> None:
    html = text(found(site())["services/map/"])
    assert "sms-docs new service" in html
    assert "<svg" not in html


def test_boxes_never_overlap_and_every_line_has_its_ends() -> None:
    links = {
        f"SVC-{n:03}": Links(
            [f"SVC-{m:03}" for m in (n * 2, n * 3) if m < 24 and m != n],
            [f"SVC-{m:03}" for m in range(1, 24) if n in (m * 2, m * 3) and m != n],
            [f"SLA-{n:03}"],
            [f"CON-{n % 5:03}"],
        )
        for n in range(1, 24)
    }
    titles = dict.fromkeys(links, "A rather long title of something")
    titles |= {f"SLA-{n:03}": "x" for n in range(1, 24)} | {f"CON-{n:03}": "x" for n in range(5)}
    drawing = draw(links, titles)
    assert drawing
    assert len(drawing.boxes) == len(titles)
    for one in drawing.boxes:
        assert ACROSS // 2 <= one.x <= drawing.width - WIDTH
        assert one.y + HEIGHT < drawing.height
        for other in drawing.boxes:
            apart = abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= HEIGHT
            assert apart or one is other
    assert len(drawing.lines) == sum(
        len(each.depends_on) + len(each.agreements) + len(each.rests_on) for each in links.values()
    )


def test_services_in_a_circle_are_drawn_and_too_many_are_not() -> None:
    circle = {
        "SVC-001": Links(["SVC-002"], ["SVC-002"], [], []),
        "SVC-002": Links(["SVC-001"], ["SVC-001"], [], []),
    }
    drawing = draw(circle, dict.fromkeys(circle, "x"))
    assert drawing
    assert len(drawing.boxes) == 2
    many = {f"SVC-{n:03}": Links([], [], [], []) for n in range(MOST + 1)}
    assert draw(many, dict.fromkeys(many, "x")) is None
    assert draw({}, {}) is None


# All of them


def test_of_what_is_not_published_no_made_page_holds_more_than_id_and_title() -> None:
    hidden = document("PRC-009", "1.1", "1.2", classification="restricted", change=SECRET)
    hidden = replace(hidden, text=f"{SECRET} incident")
    shut = record("NCR-009", classification="restricted", description=SECRET)
    for page in found(site(hidden, shut, *services())).values():
        assert SECRET not in page.html, page.uri


MADE = (
    "glossary/", "pdca/", "named-documents/", "certification/", "crosswalks/", "services/map/",
    "crosswalks/iso-9001-2015/", "crosswalks/iso-iec-27001-2022/", "crosswalks/fitsm-1/",
    "crosswalks/iso-iec-20000-1-2011/",
)  # fmt: skip


@pytest.fixture(scope="module")
def starter() -> Site:
    """The starter as its site has it."""
    checked = assess(ROOT)
    return Site(checked.system, checked.trace, checked.report, facts=load_facts(ROOT))


@pytest.fixture(scope="module")
def pages(starter: Site) -> dict[str, Page]:
    return found(starter)


@pytest.mark.parametrize("uri", MADE)
def test_every_page_is_made_of_the_starter_with_one_title_and_ids_of_its_own(
    pages: dict[str, Page], uri: str
) -> None:
    html = pages[uri].html
    assert html.count("<h1") == 1
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert [each for each, times in Counter(ids).items() if times > 1] == []
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert unescape(anchor) in map(unescape, ids), anchor


def test_every_named_document_and_record_is_shown(pages: dict[str, Page]) -> None:
    shown = re.findall(r'<tr id="([DR]\d\d)">', pages["named-documents/"].html)
    assert shown == [f"{letter}{n:02}" for letter in "DR" for n in range(1, 33)]


def test_the_figures_of_each_step_are_those_of_the_matrix(
    starter: Site, pages: dict[str, Page]
) -> None:
    html = text(pages["certification/"])
    steps = re.findall(r'<section class="sms-step".*?</section>', html, re.DOTALL)
    assert len(steps) == 6
    requirements = starter.system.catalogues[CURRENT].requirements
    for step, shown in zip(starter.facts.steps, steps, strict=True):
        rows = [
            each
            for each in starter.matrices[CURRENT]
            if any(f"{each['clause']}.".startswith(f"{number}.") for number in step.clauses)
        ]
        states = Counter(each["state"] for each in rows)
        legend = re.findall(r"<strong>(\d+)</strong> ([a-z]+)</li>", shown)
        assert {state: int(number) for number, state in legend} == {
            state: states[state]
            for state in ("current", "evidenced", "documented", "claimed", "unclaimed")
        }
        assert f"{len(rows)} requirement" in shown
        for evidence, least in (("document", 3), ("record", 2)):
            asked = [r for r in rows if requirements[r["requirement"]].evidence == evidence]
            good = ("current", "evidenced", "documented")[:least]
            met = sum(r["state"] in good for r in asked)
            words = "a document" if evidence == "document" else "records"
            assert bool(asked) == (f"Of {len(asked)} that ask for {words} {met} are" in shown)


def test_each_clause_of_the_standard_stands_in_each_crosswalk(
    starter: Site, pages: dict[str, Page]
) -> None:
    clauses = list(starter.system.catalogues[CURRENT].clauses)
    for uri in MADE[-4:]:
        shown = re.findall(r'<tr id="([^"]+)">', pages[uri].html)
        assert [each[5:] for each in map(unescape, shown) if each.startswith("from-")] == clauses


def test_what_is_new_in_2018_and_what_2011_says_are_shown(pages: dict[str, Page]) -> None:
    html = text(pages["crosswalks/iso-iec-20000-1-2011/"])
    assert len(re.findall(r">new in ISO/IEC 20000-1:2018<", html)) == 5
    assert "the single named representative is gone in 2018" in row(html, "4.1.4")
    assert len(re.findall(r'<tr id="\d[^"]*">', html)) == 53
