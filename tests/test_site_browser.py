"""The site of the starter in a real browser, as a reader, an auditor and a phone see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from approved_sms import lay_approved
from browsing import WIDTHS, chromium, served, window
from mkdocs.commands.build import build
from mkdocs.config import load_config

ROOT = Path(__file__).parent.parent
PAGES = (
    "",
    "about/",
    "register/",
    "matrix/",
    "matrix/documents/",
    "clauses/",
    "clauses/8.6.1/",
    "policies/",
    "policies/POL-001-service-management-policy/",
    "procedures/PRC-002-incident-management/",
    "plans/PLN-001-service-management-plan/",
    "services/SVC-001-workplace/",
    "agreements/SLA-001-workplace-for-the-town-councils/",
    "records/",
    "audits/",
    "actions/",
    "risks/",
    "objectives/",
    "improvements/",
    "service-levels/",
    "kpi/",
    "suppliers/",
    "findings/",
    "rules/",
    "rules/role-unknown/",
    "reference/metadata/",
    "glossary/",
    "pdca/",
    "named-documents/",
    "certification/",
    "crosswalks/",
    "crosswalks/iso-iec-27001-2022/",
    "crosswalks/iso-iec-20000-1-2011/",
    "services/map/",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the starter."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder)))
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address at which the site is served while the tests run."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Any]:
    """A running Chromium."""
    assert address
    with chromium() as running:
        yield running


@pytest.fixture(params=WIDTHS)
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: ANN401
    with window(browser, request.param) as page:
        yield page


@pytest.fixture
def wide(browser: Any) -> Iterator[Any]:  # noqa: ANN401
    with window(browser) as page:
        yield page


def test_pages_show_no_error_call_nobody_and_fit_their_width(page: Any, address: str) -> None:  # noqa: ANN401
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, "data:", "blob:"))
            else troubles.append(f"request to {asked.url}")
        ),
    )
    for uri in PAGES:
        answer = page.goto(address + uri, wait_until="load")
        assert answer.status == 200, uri
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{uri} is {over} pixels wider than the window"
        assert page.locator("h1").count() == 1, uri
    assert troubles == []


def test_the_sections_stand_above_the_text_where_none_stand_beside_it(
    page: Any,  # noqa: ANN401
    address: str,
) -> None:
    page.goto(address + next(uri for uri in PAGES if uri.startswith("procedures/PRC")))
    folded, beside = page.locator(".sms-onpage"), page.locator(".md-sidebar--secondary")
    assert (folded.is_visible(), beside.is_visible()) in {(True, False), (False, True)}
    if folded.is_visible():
        folded.locator("summary").click()
        folded.get_by_role("link", name="Records", exact=True).click()
        assert page.locator("#records").is_visible()
        assert page.url.endswith("#records")


class Anchors(HTMLParser):
    """Gathers the ids and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what *tag* names or leads to."""
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        if tag == "a":
            self.links.append(values.get("href") or "")


def test_every_internal_link_of_the_site_leads_to_a_page_and_an_anchor(folder: Path) -> None:
    pages = {
        path: Anchors(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.html")
        if path.name != "404.html"
    }
    assert len(pages) > 100
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            known = pages[target].ids if target in pages else None
            anchor = unquote(parts.fragment)
            if not target.is_file() or (known is not None and anchor and anchor not in known):
                broken.append((str(path.relative_to(folder)), link))
    assert broken == []


def test_from_a_clause_the_text_and_a_record_are_two_clicks_away(wide: Any, address: str) -> None:  # noqa: ANN401
    wide.goto(address + "clauses/8.6.1/")
    wide.locator(".sms-answers a.sms-item", has_text="PRC-002").first.click()
    assert wide.locator("h1").inner_text() == "Incident management"
    wide.goto(address + "clauses/9.2.1/")
    wide.locator(".sms-answers a.sms-item", has_text="AUD-").first.click()
    assert wide.locator(".sms-panel", has_text="AUD-").count() == 1


def test_the_matrix_is_filtered_by_words_and_state_and_sorted(wide: Any, address: str) -> None:  # noqa: ANN401
    wide.goto(address + "matrix/")
    rows = wide.locator(".sms-matrix tbody tr:visible")
    every = rows.count()
    wide.get_by_label("Filter the matrix").fill("incident 8.6.1")
    assert 0 < rows.count() < every
    wide.get_by_label("Filter the matrix").fill("")
    wide.get_by_label("State").select_option("unclaimed")
    assert set(rows.evaluate_all("all => all.map((row) => row.dataset.state)")) <= {"unclaimed"}
    wide.get_by_label("State").select_option("")
    wide.get_by_role("button", name="Requirement").click()
    wide.get_by_role("button", name="Requirement").click()
    assert rows.first.inner_text().startswith("10.2")
    assert rows.count() == every


def test_tables_are_complete_without_scripts(browser: Any, address: str) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "register/")
    assert page.locator("table tbody tr:visible").count() >= 15
    assert page.locator(".sms-filter").count() == 0
    context.close()


def test_a_diagram_is_drawn_from_our_own_copy_of_mermaid(wide: Any, address: str) -> None:  # noqa: ANN401
    scripts: list[str] = []
    wide.on("request", lambda asked: scripts.append(asked.url))
    wide.goto(address + "policies/POL-001-service-management-policy/", wait_until="networkidle")
    wide.wait_for_selector("div.mermaid")
    assert [url for url in scripts if "mermaid" in url] == [
        address + "assets/sms-docs/mermaid/mermaid.min.js"
    ]


def test_a_word_of_a_procedure_is_found_by_the_search(wide: Any, address: str) -> None:  # noqa: ANN401
    wide.goto(address)
    wide.locator("[data-md-component=search-query]").fill("escalation")
    result = wide.locator(".md-search-result__link").first
    result.wait_for()
    assert result.get_attribute("href")


def first_found(page: Any, address: str, query: str) -> str:  # noqa: ANN401
    """Return the address of the page that the search names first."""
    page.goto(address)
    page.locator("[data-md-component=search-query]").fill(query)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    return str(result.get_attribute("href")).removeprefix(address).partition("?")[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("PRC-027", "procedures/PRC-027-major-incident/"),
        ("svc-006", "services/SVC-006-library-system/"),
        ("when to call a major incident", "procedures/PRC-027-major-incident/"),
        ("new starter", "procedures/PRC-028-service-request-management/"),
        ("8.5.1", "clauses/8.5.1/"),
    ],
)
def test_the_search_names_first_what_a_reader_is_after(
    wide: Any,  # noqa: ANN401
    address: str,
    query: str,
    expected: str,
) -> None:
    assert first_found(wide, address, query) == expected


def test_a_search_by_small_words_finds_documents_before_pages_about_rules(
    wide: Any,  # noqa: ANN401
    address: str,
) -> None:
    assert first_found(wide, address, "cannot sign in").startswith(("procedures/", "services/"))


def test_the_search_tells_sets_of_words_apart(wide: Any, folder: Path, address: str) -> None:  # noqa: ANN401
    wide.goto(address)
    script = next((folder / "assets/javascripts/workers").glob("search.*.js"))
    wide.add_script_tag(path=str(script))
    told = wide.evaluate(
        """() => [{1: {id: 2}, 3: {id: 4}}, {1: {id: 234}}].map((edges) =>
             Object.assign(new lunr.TokenSet(), {edges}).toString())"""
    )
    assert told[0] != told[1]


def test_on_a_phone_the_control_panel_is_folded_until_it_is_asked_for(
    page: Any,  # noqa: ANN401
    address: str,
) -> None:
    page.goto(address + "procedures/PRC-002-incident-management/")
    owner = page.locator(".sms-facts").first
    fold = page.locator(".sms-panel__facts > summary")
    assert owner.is_visible() != fold.is_visible()
    if fold.is_visible():
        fold.click()
        assert owner.is_visible()
    page.goto("about:blank")
    page.goto(address + "services/SVC-006-library-system/#clauses")
    assert page.locator("#clauses").is_visible()


def test_a_diagram_on_a_phone_keeps_its_size_and_is_pushed_sideways(
    page: Any,  # noqa: ANN401
    address: str,
) -> None:
    page.goto(address + "procedures/PRC-002-incident-management/")
    page.wait_for_selector("div.mermaid")
    hidden = page.locator("div.mermaid").evaluate("one => one.scrollWidth - one.clientWidth")
    assert (hidden > 0) == (page.viewport_size["width"] < 700)


def test_no_page_has_an_id_twice(folder: Path) -> None:
    # The theme's own form fields and icons are not ours.
    own = re.compile(r'<(?:h[1-6]|section|div|tr|p|dl|li)\b[^>]*? id="([^"]+)"')
    for path in folder.rglob("*.html"):
        ids = own.findall(path.read_text(encoding="utf-8"))
        assert len(ids) == len(set(ids)), path.relative_to(folder)


def test_a_term_says_what_it_means_by_keyboard_and_leads_to_the_glossary(
    page: Any,  # noqa: ANN401
    address: str,
) -> None:
    page.goto(address + "procedures/PRC-002-incident-management/")
    term = page.locator("a.sms-term").first
    definition = term.get_attribute("title")
    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    bubble = "one => getComputedStyle(one, '::after').content"
    assert term.evaluate(bubble).startswith(f'"{definition}"')
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/#*")
    shown = page.locator(f"[id='{page.url.partition('#')[2]}']")
    assert shown.is_visible()
    assert definition in page.locator(".sms-entry", has=shown).inner_text()


POLICY = "policies/POL-001-service-management-policy/"
HISTORY = (
    POLICY,
    f"{POLICY}history/",
    f"{POLICY}history/1.0/",
    f"{POLICY}history/2.0/changes/",
    f"{POLICY}history/pending/",
    "policies/POL-002-old/",
    "services/SVC-001-workplace/history/",
    "services/SVC-001-workplace/history/1.0/",
    "register/",
)


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site of a small SMS whose documents were approved."""
    root = lay_approved(tmp_path_factory.mktemp("approved") / "sms")
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    with served(root / "site") as address:
        yield address


def test_the_history_fits_a_screen_and_a_phone(page: Any, approved: str) -> None:  # noqa: ANN401
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for uri in HISTORY:
        answer = page.goto(approved + uri, wait_until="load")
        assert answer.status == 200, uri
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{uri} is {over} pixels wider than the window"
        levels = page.locator("article :is(h1, h2, h3)").evaluate_all(
            "all => all.map((one) => Number(one.tagName[1]))"
        )
        assert levels[0] == 1, uri
        assert levels.count(1) == 1, uri
    assert troubles == []


def test_a_redline_is_read_and_chosen_without_scripts(browser: Any, approved: str) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{approved}{POLICY}")
    page.get_by_role("link", name="What changes").click()
    redline = page.locator("[id='from-1.1'] .sms-redline")
    assert redline.locator("ins").first.inner_text() == "2.0"
    struck = redline.locator("del").first
    assert struck.inner_text() == "1.1"
    # Known by more than its colour, and named to those who do not see it.
    assert "line-through" in struck.evaluate("one => getComputedStyle(one).textDecorationLine")
    said = "one => getComputedStyle(one, '::before').content"
    assert struck.evaluate(said) == '" [deleted: "'
    assert redline.locator("ins").first.evaluate(said) == '" [inserted: "'
    folded = redline.locator("details").first
    folded.locator("summary").click()
    assert "To say what the services are for." in folded.inner_text()
    page.locator(".sms-chooser").get_by_role("link", name="1.0").click()
    assert page.url.endswith("#from-1.0")
    page.locator(".sms-chooser").get_by_role("link", name="1.1").last.click()
    assert page.locator("h1").inner_text().endswith("what version 1.1 changed")
    context.close()


def test_from_the_policy_its_history_and_an_older_version_are_two_clicks_away(
    wide: Any,  # noqa: ANN401
    approved: str,
) -> None:
    wide.goto(approved + POLICY)
    wide.get_by_role("link", name="History").click()
    wide.get_by_role("link", name="Read version 1.0").click()
    assert wide.locator(".sms-banner").inner_text().startswith("Superseded version.")
    assert wide.get_by_text("We do what we agreed to do.").is_visible()
