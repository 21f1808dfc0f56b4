"""`sms-docs gap`: what to do about each requirement that is not current, who, by when."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, lay
from commands import invoke, said
from small_sms import (
    CATALOGUE,
    KINDS,
    NONCONFORMITY,
    document,
    kind,
    one_requirement,
    record,
    system,
)

from sms_docs.catalogue import Catalogue, Clause, Requirement
from sms_docs.model import Document, Record, Review, Standing, Status
from sms_docs.trace import Obstacle, State, trace
from sms_docs.views.gap import Gap, gap, gaps, owners, owners_table
from sms_docs.views.gap_action import STEPS, Priority, priority
from sms_docs.views.gap_text import as_text
from sms_docs.views.movement import moves

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schemas" / "output" / "gap.schema.json"
TODAY = date(2026, 11, 20)
DRAFT = Standing()
LATE = Standing(Status.IN_FORCE, Review.OVERDUE, next_review=date(2026, 2, 28))
IN_FORCE = Standing(Status.IN_FORCE, in_force_since=date(2026, 6, 15))
PLAN = kind("plan", "document", form="markdown")
REPORT = kind("service-report", "record", "R24")._replace(
    title="Service report", schema={"properties": {"period": {}}}
)
EXTRACT = kind("extract", "record", "R11")._replace(
    conditions={"R11": {"process": "incident", "conclusions": True}}
)
PEOPLE = NONCONFORMITY._replace(name="training", published=False)


def found(
    *items: Document | Record,
    catalogue: Catalogue = CATALOGUE,
    today: date = TODAY,
    every: bool = False,
) -> tuple[Gap, ...]:
    types = {each.name: each for each in (*KINDS, PLAN, REPORT, EXTRACT)}
    whole = replace(system(*items, catalogues=(catalogue,)), types=types)
    return gaps(whole, trace(whole, today), catalogue, every=every)


def one(*items: Document | Record, catalogue: Catalogue | None = None) -> Gap:
    """Return the gap of the only requirement, 9-a; it asks for a nonconformity."""
    (each,) = found(*items, catalogue=catalogue or one_requirement("record", "R24"))
    return each


def asking(*entries: object) -> Document:
    return document("PRC-001", "9", standing=IN_FORCE, records=list(entries), owner="boss")


# What to do


def test_there_is_a_next_step_for_each_obstacle() -> None:
    assert set(STEPS) == set(Obstacle)


def test_what_nobody_claims_is_claimed_or_written() -> None:
    assert one().action == (
        "Write a document that answers it: sms-docs new procedure --title TITLE, and claim 9-a"
        " there."
    )


def test_what_nobody_claims_is_claimed_in_the_nearest_document() -> None:
    given = found(document("PRC-001", "1.1-a", owner="boss"))
    (near,) = [each for each in given if each.row.requirement.id == "1.1-b"]
    assert near.action.startswith("Claim 1.1-b in PRC-001, at the heading that answers it or a new")
    # Of 1.2 nobody claims anything, but of 1 above it.
    (above,) = [each for each in given if each.row.requirement.id == "1.2-a"]
    assert above.action.startswith("Claim 1.2-a in PRC-001, ")


def test_a_draft_is_approved() -> None:
    action = one(document("PRC-001", "9", standing=DRAFT)).action
    assert action == "Have PRC-001 approved, which claims 9-a: sms-docs approve PRC-001."


def test_what_is_approved_for_later_is_waited_for() -> None:
    later = Standing(Status.APPROVED, applies_from=date(2026, 12, 1))
    gap_ = one(document("PRC-001", "9", standing=later))
    assert gap_.action == "Nothing but wait: PRC-001 comes into force on 2026-12-01."
    assert gap_.due == date(2026, 12, 1)


def test_what_is_out_of_force_is_claimed_elsewhere() -> None:
    gone = Standing(Status.WITHDRAWN)
    assert one(document("PRC-001", "9", standing=gone)).action == (
        "Claim 9-a in a document in force, for PRC-001 is withdrawn."
    )
    replaced = Standing(Status.SUPERSEDED, successor="PRC-009")
    assert one(document("PRC-001", "9", standing=replaced)).action == (
        "Claim 9-a in PRC-009, which takes the place of PRC-001."
    )


def test_a_claim_that_names_no_heading_is_corrected() -> None:
    assert one(document("PRC-001", "9-a#gone")).action == (
        "Correct the claim 9-a#gone of PRC-001, so that it names a heading that is there:"
        " sms-docs revise PRC-001 --change TEXT."
    )


def test_a_record_that_the_catalogue_does_not_name_is_named_there() -> None:
    gap_ = one(document("PRC-001", "9"), catalogue=one_requirement("record"))
    assert "under artefacts of 9-a in catalogues/iso.yml" in gap_.action


def test_a_record_that_is_not_there_is_written() -> None:
    assert one(document("PRC-001", "9")).action == (
        "Write the record Nonconformities (R24): sms-docs new nonconformity --title TITLE."
    )


def test_a_record_that_a_document_asks_for_is_written_as_it_asks() -> None:
    entry = {"name": "What", "kept_in": "Here", "retention": "P3Y", "kind": "service-report"}
    gap_ = one(asking(entry))
    assert gap_.action == (
        "Write the record Nonconformities (R24), as PRC-001 asks:"
        " sms-docs new service-report --title TITLE."
    )
    assert gap_.due == date(2027, 1, 19), "without a rhythm there is no day"


def test_the_values_that_make_a_record_the_one_asked_for_are_named() -> None:
    gap_ = one(document("PRC-001", "9"), catalogue=one_requirement("record", "R11"))
    assert gap_.action.endswith("--title TITLE, with process incident and conclusions.")


def test_without_a_type_for_it_the_type_comes_first() -> None:
    gap_ = one(document("PRC-001", "9"), catalogue=one_requirement("document", "D04"))
    assert gap_.action.startswith("Write the record Risks (D04): sms-docs new risk ")
    bare = replace(system(document("PRC-001", "9")), types={})
    catalogue = one_requirement("record", "R24")
    bare = replace(bare, catalogues={"iso": catalogue})
    (gap_,) = gaps(bare, trace(bare, TODAY), catalogue)
    assert gap_.action == "Add a type of record that gives R24, Nonconformities, and write one."


def test_an_overdue_review_is_held_and_was_due_on_its_day() -> None:
    later = replace(document("PRC-002", "9"), standing=LATE._replace(next_review=TODAY))
    gap_ = one(document("PRC-001", "9", standing=LATE), later, record("NCR-001", "2026-05-01"))
    assert gap_.action == (
        "Review PRC-001: sms-docs confirm PRC-001 --checked TEXT if nothing changes, else"
        " sms-docs revise PRC-001 --change TEXT. The same for PRC-002."
    )
    assert gap_.due == date(2026, 2, 28)


def test_a_record_missing_by_its_rhythm_was_due_on_the_last_day_of_its_period() -> None:
    entry = {"kind": "service-report", "every": "P1M", "retention": "P3Y"}
    first = record("SRP-2026-001", "2026-07-31", of=REPORT, period="2026-07", procedure="PRC-001")
    gap_ = one(asking(entry), first)
    assert gap_.row.state is State.EVIDENCED
    assert gap_.action == (
        "Write what PRC-001 asks for (service report is missing for 2026-08, 2026-09"
        " and 2026-10): sms-docs new service-report --title TITLE."
    )
    assert gap_.due == date(2026, 8, 31)


def test_the_first_record_of_a_rhythm_is_due_on_its_day() -> None:
    entry = {"kind": "service-report", "every": "P1M", "retention": "P3Y"}
    gap_ = one(asking(entry))
    assert (gap_.row.bar and gap_.row.bar.obstacle) is Obstacle.NO_RECORD
    assert gap_.due == date(2026, 7, 31)


def test_a_record_that_grew_old_was_due_when_it_did() -> None:
    gap_ = one(document("PRC-001", "9"), record("NCR-2025-001", "2025-09-01"))
    assert gap_.action == (
        "Write a newer record of kind nonconformity: sms-docs new nonconformity --title TITLE; and"
        " say in a document in force how often it is kept, by `every`."
    )
    assert gap_.due == date(2026, 10, 1)


# Who


def test_the_owner_is_that_of_the_document_that_stands_in_the_way() -> None:
    given = (
        document("PRC-001", "9", owner="first"),
        document("PRC-002", "9", owner="late", standing=LATE),
        record("NCR-001", "2026-05-01"),
    )
    assert one(*given).owner == "late"


def test_the_owner_is_that_of_the_nearest_document_else_of_the_first_plan() -> None:
    plan = document("PLN-002", of=PLAN, owner="planner")
    assert one(document("PLN-001", of=PLAN, owner="head"), plan).owner == "head"
    given = found(
        document("PRC-001", "1.2", owner="one"),
        document("PRC-002", "1.2", "1.1-a", owner="more"),
        document("PLN-001", of=PLAN, owner="head"),
    )
    assert {each.row.requirement.id: each.owner for each in given} == {
        "1.1-b": "more",
        "1.2-a": "one",
    }


def test_without_any_document_nobody_owns_it() -> None:
    gap_ = one()
    assert gap_.owner == ""
    assert owners([gap_]) == {"": 1}
    assert owners_table([gap_]).rows[0]["owner"] == "nobody"


def test_owners_with_most_gaps_come_first() -> None:
    given = found(document("PRC-001", "1.1", owner="b", standing=DRAFT))
    other = found(document("PRC-001", "1.2", owner="a", standing=DRAFT))[:1]
    assert list(owners([*other, *given]).items()) == [("b", 3), ("a", 1)]


# By when


@pytest.mark.parametrize(
    ("evidence", "explicit", "expected", "due"),
    [
        ("none", True, Priority.HIGH, date(2026, 12, 20)),
        ("record", False, Priority.MEDIUM, date(2027, 1, 19)),
        ("document", False, Priority.MEDIUM, date(2027, 1, 19)),
        ("none", False, Priority.LOW, date(2027, 2, 18)),
    ],
)
def test_without_a_day_of_its_own_priority_gives_one(
    evidence: str,
    explicit: bool,  # noqa: FBT001 - a parameter of the test
    expected: Priority,
    due: date,
) -> None:
    asked = Requirement("9-a", "9", "Do it.", evidence, explicit=explicit)
    clause = Clause("9", "Doing", None, "do", requirements=(asked,))
    gap_ = one(catalogue=Catalogue("iso", "ISO 9", "Doing", {"9": clause}))
    assert (priority(gap_.row), gap_.due) == (expected, due)


def test_what_is_due_first_comes_first_and_the_order_of_the_standard_stays() -> None:
    given = found(document("PRC-001", "1.2", standing=LATE), record("NCR-001", "2026-05-01"))
    assert [each.row.requirement.id for each in given] == ["1.2-a", "1.1-b", "1.1-a"]


# What is listed


def test_only_what_is_not_current_is_listed_unless_all_is_asked_for() -> None:
    claim = document("PRC-001", "1.1")
    assert [each.row.requirement.id for each in found(claim)] == ["1.2-a"]
    every = found(claim, every=True)
    assert [(each.row.requirement.id, bool(each.action)) for each in every] == [
        ("1.2-a", True),
        ("1.1-a", False),
        ("1.1-b", False),
    ]
    assert every[1].due is None


def test_compared_with_an_earlier_day_what_was_closed_since_is_listed_too() -> None:
    before = trace(system(document("PRC-001", "1.1", "1.2", standing=DRAFT)), date(2026, 6, 1))
    whole = system(document("PRC-001", "1.1", "1.2"))
    after = trace(whole, TODAY)
    given = gaps(whole, after, CATALOGUE, moves(before, after, CATALOGUE))
    table = gap(given, after, CATALOGUE, (), date(2026, 6, 1))
    assert [(row["requirement"], row["earlier"], row["state"]) for row in table.rows] == [
        ("1.2-a", "claimed", "documented"),
        ("1.1-a", "claimed", "current"),
        ("1.1-b", "claimed", "current"),
    ]
    assert table.frame
    assert table.frame["moves"] == {"up": 3, "down": 0, "same": 0}


def test_a_record_about_people_is_not_named() -> None:
    old = record("TRN-2024-001", "2024-05-01", of=PEOPLE)
    given = found(document("PRC-001", "9"), old, catalogue=one_requirement("record", "R24"))
    table = gap(given, trace(system(), TODAY), CATALOGUE, ())
    assert "TRN-2024-001" not in json.dumps(table.rows)
    assert "a record about people, is of 2024-05-01" in table.rows[0]["reason"]


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay(tmp_path)
    approve(tmp_path, "PRC-001", "ben-marsh", "service-manager", "2024-03-01T10:00:00Z")
    return tmp_path


def run(root: Path, *more: str) -> dict[str, Any]:
    result = invoke("gap", "--root", str(root), "--as-of", "2025-04-01", "--format", "json", *more)
    assert result.exit_code == 0, said(result)
    data: dict[str, Any] = json.loads(result.stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
    return data


def test_the_command_lists_what_the_matrix_says_is_not_current(root: Path) -> None:
    options = ("--root", str(root), "--as-of", "2025-04-01", "--format", "json")
    rows = json.loads(invoke("matrix", *options).stdout)["rows"]
    expected = {row["requirement"]: row["state"] for row in rows if row["state"] != "current"}
    data = run(root)
    assert {row["requirement"]: row["state"] for row in data["rows"]} == expected
    assert sum(data["owners"].values()) == len(expected)
    assert [row["due"] for row in data["rows"]] == sorted(row["due"] for row in data["rows"])
    overdue = [row for row in data["rows"] if "overdue" in row["reason"]]
    assert overdue
    assert {(row["due"], row["owner"]) for row in overdue} == {("2025-03-01", "incident-manager")}
    assert len(run(root, "--all")["rows"]) == len(rows)


def test_as_text_each_gap_says_why_what_is_next_and_how_it_moved() -> None:
    before = trace(system(document("PRC-001", "1.1", standing=DRAFT)), date(2026, 6, 1))
    whole = system(document("PRC-001", "1.1", standing=IN_FORCE))
    after = trace(whole, TODAY)
    given = gaps(whole, after, CATALOGUE, moves(before, after, CATALOGUE))
    text = as_text(gap(given, after, CATALOGUE, (), date(2026, 6, 1)))
    assert text == (
        "Gaps in ISO 1 as of 2026-11-20, compared with 2026-06-01\n\n"
        "2027-01-19  1.2-a  unclaimed  nobody\n"
        "    why: no document claims it\n"
        "    next: Claim 1.2-a in PRC-001, at the heading that answers it or a new one; or write a"
        " document that does: sms-docs new procedure --title TITLE, and claim 1.2-a there.\n"
        "    same, from unclaimed\n"
        "-           1.1-a  current  nobody\n"
        "    up, from claimed: PRC-001 1.0 came into force on 2026-06-15\n"
        "-           1.1-b  current  nobody\n"
        "    up, from claimed: PRC-001 1.0 came into force on 2026-06-15\n"
    )


def test_with_an_earlier_day_each_row_says_how_it_moved(root: Path) -> None:
    data = run(root, "--compare", "2024-02-01")
    assert data["compare"] == "2024-02-01"
    assert {row["direction"] for row in data["rows"]} == {"up", "same"}
    assert sum(data["moves"].values()) == len(data["rows"])


def test_as_text_owners_and_steps_stand_below_and_csv_is_one_table(root: Path) -> None:
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text().replace("tiny", "iso-iec-20000-1-2018"))
    options = ("--root", str(root), "--as-of", "2025-04-01")
    text = invoke("gap", *options).stdout
    assert "    next: Write a document that answers it: sms-docs new procedure " in text
    assert text.index("\nGaps by owner\n") < text.index("\nThe way to a certificate\n")
    lines = invoke("gap", *options, "--format", "csv").stdout
    rows = list(csv.DictReader(StringIO(lines, newline="")))
    assert len(rows) == len(run(root)["rows"])
    assert list(rows[0])[:4] == ["Due", "Requirement", "Owner", "Next"]
    assert len(run(root)["steps"]) == 6


def test_a_catalogue_that_the_steps_are_not_about_has_none(root: Path) -> None:
    assert run(root)["steps"] == []
    assert "way to a certificate" not in invoke("gap", "--root", str(root)).stdout


def test_the_starter_has_an_owner_a_day_and_an_action_for_each_gap() -> None:
    roles = {each["owner"] for each in starter()["rows"]}
    known = (ROOT / "records/trust/roles.yml").read_text()
    assert {role for role in roles if f"id: {role}\n" not in known} == set()
    assert all(row["action"].endswith(".") and row["due"] for row in starter()["rows"])
    steps = {each["id"]: each for each in starter()["steps"]}
    assert len(steps) == 6
    for each in steps.values():
        assert each["percent"] == 100 * each["met"] // each["asked"]
    # What happens outside of the SMS is never told to be done.
    assert steps["certification-audit"]["percent"] <= 25


def starter() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(invoke("gap", "--root", str(ROOT), "--format", "json").stdout)
    return data
