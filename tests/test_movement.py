"""`sms-docs matrix --compare`: how each requirement stood on an earlier day, and what moved it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, lay
from click.testing import Result
from commands import invoke, said
from small_sms import CATALOGUE, NONCONFORMITY, document, record, system

from sms_docs.model import Document, Record, Review, Standing, Status
from sms_docs.trace import State, trace
from sms_docs.views.movement import Direction, Move, movement, moves

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "matrix-compare.schema.json"
EARLIER, LATER = date(2026, 6, 1), date(2026, 11, 20)
SINCE = date(2026, 9, 1)
IN_FORCE = Standing(Status.IN_FORCE, in_force_since=SINCE)
LATE = Standing(Status.IN_FORCE, Review.OVERDUE, next_review=date(2026, 10, 1))
PEOPLE = NONCONFORMITY._replace(name="training", published=False)


def last(before: tuple[Document | Record, ...], after: tuple[Document | Record, ...]) -> Move:
    """Return the move of 1.2-a, which asks for a nonconformity."""
    earlier, later = trace(system(*before), EARLIER), trace(system(*after), LATER)
    return moves(earlier, later, CATALOGUE)[-1]


def test_what_came_into_force_moved_it_up() -> None:
    draft = document("PRC-001", "1.2", standing=Standing())
    proof = record("NCR-2026-001", "2026-05-01")
    move = last((draft, proof), (document("PRC-001", "1.2", standing=IN_FORCE), proof))
    assert move.direction is Direction.UP
    assert move.moved_by == ("PRC-001 1.0 came into force on 2026-09-01",)


def test_a_new_version_is_named_with_the_one_before() -> None:
    before = document("PRC-001", standing=Standing(Status.IN_FORCE, in_force_since=EARLIER))
    assert last((document("PRC-001", "1.2", standing=Standing()),), (before,)).moved_by == (
        "no document claims it",
        "PRC-001 does not claim it any more",
    )
    old = document("PRC-001", "1.2#gone", standing=before.standing)
    new = document("PRC-001", "1.2", standing=IN_FORCE, version="2.0")
    assert last((old,), (new,)).moved_by == (
        "PRC-001 2.0 came into force on 2026-09-01, after 1.0",
    )


def test_records_written_since_moved_it_up_and_are_counted_where_they_are_many() -> None:
    claim = document("PRC-001", "1.2")
    written = [record(f"NCR-2026-00{n}", f"2026-07-0{n}") for n in range(1, 6)]
    move = last((claim,), (claim, *written))
    assert (move.earlier.state, move.later.state) == (State.DOCUMENTED, State.CURRENT)
    assert move.moved_by == (
        "NCR-2026-001 of 2026-07-01",
        "NCR-2026-002 of 2026-07-02",
        "NCR-2026-003 of 2026-07-03",
        "2 more records",
    )


def test_four_are_named_rather_than_counted_as_one_more() -> None:
    claim = document("PRC-001", "1.2")
    written = [record(f"NCR-2026-00{n}", f"2026-07-0{n}") for n in range(1, 5)]
    assert last((claim,), (claim, *written)).moved_by[-1] == "NCR-2026-004 of 2026-07-04"


def test_records_about_people_are_only_counted() -> None:
    claim = document("PRC-001", "1.2")
    move = last((claim,), (claim, record("TRN-2026-001", "2026-07-01", of=PEOPLE)))
    assert move.moved_by == ("1 record of kind training",)


def test_why_it_fell_is_said_first() -> None:
    proof = record("NCR-2026-001", "2026-05-01")
    claim = document("PRC-001", "1.2")
    move = last((claim, proof), (replace(claim, standing=LATE), proof))
    assert move.direction is Direction.DOWN
    assert move.moved_by == ("the review of PRC-001 is overdue since 2026-10-01",)
    gone = replace(claim, standing=Standing(Status.WITHDRAWN))
    assert last((claim, proof), (gone, proof)).moved_by == (
        "PRC-001 is withdrawn",
        "PRC-001 1.0 in-force became PRC-001 1.0 withdrawn",
    )


def test_a_review_that_was_held_moved_it_up() -> None:
    proof = record("NCR-2026-001", "2026-05-01")
    claim = document("PRC-001", "1.2")
    move = last((replace(claim, standing=LATE), proof), (claim, proof))
    assert move.moved_by == ("PRC-001 was reviewed",)


def test_a_record_that_grew_old_by_itself_moves_it_down() -> None:
    # Nothing was written or approved between the two days.
    items = (document("PRC-001", "1.2"), record("NCR-2025-001", "2025-06-01"))
    move = last(items, items)
    assert (move.earlier.state, move.later.state) == (State.CURRENT, State.EVIDENCED)
    assert "older than 13 months" in move.moved_by[0]
    back = moves(trace(system(*items), LATER), trace(system(*items), EARLIER), CATALOGUE)[-1]
    assert back.moved_by == (f"no longer so: {move.later.reason}",)


def test_what_stays_has_nothing_that_moved_it() -> None:
    claim = document("PRC-001", "1.2")
    move = last((claim,), (replace(claim, standing=IN_FORCE),))
    assert (move.direction, move.moved_by) == (Direction.SAME, ())


def test_every_requirement_is_counted_once() -> None:
    found = movement(
        trace(system(), EARLIER), trace(system(document("PRC-001", "1.1")), LATER), CATALOGUE
    )
    assert found.frame
    assert found.frame["summary"] == {"up": 2, "down": 0, "same": 1}
    assert [row["requirement"] for row in found.rows] == ["1.1-a", "1.1-b", "1.2-a"]


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS in which PRC-001 was approved on 1 March 2024 and is to be read by March 2025."""
    lay(tmp_path)
    approve(tmp_path, "PRC-001", "ben-marsh", "service-manager", "2024-03-01T10:00:00Z")
    return tmp_path


def compare(root: Path, earlier: str, later: str, *more: str) -> Result:
    return invoke("matrix", "--root", str(root), "--compare", earlier, "--as-of", later, *more)


def data(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("earlier", ["2023-12-31", "2024-02-29", "2024-03-01", "2024-12-31"])
def test_both_states_are_those_of_the_matrix_of_that_day(root: Path, earlier: str) -> None:
    later = "2025-03-02"
    found = data(compare(root, earlier, later, "--format", "json"))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(found)
    for day, name in ((earlier, "earlier"), (later, "later")):
        whole = data(invoke("matrix", "--root", str(root), "--as-of", day, "--format", "json"))
        assert found[name] == whole["summary"]
        assert {row["requirement"]: row[name] for row in found["rows"]} == {
            row["requirement"]: row["state"] for row in whole["rows"]
        }


def test_the_command_says_what_came_into_force_and_what_fell_overdue(root: Path) -> None:
    up = data(compare(root, "2024-02-29", "2024-03-01", "--format", "json"))
    assert up["summary"]["up"]
    assert {row["direction"] for row in up["rows"]} == {"up", "same"}
    moved = {text for row in up["rows"] for text in row["moved_by"]}
    assert "PRC-001 1.0 came into force on 2024-03-01" in moved
    down = data(compare(root, "2025-03-01", "2025-03-02", "--format", "json"))
    moved = {text for row in down["rows"] for text in row["moved_by"]}
    assert "the review of PRC-001 is overdue since 2025-03-01" in moved


@pytest.mark.parametrize("command", ["matrix", "gap"])
@pytest.mark.parametrize("earlier", ["2025-01-01", "2025-01-02"])
def test_a_day_that_is_not_earlier_is_a_mistake_in_the_command_line(
    root: Path, command: str, earlier: str
) -> None:
    options = ("--root", str(root), "--as-of", "2025-01-01", "--compare", earlier)
    result = invoke(command, *options)
    assert result.exit_code == 2
    assert f"--compare {earlier}: it is not before 2025-01-01" in said(result)
    assert "give an earlier day" in said(result)


def test_the_help_says_what_comparing_sees_and_what_not(root: Path) -> None:
    for command in ("matrix", "gap"):
        text = " ".join(invoke(command, "--help").output.split())
        assert "from the files as they are now" in text
        assert "texts deleted since are not seen" in text
    assert said(compare(root, "2024-01-01", "soon")).count("write it as 2026-11-20") == 1
