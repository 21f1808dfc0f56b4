"""`init` leaves no invented name, keeps every link, and hands over the least where asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import invoke, said

from sms_docs.check import assess
from sms_docs.load.catalogues import load_catalogue
from sms_docs.load.schemas import load_schemas
from sms_docs.scaffold.draft import draft
from sms_docs.scaffold.handover import hand_over
from sms_docs.scaffold.minimal import minimal
from sms_docs.scaffold.names import in_slug, in_text, in_value, placeholders
from sms_docs.scaffold.starter import Paper, read_papers

HERE = Path(__file__).parents[1]
SCHEMAS = load_schemas(None)
OWN_LIST = (
    "Tarn",
    "Ebbing",
    "Holmbeck",
    "Skelby",
    "Northway",
    "Cairn",
    "Penny Bridge",
    "Deskbook",
    "Beacon",
    "tarnvalley",
    "Oxmoor",
    "valley board",
    "4040",
    "4998",
    "4999",
)
# What could still be one, with any blank or hyphen between its words, in capitals or not.
INVENTED = re.compile(
    "|".join("\\b" + r"[\s-]+".join(name.split()) for name in (*OWN_LIST, *placeholders())),
    re.IGNORECASE,
)
PLACEHOLDER = re.compile("‹[a-z0-9][a-z0-9 -]*[a-z0-9]›")
REQUIRED = {
    "title": "A title",
    "version": "1.0",
    "owner": "service-manager",
    "authors": ["ada-ironwood"],
    "classification": "internal",
    "audience": ["all-staff"],
    "review_interval": "P12M",
    "clauses": [],
    "change": "First version.",
}


@pytest.fixture(scope="module", params=["whole", "minimal"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp(request.param) / "acme"
    options = ["--minimal"] if request.param == "minimal" else []
    result = invoke("init", str(root), "--organisation", "Acme IT", *options)
    assert result.exit_code == 0, said(result)
    return root


def files(root: Path) -> dict[str, str]:
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {
        path: file.read_text(encoding="utf-8")
        for path, file in sorted(found.items())
        if not path.startswith(".git/")
    }


def controlled(root: Path) -> dict[str, str]:
    """Return path -> text of documents and roles."""
    folders = ("policies/", "procedures/", "docs/plans/", "docs/services/", "docs/agreements/")
    inside = (*folders, "records/trust/roles.yml")
    return {path: text for path, text in files(root).items() if path.startswith(inside)}


def paper(path: str, kind: str, body: str = "", **data: Any) -> Paper:  # noqa: ANN401
    identity = path.rpartition("/")[2][:7]
    return Paper(path, SCHEMAS.types[kind], {"id": identity, **REQUIRED, **data}, body)


def drafts(*papers: Paper, but: str = "", others: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Return path -> text of *papers* as drafts of Acme, all but the one with the id *but*."""
    chosen = [each for each in papers if each.id != but]
    handover = hand_over(chosen, "Acme", others)
    return {handover.paths[each.path]: draft(each, handover, SCHEMAS) for each in chosen}


# The whole starter


def test_the_check_of_a_new_sms_ends_with_nothing_but_warnings(begun: Path) -> None:
    result = invoke("check", "--root", str(begun))
    assert result.exit_code == 0, result.output
    assert "SMS110 placeholder-left: warning: " in result.output


def test_no_invented_name_is_left_in_any_file_or_its_name(begun: Path) -> None:
    for path, text in files(begun).items():
        assert INVENTED.findall(f"{path}\n{text}") == [], path


def test_every_placeholder_is_one_of_the_table_and_whole_on_its_line(begun: Path) -> None:
    known = set(placeholders().values())
    for path, text in controlled(begun).items():
        found = PLACEHOLDER.findall(text)
        assert set(found) <= known, path
        assert text.count("‹") == text.count("›") == len(found), path


def test_each_line_with_a_placeholder_is_told(begun: Path) -> None:
    told = [each for each in assess(begun).report.findings if each.code == "SMS110"]
    roles = {each.path for each in told if each.document is None}
    assert roles == {"records/trust/roles.yml"}
    lines = {(each.path, each.line) for each in told if each.document}
    assert lines == {
        (path, number)
        for path, text in controlled(begun).items()
        for number, line in enumerate(text.split("\n"), start=1)
        if "‹" in line and path not in roles
    }
    for each in told:
        if each.document:
            line = files(begun)[each.path].split("\n")[each.line - 1]
            assert line[each.column - 1 :].startswith("‹")
            assert "‹" not in line[: each.column - 1]


def test_nothing_had_to_be_cut_to_fit(begun: Path) -> None:
    for path, text in controlled(begun).items():
        front = text.split("\n---\n")[0] if path.endswith(".md") else text
        assert "…" not in front, path


def test_links_are_taken_along_as_far_as_they_lead_somewhere(begun: Path) -> None:
    links = [text.count("](") for path, text in controlled(begun).items() if path.endswith(".md")]
    assert sum(links) > len(links)
    report = assess(begun, select=("link-broken", "anchor-missing", "claim-heading-missing")).report
    assert report.findings == ()


# The names


def test_the_table_has_the_longest_name_first_and_each_once() -> None:
    names = list(placeholders())
    assert [len(name) for name in names] == sorted(map(len, names), reverse=True)
    assert all(PLACEHOLDER.fullmatch(each) for each in placeholders().values())


def test_no_name_of_the_table_is_there_for_nothing() -> None:
    used = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("policies", "procedures", "docs/plans", "docs/services", "docs/agreements")
        for path in (HERE / folder).rglob("*.*")
    )
    whole = " ".join(used.split())
    missing = [name for name in placeholders() if name not in whole]
    assert [name for name in missing if name not in ("Northway", "Penny Bridge", "Cairn")] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Deskbook's list", "‹ticket tool›'s list"),
        ("Tarn Valley Water and Tarn Valley IT", "‹customer acting as a supplier› and Acme"),
        ("The Valley board.", "The ‹larger organisation›."),
        ("On 4040, not 14,040 or 4040:30", "On ‹desk number›, not 14,040 or 4040:30"),
        ("Tarnish, Ebbings and a Beaconsfield", "Tarnish, Ebbings and a Beaconsfield"),
        ("Northway Fibre, Northway", "‹network supplier›, ‹network supplier›"),
        ("anna@tarnvalley.example", "anna@‹mail domain›"),
        ("see CON-001-northway-fibre.md", "see CON-001-network-supplier.md"),
        ("at Penny\n  Bridge Payments, who pay", "at ‹payment supplier›,\n  who pay"),
        ("at Penny\nBridge - who pays", "at ‹payment supplier› - who pays"),
        ("by Tarn\nValley IT\n\nNext", "by Acme\n\nNext"),
        ("**Tarn Valley IT**", "**Acme**"),
        ("A dead valley of the valley", "A ‹place without reception› of the ‹region›"),
    ],
)  # fmt: skip
def test_a_name_is_replaced_as_a_whole_wherever_it_stands(before: str, after: str) -> None:
    assert in_text(before, "Acme") == after


def test_the_name_of_the_adopter_is_never_taken_for_an_invented_one() -> None:
    assert in_text("Tarn Valley IT of Skelby", "Skelby Tarn Valley IT 4040") == (
        "Skelby Tarn Valley IT 4040 of ‹town 4›"
    )


def test_an_id_stays_an_id() -> None:
    assert in_value("valley-board", "Acme") == "larger-organisation"
    assert in_slug("SLA-002-citizen-portal-for-the-town-of-tarnford.md") == (
        "SLA-002-citizen-portal-for-the-town-of-town-1.md"
    )
    assert in_slug("tarnish-beaconsfield") == "tarnish-beaconsfield"


# Drafts


def test_a_document_named_after_an_invented_thing_gets_another_name_and_links_follow() -> None:
    made = drafts(
        paper(
            "docs/agreements/contracts/CON-001-northway-fibre.md",
            "contract",
            "## When Northway is late\n\nWe [wait](#when-northway-is-late).\n",
            supplier="Northway Fibre",
            services=["SVC-002"],
            clauses=["8.3.4.1-b#when-northway-is-late"],
        ),
        paper(
            "policies/POL-006-suppliers.md",
            "policy",
            "See [Northway\nFibre](../docs/agreements/contracts/CON-001-northway-fibre.md"
            "#when-northway-is-late).\n",
        ),
    )
    contract = made["docs/agreements/contracts/CON-001-network-supplier.md"]
    assert 'supplier: "‹network supplier›"\n' in contract
    assert '  - "8.3.4.1-b#when-network-supplier-is-late"\n' in contract
    assert "We [wait](#when-network-supplier-is-late).\n" in contract
    assert made["policies/POL-006-suppliers.md"].endswith(
        "See [‹network supplier›](../docs/agreements/contracts/CON-001-network-supplier.md"
        "#when-network-supplier-is-late).\n"
    )


def test_the_second_of_two_headings_that_come_to_the_same_is_followed_too() -> None:
    made = drafts(
        paper(
            "policies/POL-001-a.md",
            "policy",
            "## Northway\n\n## Northway Fibre\n\n[There](#northway-fibre)\n",
        )
    )
    assert made["policies/POL-001-a.md"].endswith("[There](#network-supplier-1)\n")


def test_a_link_to_what_is_not_handed_over_becomes_its_text() -> None:
    text = (
        "[A](../records/risks/RSK-001-x.yml), [B](POL-002-b.md#scope), [C](POL-003-c.md),"
        " [D](https://example.org), [E](https://status.tarnvalley.example),"
        " [F](../records/trust/roles.yml), ![G](g.png), [H](../docs/about.md)\n"
    )
    made = drafts(
        paper("policies/POL-001-a.md", "policy", text),
        paper("policies/POL-002-b.md", "policy", "## Scope\n"),
        paper("policies/POL-003-c.md", "policy", "## Scope\n"),
        but="POL-003",
        others=("records/trust/roles.yml",),
    )
    assert made["policies/POL-001-a.md"].endswith(
        "---\nA, [B](POL-002-b.md#scope), C, [D](https://example.org), E,"
        " [F](../records/trust/roles.yml), G, H\n"
    )


def test_references_to_what_is_not_handed_over_are_dropped_with_their_entry() -> None:
    made = drafts(
        paper(
            "procedures/PRC-001-a.md",
            "procedure",
            related=["PRC-002", "PRC-003"],
            interfaces=[
                {"with": "PRC-003", "gives": "A"},
                {"with": "PRC-002", "gives": "B"},
                {"with": "PRC-003", "gives": "C"},
            ],
        ),
        paper("procedures/PRC-002-b.md", "procedure", related=["PRC-003"]),
        paper("procedures/PRC-003-c.md", "procedure"),
        but="PRC-003",
    )
    assert made["procedures/PRC-001-a.md"].endswith(
        "related:\n  - PRC-002\ninterfaces:\n  - with: PRC-002\n    gives: B\n---\n"
    )
    assert "related" not in made["procedures/PRC-002-b.md"]


def test_a_required_list_that_loses_all_its_entries_stays_as_an_empty_one() -> None:
    made = drafts(
        paper("docs/services/SVC-001-a.yml", "service", agreements=["SLA-001"]),
        paper("docs/agreements/SLA-001-a.md", "agreement"),
        but="SLA-001",
    )
    assert "agreements: []\n" in made["docs/services/SVC-001-a.yml"]


def test_a_line_that_a_placeholder_makes_too_long_is_cut_before_one() -> None:
    line = f"{'x ' * 50}Skelby and 4040 of Ebbing"
    made = drafts(paper("policies/POL-001-a.md", "policy", title=line))
    title = " ".join(made["policies/POL-001-a.md"].partition("version")[0].split())
    assert title.endswith("x x ‹town 4› and…")


def test_a_title_may_hold_a_placeholder() -> None:
    data = {"id": "POL-001", **REQUIRED, "title": "Contract with ‹network supplier›"}
    assert SCHEMAS.violations("policy", data) == ()


# The least


def test_the_least_is_what_the_standard_names_and_all_of_the_services() -> None:
    papers = read_papers(HERE, SCHEMAS)
    catalogue = load_catalogue("iso-iec-20000-1-2018", HERE)
    chosen = {each.id for each in minimal(papers, catalogue)}
    assert {"POL-001", "POL-002", "POL-003", "PLN-001"} <= chosen
    assert {each.id for each in papers if each.id[:3] in ("SVC", "SLA", "CON", "AGR")} <= chosen
    # A process description is what the standard asks for of each process, not by name.
    assert not {"PRC-003", "PRC-005", "PRC-006"} & chosen
    assert 15 <= len(chosen) < len(papers)


def test_what_a_service_rests_on_comes_along_and_what_is_related_does_not() -> None:
    papers = [
        paper("docs/services/SVC-001-a.yml", "service", underpinned_by=["PLN-001"]),
        paper("docs/plans/PLN-001-a.md", "plan", related=["PLN-002"]),
        paper("docs/plans/PLN-002-b.md", "plan"),
        paper("policies/POL-001-a.md", "policy", clauses=["5.2.1-a#policy"]),
        paper("policies/POL-002-b.md", "policy", clauses=["8.4.1-a", "4.4-a#x", "9.9-z"]),
    ]
    catalogue = load_catalogue("iso-iec-20000-1-2018", HERE)
    assert [each.id for each in minimal(papers, catalogue)] == ["SVC-001", "PLN-001", "POL-001"]


def test_init_tells_how_many_were_handed_over_and_what_comes_next(tmp_path: Path) -> None:
    result = invoke("init", str(tmp_path / "a"), "--organisation", "Acme", "--minimal")
    documents = assess(tmp_path / "a", date(2026, 11, 20)).report.documents
    every = len(read_papers(HERE, SCHEMAS))
    assert (
        f"\n{documents} of {every} documents were handed over: those that the standard names,"
        " and the services with their agreements.\nWhat to do first:\n" in result.output
    )
    assert "Fill in the other ‹…›: sms-docs check --select placeholder-left" in result.output
    *_, last = result.output.strip().split("\n")
    assert last.endswith("`init` into another folder, and copy it.")


def test_what_was_left_out_can_be_copied_later(tmp_path: Path) -> None:
    for folder, options in (("a", ["--minimal"]), ("b", [])):
        invoke("init", str(tmp_path / folder), "--organisation", "Acme", *options)
    left = sorted(set(files(tmp_path / "b")) - set(files(tmp_path / "a")))
    assert left
    for path in left:
        (tmp_path / "a" / path).write_text(files(tmp_path / "b")[path], encoding="utf-8")
    result = invoke("check", "--root", str(tmp_path / "a"))
    assert result.exit_code == 0, result.output
