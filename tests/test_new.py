from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_docs.act.new import Wish, file_slug, start
from sms_docs.check import assess
from sms_docs.errors import SmsDocsError
from sms_docs.load.project import load
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Severity
from sms_docs.scaffold import init

DAY = date(2026, 11, 20)
# What has to be there first, because a record of the type names it.
FIRST = {"action": "nonconformity", "party-control": "other-party"}
TYPES = sorted(name for name, kind in load_schemas(None).types.items() if kind.category != "trust")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("started") / "sms"
    init(root, "Acme IT")
    return root


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SMS of few documents, which is checked in less time."""
    root = tmp_path_factory.mktemp("few") / "sms"
    init(root, "Acme IT", is_minimal=True)
    return root


@pytest.fixture
def few(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "sms"))


@pytest.fixture
def root(started: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(started, tmp_path / "sms"))


def run(root: Path, *arguments: str) -> Result:
    """Run ``sms-docs new`` as a user does, errors turned into an exit code as `main` does."""
    return invoke("new", "--root", str(root), *arguments)


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        # The lock stays, for the next writer.
        if path.is_file() and path.name != "sms-docs.lock"
    }


def errors(root: Path) -> list[str]:
    report = assess(root, DAY).report
    return [str(each) for each in report.findings if each.severity is Severity.ERROR]


def add_person(root: Path) -> None:
    (root / "records/trust/people.yml").write_text(
        "people:\n  - id: ada-ironwood\n    name: Ada Ironwood\n    emails:\n"
        "      - ada@acme.example\n    roles:\n      - role: service-manager\n"
        "        from: 2026-01-01\n",
        encoding="utf-8",
    )


@pytest.mark.parametrize("name", TYPES)
def test_every_type_starts_without_an_error(few: Path, name: str) -> None:
    if name in FIRST:
        start(few, Wish(FIRST[name], "Named"), DAY)
    before = files(few)
    result = run(few, name, "--title", "Patching of servers")
    assert result.exit_code == 0, said(result)
    path = result.output.split("\n")[0]
    assert files(few) == {**before, path: (few / path).read_bytes()}
    assert errors(few) == []
    assert re.fullmatch(
        r"[a-z/-]+/[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3}-patching-of-servers\.(?:md|yml)", path
    )


def test_what_is_written_is_a_draft_to_fill_in(root: Path) -> None:
    result = run(root, "procedure", "--title", "Patching")
    assert result.output.startswith(
        "procedures/PRC-037-patching.md\nNext: fill in what the comments ask for, then run"
        f" `sms-docs check --root {root}`.\nPut your own id in the place of 'your-id'"
    )
    text = (root / "procedures/PRC-037-patching.md").read_text(encoding="utf-8")
    assert text.startswith("---\n# Names the document for good")
    for line in (
        "id: PRC-037",
        "title: Patching",
        'version: "0.1"',
        "authors:\n  - your-id",
        "classification: internal",
        "review_interval: P12M",
        "clauses: []",
    ):
        assert f"\n{line}\n" in text
    headings = re.findall(r"^## (.+)\n\n\*(.{20,})\*$", text, re.MULTILINE)
    assert [heading for heading, _advice in headings] == [
        "Purpose",
        "Scope",
        "Roles",
        "Steps",
        "Records",
    ]


def test_every_required_heading_of_every_type_has_its_sentence() -> None:
    for kind in load_schemas(None).types.values():
        assert list(kind.schema.get("x-sms", {}).get("guidance", {})) == list(kind.headings)


def test_the_id_is_one_above_the_highest_used(root: Path) -> None:
    (root / "policies/POL-041-gone.md").write_text("broken", encoding="utf-8")
    (root / "records/approvals/POL-107/1.0").mkdir(parents=True)
    assert start(root, Wish("policy", "Next"), DAY).id == "POL-108"
    assert start(root, Wish("policy", "Next"), DAY).id == "POL-109"


def test_after_999_comes_1000(root: Path) -> None:
    (root / "policies/POL-999-x.md").write_text("broken", encoding="utf-8")
    assert start(root, Wish("policy", "Next"), DAY).id == "POL-1000"


def test_records_by_year_begin_again_each_year(root: Path) -> None:
    def next_review(day: date) -> str:
        return start(root, Wish("management-review", "Autumn"), day).id

    assert next_review(DAY) == "MRV-2026-001"
    assert next_review(DAY) == "MRV-2026-002"
    assert next_review(date(2027, 1, 4)) == "MRV-2027-001"
    assert start(root, Wish("risk", "Fire"), DAY).id == "RSK-001"


def test_a_record_bears_the_day_and_the_procedure_that_fits_it_best(root: Path) -> None:
    started = start(root, Wish("internal-audit", "Second audit"), DAY)
    record = next(each for each in load(root).records if each.id == started.id)
    assert record.date == "2026-11-20"
    procedure = next(d for d in load(root).documents if d.id == record.get("procedure"))
    assert procedure.title == "Internal audit"


def test_a_demonstration_gives_its_frozen_day(root: Path) -> None:
    settings_file = root / "pyproject.toml"
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text + "demonstration = true\nas_of = 2031-05-06\n", encoding="utf-8")
    started = start(root, Wish("risk", "Fire"))
    assert "date: 2031-05-06\n" in (root / started.path).read_text(encoding="utf-8")


def test_owner_and_author_are_the_ones_asked_for(root: Path) -> None:
    add_person(root)
    result = run(root, "policy", "--title", "A", "--owner", "service-manager")
    text = (root / result.output.split("\n")[0]).read_text(encoding="utf-8")
    assert "\nowner: service-manager\n" in text
    assert "\n  - ada-ironwood\n" in text
    assert "your-id" not in result.output


def test_prose_is_never_an_example_that_could_pass_for_a_fact(root: Path) -> None:
    started = start(root, Wish("nonconformity", "Late report"), DAY)
    record = next(each for each in load(root).records if each.id == started.id)
    assert record.get("description") == "‹To be written.›"


def test_what_nobody_has_filled_in_is_reported(root: Path) -> None:
    started = start(root, Wish("nonconformity", "Late report"), DAY)
    told = [each for each in assess(root, DAY).report.findings if each.path == started.path]
    assert "SMS110" in {each.code for each in told}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["procedur", "--title", "A"], "no type 'procedur'; did you mean 'procedure'?; known"),
        (["roles", "--title", "A"], "no type 'roles'; known: "),
        (["policy", "--title", "A <b> & 'c'"], "--title: these characters are not allowed here: <"),
        (["policy", "--title", "A\u202eB"], "not allowed here: U+202E; leave them out"),
        (["policy", "--title", " "], "--title: it has 0 characters; write 1 to 120"),
        (["policy", "--title", "x" * 121], "--title: it has 121 characters; write 1 to 120"),
        (
            ["policy", "--title", "A", "--owner", "service-manger"],
            "records/trust/roles.yml has no 'service-manger'; did you mean 'service-manager'?",
        ),
        (
            ["policy", "--title", "A", "--author", "ada-ironwod"],
            "--author: records/trust/people.yml has no 'ada-ironwod'; did you mean 'ada-ironwood'?",
        ),
        (["policy"], "Missing option '--title'"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_and_nothing_is_written(
    root: Path, arguments: list[str], message: str
) -> None:
    add_person(root)
    before = files(root)
    result = run(root, *arguments)
    assert result.exit_code == 2
    assert message in said(result)
    assert files(root) == before


def test_an_author_whom_nobody_listed_yet_may_be_named(root: Path) -> None:
    result = run(root, "policy", "--title", "A", "--author", "ada-ironwood")
    assert "\n  - ada-ironwood\n" in (root / result.output.split("\n")[0]).read_text("utf-8")
    assert errors(root) == []


def test_an_author_that_is_no_id_is_refused(root: Path) -> None:
    before = files(root)
    result = run(root, "policy", "--title", "A", "--author", "Ada Ironwood")
    assert result.exit_code == 2
    assert files(root) == before


def test_an_agreement_needs_a_service_first(root: Path) -> None:
    shutil.rmtree(root / "docs/services")
    result = run(root, "agreement", "--title", "A")
    assert result.exit_code == 2
    assert "Agreement: it has to name its service, and the SMS has none yet; start one " in said(
        result
    )
    assert "sms-docs new service --title TITLE" in said(result)


def test_a_record_that_names_another_needs_one_first(few: Path) -> None:
    result = run(few, "action", "--title", "A")
    assert result.exit_code == 2
    assert "Action: it has to name its record, and the SMS has none yet; start one " in said(result)
    assert "sms-docs new nonconformity --title TITLE" in said(result)


def test_a_reference_names_a_document_of_the_kind_in_the_example(root: Path) -> None:
    started = start(root, Wish("supplier-evaluation", "Lines"), DAY)
    record = next(each for each in load(root).records if each.id == started.id)
    assert record.get("agreement").startswith("CON-")
    assert record.get("procedure").startswith("PRC-")


def test_where_one_of_two_keys_must_be_there_the_first_one_is(few: Path) -> None:
    started = start(few, Wish("extract", "Incidents"), DAY)
    record = next(each for each in load(few).records if each.id == started.id)
    assert record.data["figures"] == [
        {"name": "‹To be written.›", "value": "0", "unit": "‹To be written.›"}
    ]
    assert "pointer" not in record.data


def test_a_record_about_people_starts_unpublished(few: Path) -> None:
    started = start(few, Wish("training", "Restore"), DAY)
    record = next(each for each in load(few).records if each.id == started.id)
    assert record.classification == "confidential"


def test_without_roles_there_is_no_owner(root: Path) -> None:
    (root / "records/trust/roles.yml").write_text("roles: []\n", encoding="utf-8")
    result = run(root, "policy", "--title", "A")
    assert result.exit_code == 2
    assert "records/trust/roles.yml lists nothing yet; add an entry first" in said(result)


def test_outside_of_an_sms_it_says_how_to_start_one(tmp_path: Path) -> None:
    result = run(tmp_path, "policy", "--title", "A")
    assert result.exit_code == 2
    assert "sms-docs init DIR --organisation NAME" in said(result)
    assert files(tmp_path) == {}


def test_a_file_in_the_way_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sms_docs.act.new.next_id", lambda *_: "PRC-001")
    monkeypatch.setattr("sms_docs.act.new.file_slug", lambda _: "document-control")
    before = files(root)
    result = run(root, "procedure", "--title", "Document control")
    assert result.exit_code == 4
    assert "PRC-001-document-control.md: not written: it exists already" in said(result)
    assert files(root) == before


def test_a_disk_that_refuses_is_exit_4_with_nothing_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, deny_fsync: Callable[[], None]
) -> None:
    del monkeypatch
    before = files(root)
    deny_fsync()
    result = run(root, "risk", "--title", "Fire")
    assert result.exit_code == 4
    assert "no space left on device; make room" in said(result)
    assert files(root) == before
    assert not (root / "records/risks").exists()


@pytest.fixture
def deny_fsync(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    return lambda: monkeypatch.setattr("os.fsync", full)


def test_a_schema_of_the_project_makes_the_template(root: Path) -> None:
    (root / "schemas").mkdir()
    schema = (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema",'
        '"$id": "urn:sms-docs:schema:runbook", "title": "Runbook", "description": "Steps.",'
        '"x-sms": {"category": "document", "directory": "docs/runbooks", "prefixes": ["RUN"],'
        '"format": "markdown", "headings": ["Do"], "artefacts": []},'
        '"type": "object", "allOf": [{"$ref": "urn:sms-docs:schema:document"}],'
        '"required": ["system", "hosts", "tries"], "properties": {'
        '"system": {"title": "S", "description": "Which.", "type": "string",'
        '"pattern": "^[a-z]+$", "examples": ["mail"]},'
        '"tries": {"title": "T", "description": "How many.", "type": "integer", "examples": [3]},'
        '"hosts": {"title": "H", "description": "Where.", "type": "array", "minItems": 1,'
        '"items": {"type": "string", "pattern": "^[a-z]+$"}, "examples": [["anna", "otto"]]}},'
        '"unevaluatedProperties": false}'
    )
    (root / "schemas/runbook.schema.json").write_text(schema, encoding="utf-8")
    started = start(root, Wish("runbook", "Restart the mail"), DAY)
    assert started.path == "docs/runbooks/RUN-001-restart-the-mail.md"
    text = (root / started.path).read_text(encoding="utf-8")
    assert (
        "# Which.\nsystem: mail\n# How many.\ntries: 3\n# Where.\nhosts:\n  - anna\n---\n" in text
    )
    assert text.endswith("## Do\n\n*‹To be written.›*\n")
    assert errors(root) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Incident management", "incident-management"),
        ("Änderung: Größe / CMDB_Pflege (neu)", "anderung-grosse-cmdb-pflege-neu"),
        ("日本語", ""),
        ("- -", ""),
        ("word " * 24, "-".join(["word"] * 12)),
    ],
)
def test_the_file_name_is_made_of_the_title_for_every_system(title: str, name: str) -> None:
    assert file_slug(title) == name


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(title=st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60))
def test_what_new_writes_the_loader_reads(few: Path, title: str) -> None:
    try:
        started = start(few, Wish("service", title), DAY)
    except SmsDocsError:
        assert not title.strip() or re.search("[<>&\"'`\u200b-\u206f\u00ad]", title)
        return
    found = next(each for each in load(few).documents if each.id == started.id)
    assert found.valid
    assert found.title == title.strip()
    (few / started.path).unlink()


TWELVE = """
import sys
from datetime import date
from pathlib import Path
from sms_docs.act.new import Wish, start
print("ready", flush=True)
sys.stdin.readline()
for number in range(12):
    print(start(Path(sys.argv[1]), Wish("service", "Mail"), date(2026, 11, 20)).id, flush=True)
"""


def test_two_at_once_never_take_the_same_id(few: Path) -> None:
    """With the same title they would even take the same file."""
    command = [sys.executable, "-c", TWELVE, str(few)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in "12"
    ]
    assert [each.stdout.readline() for each in both if each.stdout] == ["ready\n"] * 2
    for each in both:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    ids = [line for each in both for line in each.communicate()[0].split("\n") if line]
    assert [each.returncode for each in both] == [0, 0]
    assert len(set(ids)) == 24
    assert len(list((few / "docs/services").glob("SVC-*-mail.yml"))) == 24
