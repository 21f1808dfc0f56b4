"""The adoption guide goes through the starter as it is: every document once, with a decision."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sms_docs.load import yaml
from sms_docs.load.schemas import load_schemas
from sms_docs.scaffold.names import in_text
from sms_docs.scaffold.starter import Paper, read_papers

HERE = Path(__file__).parents[1]
GUIDE = (HERE / "docs/manual/how-to/adopt-the-starter.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([A-Z]{3}-[0-9]{3}) ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall(GUIDE)
PAPERS = read_papers(HERE, load_schemas(None))
TEXTS = [(HERE / paper.path).read_text(encoding="utf-8") for paper in PAPERS]


def test_every_document_of_the_starter_is_named_once_and_no_other() -> None:
    named = [identity for identity, *_ in ROWS]
    assert sorted(named) == [paper.id for paper in sorted(PAPERS, key=lambda paper: paper.id)]


def test_each_has_a_decision_of_its_own_and_somebody_who_decides() -> None:
    decisions = [decision for _, _, decision, _ in ROWS]
    assert len(set(decisions)) == len(decisions)
    assert all(len(decision) >= 15 for decision in decisions)
    roles = yaml.parse((HERE / "records/trust/roles.yml").read_text(encoding="utf-8")).data["roles"]
    titles = {role["title"] for role in roles}
    own = {"Its owner", "Configuration manager", "Design lead", "Capacity manager"}
    deciding = {each for _, _, _, who in ROWS for each in who.split(" and ")}
    assert deciding - titles - own - {"customer"} == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id)
def test_the_title_is_that_of_the_document_or_begins_it(paper: Paper) -> None:
    identity, title = paper.id, in_text(paper.data["title"], "")
    shown = next((words for name, words, *_ in ROWS if name == identity), "")
    if identity.startswith(("CON", "AGR")):
        # Named by what the party is for the adopter.
        assert shown
    else:
        assert title.casefold().startswith(shown.casefold()), (title, shown)


def test_every_step_says_how_long_to_plan() -> None:
    steps = re.split(r"^### Step \d+: .+$", GUIDE, flags=re.MULTILINE)[1:]
    assert len(steps) >= 8
    for step in steps:
        assert re.match(r"\n\nPlan (?:one|two|three|four|five|six) weeks?", step)
        assert 2 <= len(ROW.findall(step)) <= 12


@pytest.mark.parametrize(
    "what",
    ["‹ticket tool›", "records/trust/roles.yml", "records/trust/people.yml",
     "sms-docs new risk", "--minimal", "contacts_checked"],
)  # fmt: skip
def test_the_guide_says_what_to_do_with(what: str) -> None:
    assert what in GUIDE


def shown(ending: str) -> re.Pattern[str]:
    """Return what the command of the guide looks for that ends so."""
    found = re.search(rf'^\$ grep -rnE "(.+{re.escape(ending)})" ', GUIDE, re.MULTILINE)
    assert found
    return re.compile(found[1])


def test_what_the_guide_looks_for_finds_every_year_of_the_story() -> None:
    told = {year for text in TEXTS for year in re.findall(r"(?<![\w-])20[0-9]{2}\b", text)}
    # The edition of the standard.
    years = told - {"2018"}
    assert {"2024", "2026", "2028"} <= years
    assert [year for year in sorted(years) if not shown("|30)").fullmatch(year)] == []


def test_what_the_guide_looks_for_finds_every_record_that_is_not_handed_over() -> None:
    stems = [path.stem for path in (HERE / "records").rglob("*.yml")]
    letters = {found[1] for stem in stems if (found := re.match("([A-Z]{3})-[0-9]", stem))}
    letters -= {paper.id[:3] for paper in PAPERS}
    named = {
        number
        for text in TEXTS
        for number in re.findall(rf"\b(?:{'|'.join(sorted(letters))})-[0-9]{{3,4}}\b", text)
    }
    assert {"RSK-001", "OBJ-004"} <= named
    assert [each for each in sorted(named) if not shown("-[0-9]").match(each)] == []
