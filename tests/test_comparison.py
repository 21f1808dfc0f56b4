"""What differs between the work tree and the base, document by document, file by file."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from repositories import ADA, BEN, POLICY, PROCEDURE, PROJECT, Repository, environment, start

from sms_docs.approval import Named
from sms_docs.comparison import ClosedRecord, Comparison
from sms_docs.errors import CheckNotRun
from sms_docs.load import objects
from sms_docs.load.base import compare
from sms_docs.load.project import load

RISK = "records/risks/RSK-001-fibre.yml"
STATEMENT = "records/approvals/PRC-001/1.0/20261101T100000Z-ben-marsh-approve.json"
STORED = "records/approvals/PRC-001/1.0/PRC-001.md"
CLOSED = "closed: 2026-10-20\n"


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sms(tmp_path: Path) -> Repository:
    """Give a repository whose first commit is called base; HEAD is one commit later."""
    return started(tmp_path)


def started(folder: Path) -> Repository:
    made = start(folder / "sms")
    made.git("tag", "base")
    made.commit("nothing")
    return made


def compared(repository: Repository, base: str = "base") -> Comparison:
    return compare(load(repository.root), base, {})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def close(repository: Repository) -> str:
    """Close the risk and commit it as the base; return its text."""
    repository.write(RISK, repository.read(RISK) + CLOSED)
    repository.commit("closed")
    repository.git("tag", "--force", "base")
    return repository.read(RISK)


def test_nothing_differs_where_nothing_was_changed(sms: Repository) -> None:
    found = compared(sms)
    assert (found.files, found.changes, found.closed, found.control) == (0, (), (), ())
    assert (found.touched, found.added, found.uncommitted) == (frozenset(), {}, 0)
    assert found.summary.endswith(": 0 files, 0 documents changed")


def test_a_change_has_both_sides_and_the_working_path(sms: Repository) -> None:
    before = sms.read(PROCEDURE)
    sms.revise("1.1")
    (change,) = compared(sms).changes
    assert change.merge_base
    assert change.merge_base == change.tip
    assert (change.id, change.working) == ("PRC-001", PROCEDURE)
    assert (change.merge_base.version, change.merge_base.text) == ("1.0", before)
    assert change.merge_base.title == "Incident management"


def test_other_line_ends_in_git_are_no_change(sms: Repository) -> None:
    for path in (PROCEDURE, RISK):
        file = sms.root / path
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    sms.commit("CRLF")
    sms.git("tag", "--force", "base")
    for path in (PROCEDURE, RISK):
        file = sms.root / path
        file.write_bytes(file.read_bytes().replace(b"\r\n", b"\n"))
    found = compared(sms)
    assert (found.changes, found.files, found.uncommitted) == ((), 0, 0)
    sms.commit("LF")
    found = compared(sms)
    assert (found.changes, found.files) == ((), 2)


def test_a_repository_with_sha256_is_compared_as_well(tmp_path: Path) -> None:
    sms = Repository(tmp_path / "sms")
    shutil.copytree(PROJECT, sms.root)
    sms.git("init", "--quiet", "--object-format=sha256")
    sms.commit()
    sms.git("tag", "base")
    sms.plant()
    found = compared(sms)
    assert [change.id for change in found.changes] == ["PRC-001"]
    assert found.files == 1


def test_a_document_that_can_no_longer_be_read_is_not_called_removed(sms: Repository) -> None:
    sms.write(PROCEDURE, "---\n[\n---\n")
    (change,) = compared(sms).changes
    assert (change.id, change.working) == ("PRC-001", PROCEDURE)
    (sms.root / PROCEDURE).rename(sms.root / PROCEDURE.replace(".md", ".pdf"))
    (change,) = compared(sms).changes
    assert change.working is None


def test_a_document_that_others_removed_or_brought_is_not_part_of_the_change(
    sms: Repository,
) -> None:
    sms.git("switch", "--quiet", "--create", "target", "base")
    (sms.root / PROCEDURE).unlink()
    new = "procedures/PRC-002-restores.md"
    sms.write(new, sms.read(POLICY).replace("POL-001", "PRC-002"))
    sms.revise("1.1", POLICY)
    sms.commit("the target moves on")
    sms.git("switch", "--quiet", "main")
    found = compared(sms, "target")
    assert (found.changes, found.files) == ((), 0)
    kept = sms.read(PROCEDURE)
    (sms.root / PROCEDURE).unlink()
    found = compared(sms, "target")
    assert (found.changes, found.files) == ((), 0)
    sms.write(PROCEDURE, kept)
    sms.git("merge", "--quiet", "--message", "Merge target", "target")
    found = compared(sms, "target")
    assert (found.changes, found.files) == ((), 0)


def test_after_merges_to_and_fro_what_was_undone_is_a_change(sms: Repository) -> None:
    """With two merge bases, the old text agrees with one of them and lands all the same."""
    old = sms.read(PROCEDURE)
    sms.git("switch", "--quiet", "--create", "target", "base")
    sms.revise("1.1")
    theirs = sms.commit("1.1 on the target")
    sms.git("switch", "--quiet", "main")
    sms.write("docs/index.md", "# Page\n")
    ours = sms.commit("harmless")
    sms.git("merge", "--quiet", "--message", "Merge target", theirs)
    sms.git("switch", "--quiet", "target")
    sms.git("merge", "--quiet", "--message", "Merge main", ours)
    sms.git("switch", "--quiet", "main")
    bases = sms.git("merge-base", "--all", "main", "target").split()
    assert set(bases) == {ours, theirs}
    assert compared(sms, "target").changes == ()
    sms.write(PROCEDURE, old)
    sms.commit("undone")
    (change,) = compared(sms, "target").changes
    assert change.tip
    assert change.tip.version == "1.1"


@pytest.mark.parametrize("how", ["schema", "settings"])
def test_a_folder_cannot_be_taken_out_of_control_and_out_of_sight(
    sms: Repository, how: str
) -> None:
    if how == "schema":
        schemas = Path(__file__).parent.parent / "schemas"
        own = (schemas / "procedure.schema.json").read_text().replace('"procedures"', '"steps"')
        sms.write("schemas/procedure.schema.json", own)
        control = "schemas/procedure.schema.json"
    else:
        listed = 'catalogues = ["tiny"]\ndirectories = ["policies"]'
        sms.edit("pyproject.toml", 'catalogues = ["tiny"]', listed)
        control = "pyproject.toml"
    sms.plant()
    sms.commit("planted")
    found = compared(sms)
    gone = {change.id for change in found.changes if change.working is None}
    assert gone == ({"PRC-001"} if how == "schema" else {"PRC-001", "SVC-001"})
    assert found.control == (control,)


def test_a_folder_that_was_never_under_control_stays_out(sms: Repository) -> None:
    listed = 'catalogues = ["tiny"]\ndirectories = ["policies"]'
    sms.edit("pyproject.toml", 'catalogues = ["tiny"]', listed)
    sms.commit("policies only")
    sms.git("tag", "--force", "base")
    sms.plant()
    (sms.root / "docs/services/SVC-001-workplace.yml").unlink()
    sms.edit("pyproject.toml", '["policies"]', '["policies", "docs/plans"]')
    sms.commit("harmless")
    found = compared(sms)
    assert (found.changes, found.control) == ((), ("pyproject.toml",))


def test_settings_and_schemas_of_the_base_that_cannot_be_read_control_everything(
    sms: Repository,
) -> None:
    settings = sms.read("pyproject.toml")
    sms.write("pyproject.toml", settings + "\n[[broken\n")
    sms.write("schemas/own.schema.json", "{")
    sms.write("schemas/list.schema.json", "[]")
    sms.write("schemas/odd.schema.json", '{"x-sms": {"category": "document", "directory": 1}}')
    sms.commit("broken")
    sms.git("tag", "--force", "base")
    for path in ("own", "list", "odd"):
        (sms.root / f"schemas/{path}.schema.json").unlink()
    sms.write("pyproject.toml", settings)
    sms.plant()
    assert [change.id for change in compared(sms).changes] == ["PRC-001"]


def test_a_picture_that_changed_changes_the_document_that_shows_it(sms: Repository) -> None:
    """Also where git holds a pointer to it, and where the document has moved."""
    picture = sms.root / "procedures/img/flow.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG first")
    sms.commit("picture")
    sms.git("tag", "--force", "base")
    system = load(sms.root)

    def changes() -> list[tuple[str, tuple[str, ...]]]:
        digest = hashlib.sha256(picture.read_bytes()).hexdigest()
        shown = {"PRC-001": (Named("img/flow.png", digest),)}
        found = compare(replace(system, embedded=shown), "base", {})
        return [(change.id, change.shown) for change in found.changes]

    assert changes() == []
    picture.write_bytes(b"\x89PNG second")
    assert changes() == [("PRC-001", ("img/flow.png",))]
    digest = hashlib.sha256(picture.read_bytes()).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 11\n"
    content = picture.read_bytes()
    picture.write_text(pointer)
    sms.commit("pointer")
    sms.git("tag", "--force", "base")
    picture.write_bytes(content)
    assert changes() == []


def test_a_closed_record_that_changed_is_named_with_both_digests(sms: Repository) -> None:
    before = close(sms)
    sms.edit(RISK, "impact: 4", "impact: 1")
    after = sms.read(RISK)
    expected = ClosedRecord(RISK, "RSK-001", sha256(before), sha256(after), None)
    assert compared(sms).closed == (expected,)
    sms.commit("changed")
    assert compared(sms).closed == (expected,)


def test_a_closed_record_that_was_opened_or_is_gone_or_has_moved_is_named(
    sms: Repository,
) -> None:
    before = close(sms)
    sms.write(RISK, before.replace(CLOSED, ""))
    assert [each.path for each in compared(sms).closed] == [RISK]
    moved = "records/risks/RSK-001-moved.yml"
    (sms.root / RISK).rename(sms.root / moved)
    sms.write(moved, before)
    assert compared(sms).closed == (ClosedRecord(RISK, "RSK-001", sha256(before), None, moved),)
    (sms.root / moved).unlink()
    assert compared(sms).closed == (ClosedRecord(RISK, "RSK-001", sha256(before), None, None),)


def test_an_open_record_may_change_and_be_closed(sms: Repository) -> None:
    sms.edit(RISK, "impact: 4", "impact: 1")
    assert compared(sms).closed == ()
    sms.write(RISK, sms.read(RISK) + CLOSED)
    assert compared(sms).closed == ()


def test_a_record_that_is_half_unreadable_counts_as_closed_where_it_says_so(
    sms: Repository,
) -> None:
    sms.write(RISK, f"- no mapping\n{sms.read(RISK)}{CLOSED}")
    sms.commit("broken and closed")
    sms.git("tag", "--force", "base")
    sms.write(RISK, "id: RSK-001\n")
    assert [each.path for each in compared(sms).closed] == [RISK]


def test_a_record_that_was_closed_on_the_target_meanwhile_is_not_to_be_changed(
    sms: Repository,
) -> None:
    sms.git("switch", "--quiet", "--create", "target", "base")
    sms.write(RISK, sms.read(RISK) + CLOSED)
    sms.commit("closed")
    sms.git("switch", "--quiet", "main")
    assert compared(sms, "target").closed == ()
    sms.edit(RISK, "impact: 4", "impact: 1")
    sms.commit("changed")
    assert [each.path for each in compared(sms, "target").closed] == [RISK]


def test_no_file_of_an_approval_and_no_checkpoint_changes_by_a_byte(sms: Repository) -> None:
    seal = "records/checkpoints/2026-10.txt"
    for path in (STATEMENT, STATEMENT + ".sig", STORED, seal):
        sms.write(path, "as it was\n")
    sms.commit("approved")
    sms.git("tag", "--force", "base")
    sms.write(STATEMENT, "as it was\r\n")
    (sms.root / STORED).unlink()
    (sms.root / seal).rename(sms.root / "records/checkpoints/2026-11.txt")
    found = {each.path: each for each in compared(sms).closed}
    assert set(found) == {STATEMENT, STORED, seal}
    assert found[STATEMENT].now == sha256("as it was\r\n")
    assert found[STATEMENT].sha256 == sha256("as it was\n")
    assert (found[STORED].id, found[STORED].now) == ("PRC-001", None)
    assert found[seal].found == "records/checkpoints/2026-11.txt"


def test_new_approval_files_are_told_with_all_who_committed_them(sms: Repository) -> None:
    sms.write(STATEMENT, "{}\n")
    sms.git("add", "--all")
    message = "approve\n\nCo-authored-by: Cora <CORA.FINCH@tarnvalley.example>\n"
    sms.git("commit", "--quiet", "--message", message, "--author", ADA, by=BEN)
    sms.write(STATEMENT + ".sig", "later\n")
    found = compared(sms)
    assert found.added == {
        STATEMENT: {
            "ada.ironwood@tarnvalley.example",
            "ben.marsh@tarnvalley.example",
            "cora.finch@tarnvalley.example",
        },
        STATEMENT + ".sig": frozenset(),
    }
    assert {"PRC-001", STATEMENT} <= found.touched
    sms.write(STATEMENT, "{ }\n")
    assert compared(sms).added[STATEMENT] == frozenset()
    sms.git("tag", "--force", "base")
    assert STATEMENT in compared(sms).added
    sms.write(STATEMENT, "{}\n")
    assert compared(sms).added == {STATEMENT + ".sig": frozenset()}


def test_the_commits_of_the_target_added_nothing_to_the_change(sms: Repository) -> None:
    sms.git("switch", "--quiet", "--create", "target", "base")
    sms.write(STATEMENT, "{}\n")
    landed = sms.commit("approved on the target", by=BEN)
    sms.git("switch", "--quiet", "main")
    sms.git("merge", "--quiet", "--message", "Merge target", "target")
    found = compared(sms, "target")
    assert found.added == {}
    assert landed not in found.commits
    assert len(found.commits) == 2


def test_an_approval_that_a_merge_commit_hides_is_by_the_one_who_merged(
    sms: Repository,
) -> None:
    sms.git("switch", "--quiet", "--create", "change", "base")
    sms.write("docs/index.md", "# Page\n")
    sms.commit("harmless")
    sms.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
    sms.write(STATEMENT, "{}\n")
    sms.git("add", "--all")
    sms.git("commit", "--quiet", "--message", "Merge", by=BEN)
    found = compared(sms, "main")
    assert found.added == {STATEMENT: {"ben.marsh@tarnvalley.example"}}


def test_in_a_shallow_clone_it_is_told_that_nobody_knows_who_added_a_record(
    sms: Repository, tmp_path: Path
) -> None:
    """Its oldest commit seems to add everything, and would pass for that of the signer."""
    sms.write(STATEMENT, "{}\n")
    sms.commit("approved by Ben, says Ada")
    sms.git("commit", "--quiet", "--allow-empty", "--message", "on top", by=BEN)
    clone = sms.clone(tmp_path / "clone", "--depth", "1")
    clone.git("fetch", "--quiet", "--depth", "1", "origin", "tag", "base")
    with pytest.raises(CheckNotRun, match="too shallow"):
        compared(clone)
    clone.git("replace", "--graft", "HEAD", "base")
    with pytest.raises(CheckNotRun, match="too shallow"):
        compared(clone)
    clone.git("replace", "--delete", clone.git("rev-parse", "HEAD"))
    sms.git("checkout", "--quiet", "-B", "short", "base")
    sms.write(STATEMENT, "{}\n")
    sms.commit("approved by Ben, says Ada")
    shallow = sms.clone(tmp_path / "shallow", "--depth", "2", "--branch", "short")
    found = compared(shallow, "HEAD~1")
    assert found.added == {STATEMENT: frozenset()}
    (sentence,) = found.not_run
    assert "this clone is too shallow" in sentence
    assert f"(who committed {STATEMENT})" in sentence
    assert "fetch-depth: 0" in sentence
    shallow.write(STATEMENT + ".sig", "signed\n")
    assert compared(shallow, "HEAD~1").not_run == ()


def test_trust_comes_from_the_tip_of_the_target_and_never_from_the_change(
    sms: Repository,
) -> None:
    roles = "records/trust/roles.yml"
    stored = "records/approvals/TRUST/1/policy.yml"
    sms.write(stored, "serial: 1\n")
    sms.commit("trust")
    sms.git("branch", "target")
    there = sms.read(roles)
    sms.write(roles, there + "  # more\n")
    sms.write("records/trust/allowed_signers", "eve\n")
    sms.write("records/approvals/TRUST/2/policy.yml", "serial: 2\n")
    sms.commit("a key of her own")
    found = compared(sms, "target")
    assert set(found.trust) == {roles, "records/trust/people.yml", stored}
    assert found.trust[roles] == there.encode()
    assert set(found.control) == {roles, "records/trust/allowed_signers"}


def test_a_path_that_is_no_text_is_no_obstacle(sms: Repository) -> None:
    name = os.fsdecode(b"policies/caf\xe9.md")
    (sms.root / name).write_text("x\n")
    sms.git("add", "--all")
    sms.commit("Latin-1")
    assert compared(sms).files == 1


def test_links_and_folders_of_other_repositories_are_compared_by_name(sms: Repository) -> None:
    (sms.root / "policies/link.md").symlink_to("POL-001-service-management-policy.md")
    sms.commit("a link")
    sms.git("tag", "--force", "base")
    assert compared(sms).files == 0
    (sms.root / "policies/link.md").unlink()
    (sms.root / "policies/link.md").write_text("now a file\n")
    (sms.root / POLICY).unlink()
    (sms.root / POLICY).symlink_to("link.md")
    found = compared(sms)
    assert {"policies/link.md", POLICY} <= found.touched


def test_a_file_too_large_to_read_is_compared_by_its_id(
    sms: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "LARGEST", 10)
    assert compared(sms).files == 0
    sms.plant()
    found = compared(sms)
    assert found.files == 1
    (change,) = found.changes
    assert change.merge_base
    assert (change.id, change.merge_base.version) == ("PRC-001", "")
