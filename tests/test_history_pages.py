from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from approved_sms import POLICY, PROCEDURE, edit, lay_approved
from approving import approve
from commands import invoke, said
from mkdocs.commands.build import build
from mkdocs.config import load_config
from small_sms import document, system

from sms_docs import mkdocs_plugin
from sms_docs.approval import (
    ApprovalRecord,
    History,
    Named,
    Revision,
    Statement,
    StoredText,
    Trouble,
    Verdict,
)
from sms_docs.check import Checked, assess
from sms_docs.finding import Finding, Report
from sms_docs.model import Document, ManagementSystem, Severity, Standing, Status
from sms_docs.trace import trace
from sms_docs.trust import Level, Meaning
from sms_docs.views.attention import is_shown
from sms_docs.views.history import level
from sms_docs.views.pages.history import MOST, pages
from sms_docs.views.panel import head
from sms_docs.views.redline import changes
from sms_docs.views.site import Page, Site

TODAY = date(2026, 11, 20)
SECRET = "Quagmire"  # noqa: S105 - the marker that no published file may hold
POL = "policies/POL-001-service-management-policy"


def make(root: Path, command: str = "build", *, strict: bool = True) -> Path:
    """Build the site below *root*; return where it is."""
    target = str(root / "site")
    config = load_config(str(root / "mkdocs.yml"), site_dir=target, strict=strict)
    config.plugins.on_startup(command=command, dirty=False)  # type: ignore[arg-type]
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    return root / "site"


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_approved(tmp_path_factory.mktemp("history") / "sms")


@pytest.fixture(scope="module")
def site(laid: Path) -> Path:
    """The site of the approved SMS, built once and without a single warning."""
    return make(laid)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_approved(tmp_path / "sms")


def page(site: Path, uri: str) -> str:
    """Return the HTML of a page, what is escaped in it readable."""
    return unescape((site / uri / "index.html").read_text(encoding="utf-8"))


def text(site: Path, uri: str) -> str:
    """Return what a reader sees of the page: no tags, one blank for many."""
    body = page(site, uri).partition('<article class="md-content__inner')[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.partition("</article>")[0])).split())


def redlined(site: Path, uri: str) -> str:
    """Return the first redline of a page, marked by brackets."""
    html = page(site, uri).partition('<div class="sms-redline">')[2].partition("</div>")[0]
    for tag, sign in (("del", "-"), ("ins", "+")):
        html = html.replace(f"<{tag}>", f"[{sign}").replace(f"</{tag}>", f"{sign}]")
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_readers_get_the_approved_text_while_a_newer_one_is_written(site: Path) -> None:
    shown = text(site, POL)
    assert "Version 1.1 in force" in shown
    assert "escalate in one hour what we cannot do" in shown
    assert "Suppliers are in." in shown  # as what is to come
    assert "We and our suppliers" not in shown
    assert "half an hour what" not in shown


def test_the_control_panel_says_who_approved_what_and_when(site: Path) -> None:
    shown = text(site, POL)
    assert "Approved by Ben Marsh (Service manager) on 2026-05-02" in shown
    assert "Level of approval signed" in shown
    assert "In force since 2026-05-02" in shown
    assert "Next review 2027-06-02" in shown
    assert "Last confirmed Cora Finch on 2026-06-02" in shown
    assert 'href="history/"' in page(site, POL)
    recorded = text(site, "services/SVC-001-workplace")
    assert "recorded; identity as stated by the repository" in recorded


def test_a_page_tells_what_comes_into_force_and_what_is_being_written(site: Path) -> None:
    shown = text(site, POL)
    assert "Version 2.0 is approved and applies from 2027-01-01. Suppliers are in." in shown
    assert "Version 2.1 is pending, not approved. One hour is half an hour." in shown
    links = re.findall(r'href="([^"]+)"', page(site, POL))
    assert {"history/2.0/", "history/2.0/changes/", "history/pending/"} <= set(links)
    change = redlined(site, f"{POL}/history/pending")
    assert 'version: "[-2.0-][+2.1+]"' in change
    assert "in [-one-][+half an+] hour" in change
    assert "not approved" in text(site, f"{POL}/history/pending")


def test_a_withdrawn_document_leads_to_its_successor(site: Path) -> None:
    shown = text(site, "policies/POL-002-old")
    assert "Superseded. This document is no longer in force. Read POL-001" in shown
    assert "Cora Finch, Managing director, withdrew it on 2026-03-10" in shown
    assert "POL-001 says it all." in shown
    assert f"../{POL.partition('/')[2]}/" in page(site, "policies/POL-002-old")


def test_the_history_names_every_version_its_signers_and_their_level(site: Path) -> None:
    shown = text(site, f"{POL}/history")
    assert shown.index("Version 2.0 approved") < shown.index("Version 1.1 in force")
    assert shown.index("Version 1.1 in force") < shown.index("Version 1.0 superseded")
    assert "in force from 2026-01-12 to 2026-05-02" in shown
    assert "applies from 2027-01-01" in shown
    assert re.search(
        r"Cora Finch , Managing director, approved it on 2026-01-10 09:00 UTC . "
        r"approval signed by Cora Finch, key SHA256:[A-Za-z0-9+/]{43} "
        r"records/approvals/POL-001/1.0/20260110T090000Z-cora-finch-approve.json",
        shown,
    )
    assert "read it again and confirmed it" in shown
    assert "Read against the new contracts." in shown
    assert "confirmation signed by Cora Finch" in shown
    recorded = text(site, "services/SVC-001-workplace/history")
    assert "approval recorded; identity as stated by the repository" in recorded
    assert "signed by" not in recorded


def test_the_history_says_which_records_do_not_count_and_why(site: Path) -> None:
    shown = text(site, f"{POL}/history").partition("Records that do not count")[2]
    assert "20261102T123000Z-ben-marsh-approve.json" in shown
    assert "taken back by its signer on 2026-11-02: Wrong copy in hand." in shown


def test_the_commands_on_the_history_page_verify_each_version(laid: Path, site: Path) -> None:
    blocks = re.findall(r"<pre><code>(.*?)</code>", page(site, f"{POL}/history"), re.DOTALL)
    commands = [line for block in blocks for line in unescape(block).strip().split("\n")]
    assert len(commands) == 3 + 6
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command], cwd=laid, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
        if command.startswith("sha256sum"):
            assert done.stdout.split()[0] in page(site, f"{POL}/history")
        else:
            assert 'Good "approval@sms-docs" signature for' in done.stdout


def test_an_older_version_is_readable_and_says_that_it_is_superseded(site: Path) -> None:
    old = text(site, f"{POL}/history/1.0")
    assert "Superseded version. Do not work by this text" in old
    assert "Version 1.1 is the one to read" in old
    assert "We do what we agreed to do." in old
    assert '<h2 id="scope">' in page(site, f"{POL}/history/1.0")
    service = text(site, "services/SVC-001-workplace/history/1.0")
    assert "Superseded version." in service
    assert "Managed laptops with e-mail." in service
    later = text(site, f"{POL}/history/2.0")
    assert "Not in force yet. This version is approved and applies from 2027-01-01" in later
    assert not (site / POL / "history/1.1/index.html").exists()


def test_nothing_of_the_history_is_found_by_the_search(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    places = [entry["location"] for entry in index["docs"]]
    assert f"{POL}/" in {place.partition("#")[0] for place in places}
    assert not [place for place in places if "/history/" in place]


def test_any_two_versions_can_be_compared(site: Path) -> None:
    assert not (site / POL / "history/1.0/changes").exists()
    first = page(site, f"{POL}/history/1.1/changes")
    assert re.findall(r'id="from-([0-9.]+)"', first) == ["1.0"]
    second = page(site, f"{POL}/history/2.0/changes")
    assert re.findall(r'id="from-([0-9.]+)"', second) == ["1.1", "1.0"]
    shown = redlined(site, f"{POL}/history/1.1/changes")
    assert "change: [-First issue-][+Escalations are named+]." in shown
    assert "what we agreed to do[+, and escalate\nin one hour what we cannot do+]." in shown
    assert (
        "<script"
        not in first.partition('<article class="md-content__inner')[2].partition("</article>")[0]
    )


def test_a_document_with_one_version_has_one_page_more(site: Path) -> None:
    folder = site / "procedures/PRC-001-incident-management"
    assert [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html"))] == [
        "history/index.html",
        "index.html",
    ]


def test_a_late_review_is_told_on_the_page_and_does_not_stop_the_site(site: Path) -> None:
    assert "Review overdue since 2026-10-02" in text(site, PROCEDURE.removesuffix(".md"))


def picture(site: Path, uri: str) -> bytes:
    source = re.search(r'<img alt="map" src="([^"]+)"', page(site, uri))
    assert source
    return (site / uri / source[1]).resolve().read_bytes()


def test_a_page_shows_the_picture_that_was_approved_with_its_text(laid: Path, site: Path) -> None:
    assert (laid / "policies/pictures/map.png").read_bytes().endswith(b"2.1")
    assert picture(site, POL).endswith(b"1.0")
    assert picture(site, f"{POL}/history/1.0").endswith(b"1.0")
    assert picture(site, f"{POL}/history/2.0").endswith(b"2.0")
    # What nobody has approved yet is not handed out either, and nothing twice.
    assert len(list(site.rglob("map.png"))) == 2


def test_a_picture_of_an_older_text_that_cannot_be_shown_is_told_in_words(root: Path) -> None:
    """Nobody can mend it any more, so it must not stop the site for good."""
    risky = root / "policies/pictures/map.svg"
    risky.write_text("<svg><script>alert(1)</script></svg>", encoding="utf-8")
    edit(root / POLICY, ("pictures/map.png", "pictures/map.svg"))
    edit(root / POLICY, ("effective_from: 2027-01-01\n", ""))
    approve(root, "POL-001", "ben-marsh", "service-manager", "2026-11-05T10:30:00Z")
    edit(
        root / POLICY,
        ('version: "2.1"', 'version: "2.2"'),
        ("pictures/map.svg", "pictures/map.png"),
    )
    approve(root, "POL-001", "ben-marsh", "service-manager", "2026-11-06T10:30:00Z")
    site = make(root)
    assert not list(site.rglob("map.svg"))
    assert 'title="not on this site">map</span>' in page(site, f"{POL}/history/2.1")
    assert picture(site, POL).endswith(b"2.1")


def test_an_approved_version_that_no_page_may_hold_is_not_shown_and_stops_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was approved under other rules, and can no longer be mended."""
    words = "We and our suppliers"
    monkeypatch.setattr(mkdocs_plugin, "dangers", lambda html: ["<script>"] * (words in html))
    site = make(root)
    assert "Not shown: it holds what no page may." in text(site, f"{POL}/history/2.0")
    assert words not in page(site, f"{POL}/history/2.0")
    assert words in redlined(site, f"{POL}/history/2.0/changes").replace("[+", "").replace("+]", "")


def test_links_of_an_older_text_lead_to_what_is_there_now(site: Path) -> None:
    for uri in (POL, f"{POL}/history/1.0", f"{POL}/history/2.0"):
        html = page(site, uri)
        assert "procedures/PRC-001-incident-management/#steps" in html
        assert "services/SVC-001-workplace/" in html
        # The form is gone, so its name stays as words.
        assert '<span class="sms-item--withheld" title="not on this site">form</span>' in html


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    broken = []
    for path in site.rglob("*.html"):
        if path.name == "404.html":
            continue
        for link in re.findall(r'(?:href|src)="([^"]+)"', path.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(link))
            target = path.parent / unquote(parts.path)
            if parts.scheme or not parts.path:
                continue
            if not (target.is_file() or (target / "index.html").is_file()):
                broken.append((str(path.relative_to(site)), link))
    assert broken == []


def test_a_moved_document_is_found_by_the_links_of_older_texts(root: Path) -> None:
    moved = "procedures/PRC-001-incidents.md"
    (root / PROCEDURE).rename(root / moved)
    edit(root / POLICY, ("PRC-001-incident-management.md#steps", "PRC-001-incidents.md"))
    site = make(root)
    html = page(site, POL)
    assert "procedures/PRC-001-incidents/#steps" in html
    assert "PRC-001-incident-management" not in html


def test_an_approved_text_never_links_to_a_section_that_is_not_shown(root: Path) -> None:
    """The checker knows the sections of working texts; the site shows another text."""
    edit(root / PROCEDURE, ('version: "1.0"', 'version: "1.1"'), ("## Steps", "## Steps\n\n## New"))
    edit(root / POLICY, ("#steps", "#new"))
    approve(root, "POL-001", "ben-marsh", "service-manager", "2026-11-05T10:30:00Z")
    edit(
        root / "docs/index.md",
        ("# Home", "# Home\n\n[New](../procedures/PRC-001-incident-management.md#new)"),
    )
    site = make(root)
    assert "incident-management/#new" not in page(site, ".")
    assert "incident-management/" in page(site, ".")


def test_a_page_whose_file_is_gone_stays_with_its_history(root: Path) -> None:
    (root / "policies/POL-002-old.md").unlink()
    edit(
        root / "mkdocs.yml",
        ("theme:", "repo_url: https://git.example.org/sms\nedit_uri: edit/main/docs/\ntheme:"),
    )
    site = make(root)
    assert "Superseded." in text(site, "policies/POL-002-old")
    assert 'rel="edit"' not in page(site, "policies/POL-002-old")
    assert 'rel="edit"' in page(site, POL)


def test_a_preview_shows_working_texts_and_says_so(root: Path) -> None:
    site = make(root, "serve", strict=False)
    shown = text(site, POL)
    assert "in half an hour" in shown
    assert "Working text. Readers of the site see version 1.1." in shown
    assert "Approved by nobody yet" in shown
    assert "Preview: the working text of every document" in page(site, POL)
    assert picture(site, POL).endswith(b"2.1")
    assert "Draft, not approved" in text(site, "policies/POL-003-draft")
    assert "Superseded version." in text(site, f"{POL}/history/1.1")


def test_without_folders_the_history_has_addresses_too(root: Path) -> None:
    edit(root / "mkdocs.yml", ("theme:", "use_directory_urls: false\ntheme:"))
    site = make(root)
    html = (site / f"{POL}.html").read_text(encoding="utf-8")
    assert 'href="POL-001-service-management-policy/history/index.html"' in unescape(html)
    assert (site / POL / "history/2.0/changes/index.html").is_file()


@pytest.fixture
def in_earnest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same SMS, no demonstration, built on a day that never changes."""

    def on_the_day(root: Path, *, working: bool = False) -> Checked:
        return assess(root, TODAY, working=working)

    monkeypatch.setattr(mkdocs_plugin, "assess", on_the_day)
    return lay_approved(tmp_path / "sms", demonstration=False)


def grep(site: Path, words: str) -> list[str]:
    return [
        str(path.relative_to(site))
        for path in sorted(site.rglob("*"))
        if path.is_file() and words.encode() in path.read_bytes()
    ]


def test_of_a_document_never_approved_readers_get_id_and_title_only(in_earnest: Path) -> None:
    draft = in_earnest / "policies/POL-003-draft.md"
    edit(draft, ("First issue.", f"{SECRET} change."), ("All services.", f"{SECRET} text."))
    edit(draft, ('clauses: ["1.1"]', 'clauses: ["1.1", "1.2-a#scope"]'))
    site = make(in_earnest)
    assert grep(site, SECRET) == []
    assert not list(site.rglob("*POL-003*"))
    assert "POL-003 Draft policy not published" in text(site, "register")
    # The home page links to it in its own Markdown.
    assert "Draft" in text(site, ".")
    assert "POL-003" not in page(site, ".")
    edit(in_earnest / "mkdocs.yml", ("[search, sms-docs]", "[search, {sms-docs: {drafts: true}}]"))
    shown = text(make(in_earnest), "policies/POL-003-draft")
    assert "Draft, not approved." in shown
    assert f"{SECRET} text." in shown


def test_no_version_is_shown_whose_own_classification_is_not_published(in_earnest: Path) -> None:
    policy = in_earnest / POLICY
    stored = in_earnest / "records/approvals/POL-003/1.0"
    draft = in_earnest / "policies/POL-003-draft.md"
    edit(draft, ("classification: internal", "classification: confidential"))
    edit(draft, ("All services.", f"{SECRET} text."), ("First issue.", f"{SECRET} change."))
    for person, role in (("cora-finch", "managing-director"), ("ben-marsh", "service-manager")):
        approve(in_earnest, "POL-003", person, role, "2026-10-01T10:00:00Z")
    edit(draft, ("classification: confidential", "classification: internal"), (SECRET, "Our"))
    edit(draft, (f"{SECRET} text.", "All."), ('version: "1.0"', 'version: "1.1"'))
    approve(in_earnest, "POL-003", "ben-marsh", "service-manager", "2026-10-02T10:00:00Z")
    edit(policy, ("classification: internal", "classification: restricted"))
    edit(policy, ("half an hour", SECRET), ("One hour", SECRET))
    assert SECRET in next(stored.glob("*.md")).read_text(encoding="utf-8")
    site = make(in_earnest)
    assert grep(site, SECRET) == []
    shown = text(site, "policies/POL-003-draft/history")
    assert "Version 1.0 superseded This version is not published." in shown
    assert "Version 1.1 in force" in shown
    assert not (site / "policies/POL-003-draft/history/1.1").exists()
    assert not (site / POL / "history/pending").exists()
    assert "Version 2.1 is pending, not approved." in text(site, POL)


def test_the_register_answers_which_version_held_on_any_day(laid: Path) -> None:
    def held(day: str) -> dict[str, tuple[str, str]]:
        shown = invoke("register", "--root", str(laid), "--as-of", day, "--format", "json")
        assert shown.exit_code == 0, said(shown)
        return {row["id"]: (row["version"], row["status"]) for row in json.loads(shown.stdout)}

    assert held("2026-01-11")["POL-001"] == ("2.1", "draft")
    assert held("2026-02-01")["POL-001"] == ("1.0", "in-force")
    assert held("2026-06-01")["POL-001"] == ("1.1", "in-force")
    assert held("2026-12-31")["POL-001"] == ("1.1", "in-force")
    assert held("2027-01-01")["POL-001"] == ("2.0", "in-force")
    assert held("2026-03-01")["POL-002"] == ("1.0", "in-force")
    assert held("2026-03-11")["POL-002"] == ("1.0", "superseded")
    assert held("2026-09-15")["SVC-001"] == ("1.0", "in-force")


# Values without files


def signed(version: str, meaning: Meaning = Meaning.APPROVE, **more: object) -> Verdict:
    """Return a record that holds, unless *more* says otherwise."""
    name = f"20260101T000000Z-ada-{meaning}.json"
    stated = Statement(
        meaning=meaning,
        subject=Named("PRC-001", "0"),
        embedded=(),
        version=version,
        path="procedures/PRC-001.md",
        authors=(),
        signer="ada",
        signer_name="Ada <b>",
        role="boss",
        signed_at=datetime(2026, 1, 1, tzinfo=UTC),
        sms_id="urn:uuid:0",
        sentence="I approve.",
        comment=str(more.pop("comment", "")),
    )
    path = f"records/approvals/PRC-001/{version}/{name}"
    record = ApprovalRecord(path, "PRC-001", version, b"", "0", stated, "-----BEGIN")
    verdict = Verdict(record, Level.SIGNED, key="SHA256:abc")
    return verdict._replace(**more)  # type: ignore[arg-type]


def values(versions: int, **more: object) -> Site:
    """Return a site with one procedure of so many approved versions, each with its own line."""
    kept = [f"1.{number}" for number in range(versions)]
    revisions = []
    for number, version in enumerate(kept):
        lines = "".join(f"Line {line} of all\n" for line in range(60))
        stored = StoredText(f"p/{version}.md", f"{lines}Line of {version} alone\n", str(number), {})
        day = date(2026, 1, 1)
        approvals = (signed(version),)
        revisions.append(Revision(version, stored, approvals, (), day, day, Level.SIGNED))
    verdicts = tuple(each for revision in revisions for each in revision.approvals)
    history = History("PRC-001", tuple(revisions), verdicts)
    one = replace(document("PRC-001", "1.1"), text=revisions[-1].stored.text)
    whole = replace(system(one), histories={"PRC-001": history})

    def read(_: Document | None, subject: str, stored: StoredText) -> Document:
        return replace(document(subject, change=f"In {stored.path}."), text=stored.text)

    return on(whole, read=read, **more)


def on(whole: ManagementSystem, **more: object) -> Site:
    report = Report(TODAY, (), (), len(whole.documents), len(whole.records))
    return Site(whole, trace(whole, TODAY), report, **more)  # type: ignore[arg-type]


def made(site: Site) -> dict[str, Page]:
    return {page.uri: page for page in pages(site)}


def test_thirty_versions_take_sixty_pages_that_hold_every_pair() -> None:
    found = made(values(30))
    assert len(found) == 1 + 29 + 29
    pairs = {
        (earlier, re.search(r"history/([0-9.]+)/changes", uri)[1])  # type: ignore[index]
        for uri, page in found.items()
        for earlier in re.findall(r'id="from-([0-9.]+)"', page.html)
    }
    assert len(pairs) == 30 * 29 / 2
    # Unchanged lines are counted, not repeated.
    assert sum(len(page.html) for page in found.values()) < 2_000_000


def test_more_versions_than_a_page_can_hold_are_left_to_the_command() -> None:
    last = made(values(MOST + 3))[f"procedures/PRC-001/history/1.{MOST + 2}/changes/"]
    assert last.html.count('class="sms-comparison"') == MOST
    assert "2 older versions are compared by" in unescape(last.html)
    assert "sms-docs diff PRC-001 VERSION" in unescape(last.html)


def test_names_and_comments_of_records_mean_nothing_to_the_page() -> None:
    whole = values(1)
    html = made(whole)["procedures/PRC-001/history/"].html
    assert "Ada &#60;b&#62;" in html
    panel = head(whole, whole.documents["PRC-001"], "procedures/PRC-001/")
    assert "Ada &#60;b&#62;" in panel


def test_a_redline_shows_what_is_invisible_and_obeys_nothing() -> None:
    whole = values(2)
    history = whole.system.histories["PRC-001"]
    hostile = "<script>alert(1)</script> [x](javascript:alert(1))\u200b\n"
    first = history.revisions[0]
    first = first._replace(stored=first.stored._replace(text=hostile))
    histories = {"PRC-001": history._replace(revisions=(first, history.revisions[1]))}
    again = replace(whole, system=replace(whole.system, histories=histories))
    html = made(again)["procedures/PRC-001/history/1.1/changes/"].html
    assert "<script" not in html
    assert r"&#92;u200b" in html
    assert "\u200b" not in html


def test_a_line_end_that_moved_is_shown_by_a_sign_and_equal_texts_by_a_sentence() -> None:
    assert str(changes("a b\nc\n", "a\nb c\n", whole=True)) == (
        "a<del> </del><ins>↵\n</ins>b<del>↵</del><ins> </ins>c\n"
    )
    whole = values(2)
    history = whole.system.histories["PRC-001"]
    same = history.revisions[1].stored
    first = history.revisions[0]._replace(stored=same._replace(path="p/1.0.md"))
    histories = {"PRC-001": history._replace(revisions=(first, history.revisions[1]))}
    again = replace(whole, system=replace(whole.system, histories=histories))
    assert "The text is the same." in made(again)["procedures/PRC-001/history/1.1/changes/"].html


def test_unchanged_lines_can_be_unfolded_where_the_whole_text_is_asked_for() -> None:
    old = "".join(f"line {number}\n" for number in range(40))
    new = old.replace("line 20\n", "line twenty\n")
    whole, part = changes(old, new, whole=True), changes(old, new, whole=False)
    assert whole.count("<details") == 2
    assert "<summary>17 unchanged lines</summary>line 0" in whole
    assert "line 0" not in part
    assert "19 unchanged lines" in part


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            signed("1.0", level=Level.RECORDED),
            "approval recorded; identity as stated by the repository",
        ),
        (signed("1.0"), "approval signed by Ada <b>, key SHA256:abc"),
        (signed("1.0", Meaning.CONFIRM), "confirmation signed by Ada <b>, key SHA256:abc"),
        (
            signed("1.0", sealed="2026-10"),
            (
                "approval signed by Ada <b>, key SHA256:abc, before checkpoint 2026-10, "
                "if its hash was kept outside"
            ),
        ),
        (signed("1.0", level=Level.NONE), "not approved"),
    ],
)
def test_a_level_is_told_in_words_and_no_more_is_claimed(verdict: Verdict, words: str) -> None:
    assert level(verdict) == words


def test_a_record_that_does_not_count_leads_to_the_rule_that_refuses_it() -> None:
    whole = values(1)
    history = whole.system.histories["PRC-001"]
    trouble = Trouble("key-revoked", "the key was revoked on 2026-01-02", "Sign again.")
    bad = signed("1.0", level=Level.NONE, trouble=trouble)
    late = signed("1.0", Meaning.CONFIRM)
    stated = late.record.statement
    assert stated
    stated = stated._replace(signed_at=datetime(2027, 1, 1, tzinfo=UTC))
    late = late._replace(record=late.record._replace(statement=stated))
    histories = {
        "PRC-001": history._replace(
            verdicts=(*history.verdicts, bad, late), incomplete={"2.0": "1 × boss"}
        )
    }
    again = replace(whole, system=replace(whole.system, histories=histories))
    html = unescape(made(again)["procedures/PRC-001/history/"].html)
    assert "the key was revoked on 2026-01-02." in html
    assert 'href="../../../rules/key-revoked/"' in html
    assert "signed after 2026-11-20, the day that this page shows" in html
    assert "Version 2.0 has some of the approvals that it needs; missing: 1 × boss." in html


def test_where_authors_may_approve_their_own_text_the_page_says_so() -> None:
    whole = values(1)
    policies = {"procedure": SimpleNamespace(separate_from_authors=False)}
    trust = SimpleNamespace(policy=SimpleNamespace(types=policies))
    again = replace(whole, system=replace(whole.system, trust=trust))
    words = "Authors may approve their own text"
    assert words in made(again)["procedures/PRC-001/history/"].html
    assert words in head(again, again.documents["PRC-001"], "procedures/PRC-001/")
    assert words not in made(whole)["procedures/PRC-001/history/"].html


def test_a_picture_that_changed_under_an_approved_text_is_named() -> None:
    whole = values(2)
    shown = replace(whole.documents["PRC-001"], standing=Standing(Status.IN_FORCE, pending="1.1"))
    again = on(replace(whole.system, in_use=(shown,)))
    words = "Version 1.0 is pending, not approved. Files that it shows differ from those"
    html = re.sub(r"<[^>]*>", "", made(again)["procedures/PRC-001/history/"].html)
    assert words in unescape(html)
    assert "procedures/PRC-001/history/pending/" not in made(again)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("procedures/PRC-001.md", lambda each: replace(each, standing=Standing(Status.DRAFT))),
        ("records/approvals/PRC-001/1.0/x.json", lambda each: replace(each, standing=Standing())),
    ],
)
def test_findings_about_a_document_that_is_not_shown_are_not_quoted(
    place: str, change: Callable[[Document], Document]
) -> None:
    finding = Finding(place, 1, 1, "SMS211", "x", Severity.ERROR, "m", "f", "PRC-001")
    shown = on(system(document("PRC-001")))
    assert is_shown(shown, finding)
    assert not is_shown(on(system(change(document("PRC-001")))), finding)
    assert not is_shown(shown, finding._replace(path="records/approvals/X/1.0/x", document=None))
    assert is_shown(shown, finding._replace(path="records/approvals/TRUST/1/x", document=None))


def test_a_finding_on_a_text_that_is_published_only_as_approved_is_not_quoted() -> None:
    approved = document("PRC-001")
    working = document("PRC-001", classification="restricted")
    whole = replace(system(working), in_use=(approved,))
    finding = Finding(approved.path, 1, 1, "SMS104", "x", Severity.ERROR, "m", "f")
    assert not is_shown(on(whole), finding)


def test_a_version_replaced_on_its_first_day_was_in_force_on_that_day() -> None:
    html = unescape(made(values(2))["procedures/PRC-001/history/1.0/"].html)
    assert "in force on 2026-01-01 only, replaced the same day" in html


def test_a_version_whose_first_day_another_one_took_before_was_never_in_force() -> None:
    whole = values(2)
    history = whole.system.histories["PRC-001"]
    early = tuple(
        each._replace(approved_on=date(2025, 12, day))
        for day, each in enumerate(history.revisions, start=1)
    )
    again = on(replace(whole.system, histories={"PRC-001": history._replace(revisions=early)}))
    again = replace(again, read=whole.read)
    assert "never in force" in made(again)["procedures/PRC-001/history/1.0/"].html


def test_a_version_withdrawn_on_its_first_day_says_so() -> None:
    whole = values(1)
    history = whole.system.histories["PRC-001"]
    gone = signed("1.0", Meaning.WITHDRAW)
    standing = Standing(Status.WITHDRAWN, in_force_since=date(2026, 1, 1))
    shown = replace(whole.documents["PRC-001"], standing=standing)
    histories = {"PRC-001": history._replace(withdrawn=gone)}
    again = on(replace(whole.system, histories=histories, in_use=(shown,)))
    html = unescape(made(again)["procedures/PRC-001/history/"].html)
    assert "in force on 2026-01-01 only, withdrawn the same day" in html
    panel = unescape(re.sub(r"<[^>]*>", " ", head(again, shown, "procedures/PRC-001/")))
    assert re.search(r"In force on\s+2026-01-01 only", panel)


def test_a_document_out_of_force_tells_its_last_day_and_what_it_answered(site: Path) -> None:
    shown = text(site, "policies/POL-002-old")
    assert re.search(r"In force from \d{4}-\d\d-\d\d to 2026-03-10", shown)
    assert "Answers clauses" not in shown
