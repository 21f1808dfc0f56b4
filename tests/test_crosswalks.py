"""A crosswalk leads to clauses that exist: in what is shipped, and in what a project adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms_docs.errors import ConfigurationError
from sms_docs.load.catalogues import (
    catalogue_names,
    check_crosswalks,
    load_catalogue,
    shipped_names,
    shipped_source,
)
from sms_docs.load.crosswalks import meant_by
from sms_docs.load.numbers import load_numbers

NOWHERE = Path("nowhere")
KNOWN = (*load_numbers(), *catalogue_names(NOWHERE))
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
  maps_to:
"""
OTHER = OWN.replace("own", "other").replace("  maps_to:\n", "")


def own(root: Path, *lines: str) -> Path:
    (root / "catalogues").mkdir(exist_ok=True)
    text = OWN + "".join(f"    {line}\n" for line in lines)
    (root / "catalogues/own.yml").write_text(text, encoding="utf-8")
    return root


def refusal(root: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_catalogue("own", root)
    return str(caught.value)


@pytest.mark.parametrize("name", sorted(shipped_names()))
def test_every_crosswalk_of_the_package_leads_to_clauses_that_exist(name: str) -> None:
    source = shipped_source(name)
    check_crosswalks(source, NOWHERE)
    mapped = {each for clause in source.data["clauses"] for each in clause.get("maps_to", {})}
    assert mapped - {"relation"} <= {*load_numbers(), *catalogue_names(NOWHERE)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('iso9001_2015: ["8.4", "8.9"]', "11:27: no clause '8.9' in iso9001_2015; did you mean"),
        ('iso27001_2022: ["A.5.38"]', "11:21: no clause 'A.5.38' in iso27001_2022; did you mean"),
        ('iso27001_2022: ["A.5"]', "11:21: no clause 'A.5' in iso27001_2022"),
        ('fitsm_1: ["PR15.1"]', "11:15: no clause 'PR15.1' in fitsm_1; did you mean"),
        ('iso-iec-20000-1-2018: ["8.2.7"]', "11:28: no clause '8.2.7' in iso-iec-20000-1-2018"),
        ('iso-iec-20000-1-2011: ["10"]', "11:28: no clause '10' in iso-iec-20000-1-2011"),
        ('own: ["1.1"]', "11:11: no clause '1.1' in own"),
        ("iso9001_2105: []", "11:5: no catalogue 'iso9001_2105'; did you mean 'iso9001_2015'?"),
    ],
)
def test_a_crosswalk_to_nowhere_names_file_line_reason_and_cure(
    tmp_path: Path, line: str, expected: str
) -> None:
    message = refusal(own(tmp_path, line))
    assert message.startswith(f"catalogues/own.yml:{expected}")
    assert message.endswith(
        ("; name a clause that exists, or take it out", ", or take the crosswalk out")
    )


def test_a_crosswalk_to_what_exists_is_read(tmp_path: Path) -> None:
    root = own(
        tmp_path,
        'iso9001_2015: ["8.5.6"]',
        'iso27001_2022: ["10.2", "A.8.34"]',
        'fitsm_1: ["GR1.1"]',
        'iso-iec-20000-1-2011: ["9.3"]',
        'own: ["1"]',
        'cobit_2019: ["DSS02"]',
        "relation: partial",
    )
    clause = load_catalogue("own", root).clauses["1"]
    assert clause.relation == "partial"
    assert clause.maps_to["cobit_2019"] == ("DSS02",)
    assert len(clause.maps_to) == 6


def test_two_catalogues_of_a_project_may_lead_to_each_other(tmp_path: Path) -> None:
    root = own(tmp_path, 'other: ["1"]')
    back = OTHER + '  maps_to:\n    own: ["1"]\n'
    (root / "catalogues/other.yml").write_text(back, encoding="utf-8")
    assert load_catalogue("own", root).clauses["1"].maps_to == {"other": ("1",)}
    assert load_catalogue("other", root).clauses["1"].maps_to == {"own": ("1",)}


def test_a_catalogue_of_the_project_is_asked_before_that_of_the_package(tmp_path: Path) -> None:
    root = own(tmp_path, 'iso-iec-20000-1-2018: ["4.1"]')
    mine = OTHER.replace("id: other", "id: iso-iec-20000-1-2018")
    (root / "catalogues/iso-iec-20000-1-2018.yml").write_text(mine, encoding="utf-8")
    assert "no clause '4.1' in iso-iec-20000-1-2018" in refusal(root)


def test_a_broken_catalogue_that_a_crosswalk_names_is_told_at_its_own_place(tmp_path: Path) -> None:
    root = own(tmp_path, 'other: ["1"]')
    broken = OTHER.replace("title: First", "heading: First")
    (root / "catalogues/other.yml").write_text(broken, encoding="utf-8")
    assert refusal(root).startswith("catalogues/other.yml:7:3: unknown key 'heading'")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("iso9001_2105", "iso9001_2015"),
        ("iso90001_2015", "iso9001_2015"),
        ("iso901_2015", "iso9001_2015"),
        ("iso9001_2016", "iso9001_2015"),
        ("iso9001", "iso9001_2015"),
        ("iso-9001-2015", "iso9001_2015"),
        ("iso-iec-27001-2022", "iso27001_2022"),
        ("ios27001_2022", "iso27001_2022"),
        ("fitsm", "fitsm_1"),
        ("fitms_1", "fitsm_1"),
        ("iso20000_1_2018", "iso-iec-20000-1-2018"),
        ("iso-iec-20000-1-2019", "iso-iec-20000-1-2018"),
    ],
)
def test_a_slip_is_told_from_another_standard(name: str, meant: str) -> None:
    assert meant_by(name, KNOWN) == meant


@pytest.mark.parametrize(
    "name",
    [
        "iso14001_2015", "iso22301_2019", "iso27001_2013", "iso27002_2022", "iso27701_2019",
        "iso9001_2008", "iso45001_2018", "fitsm_2", "cobit_2019", "itil4", "acme-rules",
        "iso-iec-20000-1-2005", "iso", "x",
    ],
)  # fmt: skip
def test_another_standard_is_no_slip(name: str) -> None:
    assert meant_by(name, KNOWN) == ""


def test_of_names_without_numbers_the_letters_decide() -> None:
    assert meant_by("acme-rule", ["acme-rules"]) == "acme-rules"
    assert meant_by("acme-house-rules", ["acme-rules"]) == ""
