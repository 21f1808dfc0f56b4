from __future__ import annotations

import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from sms_docs import macros
from sms_docs.finding import Finding, Report
from sms_docs.mkdocs_plugin import SmsDocsPlugin
from sms_docs.mkdocs_plugin.outline import outline, searched
from sms_docs.mkdocs_plugin.verdict import complaint
from sms_docs.model import Severity
from sms_docs.views.pages import all_pages
from sms_docs.views.site import Site

PROJECT = Path(__file__).parent / "rules" / "project"
SECRET = "Quagmire"  # noqa: S105 - the marker that no published file may hold
POLICY = "policies/POL-001-service-management-policy.md"
PROCEDURE = "procedures/PRC-001-incident-management.md"
MKDOCS = """\
site_name: Acme
repo_url: https://git.example.org/acme/sms
edit_uri: edit/main/docs/
theme:
  name: material
  font: false
  features: [content.action.edit]
plugins:
  - search
  - sms-docs
  - macros: {modules: [sms_docs.macros], render_by_default: RENDER, on_undefined: strict}
markdown_extensions:
  - attr_list
  - tables
  - toc: {permalink: true}
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
validation:
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""
INDEX = """\
---
render_macros: true
---
{{ sms_hero() }}

{{ sms_entries() }}

{{ sms_coverage() }}

{{ sms_attention() }}

{{ sms_latest() }}

{{ sms_sections() }}

{{ sms_register() }}

{{ sms_matrix() }}

{{ sms_documents("policy") }}

[The policy](../policies/POL-001-service-management-policy.md) and
[the service](services/SVC-001-workplace.yml).
"""
LINKS = """
See [incidents](../procedures/PRC-001-incident-management.md#steps), the
[workplace](../docs/services/SVC-001-workplace.yml), [a risk](../records/risks/RSK-001-fibre.yml),
[all risks](../records/risks/) and the ![map](pictures/map.png).

{{ 7 * 6 }} is not counted here, nor is render_macros.

```mermaid
flowchart LR
    A --> B
```
"""
WAIVED = """
demonstration = true
as_of = 2026-11-20

[[tool.sms-docs.waivers]]
rule = "template-code"
document = "POL-001"
reason = "shows that it stays text"
who = "service-manager"
until = 2026-12-31
"""
# What a procedure may hold as data, in place of its last line of metadata.
DATA = """\
change: First issue.
trigger: A call to 4040
inputs: [The call]
raci:
  - {activity: Log, responsible: [service-manager], accountable: incident-manager}
measures:
  - id: in-time
    metric: Share resolved in time
    unit: percent
    comparator: at-least
    target: "92.5"
    period: month
    measured_by: Tickets
records:
  - {name: Ticket, kept_in: Deskbook, retention: P3Y}
"""
AGREEMENT = """\
---
id: SLA-001
title: Workplace for Tarnford
version: "1.0"
owner: service-manager
authors: [ada-ironwood]
classification: internal
audience: [customers]
review_interval: P12M
clauses: ["1.2-a#review"]
related: [POL-002]
change: First issue.
service: SVC-001
customer: Town of Tarnford
targets:
  - id: availability
    metric: Share of the hours
    unit: percent
    comparator: at-least
    target: "99.5"
    period: month
    measured_by: Probe
exceptions: [Power cuts]
---

## Purpose

To promise.

## Service hours

All day.

## Responsibilities

Ours.

## Review

Yearly.
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def lay(root: Path) -> Path:
    """Write a small SMS whose documents link each other, one of them confidential."""
    shutil.copytree(PROJECT, root)
    policy = (root / POLICY).read_text(encoding="utf-8")
    write(root / POLICY, policy + LINKS)
    secret = policy.replace("POL-001", "POL-002").replace("internal", "confidential")
    secret = secret.replace("First issue.", f"{SECRET} change.").replace('"1.1"', '"1.1-b#scope"')
    secret = secret.replace("Service management policy", "Wages") + f"\n{SECRET} text.\n"
    write(root / "policies/POL-002-wages.md", secret)
    risk = (root / "records/risks/RSK-001-fibre.yml").read_text(encoding="utf-8")
    risk = risk.replace("RSK-001", "RSK-002").replace("internal", "restricted")
    write(root / "records/risks/RSK-002-theft.yml", risk.replace("The only", SECRET))
    write(root / "docs/agreements/SLA-001-workplace.md", AGREEMENT)
    edit(root / PROCEDURE, "change: First issue.\n", DATA)
    write(root / "policies/pictures/map.png", b"\x89PNG\r\n\x1a\n")
    write(root / "policies/pictures/unused.png", SECRET)
    write(root / "docs/index.md", INDEX)
    write(root / "docs/rules/index.md", "# Our own page on rules\n")
    write(root / "mkdocs.yml", MKDOCS.replace("RENDER", "false"))
    settings = (root / "pyproject.toml").read_text(encoding="utf-8")
    write(root / "pyproject.toml", settings + WAIVED)
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small SMS, built once."""
    root = lay(tmp_path_factory.mktemp("plugin") / "sms")
    make(root)
    return root / "site"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def make(root: Path, command: str = "build") -> SmsDocsPlugin:
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    plugin = config.plugins["sms-docs"]
    assert isinstance(plugin, SmsDocsPlugin)
    return plugin


def page(site: Path, uri: str) -> str:
    return (site / uri / "index.html").read_text(encoding="utf-8")


def hrefs(html: str) -> list[str]:
    return [unquote(unescape(each)) for each in re.findall(r'href="([^"]+)"', html)]


def test_links_written_for_the_forge_lead_to_pages(site: Path) -> None:
    found = hrefs(page(site, "policies/POL-001-service-management-policy"))
    assert "../../procedures/PRC-001-incident-management/#steps" in found
    assert "../../services/SVC-001-workplace/" in found
    assert "../../records/risks/RSK-001-fibre/" in found
    assert "../../records/risks/" in found
    home = hrefs(page(site, "."))
    assert "policies/POL-001-service-management-policy/" in home
    assert "services/SVC-001-workplace/" in home


def test_every_link_of_every_page_leads_somewhere(site: Path) -> None:
    broken = []
    for path in site.rglob("*.html"):
        if path.name == "404.html":
            continue
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            decoded = unescape(link)
            parts = urlsplit(decoded)
            if parts.scheme or not parts.path:
                continue
            target = path.parent / unquote(parts.path)
            if not (target.is_file() or (target / "index.html").is_file()):
                broken.append((str(path.relative_to(site)), decoded))
    assert broken == []


def test_the_edit_button_opens_the_file_in_the_repository(site: Path) -> None:
    edit_base = "https://git.example.org/acme/sms/edit/main/"
    for uri, source in {
        "policies/POL-001-service-management-policy": POLICY,
        "services/SVC-001-workplace": "docs/services/SVC-001-workplace.yml",
        "agreements/SLA-001-workplace": "docs/agreements/SLA-001-workplace.md",
        "records/risks/RSK-001-fibre": "records/risks/RSK-001-fibre.yml",
    }.items():
        assert edit_base + source in page(site, uri)
    assert 'rel="edit"' not in page(site, "register")


def test_yaml_becomes_pages_and_is_not_copied(site: Path) -> None:
    assert [*site.rglob("*.yml"), *site.rglob("*.yaml")] == []
    service = page(site, "services/SVC-001-workplace")
    assert "Managed laptops with e&#45;mail." in service
    assert '<h2 id="outcome">' in service


def test_what_is_not_published_is_nowhere_but_its_id_and_title(site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    assert not list(site.rglob("*POL-002*"))
    assert not list(site.rglob("*RSK-002*"))
    register = page(site, "register")
    assert "POL&#45;002" in register
    assert "not published" in register
    assert "POL&#45;002" in page(site, "clauses/1.1")


def test_pictures_that_a_published_document_shows_are_the_only_files_copied(site: Path) -> None:
    assert (site / "policies/pictures/map.png").is_file()
    assert not (site / "policies/pictures/unused.png").exists()


def test_the_control_panel_says_where_a_document_stands(site: Path) -> None:
    html = page(site, "policies/POL-001-service-management-policy")
    assert html.count("<h1") == 1
    assert "Draft, not approved." in html
    assert re.search(r"<dt>Owner</dt><dd>Service manager</dd>", html)
    assert "../../clauses/1.1/" in hrefs(html)
    agreement = page(site, "agreements/SLA-001-workplace")
    assert "at least 99.5 percent" in agreement
    assert "Power cuts" in agreement
    assert 'href="#sms-targets"' in agreement


def test_a_procedure_shows_its_data_around_its_text(site: Path) -> None:
    html = page(site, PROCEDURE.removesuffix(".md"))
    order = [
        html.index(mark)
        for mark in (
            'id="sms-at-a-glance"', "A call to 4040", 'id="purpose"', 'id="records"',
            'id="sms-raci"', 'id="sms-measures"', "at least 92.5 percent", 'id="sms-records"',
        )
    ]  # fmt: skip
    assert order == sorted(order)
    row = re.search(r"<td data-label=\"Activity\"[^>]*>\s*Log.*?</tr>", html, re.DOTALL)
    assert row
    assert "Service manager" in row[0]
    assert "Incident manager" in row[0]
    assert {"#sms-raci", "#sms-measures", "#sms-records"} <= set(hrefs(html))


def test_an_auditor_reaches_text_and_record_from_a_clause_in_two_clicks(site: Path) -> None:
    clause = hrefs(page(site, "clauses/1.2"))
    assert "../../agreements/SLA-001-workplace/#review" in clause
    assert "../../procedures/PRC-001-incident-management/" in clause
    procedure = hrefs(page(site, "procedures/PRC-001-incident-management"))
    assert "../../records/risks/RSK-001-fibre/" in procedure


def test_template_code_in_a_controlled_document_stays_text(site: Path) -> None:
    assert "{{ 7 * 6 }}" in page(site, "policies/POL-001-service-management-policy")


def test_departures_from_the_rules_are_published(site: Path) -> None:
    findings = page(site, "findings")
    assert "shows that it stays text" in findings
    assert "Not shown: 1 in documents that are not published" in findings


def test_every_page_of_a_demonstration_says_so(site: Path) -> None:
    for uri in (".", "register", "policies/POL-001-service-management-policy"):
        assert "Demonstration, frozen at 2026-11-20" in page(site, uri)


def test_records_and_matrix_stay_out_of_the_search(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    places = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert "policies/POL-001-service-management-policy/" in places
    assert "clauses/1.1/" in places
    assert not {place for place in places if place.startswith(("records/", "matrix/"))}


def test_the_diagram_library_is_loaded_only_where_a_diagram_is(site: Path) -> None:
    script = "assets/sms-docs/mermaid/mermaid.min.js"
    assert (site / script).is_file()
    assert script in page(site, "policies/POL-001-service-management-policy")
    assert script not in page(site, "procedures/PRC-001-incident-management")


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|img|iframe|link)[^>]+(?:src|href)="https?:', text), path
        assert 'data-md-component="source"' not in text


def test_a_page_of_the_organisation_is_preferred_to_a_made_one(site: Path) -> None:
    assert "Our own page on rules" in page(site, "rules")
    assert "What it finds" in page(site, "rules/role-unknown")


def test_documents_stay_out_of_the_navigation(root: Path) -> None:
    write(
        root / "mkdocs.yml",
        MKDOCS.replace("RENDER", "false") + "nav:\n  - index.md\n  - Policies: policies/index.md\n",
    )
    make(root)
    nav = page(root / "site", "register").partition("md-content")[0]
    assert "policies/" in nav
    assert "POL-001" not in nav


def test_a_site_without_diagrams_has_no_diagram_library_and_works_without_folders(
    root: Path,
) -> None:
    edit(root / POLICY, LINKS, "\n[Workplace](../docs/services/SVC-001-workplace.yml)\n")
    edit(root / "mkdocs.yml", "theme:", "use_directory_urls: false\ntheme:")
    make(root)
    assert not (root / "site/assets/sms-docs/mermaid").exists()
    html = (root / "site/policies/POL-001-service-management-policy.html").read_text("utf-8")
    assert "../services/SVC-001-workplace.html" in hrefs(html)
    assert "../clauses/1.1/index.html" in hrefs(html)
    assert (root / "site/clauses/1.1/index.html").is_file()


def test_a_site_that_runs_macros_everywhere_runs_none_in_controlled_documents(root: Path) -> None:
    write(root / "mkdocs.yml", MKDOCS.replace("RENDER", "true"))
    make(root)
    html = page(root / "site", "policies/POL-001-service-management-policy")
    assert "{{ 7 * 6 }}" in html


def break_owner(root: Path) -> None:
    edit(root / POLICY, "owner: service-manager", "owner: nobody-at-all")


def add_page_in_the_place_of_a_document(root: Path) -> None:
    write(root / "docs" / POLICY, "# Something else\n")


def add_page_in_the_place_of_a_record(root: Path) -> None:
    write(root / "docs/records/risks/RSK-001-fibre.md", "# Something else\n")


def add_dangerous_picture(root: Path) -> None:
    write(root / "policies/pictures/map.svg", "<svg><script>alert(1)</script></svg>")
    edit(root / POLICY, "pictures/map.png", "pictures/map.svg")


def break_settings(root: Path) -> None:
    edit(root / "pyproject.toml", "organisation", "organization")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (break_owner, ["1 error", f"{POLICY}:5:8: SMS701 role-unknown", "fix:"]),
        (add_page_in_the_place_of_a_document, [POLICY, "another page"]),
        (add_page_in_the_place_of_a_record, ["records/risks/RSK-001-fibre.yml", "another page"]),
        (add_dangerous_picture, ["policies/pictures/map.svg", "<script>"]),
        (break_settings, ["pyproject.toml:"]),
    ],
)
def test_what_is_wrong_stops_the_build_and_is_named(
    root: Path,
    harm: Callable[[Path], None],
    words: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    harm(root)
    with pytest.raises((Abort, PluginError)):
        make(root)
    for word in words:
        assert word in caplog.text


def test_a_preview_only_warns_of_an_error(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    break_owner(root)
    make(root, "serve")
    assert "SMS701 role-unknown" in caplog.text
    assert "nobody&#45;at&#45;all" in page(
        root / "site", "policies/POL-001-service-management-policy"
    )


def test_a_page_that_the_checker_has_not_read_is_never_published(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A stray page is an error of its own; waived, it still has no place on the site."""
    write(root / "docs/agreements/SLA-009-forgotten.md", AGREEMENT.replace("SLA-001", "SLA-009"))
    found = SmsDocsPlugin.on_config

    def forget(self: SmsDocsPlugin, config: Any) -> Any:  # noqa: ANN401
        result = found(self, config)
        del self.site.items_by_path["docs/agreements/SLA-009-forgotten.md"]  # type: ignore[attr-defined]
        return result

    monkeypatch.setattr(SmsDocsPlugin, "on_config", forget)
    with pytest.raises((Abort, PluginError)):
        make(root)
    assert "docs/agreements/SLA-009-forgotten.md: the checker has not read" in caplog.text


def test_html_that_only_the_renderer_makes_stops_the_build(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sms_docs.mkdocs_plugin.dangers", lambda _html: ["<script>"])
    with pytest.raises((Abort, PluginError)):
        make(root)
    assert "the page would hold <script>" in caplog.text
    make(root, "serve")
    assert "Not shown" in page(root / "site", "policies/POL-001-service-management-policy")


def test_a_preview_watches_what_the_site_is_made_from(root: Path) -> None:
    plugin = make(root)
    watched: list[str] = []
    server = SimpleNamespace(watch=watched.append)
    assert plugin.on_serve(server, config=None, builder=None) is server  # type: ignore[arg-type]
    names = {os.path.relpath(path, root) for path in watched}
    assert {"policies", "procedures", "docs/services", "records/risks", "pyproject.toml"} <= names


def test_logo_and_icon_of_the_organisation_are_kept(root: Path) -> None:
    write(root / "docs/own.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    edit(root / "mkdocs.yml", "  font: false", "  font: false\n  logo: own.svg\n  favicon: own.svg")
    write(root / "ours/main.html", '{% extends "base.html" %}{% block announce %}Hi{% endblock %}')
    edit(root / "mkdocs.yml", "  font: false", "  font: false\n  custom_dir: ours")
    make(root)
    html = page(root / "site", ".")
    assert 'href="./own.svg"' in html or 'href="own.svg"' in html
    assert "assets/sms-docs/favicon.svg" not in html
    assert ">Hi<" in html.replace("\n", "").replace(" ", "")


class Env(SimpleNamespace):
    """The environment that an engine with macros but without plugins gives."""

    def macro(self, function: Callable[..., str], name: str) -> None:
        """Take *function* as the macro *name*."""
        self.found[name] = function


@pytest.fixture
def unplugged(root: Path) -> Iterator[Env]:
    conf = {"plugins": {}, "config_file_path": str(root / "mkdocs.yml")}
    env = Env(conf=conf, found={}, variables={"page": SimpleNamespace(url="reports/today/")})
    macros.define_env(env)
    yield env
    macros._assessed.cache_clear()  # noqa: SLF001 - the next project is another one


def test_macros_work_without_the_plugin_and_link_from_where_they_stand(unplugged: Env) -> None:
    html = unplugged.found["sms_register"]()
    assert "../../policies/POL-001-service-management-policy/" in hrefs(html)
    assert SECRET not in html
    assert "\n\n" not in html
    assert "POL&#45;002" in unplugged.found["sms_documents"]("policy")


def test_the_plugin_and_the_macros_share_one_check(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(macros, "assess", None)
    assert isinstance(make(root).site, Site)


def test_the_outline_keeps_what_was_escaped_and_leaves_counts_out() -> None:
    html = (
        '<h2 id="a"><span class="x">!</span> <a href="b">A &amp; &#60;b&#62;</a> <small>12</small>'
        '</h2><h2>no id</h2><h3 id="c">c</h3>'
    )
    assert [(each.id, each.title) for each in outline(html)] == [("a", "A &amp; &#60;b&#62;")]


def test_the_search_knows_documents_by_their_id_and_ranks_them_before_the_rules(
    site: Path,
) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    entries = {each["location"]: each for each in index["docs"]}
    procedure = entries[f"{PROCEDURE.removesuffix('.md')}/"]
    service = entries["services/SVC-001-workplace/"]
    rule = entries["rules/role-unknown/"]
    assert procedure["tags"] == ["PRC-001"]
    assert service["tags"] == ["SVC-001"]
    assert procedure["boost"] > service["boost"] > rule["boost"]
    assert "Next review" not in service["text"]


def test_the_search_takes_the_same_from_a_page_that_was_thinned_out_for_it(root: Path) -> None:
    from material.plugins.search.plugin import Parser  # noqa: PLC0415 - what it is thinned for

    def sections(html: str) -> list[tuple[str, str, str]]:
        parser = Parser()
        parser.feed(html)
        parser.close()
        found = [
            (each.id, "".join("".join(each.title).split()), "".join("".join(each.text).split()))
            for each in parser.data
            if not each.is_excluded()
        ]
        # A heading that is excluded leaves an empty section behind.
        return [each for each in found if any(each[1:])]

    pages = [page for page in all_pages(make(root).site) if page.search]
    assert len(pages) > 10
    for page in pages:
        assert sections(searched(page.html)) == sections(page.html), page.uri
        assert "sms-bar" not in searched(page.html)


def test_the_build_logs_nothing_above_info(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    make(root)
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_a_stopped_build_names_twenty_errors_and_counts_the_rest() -> None:
    findings = [
        Finding(f"a/{number}.md", 1, 1, "SMS701", "role-unknown", Severity.ERROR, "bad", "mend")
        for number in range(23)
    ]
    lines = complaint(Report(date(2026, 11, 20), tuple(findings), (), 23, 0)).split("\n")
    assert lines[0] == "the management system has 23 errors"
    assert len(lines) == 1 + 2 * 20 + 1
    assert lines[-1] == "… and 3 more: run `sms-docs check`"
