from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from small_sms import (
    CATALOGUE,
    NONCONFORMITY,
    PROCEDURE,
    RISK,
    SERVICE,
    document,
    record,
    system,
)

from sms_docs.body import Body, Heading
from sms_docs.catalogue import Clause
from sms_docs.finding import Finding, Report
from sms_docs.load.schemas import load_schemas
from sms_docs.model import (
    Document,
    Record,
    Reference,
    Review,
    Role,
    Severity,
    Standing,
    Status,
)
from sms_docs.settings import Waiver
from sms_docs.trace import trace
from sms_docs.views import attention, home
from sms_docs.views.contents import below
from sms_docs.views.pages import all_pages, metadata, rules
from sms_docs.views.panel import foot, head
from sms_docs.views.site import Page, Site, relative

TODAY = date(2026, 11, 20)
SECRET = "Quagmire"  # noqa: S105 - the marker that no page may hold
OTHER = CATALOGUE._replace(
    id="old",
    standard="OLD 1",
    clauses={
        "5": Clause("5", "Five", None, "do", artefacts=("R99",), maps_to={"iso": ("1.1", "7")})
    },
)


@dataclass(frozen=True)
class Key:
    """A key of a schema, as the loader gives it."""

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    allowed: str = ""
    names: str = ""
    required: bool = True
    title: str = "Title"
    description: str = "Description."
    examples: tuple[Any, ...] = field(default=(["a", {"b": "c"}],))


def finding(path: str, name: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(path, 2, 1, "SMS201", name, severity, f"{SECRET} in `x`", "Mend it.")


def site(*items: Document | Record, findings: tuple[Finding, ...] = (), **more: Any) -> Site:  # noqa: ANN401
    one = system(*items, catalogues=(CATALOGUE, OTHER))
    settings = one.settings._replace(catalogues=(CATALOGUE.id, OTHER.id))
    waiver = Waiver("document-draft", "PRC-001", "young", "boss", date(2027, 1, 1), 5)
    one = replace(
        one,
        settings=settings._replace(waivers=(waiver,)),
        roles={"boss": Role("boss", "The boss")},
    )
    report = Report(TODAY, findings, (), len(one.documents), len(one.records), ("the base",))
    return Site(one, trace(one, TODAY), report, **more)


def found(whole: Site) -> dict[str, Page]:
    return {page.uri: page for page in all_pages(whole)}


def text(page: Page | str) -> str:
    return unescape(page if isinstance(page, str) else page.html)


def test_a_relative_link_leads_from_any_page_to_any_other() -> None:
    assert relative("", "") == "./"
    assert relative("", "register/") == "register/"
    assert relative("register/", "") == "../"
    assert relative("clauses/8.6.1/", "clauses/8.6/") == "../8.6/"
    assert relative("a/b/", "a/b/") == "./"
    assert relative("policies/x.html", "clauses/1/index.html") == "../clauses/1/index.html"
    assert relative("", "a b/") == "a%20b/"


def test_every_page_has_its_own_address_and_one_title() -> None:
    whole = site(document("PRC-001", "1.1"), record("NCR-001"))
    pages = list(all_pages(whole))
    assert len({page.uri for page in pages}) == len(pages)
    for page in pages:
        assert page.uri.endswith("/")
        assert page.html.count("<h1") == 1, page.uri


def test_a_clause_page_shows_state_reason_documents_records_and_neighbours() -> None:
    whole = site(
        document("PRC-001", "1.2-a#steps", headings=("steps",)),
        record("NCR-001"),
        record("NCR-002"),
    )
    pages = found(whole)
    clause = text(pages["clauses/1.2/"])
    assert "Record mishaps." in clause
    assert 'href="../../procedures/PRC-001/#steps"' in clause
    assert "NCR-001" in clause
    assert "NCR-002" in clause
    assert 'href="../1.1/"' in clause
    assert 'class="sms-chip sms-chip--current"' in clause
    assert "no document claims it" in text(pages["clauses/1.1/"])
    assert 'href="../1.1/"' in text(pages["clauses/1/"])


def test_a_clause_page_names_the_heading_that_answers_and_says_where_records_are_kept() -> None:
    kept = [{"name": "Ticket", "kept_in": "Deskbook", "retention": "P3Y"}]
    whole = site(
        document("PRC-001", "1.2-a#steps", headings=("steps",), records=kept),
        document("PRC-002", "1.2-a", "1.1-a#steps", headings=("steps",)),
        document("SVC-001", "1.2-a#cost_model", of=SERVICE, records=kept),
        document("PRC-003", "1.2-a#x", headings=("x",), records=kept, classification="restricted"),
    )
    pages = found(whole)
    html = text(pages["clauses/1.2/"])
    assert re.findall(r">under ([^<]*)<", html) == ["steps", "Cost model"]
    records = html.partition("<dt>Records</dt>")[2].partition("</dd>")[0]
    assert 'href="../../procedures/PRC-001/#sms-records"' in records
    assert 'href="../../services/SVC-001/#records"' in records
    assert not re.search("PRC-00[23]", records)
    assert "none asked for" in text(pages["clauses/1.1/"])


def test_the_register_of_records_begins_with_what_there_is() -> None:
    html = text(found(site(record("RSK-001", of=RISK)))["records/"])
    assert html.index('id="risk"') < html.index(">None yet</h2>") < html.index('id="nonconformity"')


def test_data_are_shown_in_words() -> None:
    measure = {"id": "lost", "metric": "Forms lost", "comparator": "equal", "target": "0"}
    kept = [{"name": "Ticket", "kept_in": "Deskbook", "retention": "P3Y"}]
    one = document("PRC-001", measures=[measure], records=kept)
    keys = {"procedure": load_schemas(None).properties("procedure")}
    html = text(below(replace(site(one), keys=keys), one, "procedures/PRC-001/"))
    assert "exactly 0" in html
    assert ">3 years<" in html
    assert '<h2 id="sms-records">Records to keep</h2>' in html


def test_another_catalogue_has_its_pages_and_links_back_by_the_crosswalk() -> None:
    whole = site(document("PRC-001", "old:5", "nothing:1", "9.9"))
    pages = found(whole)
    assert 'href="../../../clauses/1.1/"' not in text(pages["clauses/old/5/"])
    assert 'href="../../1.1/"' in text(pages["clauses/old/5/"])
    assert "R99" in text(pages["clauses/old/5/"])
    assert "matrix/old/" in pages
    assert whole.clause_uri("old:5") == "clauses/old/5/"
    assert whole.clause_uri("1.2-a") == "clauses/1.2/#1.2-a"
    assert whole.clause_uri("nothing:1") is None
    by_document = text(pages["matrix/documents/"])
    assert 'href="../../clauses/old/5/"' in by_document
    assert '<span class="sms-clause">9.9</span>' in by_document


def test_nothing_but_id_and_title_of_what_is_not_published_is_on_any_page() -> None:
    hidden = document(
        "PRC-009",
        "1.1-b",
        classification="confidential",
        change=SECRET,
        owner=SECRET,
        version=SECRET,
    )
    shut = record("NCR-009", classification="restricted", owner=SECRET, description=SECRET)
    open_one = document("PRC-001", related=["PRC-009"])
    findings = (
        finding(hidden.path, "draft"),
        finding(shut.path, "draft"),
        finding("procedures/unread.md", "draft"),
    )
    whole = site(hidden, shut, open_one, findings=findings)
    pages = found(whole)
    for page in pages.values():
        assert SECRET not in page.html, page.uri
    blocks = (home.latest, home.attention, home.coverage, home.sections, home.hero, home.entries)
    assert all(SECRET not in block(whole, "") for block in blocks)
    assert SECRET not in head(whole, open_one, "procedures/PRC-001/")
    assert not any("009" in uri for uri in pages)
    assert "PRC-009" in text(pages["register/"])
    assert "not published" in text(pages["clauses/1.1/"])
    assert "Not shown: 3 in documents" in text(pages["findings/"])


def test_the_findings_come_by_rule_errors_first_with_a_link_to_the_document() -> None:
    one = document("PRC-001")
    findings = (
        finding(one.path, "draft"),
        finding(one.path, "broken", Severity.ERROR),
        finding("pyproject.toml", "draft"),
    )
    whole = site(one, findings=findings)
    assert [group.name for group in attention.grouped(whole)] == ["broken", "draft"]
    html = text(found(whole)["findings/"])
    assert 'href="../procedures/PRC-001/"' in html
    assert "<code>x</code>" in html
    assert "<strong>1 error</strong>, <strong>2 warnings</strong>" in html
    assert "young" in html
    assert "The boss" in html
    assert "Not checked: the base." in html
    assert "findings/#broken-error" in text(home.attention(whole, ""))


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(), "Draft, not approved."),
        (Standing(Status.WITHDRAWN), "Withdrawn."),
        (
            Standing(Status.IN_FORCE, Review.OVERDUE, next_review=date(2026, 1, 2)),
            "Review overdue</strong> since 2026-01-02",
        ),
        (Standing(Status.IN_FORCE, Review.CURRENT, pending="2.0"), "version 2.0 pending"),
        (
            Standing(Status.IN_FORCE, approvers=("boss",), in_force_since=date(2025, 3, 4)),
            "The boss",
        ),
    ],
)
def test_the_panel_says_what_a_reader_must_know(standing: Standing, words: str) -> None:
    one = document(
        "PRC-001", "1.1", standing=standing, related=["PRC-404", 5], audience=["all-staff"]
    )
    html = text(head(site(one), one, "procedures/PRC-001/"))
    assert words in html
    assert "PRC-404" in html
    assert "all staff" in html


def test_a_phone_gets_the_sections_of_a_text_above_it() -> None:
    headings = tuple(Heading(2, name.title(), name, 15) for name in ("steps", "roles", "records"))
    one = document("PRC-001")
    long = replace(one, body=Body((*headings, Heading(3, "Detail", "detail", 30))))
    html = text(head(site(long), long, "procedures/PRC-001/"))
    assert html.count('<li><a href="#') == 3
    assert '<li class="sms-onpage__under"><a href="#detail">Detail</a></li>' in html
    assert '<li><a href="#steps">Steps</a></li>' in html
    assert html.index("sms-onpage") < html.index("sms-panel")
    assert "sms-onpage" not in head(site(one), one, "procedures/PRC-001/")


def test_below_the_text_stand_the_newest_records_and_who_refers_to_it() -> None:
    target = document("PRC-001")
    reference = Reference("document", "PRC-001", ("related", 0))
    role = Reference("role", "PRC-001", ("related", 0))
    referring = replace(document("PRC-002"), references=(reference, role))
    naming = replace(record("NCR-003", "2026-06-01"), references=(reference,))
    whole = site(target, referring, record("NCR-001", procedure="PRC-001"), naming)
    html = text(foot(whole, target, "procedures/PRC-001/"))
    assert html.index("NCR-003") < html.index("NCR-001")
    assert 'href="../PRC-002/"' in html
    assert foot(whole, referring, "procedures/PRC-002/").strip() == ""


def test_a_service_shows_its_data_and_each_key_is_an_anchor() -> None:
    one = replace(
        document(
            "SVC-001",
            of=SERVICE,
            description="What it is.",
            targets=[{"goal": "fast", "by": "PRC-001"}, {"goal": "good"}],
            customers=["Town <b>"],
            contact={"phone": "4040", "public": True},
            empty=[],
        ),
        path="services/SVC-001.yml",
    )
    whole = site(one, document("PRC-001"))
    page = found(whole)["services/SVC-001/"]
    html = text(page)
    assert page.source == "services/SVC-001.yml"
    for anchor in ("description", "targets", "customers", "contact", "owner"):
        assert f'id="{anchor}"' in html
    assert 'href="../../procedures/PRC-001/"' in html
    assert "Town &#60;b&#62;" in page.html
    assert ">yes<" in html.replace("\n", "")
    assert 'id="empty"' not in html


def test_a_record_shows_whether_it_is_closed_and_how_long_it_is_kept() -> None:
    one = record("NCR-001", procedure="PRC-001", retention="P3Y", closed="2026-06-01", impact=4)
    page = found(site(one, document("PRC-001")))[f"records/{NONCONFORMITY.directory}/NCR-001/"]
    html = text(page)
    assert not page.search
    assert "3 years" in html
    assert ">closed<" in html
    assert 'href="../../../procedures/PRC-001/"' in html
    assert '<div id="impact"><dt>Impact</dt>' in html


def test_a_list_of_documents_says_how_to_start_the_first_one() -> None:
    html = text(found(site())["procedures/"])
    assert f"sms-docs new {PROCEDURE.name}" in html


def test_a_rule_has_a_page_made_from_its_docstring() -> None:
    words = "Sums up.\n\nWhat it finds\n    Prose with `code`.\n\nExample\n        a: b\n"
    rule = SimpleNamespace(
        code="SMS201", name="draft", severity=Severity.WARNING, summary="Sums up.", text=words
    )
    pages = found(site(rules=(rule,)))
    html = text(pages["rules/draft/"])
    assert "<p>Prose with <code>code</code>.</p>" in html
    assert "<pre><code>a: b</code></pre>" in html
    assert 'href="draft/"' in text(pages["rules/"])
    assert list(rules.parts(words)) == ["What it finds", "Example"]


def test_the_reference_of_the_metadata_says_what_a_value_must_be() -> None:
    assert metadata.meaning(Key("a", choices=("x", "y"))) == "one of x, y"
    assert metadata.meaning(Key("a", names="internal-audit")) == "text: id of a internal audit"
    assert metadata.meaning(Key("a", allowed="two digits")) == "text: two digits"
    assert metadata.meaning(Key("a", kind="date")) == "date"
    html = text(found(site(keys={"procedure": (Key("owner"),)}))["reference/metadata/"])
    assert "<code>owner</code>" in html
    assert "<code>[a, {b: c}]</code>" in html


def test_without_folders_every_link_names_a_file() -> None:
    whole = site(document("PRC-001"), directory_urls=False)
    assert whole.href("", "procedures/PRC-001/#a b") == "procedures/PRC-001.html#a%20b"
    assert whole.href("procedures/PRC-001/", "register/") == "../register/index.html"
    assert whole.href("register/", "") == "../index.html"
    assert whole.href("", "assets/x.css") == "assets/x.css"


def test_documents_that_changed_last_come_first_on_the_home_page() -> None:
    old = document("PRC-001", change="Old.", effective_from="2025-01-01")
    new = document(
        "PRC-002",
        change="New.",
        standing=Standing(Status.IN_FORCE, in_force_since=date(2026, 1, 1)),
    )
    html = text(home.latest(site(old, new), ""))
    assert html.index("New.") < html.index("Old.")
    assert "PRC-002" in text(home.documents(site(old, new), "", "procedure"))


def test_the_review_calendar_names_what_is_late_first_and_hides_what_is_not_published() -> None:
    def reviewed(identity: str, day: int, review: Review, **more: Any) -> Document:  # noqa: ANN401
        next_review = date(2026, 11, day)
        standing = Standing(Status.IN_FORCE, review, next_review=next_review)
        return document(identity, standing=standing, **more)

    late = [reviewed(f"PRC-{number:03}", 1, Review.OVERDUE) for number in range(1, 15)]
    whole = site(
        reviewed("PRC-020", 30, Review.CURRENT),
        *late,
        reviewed("PRC-021", 2, Review.DUE, classification="restricted", title=SECRET),
        document("PRC-022"),
    )
    html = text(home.reviews(whole, ""))
    assert html.index("PRC-001") < html.index("PRC-012")
    assert html.count("sms-chip--review-overdue") == 12
    assert "2 more are late." in html
    assert "by 2026-11-01" in html
    assert SECRET not in html
    assert "PRC-020" not in html
    assert "PRC-020" in text(home.reviews(site(reviewed("PRC-020", 30, Review.CURRENT)), ""))
    assert "Nothing is approved yet" in text(home.reviews(site(document("PRC-022")), ""))


def test_a_site_made_of_values_without_texts_in_use_shows_the_working_ones() -> None:
    one = document("PRC-001")
    whole = site(one)
    assert whole.system.in_use == ()
    assert whole.documents == {"PRC-001": one}
    approved = document("PRC-001", title="As approved")
    again = replace(whole, system=replace(whole.system, in_use=(approved,)))
    assert again.documents == {"PRC-001": approved}
    assert replace(again, preview=True).documents == {"PRC-001": one}
    assert "As approved" in text(found(again)["register/"])
