from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result
from small_sms import CATALOGUE, document, record, system

from sms_docs import exports
from sms_docs.cli import cli
from sms_docs.cli.matrix import in_force
from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, Record, Review, Standing, Status
from sms_docs.table import Table
from sms_docs.trace import trace
from sms_docs.views.matrix import matrix
from sms_docs.views.register import register

TODAY = date(2026, 11, 20)
OUTPUT_SCHEMAS = Path(__file__).parent.parent / "schemas" / "output"
MARKER = "Xyzzy"
ALL_KEYS = {
    "id": "PRC-002",
    "title": "Incident management",
    "type": "procedure",
    "version": "2.1",
    "status": "in-force",
    "review": "due",
    "pending": "2.2",
    "owner": "incident-manager",
    "approvers": ["ann-lee", "bo-ek"],
    "approved_on": "2025-12-01",
    "level": "signed",
    "in_force_since": "2025-12-15",
    "next_review": "2026-12-01",
    "classification": "internal",
    "path": "procedures/PRC-002.md",
    "clauses": ["1.2", "1.1-b"],
}
APPROVED = document(
    "PRC-002",
    "1.2",
    "1.1-b#steps",
    "1.1-b",
    title="Incident management",
    version="2.1",
    owner="incident-manager",
    classification="internal",
    standing=Standing(
        status=Status.IN_FORCE,
        review=Review.DUE,
        pending="2.2",
        level="signed",
        approvers=("ann-lee", "bo-ek"),
        approved_on=date(2025, 12, 1),
        in_force_since=date(2025, 12, 15),
        next_review=date(2026, 12, 1),
    ),
)


def matrix_of(
    *items: Document | Record, publish: tuple[str, ...] | None = None, working: bool = False
) -> Table:
    return matrix(trace(system(*items), TODAY, working=working), CATALOGUE, publish)


def row(table: Table, requirement: str) -> Mapping[str, Any]:
    return next(row for row in table.rows if row["requirement"] == requirement)


def fits(table: Table, name: str) -> bool:
    schema = json.loads((OUTPUT_SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    written = json.loads(exports.export("json", table))
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(written)
    return True


def test_the_register_says_of_a_document_all_that_is_known() -> None:
    assert register(system(APPROVED)).rows == (ALL_KEYS,)


def test_the_register_has_a_column_for_each_value() -> None:
    assert [column.key for column in register(system()).columns] == list(ALL_KEYS)


def test_the_register_is_ordered_by_id() -> None:
    table = register(system(document("PRC-002"), document("POL-001"), document("PRC-001")))
    assert [found["id"] for found in table.rows] == ["POL-001", "PRC-001", "PRC-002"]


def test_the_register_of_a_draft_has_no_approval() -> None:
    found = register(system(document("PRC-001", standing=Standing()))).rows[0]
    assert (found["status"], found["review"]) == ("draft", "none")
    empty = ("pending", "approved_on", "level", "in_force_since", "next_review")
    assert {found[key] for key in empty} == {None}
    assert found["approvers"] == []


def test_the_register_as_json_is_what_its_schema_promises() -> None:
    assert fits(register(system(APPROVED, document("PRC-001", standing=Standing()))), "register")


def test_a_document_that_is_not_published_shows_id_and_title_alone() -> None:
    secret = document(
        "PRC-009", "1.2", title="Keys", classification="confidential", owner=MARKER, version=MARKER
    )
    table = register(system(APPROVED, secret), published_only=True)
    assert table.rows == (
        ALL_KEYS,
        dict.fromkeys(ALL_KEYS) | {"id": "PRC-009", "title": "Keys"},
    )


def test_the_register_for_those_who_may_read_all_hides_nothing() -> None:
    secret = document("PRC-009", classification="confidential")
    assert register(system(secret)).rows[0]["classification"] == "confidential"


def test_the_matrix_leads_from_a_requirement_to_documents_and_records() -> None:
    found = row(matrix_of(APPROVED, record("NCR-2026-001", "2026-05-01")), "1.2-a")
    assert found == {
        "clause": "1.2",
        "requirement": "1.2-a",
        "title": "Mishaps",
        "text": "Record mishaps.",
        "documents": [
            {"id": "PRC-002", "version": "2.1", "status": "in-force", "anchor": None},
        ],
        "records": [{"id": "NCR-2026-001", "kind": "nonconformity", "date": "2026-05-01"}],
        "state": "current",
        "reason": "",
    }


def test_the_matrix_names_each_heading_that_answers() -> None:
    found = row(matrix_of(APPROVED), "1.1-b")
    assert [named["anchor"] for named in found["documents"]] == ["steps", None]


def test_the_matrix_as_text_names_a_document_once_and_records_with_their_day() -> None:
    table = matrix_of(APPROVED, record("NCR-2026-002"), record("NCR-2026-001", "2026-06-01"))
    texts = {column.key: column.text for column in table.columns}
    assert texts["documents"](row(table, "1.1-b")["documents"]) == "PRC-002 2.1 in-force"
    shown = texts["records"](row(table, "1.2-a")["records"])
    assert shown == "NCR-2026-001 2026-06-01, NCR-2026-002 2026-05-01"


def test_the_matrix_has_a_column_for_each_value() -> None:
    table = matrix_of()
    assert {column.key for column in table.columns} == set(table.rows[0])


def test_the_matrix_is_framed_by_catalogue_day_and_summary() -> None:
    written = json.loads(exports.export("json", matrix_of(document("PRC-001", "1.1"))))
    assert list(written) == ["catalogue", "as_of", "rows", "summary"]
    assert (written["catalogue"], written["as_of"]) == ("iso", "2026-11-20")
    assert written["summary"] == {
        "unclaimed": 1,
        "claimed": 0,
        "documented": 0,
        "evidenced": 0,
        "current": 2,
    }


def test_the_matrix_as_json_is_what_its_schema_promises() -> None:
    assert fits(matrix_of(APPROVED, record("NCR-2026-001")), "matrix")


def test_the_title_says_what_is_a_preview() -> None:
    title = "Traceability matrix of ISO 1 as of 2026-11-20"
    assert matrix_of().title == title
    assert matrix_of(working=True).title == f"{title}, working texts"


def test_the_matrix_shows_the_wording_of_the_catalogue_that_it_is_given() -> None:
    clause = CATALOGUE.clauses["1.2"]
    bought = clause._replace(requirements=(clause.requirements[0]._replace(text="Bought."),))
    worded = CATALOGUE._replace(clauses={**CATALOGUE.clauses, "1.2": bought})
    assert row(matrix(trace(system(), TODAY), worded), "1.2-a")["text"] == "Bought."


def test_of_what_is_not_published_the_matrix_shows_the_id_alone() -> None:
    secret = document("PRC-009", f"1.2-a#{MARKER}", version=MARKER, classification="restricted")
    hidden = record("NCR-2026-001", classification="restricted")
    table = matrix_of(APPROVED, secret, hidden, publish=("public", "internal"))
    found = row(table, "1.2-a")
    nothing = {"version": None, "status": None, "anchor": None}
    assert found["documents"][1] == {"id": "PRC-009", **nothing}
    assert found["records"] == [{"id": "NCR-2026-001", "kind": None, "date": None}]
    assert MARKER not in exports.export("json", table)
    assert MARKER in exports.export("json", matrix_of(APPROVED, secret, hidden))


def test_a_reason_tells_nothing_about_a_document_that_is_not_published() -> None:
    secret = document("PRC-009", f"1.1-b#{MARKER}", classification="restricted")
    assert row(matrix_of(secret), "1.1-b")["reason"] == (
        f"heading #{MARKER} of PRC-009 does not exist"
    )
    published = row(matrix_of(secret, publish=("internal",)), "1.1-b")
    assert published["reason"] == "PRC-009 is not published"


def test_a_reason_about_others_stays_beside_a_document_that_is_not_published() -> None:
    secret = document("PRC-009", "1.2", classification="restricted")
    published = row(matrix_of(secret, publish=("internal",)), "1.2-a")
    assert published["reason"] == "no record of kind nonconformity (R24)"


def test_matrix_and_register_name_the_same_documents() -> None:
    given = system(APPROVED, document("PRC-001", "1.1"), document("POL-001", "1.1-a"))
    named = {
        found["id"]
        for each in matrix(trace(given, TODAY), CATALOGUE).rows
        for found in each["documents"]
    }
    assert named == {found["id"] for found in register(given).rows}


SETTINGS = """\
[tool.sms-docs]
organisation = "Acme IT"
sms_id = "urn:uuid:3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d10"
catalogues = ["own", "iso-iec-20000-1-2018"]
"""
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
  requirements:
  - id: "1-a"
    text: Our own words.
    evidence: none
"""
PROCEDURE = """\
---
id: PRC-001
title: Document control
version: "1.0"
owner: quality-manager
authors: [ann-lee]
classification: internal
audience: [all-staff]
review_interval: P12M
clauses: ["1"]
change: First version.
---

## Purpose

Control.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "catalogues").mkdir()
    (tmp_path / "procedures").mkdir()
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "catalogues" / "own.yml").write_text(OWN, encoding="utf-8")
    path = tmp_path / "procedures" / "PRC-001-document-control.md"
    path.write_text(PROCEDURE, encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    name, *options = arguments
    given = [name, "--root", str(root), *options]
    if "--as-of" not in options:
        given += ["--as-of", "2026-11-20"]
    return CliRunner(env={"COLUMNS": None}).invoke(cli, given, catch_exceptions=False)


def test_the_command_matrix_shows_the_first_catalogue_in_force(root: Path) -> None:
    shown = run(root, "matrix", "--format", "json")
    found = json.loads(shown.stdout)
    assert shown.exit_code == 0
    assert (found["catalogue"], found["as_of"]) == ("own", "2026-11-20")
    assert [(each["requirement"], each["state"]) for each in found["rows"]] == [("1-a", "claimed")]
    assert found["rows"][0]["reason"] == "PRC-001 is a draft: nothing approved claims it"


def test_the_command_matrix_shows_another_catalogue_on_request(root: Path) -> None:
    shown = run(root, "matrix", "--format", "json", "--catalogue", "iso-iec-20000-1-2018")
    assert len(json.loads(shown.stdout)["rows"]) == 212


def test_the_command_matrix_previews_working_texts(root: Path) -> None:
    found = json.loads(run(root, "matrix", "--format", "json", "--working").stdout)
    assert found["summary"]["current"] == 1


def test_the_command_matrix_ends_its_text_with_the_summary(root: Path) -> None:
    last = run(root, "matrix").stdout.rstrip("\n").split("\n")[-1]
    assert last == "1 row: 0 unclaimed, 1 claimed, 0 documented, 0 evidenced, 0 current"


def test_bought_wording_shows_in_text_and_in_no_other_format(root: Path) -> None:
    wording = root / "catalogues" / "own.wording.yml"
    wording.write_text('wording:\n  "1-a": Bought wording.\n', encoding="utf-8")
    for name in exports.names():
        shown = run(root, "matrix", "--format", name).stdout
        assert ("Bought wording." in shown) is (name == "text")
        assert ("Our own words." in shown) is (name != "text")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("owm", "no catalogue 'owm'; did you mean 'own'?; in force: own, iso-iec-20000-1-2018"),
        ("iso-iec-20000-1-2011", "no catalogue 'iso-iec-20000-1-2011'"),
    ],
)
def test_a_catalogue_that_is_not_in_force_is_an_error_of_use(
    root: Path, name: str, expected: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        run(root, "matrix", "--catalogue", name)
    assert expected in str(caught.value)


def test_the_command_register_lists_the_documents(root: Path) -> None:
    shown = run(root, "register", "--format", "csv")
    rows = list(csv.DictReader(StringIO(shown.stdout, newline="")))
    assert shown.exit_code == 0
    assert [(each["Id"], each["Title"], each["Status"]) for each in rows] == [
        ("PRC-001", "Document control", "draft"),
    ]


@pytest.mark.parametrize("name", ["matrix", "register"])
def test_a_table_can_be_written_to_a_file(root: Path, name: str) -> None:
    target = root / "out.json"
    shown = run(root, name, "--format", "json", "--output", str(target))
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == run(root, name, "--format", "json").stdout


@pytest.mark.parametrize("name", ["matrix", "register"])
def test_the_help_of_a_command_has_an_example(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert f"Example: sms-docs {name}" in shown.stdout


def test_without_a_catalogue_in_force_there_is_no_matrix() -> None:
    with pytest.raises(ConfigurationError, match="in force: none; add it to catalogues"):
        in_force(system(catalogues=()), None)
