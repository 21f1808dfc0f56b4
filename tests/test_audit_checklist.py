"""The checklist of an auditor: what is there for a clause, a sample that others draw too."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from approving import lay
from commands import invoke, said
from jsonschema import Draft202012Validator
from small_sms import AUDIT, CATALOGUE, NONCONFORMITY, document, kind, record, system

from sms_docs.catalogue import Catalogue, Clause
from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, Record
from sms_docs.trace import trace
from sms_docs.views.audit.checklist import Checklist, Drawing, checklist
from sms_docs.views.audit.checklist_text import as_json, as_markdown, as_text

TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas" / "output" / "audit-checklist.schema.json").read_text())
TRAINING = kind("training", "record", "R24")._replace(published=False)
EXTRACT = kind("extract", "record", "R24")


def listed(*items: Document | Record, numbers: tuple[str, ...] = ("1.2",), **how: Any) -> Checklist:  # noqa: ANN401
    given = system(*items)
    return checklist(given, trace(given, TODAY), CATALOGUE, numbers, Drawing(**how))


def mishaps(count: int, day: str = "2026-05-01") -> list[Record]:
    return [record(f"NCR-2026-{each:03}", day, title=f"Mishap {each}") for each in range(1, count)]


def test_a_clause_gives_all_requirements_below_it_in_the_order_of_the_standard() -> None:
    def ids(*numbers: str) -> list[str]:
        return [each.row.requirement.id for each in listed(numbers=numbers).items]

    assert ids("1") == ["1.1-a", "1.1-b", "1.2-a"]
    assert ids("1.2", "1.1-b", "1.1-b", "iso:1.2-a") == ["1.1-b", "1.2-a"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1.2 a)", "ISO 1 has no '1.2 a)'; did you mean '1.2-a'?"),
        ("1.1-z", "ISO 1 has no '1.1-z'; 1.1 has 1.1-a to 1.1-b"),
        ("1.3", "ISO 1 has no '1.3'; 1 has 1.1 to 1.2"),
        ("9", "ISO 1 has no '9'; it has 1 to 1"),
        ("", "ISO 1 has no ''; it has 1 to 1"),
    ],
)
def test_an_unknown_number_is_answered_with_those_beside_it(number: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        listed(numbers=(number,))
    assert str(caught.value) == words


def test_a_clause_that_asks_for_nothing_is_refused() -> None:
    empty = Catalogue("iso", "ISO 1", "Things", {"1": Clause("1", "First", None, "plan")})
    given = replace(system(), catalogues={"iso": empty})
    with pytest.raises(ConfigurationError, match="1 of ISO 1 asks for nothing"):
        checklist(given, trace(given, TODAY), empty, ("1",), Drawing())


def test_documents_come_with_version_owner_heading_and_link() -> None:
    found = listed(document("PRC-001", "1.2-a#steps", headings=("steps",), owner="manager"))
    text = as_text(found)
    assert "PRC-001 1.0 Title of PRC-001 (in-force, owner manager): steps," in text
    assert (
        "[PRC-001 1.0 Title of PRC-001, steps](procedures/PRC-001.md#steps): in-force, owner"
        in (as_markdown(found))
    )
    whole = listed(document("PRC-001", "1.2-a"))
    assert "owner ): procedures/PRC-001.md\n" in as_text(whole)
    assert json.loads(as_json(whole))["rows"][0]["documents"][0]["heading"] is None


def test_records_are_those_asked_for_and_those_that_the_claiming_documents_keep() -> None:
    risk = kind("risk", "record", "D04")
    found = listed(
        document("PRC-001", "1.2-a"),
        *mishaps(5),
        record("RSK-001", of=risk, procedure="PRC-001", title="Kept here"),
        record("RSK-002", of=risk, procedure="PRC-002", title="Kept elsewhere"),
        record("RSK-003", "2026-11-21", of=risk, procedure="PRC-001", title="Still to come"),
        record("RSK-004", of=risk, procedure="PRC-001", title="Broken", valid=False),
    )
    kept = {each.kind: [record.id for record in each.newest] for each in found.items[0].records}
    assert kept == {
        "nonconformity": ["NCR-2026-004", "NCR-2026-003", "NCR-2026-002"],
        "risk": ["RSK-001"],
    }
    assert "nonconformity, 4 in all: NCR-2026-004 2026-05-01 Mishap 4; NCR" in as_text(found)


def test_of_a_record_about_people_there_is_nothing_but_id_and_day() -> None:
    found = listed(record("TRN-001", "2026-05-01", TRAINING, title="Ada learned to audit"))
    for form in (as_text, as_markdown, as_json):
        assert "TRN-001" in form(found)
        assert "Ada" not in form(found)
    assert "training, 1 of 1: TRN-001 2026-05-01\n" in as_text(found)


def test_the_sample_is_drawn_from_twelve_months_and_anybody_can_draw_it_again() -> None:
    old = record("NCR-2025-001", "2025-11-20", title="Old")
    first_day = record("NCR-2025-002", "2025-11-21", title="First day")
    sample = listed(*mishaps(9), old, first_day).items[0].samples[0]
    assert sample.population == ("NCR-2025-002", *(f"NCR-2026-{each:03}" for each in range(1, 9)))
    script = (
        'for id in $(cat); do echo "$(printf %s "20261120:$id" | sha256sum) $id"; done'
        " | sort | head -3"
    )
    ids = "\n".join(sample.population)
    done = subprocess.run(
        ["sh", "-c", script], input=ids, capture_output=True, text=True, check=True
    )
    drawn = sorted(line.split()[-1] for line in done.stdout.splitlines())
    assert [each.id for each in sample.drawn] == drawn


def test_the_seed_is_the_day_unless_one_is_given_and_the_order_of_files_does_not_matter() -> None:
    items = mishaps(40)
    by_day = listed(*items)
    assert by_day.seed == 20261120
    assert as_json(by_day) == as_json(listed(*reversed(items), seed=20261120))
    other = listed(*items, seed=1).items[0].samples[0].drawn
    assert [each.id for each in other] != [each.id for each in by_day.items[0].samples[0].drawn]
    assert len(listed(*items, size=50).items[0].samples[0].drawn) == 39
    assert listed(*items, size=0).items[0].samples[0].drawn == ()


def test_every_record_is_drawn_by_some_seed_about_as_often_as_the_others() -> None:
    items = mishaps(11)
    drawn = [
        each.id
        for seed in range(400)
        for each in listed(*items, seed=seed, size=1).items[0].samples[0].drawn
    ]
    counts = [drawn.count(each.id) for each in items]
    assert min(counts) > 20
    assert max(counts) < 65


def test_numbers_that_a_pointer_names_are_listed_as_already_drawn() -> None:
    samples = [{"number": "INC-7", "seen": "Fine."}, {"number": "INC-9", "seen": "Fine."}]
    pointer = {"system": "Desk", "query": "All", "sampled": "2026-10-31", "samples": samples}
    found = listed(
        record("EXT-001", "2026-11-01", EXTRACT, title="October", pointer=pointer),
        record("EXT-002", "2025-11-01", EXTRACT, title="Too old", pointer=pointer),
    )
    line = "already drawn by EXT-001 from Desk on 2026-10-31: INC-7, INC-9"
    assert as_text(found).count("already drawn") == 1
    assert line in as_text(found)
    assert f"- {line}" in as_markdown(found)


def test_earlier_findings_on_the_clause_are_there_the_newest_first() -> None:
    def audit(identity: str, day: str, clause: str, **more: str) -> Record:
        finding = {"text": f"By {identity}.\nSeen.", "clause": clause, "grade": "observation"}
        return record(identity, day, AUDIT, scope=[clause], findings=[{**finding, **more}])

    found = listed(
        audit("AUD-1", "2024-01-01", "1", nonconformity="NCR-1"),
        audit("AUD-2", "2026-01-01", "1.2-a"),
        audit("AUD-3", "2026-01-01", "1.1"),
        audit("AUD-4", "2026-11-21", "1.2-a"),
    )
    assert [each.audit.id for each in found.items[0].findings] == ["AUD-2", "AUD-1"]
    text = as_text(found)
    assert "AUD-1 2024-01-01 observation (NCR-1): By AUD-1. Seen.\n" in text
    assert "What came of the observation of AUD-1 (NCR-1), and does it hold?" in text


def test_questions_follow_from_what_proves_it_its_points_and_how_it_stands() -> None:
    found = listed(document("PRC-001", "1.1-b", "1.2-a"), numbers=("1",))
    idea, written, kept = (each.questions for each in found.items)
    assert idea[0].startswith("Who does this?")
    assert "It is unclaimed, no more: no document claims it. What has been done about it?" in idea
    assert written[0].startswith("Let them show the text")
    assert "Is it done as the text says? It stands in PRC-001 1.0." in written
    assert kept[0].startswith("Let them show the full list")
    assert not any("samples" in each for each in kept)
    assert any("Take the samples" in each for each in listed(*mishaps(3)).items[0].questions)


def test_each_point_is_a_question_with_the_place_that_claims_it() -> None:
    clause = CATALOGUE.clauses["1.2"]
    points = (("1.2-a1", "what it was."), ("1.2-a2", "what was done"))
    asked = clause.requirements[0]._replace(points=points)
    parted = CATALOGUE._replace(clauses={"1.2": clause._replace(requirements=(asked,))})
    given = system(document("PRC-001", "1.2-a1#steps", headings=("steps",)), catalogues=(parted,))
    found = checklist(given, trace(given, TODAY), parted, ("1.2-a2",), Drawing())
    assert [each.link for each in found.items[0].sources] == ["procedures/PRC-001.md#steps"]
    questions = found.items[0].questions
    assert "Is this part met: what it was? See PRC-001#steps." in questions
    assert "Is this part met: what was done?" in questions


def test_the_markdown_has_room_for_the_answers() -> None:
    text = as_markdown(listed(*mishaps(2)))
    assert "\n### Questions\n\n- [ ] Let them show the full list" in text
    assert text.count("\n  Answer:\n") == text.count("- [ ] ") - 3
    assert "- [ ] NCR-2026-001 2026-05-01 Mishap 1:\n" in text
    assert "- [ ] met / nonconformity / observation / improvement:\n" in text
    assert "`printf %s 20261120:ID | sha256sum`\n" in text


def test_every_form_is_safe_and_json_is_as_its_schema_says() -> None:
    nasty = "x\x1b[2J <script> [a](http://evil) @all #1 `b` ##[error] www.evil.example"
    finding = {"text": nasty, "clause": "1.2", "grade": "observation"}
    found = listed(
        document("PRC-001", "1.2-a", title=nasty),
        record("NCR-2026-001", title=nasty),
        record("AUD-1", "2026-01-01", AUDIT, scope=["1.2"], findings=[finding]),
    )
    for form in (as_text, as_markdown, as_json):
        assert "\x1b" not in form(found)
        assert "##[" not in form(found)
    markdown = as_markdown(found)
    for live in ("<script>", "[a](", " @all", " #1", " `b`", "http://", "www.evil"):
        assert live not in markdown
    Draft202012Validator(SCHEMA).validate(json.loads(as_json(found)))


def test_the_command_shows_and_writes_each_form(tmp_path: Path) -> None:
    lay(tmp_path)
    options = ("--root", str(tmp_path), "--as-of", "2026-11-20")
    result = invoke("audit", "checklist", "1", *options, "--format", "json")
    assert result.exit_code == 0, said(result)
    data = json.loads(result.stdout)
    Draft202012Validator(SCHEMA).validate(data)
    assert (data["as_of"], data["sampling"]["seed"]) == ("2026-11-20", 20261120)
    target = tmp_path / "list.md"
    arguments = ("1.2", "1.1-a", "--seed", "7", "--sample", "1", "--format", "md")
    invoke("audit", "checklist", *arguments, *options, "--output", str(target))
    assert target.read_text().startswith("# Audit checklist for 1.2, 1.1-a of TINY 1 as of ")
    assert "the seed is 7" in target.read_text()
    text = invoke("audit", "checklist", "1", *options).output
    assert "1.2-a Incidents: " in text
    refused = invoke("audit", "checklist", "1.9", *options)
    assert (refused.exit_code, "TINY 1 has no '1.9'" in said(refused)) == (2, True)
    assert invoke("audit", "checklist", *options).exit_code == 2


def test_kinds_are_never_mixed_in_a_sample() -> None:
    found = listed(*mishaps(5), record("EXT-001", of=EXTRACT), record("EXT-002", of=EXTRACT))
    samples = {each.kind: len(each.drawn) for each in found.items[0].samples}
    assert samples == {EXTRACT.name: 2, NONCONFORMITY.name: 3}
