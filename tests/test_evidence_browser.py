"""The registers of evidence in a real browser: at a desk, on a phone, and without scripts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDTHS, chromium, served, window
from mkdocs.commands.build import build
from mkdocs.config import load_config

PROJECT = Path(__file__).parent / "rules" / "project"
MKDOCS = """\
site_name: Acme
theme: {name: material, font: false}
plugins: [search, sms-docs]
markdown_extensions: [attr_list, tables, toc]
"""
SETTINGS = "demonstration = true\nas_of = 2026-11-20\n"
RECORD = """\
id: {prefix}{number:03}
kind: {kind}
title: {title} number {number}
date: {day}
procedure: PRC-001
owner: {owner}
classification: {classification}
retention: P5Y
{more}"""
HEADINGS = {
    "records/": "Records",
    "audits/": "Internal audits",
    "actions/": "Actions",
    "risks/": "Risks and opportunities",
    "objectives/": "Objectives",
    "improvements/": "Improvements",
}
LONG = "Reduce. 1. A word as long as Donaudampfschifffahrtsgesellschaft. 2. Try it each May."
# Kind -> prefix of the id, how many, and what it has beside the common keys.
KINDS = {
    "nonconformity": (
        "NCR-2026-",
        320,
        "description: Late.\ndue: 2026-12-01\n",
    ),
    "risk": ("RSK-1", 12, f"description: Wind.\ntreatment: {LONG}\n"),
    "improvement": ("IMP-2026-", 7, "description: Idea.\ntarget: Better.\n"),
    "internal-audit": (
        "AUD-2026-",
        3,
        """\
auditors: [ada-ironwood]
criteria: All.
scope: ["1.1"]
findings: [{text: Seen in the room., clause: 1.2-a, grade: observation}]
""",
    ),
    "objective": (
        "OBJ-1",
        2,
        """\
measure: Calls
unit: percent
comparator: at-least
target: "85"
due: 2027-06-30
plan: Go.
resources: Two.
evaluated_by: Us.
measurements:
  - {date: 2026-09-30, value: "80.5"}
  - {date: 2026-10-31, value: "84"}
""",
    ),
}
OWNERS = ("service-manager", "incident-manager")


def varied(kind: str, number: int) -> str:
    """Return what differs from one record of *kind* to the next."""
    return {
        "nonconformity": f"action_owner: {OWNERS[number % 2]}\n",
        "risk": f"likelihood: {1 + number % 5}\nimpact: {1 + number % 4}\n"
        + ("nature: opportunity\n" if number == 11 else ""),
        "improvement": f"priority: {('high', 'low')[number % 2]}\n"
        f"stage: {('proposed', 'in-work', 'done')[number % 3]}\n",
        "internal-audit": "closed: 2026-11-01\n" if number == 1 else "",
    }.get(kind, "")


def lay(root: Path) -> None:
    """Write a small SMS with many records, one of each ten confidential."""
    shutil.copytree(PROJECT, root)
    shutil.rmtree(root / "records/risks")
    (root / "mkdocs.yml").write_text(MKDOCS)
    (root / "docs/index.md").write_text("# Home\n")
    with (root / "pyproject.toml").open("a") as settings:
        settings.write(SETTINGS)
    for kind, (prefix, many, more) in KINDS.items():
        folder = root / "records" / {"nonconformity": "nonconformities"}.get(kind, f"{kind}s")
        folder.mkdir()
        for number in range(1, many + 1):
            text = RECORD.format(
                prefix=prefix,
                number=number,
                kind=kind,
                title=kind.capitalize(),
                day=date(2026, 10, 30) - timedelta(days=2 * number),
                owner=OWNERS[number % 2],
                classification="confidential" if number % 10 == 0 else "internal",
                more=more + varied(kind, number),
            )
            (folder / f"{prefix}{number:03}.yml").write_text(text)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("evidence") / "sms"
    lay(root)
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    with served(root / "site") as address:
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
def plain(browser: Any) -> Iterator[Any]:  # noqa: ANN401
    """A page in which no script runs."""
    with window(browser, java_script_enabled=False) as page:
        yield page


def over(page: Any) -> int:  # noqa: ANN401
    """Return by how many pixels *page* is wider than its window."""
    found = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert isinstance(found, int)
    return found


def test_each_register_fits_its_width_and_has_one_heading(page: Any, address: str) -> None:  # noqa: ANN401
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    for uri, heading in HEADINGS.items():
        page.goto(address + uri)
        assert page.locator("h1").all_inner_texts() == [heading]
        assert over(page) <= 0, uri
    page.goto(f"{address}records/internal-audits/AUD-2026-001/")
    assert over(page) <= 0
    assert troubles == []


def test_records_are_filtered_by_kind_year_owner_state_and_words(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}records/")
    rows, told = page.locator("tbody tr:visible"), page.locator(".sms-filter output")
    assert told.inner_text() == "344 rows, the first 50 of each shown"
    assert rows.count() == 50 + 12 + 7 + 3 + 2
    page.get_by_label("Kind", exact=True).select_option("Internal audits")
    assert page.locator("h2:visible").all_inner_texts()[0] == "Internal audits 3"
    page.get_by_label("State", exact=True).select_option("closed")
    assert rows.count() == 1
    assert page.locator("h2:visible").all_inner_texts()[0] == "Internal audits 1 of 3"
    page.get_by_label("State", exact=True).select_option("")
    page.get_by_label("Kind", exact=True).select_option("")
    page.get_by_label("Year", exact=True).select_option("2025")
    assert rows.count() == 50
    assert "2026" not in "".join(rows.locator("time").all_inner_texts())
    page.get_by_label("Year", exact=True).select_option("")
    page.get_by_label("Owner", exact=True).select_option(index=1)
    owners = set(rows.locator("[data-label=Owner]").all_inner_texts())
    assert len(owners) == 1
    page.get_by_label("Owner", exact=True).select_option("")
    page.get_by_label("Filter the records").fill("ncr 317")
    assert rows.count() == 1
    assert told.inner_text() == "1 of 344 rows"
    page.get_by_label("Filter the records").fill("")
    page.get_by_role("button", name="Show all").click()
    assert rows.count() == 344
    assert over(page) <= 0


def test_an_anchor_of_a_kind_leads_to_its_records(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}records/#risk")
    assert page.locator("#risk").is_visible()
    page.get_by_role("link", name="Objectives 2").click()
    assert page.url.endswith("#objective")


def test_without_scripts_every_record_is_there(plain: Any, address: str) -> None:  # noqa: ANN401
    plain.goto(f"{address}records/")
    assert plain.locator("tbody tr:visible").count() == 344
    assert plain.locator(".sms-filter").count() == 0
    for uri in HEADINGS:
        plain.goto(address + uri)
        assert plain.locator("article table tbody tr:visible").count() > 1, uri


def test_actions_are_filtered_by_state_and_owner(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}actions/")
    rows = page.locator("table[data-sms-filter] tbody tr:visible")
    every = rows.count()
    page.get_by_label("Owner", exact=True).select_option("Service manager")
    page.get_by_label("Filter the actions").fill("number 317")
    assert rows.count() == 1 < every
    page.get_by_label("Filter the actions").fill("no such thing")
    assert rows.count() == 0


def test_a_risk_is_reached_from_its_cell_by_keyboard(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}risks/")
    link = page.locator(".sms-risks td a").first
    name = link.inner_text()
    band = link.locator("xpath=..").locator("small").inner_text()
    assert band.split()[1] in {"low", "medium", "high"}
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/risks/**")
    assert page.locator(".sms-panel .sms-id").first.inner_text() == name


def test_improvements_are_filtered_by_stage_and_priority(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}improvements/")
    page.get_by_label("Stage", exact=True).select_option("In work")
    assert page.locator("section:visible h2").count() == 1
    page.get_by_label("Stage", exact=True).select_option("")
    page.get_by_label("Priority", exact=True).select_option("high")
    shown = page.locator("section tbody tr:visible [data-label=Priority]").all_inner_texts()
    assert set(shown) == {"high"}


def test_an_objective_has_its_picture_and_its_values(page: Any, address: str) -> None:  # noqa: ANN401
    page.goto(f"{address}objectives/")
    first = page.locator(".sms-objective").first
    assert first.locator("svg.sms-chart__picture").is_visible()
    assert first.locator("tbody tr").all_inner_texts()[0].split() == ["2026-10-31", "84"]
