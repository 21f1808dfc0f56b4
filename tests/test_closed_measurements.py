"""What a closed measurement says lies in its files too: they are protected like the record."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from commands import invoke, said
from keeping import approve, digest, edit, files, found, put, start
from repositories import Repository

from sms_docs.act.seal import seal
from sms_docs.check import assess
from sms_docs.enclosures import is_enclosure, named_at

MEASURED = Path(__file__).parent / "rules" / "measured"
FOLDER = "records/measurements"
RECORD = f"{FOLDER}/MEA-2026-001-workplace-september.yml"
FILE = f"{FOLDER}/MEA-2026-001-availability.csv"
OLD = f"{FOLDER}/MEA-2019-001-workplace.yml"
OLD_FILE = f"{FOLDER}/2019-05.csv"
COR = "records/corrections/COR-2026-001-correction-of-mea-2026-001.yml"
DSP = "records/disposals/DSP-2026-001-disposal-of-mea-2019-001.yml"
CHANGED = "closed-record-changed"
WHY = ("--reason", "The clock of the probe was ten minutes slow.", "--by", "ada-ironwood")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS with a closed measurement, and one of 2019 whose file does not bear its id."""
    root = start(tmp_path / "sms")
    shutil.copytree(MEASURED, root, dirs_exist_ok=True)
    shutil.rmtree(root / "records/service-reports")
    edit(root, RECORD, "retention: P3Y\n", "retention: P3Y\nclosed: 2026-10-02\n")
    text = (root / RECORD).read_text()
    for new, then in (
        ("MEA-2019-001", "MEA-2026-001"),
        ("2019-05.csv", "MEA-2019-001-availability.csv"),
        ("2019-05", "2026-09"),
        ("date: 2019-06-01", "date: 2026-10-01"),
        ("closed: 2019-06-02", "closed: 2026-10-02"),
    ):
        text = text.replace(then, new)
    put(root, OLD, text)
    put(root, OLD_FILE, "from,to,kind\n2019-05-15T09:40,2019-05-15T10:10,outage\n")
    return root


def run(root: Path, *arguments: str) -> Result:
    return invoke(arguments[0], "--root", str(root), *arguments[1:])


def entries(root: Path, path: str) -> list[dict[str, str]]:
    """Return the entries of the correction or disposal at *path*."""
    found = yaml.safe_load((root / path).read_text())["entries"]
    assert isinstance(found, list)
    return found


def later(root: Path) -> None:
    """Let the outage begin ten minutes later."""
    edit(root, FILE, "T09:40", "T09:50")


def test_a_checkpoint_lists_the_files_of_closed_measurements(root: Path) -> None:
    made = seal(root)
    listed = dict(reversed(line.split("  ")) for line in made.text.splitlines())
    assert {RECORD, FILE, OLD, OLD_FILE} <= set(listed)
    assert listed[FILE] == hashlib.sha256((root / FILE).read_bytes()).hexdigest()
    assert found(root) == []


def test_files_of_an_open_measurement_are_not_listed_and_may_change(root: Path) -> None:
    edit(root, RECORD, "closed: 2026-10-02\n", "")
    assert FILE not in seal(root).text
    later(root)
    assert found(root) == []


def test_a_file_that_two_records_name_is_listed_once(root: Path) -> None:
    edit(root, OLD, "2019-05.csv", "MEA-2026-001-availability.csv")
    assert seal(root).text.count(FILE) == 1
    assert not found(root, "checkpoint-broken")


def test_other_line_ends_and_a_mark_at_the_start_are_no_change(root: Path) -> None:
    seal(root)
    raw = (root / FILE).read_bytes()
    (root / FILE).write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))
    assert found(root) == []


@pytest.mark.parametrize("path", [FILE, OLD_FILE])
def test_after_a_seal_a_changed_file_is_reported_at_the_file(root: Path, path: str) -> None:
    seal(root)
    edit(root, path, "T09:40", "T09:50")
    (finding,) = assess(root, select=[CHANGED]).report.findings
    identity = "MEA-2026-001" if path == FILE else "MEA-2019-001"
    assert (finding.path, finding.document) == (path, identity)
    assert finding.message.startswith(
        f"this file of {identity} was closed and has changed: checkpoint 2026-11 knows it"
    )
    assert f"`sms-docs correct {identity} --reason TEXT`" in finding.fix


def test_after_a_seal_a_file_that_is_gone_or_moved_is_reported(root: Path) -> None:
    seal(root)
    (root / FILE).rename(root / f"{FOLDER}/MEA-2026-001-other.csv")
    (finding,) = assess(root, select=[CHANGED]).report.findings
    assert finding.path == FILE
    assert f"has been moved to {FOLDER}/MEA-2026-001-other.csv" in finding.message
    (root / f"{FOLDER}/MEA-2026-001-other.csv").unlink()
    (finding,) = assess(root, select=[CHANGED]).report.findings
    assert "this file of MEA-2026-001 was closed and is gone" in finding.message


def test_a_link_in_the_place_of_a_file_is_a_file_that_is_gone(root: Path) -> None:
    seal(root)
    copy = root / "docs/copy.csv"
    (root / FILE).rename(copy)
    (root / FILE).symlink_to(copy)
    assert (CHANGED, FILE) in found(root)


def test_over_a_changed_file_nothing_is_sealed(root: Path) -> None:
    seal(root)
    later(root)
    before = files(root)
    result = run(root, "seal")
    assert result.exit_code == 1
    assert f"{FILE}:1:1: SMS806" in result.output
    assert files(root) == before


def test_a_correction_of_the_record_quotes_its_files_and_explains_them_once_approved(
    root: Path,
) -> None:
    seal(root)
    old = digest(root, FILE)
    later(root)
    result = run(root, "correct", "MEA-2026-001", *WHY)
    assert result.exit_code == 0, said(result)
    new = digest(root, FILE)
    assert entries(root, COR) == [
        {"id": "MEA-2026-001", "path": FILE, "old_digest": old, "new_digest": new}
    ]
    assert found(root) == [(CHANGED, FILE)]
    again = run(root, "correct", FILE, *WHY)
    assert again.output == "COR-2026-001 says so already. Next: sms-docs approve COR-2026-001\n"
    approve(root, "COR-2026-001")
    assert found(root) == []
    assert "nothing to do" in run(root, "correct", "MEA-2026-001", *WHY).output
    edit(root, FILE, "T09:50", "T09:55")
    assert found(root) == [(CHANGED, FILE)]


def test_one_correction_tells_of_the_record_and_of_its_file(root: Path) -> None:
    seal(root)
    later(root)
    edit(root, RECORD, "Workplace in September 2026", "Workplace, September 2026")
    assert run(root, "correct", RECORD, *WHY).exit_code == 0
    assert [entry["path"] for entry in entries(root, COR)] == [FILE, RECORD]
    approve(root, "COR-2026-001")
    assert found(root) == []


def test_without_a_checkpoint_the_old_digest_of_a_file_is_given_by_its_path(root: Path) -> None:
    old = digest(root, FILE)
    later(root)
    assert run(root, "correct", FILE, *WHY).exit_code == 2
    assert run(root, "correct", FILE, *WHY, "--old-digest", old).exit_code == 0
    (entry,) = entries(root, COR)
    assert (entry["path"], entry["old_digest"]) == (FILE, old)


def test_a_file_that_is_gone_is_brought_back_and_not_corrected(root: Path) -> None:
    seal(root)
    (root / FILE).unlink()
    before = files(root)
    result = run(root, "correct", "MEA-2026-001", *WHY)
    assert result.exit_code == 1
    assert f"there is no file {FILE}" in result.output
    assert files(root) == before


def test_a_measurement_with_a_fault_in_its_file_stays_open(root: Path) -> None:
    edit(root, RECORD, "closed: 2026-10-02\n", "")
    edit(root, FILE, "T10:10", "T08:10")
    before = files(root)
    result = run(root, "close", "MEA-2026-001")
    assert result.exit_code == 1
    assert f"{FILE}:2:1: SMS608 series-faulty" in result.output
    assert files(root) == before


def test_a_disposal_names_the_files_and_removes_them_with_the_record(root: Path) -> None:
    seal(root)
    result = run(root, "dispose", "MEA-2019-001", *WHY)
    assert result.exit_code == 0, said(result)
    named = {entry["path"]: entry["digest"] for entry in entries(root, DSP)}
    assert named == {OLD: digest(root, OLD), OLD_FILE: digest(root, OLD_FILE)}
    assert found(root) == []
    waiting = run(root, "dispose", "MEA-2019-001")
    assert waiting.output.startswith("DSP-2026-001 is not approved yet.")
    approve(root, "DSP-2026-001")
    result = run(root, "dispose", "MEA-2019-001")
    assert result.output.startswith(f"{OLD_FILE}: removed.\n{OLD}: removed.\n")
    assert not (root / OLD_FILE).exists()
    assert found(root) == []
    assert not found(root, "series-faulty")


def test_a_disposal_that_was_interrupted_goes_on_with_the_rest(root: Path) -> None:
    seal(root)
    run(root, "dispose", "MEA-2019-001", *WHY)
    approve(root, "DSP-2026-001")
    (root / OLD_FILE).unlink()
    assert run(root, "dispose", "MEA-2019-001").output.startswith(f"{OLD}: removed.\n")
    assert found(root) == []


def test_a_file_that_was_changed_after_its_disposal_was_prepared_is_not_removed(
    root: Path,
) -> None:
    run(root, "dispose", "MEA-2019-001", *WHY)
    approve(root, "DSP-2026-001")
    edit(root, OLD_FILE, "T09:40", "T09:50")
    before = files(root)
    result = run(root, "dispose", "MEA-2019-001")
    assert result.exit_code == 2
    assert "--reason is missing" in said(result)
    assert files(root) == before


def test_no_disposal_lets_a_file_go_before_its_record_may(root: Path) -> None:
    run(root, "dispose", "MEA-2019-001", *WHY)
    forged = (root / DSP).read_text().replace(OLD_FILE, FILE)
    put(root, DSP, forged.replace(digest(root, OLD_FILE), digest(root, FILE)))
    assert ("record-disposed-early", DSP) in found(root)


@pytest.fixture
def landed(root: Path) -> Repository:
    """The same in git; what is there is the base."""
    made = Repository(root)
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("start")
    made.git("tag", "base")
    return made


def against(repository: Repository) -> list[tuple[str, str | None]]:
    """Return path and record of what is reported of closed records against the base."""
    report = assess(repository.root, select=[CHANGED], base="base").report
    assert not report.not_run
    return [(finding.path, finding.document) for finding in report.findings]


@pytest.mark.parametrize("committed", [True, False])
def test_against_a_base_a_changed_deleted_or_replaced_file_is_reported(
    landed: Repository,
    committed: bool,  # noqa: FBT001 - a parameter
) -> None:
    def land() -> list[tuple[str, str | None]]:
        if committed:
            landed.commit("change")
        return against(landed)

    assert land() == []
    later(landed.root)
    assert land() == [(FILE, "MEA-2026-001")]
    (landed.root / FILE).unlink()
    assert land() == [(FILE, "MEA-2026-001")]
    landed.write(FILE, "from,to,kind\n")
    assert land() == [(FILE, "MEA-2026-001")]
    landed.write(FILE, "from,to,kind\n2026-09-15T09:40,2026-09-15T10:10,outage\n")
    assert land() == []
    (landed.root / OLD_FILE).unlink()
    assert land() == [(OLD_FILE, "MEA-2019-001")]


def test_a_change_that_opens_the_record_does_not_hide_that_of_its_file(landed: Repository) -> None:
    landed.edit(RECORD, "closed: 2026-10-02\n", "")
    landed.edit(RECORD, "file: MEA-2026-001-availability.csv", "file: new.csv")
    landed.edit(FILE, "T09:40", "T09:50")
    landed.commit("change")
    assert [path for path, _ in against(landed)] == [FILE, RECORD]


def test_what_lands_with_its_record_is_new_and_what_was_open_may_change(
    landed: Repository,
) -> None:
    landed.edit(RECORD, "closed: 2026-10-02\n", "")
    landed.commit("open")
    landed.git("tag", "--force", "base")
    later(landed.root)
    landed.edit(RECORD, "retention: P3Y\n", "retention: P3Y\nclosed: 2026-10-02\n")
    landed.write(f"{FOLDER}/new.csv", "from,to,kind\n")
    landed.commit("closed")
    assert against(landed) == []


def test_an_approved_correction_explains_a_change_against_the_base(landed: Repository) -> None:
    later(landed.root)
    result = run(landed.root, "correct", "MEA-2026-001", *WHY, "--base", "base")
    assert result.exit_code == 0, said(result)
    assert against(landed) == [(FILE, "MEA-2026-001")]
    approve(landed.root, "COR-2026-001")
    assert against(landed) == []


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"series": None},
        {"series": "x.csv"},
        {"series": {"file": "x.csv"}},
        {"series": ["x.csv", 7, {"file": 7}, {"file": ["x.csv"]}, {}]},
        {"series": [{"file": "../x.csv"}, {"file": "/x.csv"}, {"file": "a/x.csv"}]},
        {"series": [{"file": ".csv"}, {"file": "x.yml"}, {"file": "x.csv\n"}, {"file": "x\\.csv"}]},
    ],
    ids=str,
)
def test_nothing_but_the_name_of_a_csv_file_is_a_file_of_a_record(data: object) -> None:
    assert named_at("records/a/b.yml", data) == ()


def test_a_file_named_twice_is_one_file() -> None:
    data = {"series": [{"file": "x.csv"}, {"file": "x.csv"}, {"file": "y.csv"}]}
    assert named_at("records/a/b.yml", data) == ("records/a/x.csv", "records/a/y.csv")
    assert is_enclosure("records/a/x.csv")
    assert not is_enclosure("records/a/b.yml")
