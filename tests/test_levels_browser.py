"""Charts, service levels, key figures and suppliers in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDTHS, chromium, served, window
from level_sms import SECRET, lay_levels
from mkdocs.commands.build import build
from mkdocs.config import load_config

SMALLEST = 11
AGREEMENT = "agreements/SLA-001-x/"
SERVICE = "services/SVC-001-workplace/"
PAGES = ("service-levels/", "kpi/", "suppliers/", AGREEMENT, SERVICE)
# The size of each letter of a picture as it is seen: scaled with its viewBox.
SIZES = """() => [...document.querySelectorAll('.sms-chart__picture')].flatMap((one) => {
  const scale = one.getBoundingClientRect().width / one.viewBox.baseVal.width;
  return [...one.querySelectorAll('text')].map(
    (word) => parseFloat(getComputedStyle(word).fontSize) * scale);
})"""
# Whether anything of a picture is seen outside of it.
OUTSIDE = """() => [
  ...document.querySelectorAll('.sms-chart__picture, .sms-spark')].flatMap((one) => {
  const frame = one.getBoundingClientRect();
  return [...one.querySelectorAll('text, rect, circle, path')].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 ||
      box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map((part) => part.outerHTML);
})"""
# The contrast of the marks and words of the charts with the page behind them.
CONTRAST = """() => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).map(Number).map((one) => one / 255)
      .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const page = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(
    '.sms-chart__word, .sms-chart__mark, .sms-chart__column')].map((one) => {
    const [low, high] = [page, light(getComputedStyle(one).fill)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  });
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of the SMS with a year of measurements."""
    root = lay_levels(tmp_path_factory.mktemp("levels") / "sms")
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    return root / "site"


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


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in ("light", "dark")])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:  # noqa: ANN401
    width, scheme = request.param
    with window(browser, width, color_scheme=scheme) as page:
        yield page


@pytest.fixture
def wide(browser: Any) -> Iterator[Any]:  # noqa: ANN401
    with window(browser) as page:
        yield page


def test_the_pages_fit_their_width_with_everything_unfolded(page: Any, address: str) -> None:  # noqa: ANN401
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for uri in PAGES:
        answer = page.goto(address + uri, wait_until="load")
        assert answer.status == 200, uri
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{uri} is {over} pixels wider than the window"
        levels = page.locator("article :is(h1, h2, h3)").evaluate_all(
            "all => all.map((one) => Number(one.tagName[1]))"
        )
        assert levels.count(1) == 1, uri
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), uri
    assert troubles == []


def test_a_chart_is_read_on_a_screen_and_a_phone_in_light_and_dark(page: Any, address: str) -> None:  # noqa: ANN401
    for uri in (AGREEMENT, SERVICE, "suppliers/"):
        page.goto(address + uri)
        sizes = page.evaluate(SIZES)
        assert sizes, uri
        assert min(sizes) >= SMALLEST, uri
        assert min(page.evaluate(CONTRAST)) >= 3, uri
    for uri in PAGES:
        page.goto(address + uri)
        assert page.evaluate(OUTSIDE) == [], uri


def test_a_picture_has_a_name_and_a_description_for_those_who_do_not_see_it(
    wide: Any,  # noqa: ANN401
    address: str,
) -> None:
    wide.goto(address + AGREEMENT)
    picture = wide.get_by_role("img", name="Availability in office hours", exact=True)
    assert picture.count() == 1
    said = wide.locator(".sms-chart__picture desc").first.text_content()
    assert "Missed in 2026-09." in said
    assert wide.get_by_role("img", name="percent of the error budget left").count() == 2


def test_charts_and_tables_need_no_script(browser: Any, address: str) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + AGREEMENT)
    assert page.locator(".sms-chart__picture").count() == 4
    page.locator(".sms-chart summary").first.click()
    table = page.locator(".sms-chart table").first
    assert table.locator("tbody tr").count() == 12
    table.get_by_role("link", name="SRP-2026-001").click()
    assert page.locator("h1").inner_text() == "Title of SRP-2026-001"
    context.close()


def test_from_a_missed_target_its_cause_and_the_agreement_are_one_click_away(
    wide: Any,  # noqa: ANN401
    address: str,
) -> None:
    wide.goto(address + "service-levels/")
    wide.locator("section", has_text="A switch failed").get_by_role(
        "link", name="RSK-001"
    ).first.click()
    assert wide.locator(".sms-panel", has_text="RSK-001").count() == 1
    wide.goto(address + "service-levels/")
    wide.locator("tr[id='SLA-001-calls'] a").first.click()
    wide.wait_for_url(f"**/{AGREEMENT}#sms-levels")
    assert wide.locator("#sms-levels").is_visible()


def test_all_twelve_months_of_a_target_are_seen_without_pushing_sideways(
    page: Any,  # noqa: ANN401
    address: str,
) -> None:
    page.goto(address + "service-levels/")
    cells = page.locator("tr[id='SLA-001-calls'] td")
    assert cells.count() == 13
    width = page.viewport_size["width"]
    for box in cells.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())"):
        assert 0 <= box["left"] <= box["right"] <= width


def test_the_key_figures_are_filtered_by_state(wide: Any, address: str) -> None:  # noqa: ANN401
    wide.goto(address + "kpi/")
    wide.get_by_label("State").select_option("missed")
    rows = wide.locator(".sms-kpis tbody tr:visible")
    assert rows.count() == 1
    assert "Incidents opened again" in rows.first.inner_text()


def test_a_chart_is_printed_with_its_table(wide: Any, address: str) -> None:  # noqa: ANN401
    wide.goto(address + AGREEMENT)
    wide.emulate_media(media="print")
    assert wide.locator(".sms-chart__picture").first.is_visible()
    assert wide.locator(".sms-chart table").first.is_visible()


def test_the_search_finds_the_pages_and_holds_no_numbers_of_charts(folder: Path) -> None:
    text = (folder / "search/search_index.json").read_text(encoding="utf-8")
    entries = json.loads(text)["docs"]
    known = {each["location"] for each in entries}
    assert {"service-levels/", "kpi/", "suppliers/"} <= known
    levels = next(each for each in entries if each["location"] == f"{AGREEMENT}#sms-levels")
    assert "The scale begins" not in json.dumps(levels)
    assert "99.791666" not in text


def test_nothing_of_what_is_not_published_is_in_any_file_of_the_site(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".csv", ".yml", ".xml"):
            text = path.read_text(encoding="utf-8")
            assert SECRET not in text, path
            assert "3.1415" not in text, path
