from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sms_docs.catalogue import Requirement
from sms_docs.errors import ConfigurationError
from sms_docs.load.catalogues import (
    SCHEMA,
    SHIPPED,
    catalogue_names,
    check_source,
    load_catalogue,
    shipped_source,
)
from sms_docs.load.schemas import load_schemas

CURRENT = "iso-iec-20000-1-2018"
WITHDRAWN = "iso-iec-20000-1-2011"
NOWHERE = Path("nowhere")
OWN = """\
catalogue:
  id: own
  standard: Own 1
  title: Own things
clauses:
- id: "1"
  title: First
  parent: null
  pdca: plan
- id: "1.1"
  title: Second
  parent: "1"
  pdca: do
  requirements:
  - id: "1.1-a"
    text: Do it.
    evidence: record
    points:
    - id: "1.1-a1"
      text: well
  - id: "1.1-b"
    text: Write it down.
    evidence: document
    explicit: true
    artefacts:
    - D01
  artefacts:
  - R01
artefacts:
- id: D01
  name: A plan
  kind: plan
  clauses:
  - "1.1"
  basis: implied
- id: R01
  name: A record
  kind: record
  clauses:
  - "1.1"
  basis: explicit
"""


def write(root: Path, text: str, name: str = "own.yml") -> Path:
    (root / "catalogues").mkdir(exist_ok=True)
    (root / "catalogues" / name).write_text(text, encoding="utf-8")
    return root


def refusal(root: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_catalogue("own", write(root, text))
    return str(caught.value)


def test_the_current_edition_has_all_its_clauses_requirements_and_artefacts() -> None:
    catalogue = load_catalogue(CURRENT, NOWHERE)
    points = sum(len(each.points) for each in catalogue.requirements.values())
    found = len(catalogue.clauses), len(catalogue.requirements), points, len(catalogue.artefacts)
    assert found == (88, 212, 227, 64)
    assert catalogue.standard == "ISO/IEC 20000-1:2018"


def test_a_requirement_is_read_whole() -> None:
    assert load_catalogue(CURRENT, NOWHERE).requirements["10.2-e"] == Requirement(
        id="10.2-e",
        clause="10.2",
        text="Manage approved improvements.",
        evidence="record",
        explicit=True,
        artefacts=("R25",),
        points=(
            ("10.2-e1", "give each at least one target, for instance for quality, cost or risk"),
            ("10.2-e2", "rank, plan and do them"),
            ("10.2-e3", "change the SMS where that is needed"),
            ("10.2-e4", "measure the effect against the target and act where it falls short"),
            ("10.2-e5", "report on what was done"),
        ),
    )


def test_a_clause_keeps_its_crosswalk_without_the_word_about_it() -> None:
    clause = load_catalogue(CURRENT, NOWHERE).clauses["8.2.4"]
    assert clause.maps_to == {
        "iso9001_2015": ("8.2.1",),
        "iso27001_2022": (),
        "fitsm_1": ("PR1.1", "PR2.1"),
    }


def test_a_note_of_a_clause_is_kept() -> None:
    assert load_catalogue(CURRENT, NOWHERE).clauses["8.3.1"].note.startswith("Informative")


@pytest.mark.parametrize(("name", "current"), [(CURRENT, True), (WITHDRAWN, False)])
def test_the_shipped_editions_forbid_exclusions_and_say_whether_they_hold(
    name: str,
    current: bool,  # noqa: FBT001
) -> None:
    catalogue = load_catalogue(name, NOWHERE)
    assert (catalogue.exclusions, catalogue.current) == ("forbidden", current)


def test_every_requirement_with_a_record_names_what_gives_it() -> None:
    requirements = load_catalogue(CURRENT, NOWHERE).requirements.values()
    assert [r.id for r in requirements if r.evidence == "record" and not r.artefacts] == []


def test_every_artefact_of_the_current_edition_is_asked_for_by_a_clause_that_it_names() -> None:
    catalogue = load_catalogue(CURRENT, NOWHERE)
    asked = {name for clause in catalogue.clauses.values() for name in clause.artefacts}
    assert asked == catalogue.artefacts.keys()
    for clause in catalogue.clauses.values():
        for name in clause.artefacts:
            assert clause.number in catalogue.artefacts[name].clauses


def test_every_artefact_of_the_current_edition_is_asked_for_by_a_requirement() -> None:
    catalogue = load_catalogue(CURRENT, NOWHERE)
    # 7.5.4 names the whole set once more.
    asked = {
        name
        for requirement in catalogue.requirements.values()
        for name in requirement.artefacts
        if requirement.id != "7.5.4-a"
    }
    assert asked == catalogue.artefacts.keys()


def test_what_proves_a_requirement_is_of_the_sort_that_it_asks_for() -> None:
    catalogue = load_catalogue(CURRENT, NOWHERE)
    sorts = {
        r.id: {catalogue.artefacts[name].id[0] for name in r.artefacts}
        for r in catalogue.requirements.values()
        if r.explicit
    }
    record = {
        r.id for r in catalogue.requirements.values() if r.explicit and r.evidence == "record"
    }
    assert {name for name in record if "R" not in sorts[name]} == set()
    document = sorts.keys() - record - {"7.5.1-a"}
    assert {name for name in document if "D" not in sorts[name]} == set()


def test_points_are_claimed_only_where_there_are_some() -> None:
    requirements = load_catalogue(CURRENT, NOWHERE).requirements
    claimed = [r.id for r in requirements.values() if r.points_claimed]
    assert claimed == [
        "4.3-c", "5.2.1-a", "6.3-c", "8.3.3-c", "8.3.4.1-c", "8.3.4.2-a", "8.5.1.1-a",
        "8.5.2.1-a", "8.7.2-e",
    ]  # fmt: skip
    assert all(requirements[name].points for name in claimed)


def test_the_keys_that_requirements_ask_for_are_keys_of_their_types() -> None:
    schemas = load_schemas(None)
    requirements = load_catalogue(CURRENT, NOWHERE).requirements
    for requirement in requirements.values():
        if holds := requirement.holds:
            kinds = [holds.of] if holds.of else ["plan", "policy"]
            known = {key.name for kind in kinds for key in schemas.properties(kind)}
            assert known >= {*holds.keys, *holds.stated}


def test_the_crosswalk_of_the_withdrawn_edition_leads_to_clauses_that_exist() -> None:
    known = load_catalogue(CURRENT, NOWHERE).clauses
    withdrawn = load_catalogue(WITHDRAWN, NOWHERE)
    led = {number for clause in withdrawn.clauses.values() for number in clause.maps_to[CURRENT]}
    assert len(withdrawn.clauses) == 53
    assert led <= known.keys()


@pytest.mark.parametrize("name", [CURRENT, WITHDRAWN])
def test_a_shipped_catalogue_holds_to_what_is_asked_of_a_projects_own(
    name: str, tmp_path: Path
) -> None:
    """Nothing of it is checked when it is read, so it is checked here; as YAML, too."""
    check_source(shipped_source(name), name)
    text = (SHIPPED / f"{name}.json").read_text(encoding="utf-8")
    assert load_catalogue(name, write(tmp_path, text, f"{name}.yml")) == load_catalogue(
        name, NOWHERE
    )


def test_a_project_may_bring_its_own_catalogue(tmp_path: Path) -> None:
    catalogue = load_catalogue("own", write(tmp_path, OWN))
    assert list(catalogue.requirements) == ["1.1-a", "1.1-b"]
    assert (catalogue.exclusions, catalogue.current) == ("allowed", True)


def test_a_requirement_without_artefacts_of_its_own_asks_for_those_of_its_clause(
    tmp_path: Path,
) -> None:
    requirements = load_catalogue("own", write(tmp_path, OWN)).requirements
    assert [r.artefacts for r in requirements.values()] == [("R01",), ("D01",)]


def test_a_catalogue_of_the_project_stands_for_that_of_the_package(tmp_path: Path) -> None:
    root = write(tmp_path, OWN.replace("id: own", f"id: {CURRENT}"), f"{CURRENT}.yml")
    assert load_catalogue(CURRENT, root).title == "Own things"


def test_a_project_adds_to_the_names_and_its_wording_is_none(tmp_path: Path) -> None:
    write(tmp_path, "wording: {}\n", "own.wording.yml")
    assert catalogue_names(write(tmp_path, OWN)) == (WITHDRAWN, CURRENT, "own")


def test_an_unknown_catalogue_gets_a_guess_and_the_list() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_catalogue("iso-iec-20000-1-2019", NOWHERE)
    assert str(caught.value) == (
        f"no catalogue 'iso-iec-20000-1-2019'; did you mean '{CURRENT}'?; "
        f"known: {WITHDRAWN}, {CURRENT}"
    )


@pytest.mark.parametrize("name", ["../own", "own.wording", "", "OWN"])
def test_a_name_leads_to_no_other_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, OWN)
    write(tmp_path, OWN, "own.wording.yml")
    (tmp_path / "own.yml").write_text(OWN, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no catalogue"):
        load_catalogue(name, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: own", "id: other", "2:7: the file of 'own' calls itself 'other'"),
        ('parent: "1"', 'parent: "2"', "12:11: no clause '2'"),
        ("parent: null", 'parent: "1.1"', "8:11: the parent '1.1' does not stand above '1'"),
        ("parent: null", 'parent: "1"', "8:11: the parent '1' does not stand above '1'"),
        ('  - "1.1"\n  basis: i', '  - "1.2"\n  basis: i', "34:5: no clause '1.2'"),
        ("  - R01", "  - R02", "28:5: no artefact 'R02'; did you mean"),
        ("    - D01", "    - D02", "26:7: no artefact 'D02'; did you mean"),
        ('"1.1-b"', '"1.2-b"', "21:9: '1.2-b' stands in '1.1'"),
        ('"1.1-b"', '"1.1-a"', "21:9: the id '1.1-a' is used twice"),
        ('"1.1-a1"', '"1.1-b1"', "19:11: '1.1-b1' stands in '1.1-a'"),
        ('- id: "1"', '- id: "1.1"', "10:7: the id '1.1' is used twice"),
        ("- id: R01", "- id: D01", "36:7: the id 'D01' is used twice"),
        ("pdca: do", "pdca: later", "13:9: 'later' is none of plan, do, check, act"),
        ("evidence: record", "evidenc: record", "17:5: unknown key 'evidenc'"),
        ("clauses:\n- id", "clause:\n- id", "5:1: unknown key 'clause'"),
    ],
)
def test_a_broken_catalogue_names_file_line_and_reason(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in OWN
    assert refusal(tmp_path, OWN.replace(old, new, 1)).startswith(f"catalogues/own.yml:{expected}")


def test_a_broken_catalogue_says_what_would_be_right(tmp_path: Path) -> None:
    message = refusal(tmp_path, OWN.replace("  standard: Own 1\n", ""))
    assert message == (
        'catalogues/own.yml:2:3: "standard" is a required property;'
        " catalogue.schema.json says what a catalogue holds"
    )


@pytest.mark.parametrize(
    "text",
    ["catalogue: [", "catalogue: &a {}\n", "catalogue: NO\n", "a: 1\na: 2\n", "- one\n", ""],
)
def test_what_is_no_strict_yaml_or_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    assert re.match(r"catalogues/own\.yml:[0-9]+:[0-9]+: .+; ", refusal(tmp_path, text))


def test_a_catalogue_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    write(tmp_path, OWN)
    (tmp_path / "catalogues" / "own.yml").write_bytes(b"catalogue: \xff\n")
    with pytest.raises(ConfigurationError, match=r"catalogues/own.yml:1:12: not UTF-8"):
        load_catalogue("own", tmp_path)


def test_a_link_in_place_of_a_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yml").write_text(OWN, encoding="utf-8")
    (tmp_path / "catalogues").mkdir()
    (tmp_path / "catalogues" / "own.yml").symlink_to(tmp_path / "elsewhere.yml")
    with pytest.raises(ConfigurationError, match=r"catalogues/own\.yml"):
        load_catalogue("own", tmp_path)


def wording(root: Path, text: str) -> Path:
    write(root, OWN)
    return write(root, text, "own.wording.yml")


def test_official_wording_stands_in_for_ours_where_it_is_asked_for(tmp_path: Path) -> None:
    root = wording(tmp_path, 'wording:\n  "1.1-a": The bought text.\n')
    ours = load_catalogue("own", root)
    official = load_catalogue("own", root, wording=True)
    assert [r.text for r in ours.requirements.values()] == ["Do it.", "Write it down."]
    assert [r.text for r in official.requirements.values()] == [
        "The bought text.",
        "Write it down.",
    ]


def test_without_bought_wording_ours_stays(tmp_path: Path) -> None:
    root = write(tmp_path, OWN)
    assert load_catalogue("own", root, wording=True) == load_catalogue("own", root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('wording:\n  "1.1-c": text\n', ":2:12: no requirement '1.1-c' in own; did you mean"),
        ('wording:\n  "1.1-a": 3\n', ":2:12: '1.1-a' has no text"),
        ("wording: text\n", ":1:1: the file does not hold wording and nothing else"),
        ("wording: {}\nmore: text\n", ":1:1: the file does not hold wording and nothing else"),
        ("- wording\n", ":1:1: the file does not hold wording and nothing else"),
    ],
)
def test_broken_wording_names_file_line_and_reason(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_catalogue("own", wording(tmp_path, text), wording=True)
    assert str(caught.value).startswith(f"catalogues/own.wording.yml{expected}")


def test_every_property_of_the_schema_is_described_with_an_example() -> None:
    def properties(schema: object) -> list[tuple[str, dict[str, object]]]:
        if isinstance(schema, list):
            return [found for part in schema for found in properties(part)]
        if not isinstance(schema, dict):
            return []
        own = schema.get("properties", {})
        return [*own.items(), *(found for part in schema.values() for found in properties(part))]

    found = properties(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert len(found) > 30
    lacking = [
        name
        for name, schema in found
        if not {"title", "description"} <= schema.keys()
        or (schema.get("type") != "object" and "examples" not in schema)
    ]
    assert lacking == []
