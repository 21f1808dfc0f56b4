"""`check --base` says what would land, or that it could not tell; it is never green for neither.

Every repository here holds a planted violation, a text changed under the same version.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import approving
import pytest
from commands import invoke, said
from repositories import BEN, POLICY, PROCEDURE, Repository, empty, environment, start

from sms_docs.check import Question, answer
from sms_docs.errors import CheckNotRun
from sms_docs.load.base import compare
from sms_docs.load.project import load

GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/pull/7/merge", "GITHUB_BASE_REF": "main"}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_MERGE_REQUEST_EVENT_TYPE": "merged_result",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_DEFAULT_BRANCH": "main",
}
EVE_IS_ONE_OF_US = """\
  - id: eve-stone
    name: Eve Stone
    emails: [eve.stone@tarnvalley.example]
    roles:
      - {role: service-manager, from: 2024-01-01}
      - {role: trust-admin, from: 2024-01-01}
"""
MISSING_DEPTH = "add the line `fetch-depth: 0` under `with:`"


@dataclass(frozen=True)
class Outcome:
    """What a check came to: exit code, (code, path) of the findings of a change, output."""

    code: int
    found: set[tuple[str, str]]
    compared: str | None
    stops: list[str]


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git reads no settings of the machine, and no CI run is told of."""
    for name in set(os.environ) - set(environment(tmp_path)):
        monkeypatch.delenv(name)
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    return start(tmp_path / "origin")


def check(
    root: Path, base: str = "auto", monkeypatch: pytest.MonkeyPatch | None = None, **variables: str
) -> Outcome:
    """Check *root* against *base*, in a CI run that sets *variables*."""
    for name, value in variables.items():
        assert monkeypatch
        monkeypatch.setenv(name, value)
    result = invoke(
        *("check", "--root", os.fspath(root), "--as-of", "2026-11-20"),
        *("--base", base, "--format", "json"),
    )
    assert result.output.startswith("{"), said(result)
    report = json.loads(result.output)
    found = {(each["code"], each["path"]) for each in report["findings"]}
    changes = {pair for pair in found if pair[0] in {"SMS015", "SMS016"} or pair[0][3] == "8"}
    assert set(report["not_run"]) <= set(report["not_checked"])
    return Outcome(result.exit_code, changes, report["compared"], report["not_run"])


def branch(repository: Repository, name: str = "change") -> Repository:
    repository.git("switch", "--quiet", "--create", name)
    return repository


def merge_ref(origin: Repository) -> str:
    """Merge the branch `change` into main as a forge does for its check; return the id."""
    origin.git("switch", "--quiet", "--detach", "main")
    origin.git("merge", "--quiet", "--no-ff", "--message", "Merge 7 into main", "change", by=BEN)
    commit = origin.git("rev-parse", "HEAD")
    origin.git("update-ref", "refs/pull/7/merge", commit)
    origin.git("switch", "--quiet", "main")
    return commit


def proposed(origin: Repository) -> str:
    """Plant a violation on the branch `change`, two commits long; return its merge."""
    branch(origin).plant()
    origin.commit("planted")
    origin.revise("1.1", POLICY)
    origin.commit("another commit on top")
    origin.git("switch", "--quiet", "main")
    origin.write("docs/index.md", "# Meanwhile\n")
    origin.commit("the target moves on")
    return merge_ref(origin)


def fetched(origin: Repository, target: Path, depth: int | None) -> Repository:
    """Return the merge of the proposal as a CI run checks it out, *depth* commits deep."""
    target.mkdir()
    made = Repository(target)
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("remote", "add", "origin", origin.root.as_uri())
    options = ["--depth", str(depth)] if depth else []
    refs = ["+refs/heads/*:refs/remotes/origin/*"] if not depth else []
    made.git("fetch", "--quiet", *options, "origin", *refs, "+refs/pull/7/merge:refs/merge")
    made.git("checkout", "--quiet", "--detach", "refs/merge")
    return made


NOT_RAISED = {("SMS801", PROCEDURE)}


def test_a_text_changed_under_the_same_version_is_found_in_a_full_clone(
    origin: Repository, tmp_path: Path
) -> None:
    clone = branch(origin.clone(tmp_path / "clone"))
    clone.plant()
    clone.commit()
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    clone.revise("1.1")
    clone.commit()
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (0, set())
    head = clone.git("rev-parse", "--short=7", "HEAD")
    base = clone.git("rev-parse", "--short=7", "origin/main")
    assert outcome.compared == f"compared {base}..{head}: 1 file, 1 document changed"


def test_what_is_not_committed_yet_counts_like_what_is(origin: Repository, tmp_path: Path) -> None:
    clone = branch(origin.clone(tmp_path / "clone"))
    clone.commit("nothing yet")
    clone.plant()
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    assert outcome.compared
    assert outcome.compared.endswith("1 file, 1 document changed, 1 of the files not committed yet")


@pytest.mark.parametrize("depth", [1, 2, None])
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_merge_that_a_forge_makes_is_compared_with_its_first_parent(
    origin: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    forge: str,
    depth: int | None,
) -> None:
    """One commit deep, the first parent is named and not there: nothing is compared."""
    commit = proposed(origin)
    run = fetched(origin, tmp_path / "run", depth)
    variables = GITHUB | {"GITHUB_SHA": commit}
    if forge == "gitlab":
        variables = GITLAB | {"CI_COMMIT_SHA": commit}
    outcome = check(run.root, monkeypatch=monkeypatch, **variables)
    if depth == 1:
        assert (outcome.code, outcome.found) == (3, set())
        lines = {"github": MISSING_DEPTH, "gitlab": "add the line `GIT_DEPTH: 0`"}
        assert lines[forge] in outcome.stops[0]
        assert "too shallow" in outcome.stops[0]
    else:
        assert (outcome.code, outcome.found) == (1, NOT_RAISED)
        assert outcome.compared
        assert outcome.compared.endswith(": 2 files, 2 documents changed")


def test_a_merge_of_the_author_is_not_taken_for_that_of_the_forge(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first parent is the own branch, planted violation and all."""
    origin.write("docs/index.md", "# Meanwhile\n")
    origin.commit("the target moves on")
    origin.git("branch", "release", "HEAD~1")
    origin.git("switch", "--quiet", "--create", "change", "release")
    origin.plant()
    origin.commit("planted")
    origin.git("merge", "--quiet", "--no-ff", "--message", "Take main in", "main")
    clone = origin.clone(tmp_path / "clone")
    head = clone.git("rev-parse", "HEAD")
    merge = {"GITHUB_SHA": "0" * 40, "GITHUB_REF": "refs/pull/7/merge"}
    for variables in (merge, {"GITHUB_SHA": head, "GITHUB_REF": "refs/heads/change"}):
        outcome = check(clone.root, monkeypatch=monkeypatch, **(GITHUB | variables))
        assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_the_branch_that_a_change_is_proposed_for_is_its_target(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch(origin, "release").revise("1.1")
    origin.commit("on the release")
    branch(origin).revise("1.1", text="Another text.")
    origin.commit("on main it would be new")
    clone = origin.clone(tmp_path / "clone")
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "release"}
    outcome = check(clone.root, monkeypatch=monkeypatch, **variables)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    outcome = check(clone.root, monkeypatch=monkeypatch, GITHUB_BASE_REF="nowhere")
    assert outcome.code == 3
    assert "there is no origin/nowhere in this clone" in outcome.stops[0]
    assert MISSING_DEPTH in outcome.stops[0]


@pytest.mark.parametrize("base", ["auto", "origin/main"])
def test_a_clone_one_commit_deep_is_told_how_to_get_deeper(
    origin: Repository, tmp_path: Path, base: str
) -> None:
    origin.plant()
    origin.commit("planted")
    clone = origin.clone(tmp_path / "clone", "--depth", "1")
    branch(clone).plant(POLICY)
    clone.commit("planted")
    clone.git("branch", "--force", "other", "HEAD~1")
    outcome = check(clone.root, base)
    # Here the commit that the branch left from is there, and nothing is missing.
    assert (outcome.code, outcome.found) == (1, {("SMS801", POLICY)})
    clone.git("switch", "--quiet", "main")
    outcome = check(clone.root, "auto")
    assert (outcome.code, outcome.found) == (3, set())
    for line in ("git fetch --unshallow", "fetch-depth: 0", "GIT_DEPTH: 0"):
        assert line in outcome.stops[0]


def test_where_a_shallow_clone_hides_the_fork_nothing_is_compared(
    origin: Repository, tmp_path: Path
) -> None:
    for number in range(3):
        origin.write("docs/index.md", f"# Page {number}\n")
        origin.commit()
    branch(origin).plant()
    origin.commit("planted")
    origin.git("switch", "--quiet", "main")
    origin.write("docs/index.md", "# Meanwhile\n")
    origin.commit()
    clone = origin.clone(tmp_path / "clone", "--depth", "1", "--no-single-branch")
    clone.git("switch", "--quiet", "--detach", "origin/change")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (3, set())
    assert "too shallow" in outcome.stops[0]


def test_a_detached_head_is_compared_with_the_main_branch(
    origin: Repository, tmp_path: Path
) -> None:
    clone = origin.clone(tmp_path / "clone")
    clone.git("switch", "--quiet", "--detach")
    clone.plant()
    clone.commit("planted")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_without_git_nothing_is_compared(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    command = [sys.executable, "-m", "sms_docs", "check", "--base", "main"]
    nowhere = environment(tmp_path) | {"PATH": os.fspath(tmp_path / "nowhere")}
    done = subprocess.run(
        command, cwd=origin.root, env=nowhere, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (3, "")
    last = done.stdout.rstrip("\n").split("\n")[-1]
    assert last.startswith("could not run: changes against a base revision: git cannot be run here")
    monkeypatch.setenv("PATH", os.fspath(tmp_path / "nowhere"))
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (3, set())
    assert "install git" in outcome.stops[0]


def test_an_archive_has_nothing_to_compare_with(origin: Repository, tmp_path: Path) -> None:
    origin.plant()
    origin.commit("planted")
    archive = tmp_path / "archive"
    archive.mkdir()
    origin.git("archive", "--output", os.fspath(tmp_path / "a.tar"), "HEAD")
    shutil.unpack_archive(tmp_path / "a.tar", archive, filter="data")
    for base in ("auto", "main"):
        outcome = check(archive, base)
        assert (outcome.code, outcome.found) == (3, set())
        assert "this is an archive, or a copy without .git" in outcome.stops[0]


def test_an_sms_inside_of_another_repository_has_no_history_of_its_own(
    origin: Repository, tmp_path: Path
) -> None:
    """Git would find the outer one, and none of the paths would be those of the SMS."""
    outer = Repository(tmp_path)
    outer.git("init", "--quiet")
    shutil.rmtree(origin.root / ".git")
    origin.plant()
    outcome = check(origin.root, "HEAD")
    assert (outcome.code, outcome.found) == (3, set())
    assert f"it lies inside of the one in {tmp_path}" in outcome.stops[0]


def test_a_repository_whose_files_lie_elsewhere_is_refused(
    origin: Repository, tmp_path: Path
) -> None:
    origin.plant()
    origin.commit("planted")
    (tmp_path / "elsewhere").mkdir()
    origin.git("config", "core.worktree", os.fspath(tmp_path / "elsewhere"))
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (3, set())
    assert f"is {tmp_path / 'elsewhere'}" in outcome.stops[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_refused_with_the_cure(
    origin: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    monkeypatch.delenv("SUDO_UID", raising=False)
    for path in (origin.root, origin.root / ".git"):
        os.chown(path, 12345, 12345)
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (3, set())
    cure = f"git config --global --add safe.directory {origin.root}"
    assert cure in outcome.stops[0]
    (Path(os.environ["HOME"])).mkdir()
    safe = Path(os.environ["HOME"]) / ".gitconfig"
    safe.write_text(f"[safe]\n\tdirectory = {origin.root}\n")
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_a_bare_repository_has_no_files(origin: Repository) -> None:
    origin.plant()
    origin.commit("planted")
    origin.git("config", "core.bare", "true")
    outcome = check(origin.root, "HEAD~1")
    assert (outcome.code, outcome.found) == (3, set())
    assert "is bare" in outcome.stops[0]


def test_a_damaged_repository_is_not_passed_over(origin: Repository) -> None:
    origin.plant()
    origin.commit("planted")
    (origin.root / ".git" / "HEAD").write_text("nonsense\n")
    outcome = check(origin.root)
    assert (outcome.code, outcome.found) == (3, set())
    assert "git refuses the repository" in outcome.stops[0]


@pytest.mark.parametrize("base", ["auto", "main~1"])
def test_a_head_whose_commit_is_lost_is_not_taken_for_no_commit(
    origin: Repository, base: str
) -> None:
    origin.plant()
    commit = origin.commit("planted")
    (origin.root / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    outcome = check(origin.root, base)
    assert outcome.code == 3


def test_a_linked_work_tree_is_compared_like_any(origin: Repository, tmp_path: Path) -> None:
    origin.git("worktree", "add", "--quiet", "-b", "change", os.fspath(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    linked.plant()
    linked.commit("planted")
    assert (linked.root / ".git").is_file()
    outcome = check(linked.root, "main")
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_a_clone_without_all_objects_fetches_none(
    origin: Repository, tmp_path: Path, filtered: str
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    origin.git("config", "uploadpack.allowFilter", "true")
    clone = origin.clone(tmp_path / "clone", f"--filter={filtered}")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (3, set())
    assert "clone it without `--filter`" in outcome.stops[0]


def test_a_document_that_moved_and_changed_is_found_by_its_id(origin: Repository) -> None:
    branch(origin)
    moved = "procedures/service-desk/PRC-001-incidents.md"
    (origin.root / moved).parent.mkdir()
    origin.git("mv", PROCEDURE, moved)
    origin.commit("moved")
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (0, set())
    assert outcome.compared
    assert outcome.compared.endswith(": 2 files, 0 documents changed")
    origin.plant(moved)
    origin.commit("planted")
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (1, {("SMS801", moved)})


def test_two_changes_to_the_same_version_do_not_both_land(
    origin: Repository, tmp_path: Path
) -> None:
    """Both look raised against the merge base; the second is not newer than the target."""
    clone = branch(origin.clone(tmp_path / "clone"))
    clone.write(PROCEDURE, clone.read(PROCEDURE).replace("## Scope", "More.\n\n## Scope"))
    clone.write(PROCEDURE, clone.read(PROCEDURE).replace('version: "1.0"', 'version: "1.1"'))
    clone.commit("second")
    assert check(clone.root).code == 0
    origin.revise("1.1")
    origin.commit("first")
    clone.git("fetch", "--quiet")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    clone.git("merge", "--quiet", "--message", "Merge main", "origin/main")
    assert check(clone.root).found == NOT_RAISED
    clone.edit(PROCEDURE, 'version: "1.1"', 'version: "1.2"')
    clone.commit("raised above the target")
    assert (check(clone.root).code, check(clone.root).found) == (0, set())


def test_an_edit_hidden_in_a_merge_commit_is_seen(origin: Repository) -> None:
    branch(origin).write("docs/index.md", "# Page\n")
    origin.commit("harmless")
    origin.git("switch", "--quiet", "main")
    origin.write("docs/more.md", "# More\n")
    origin.commit("harmless")
    origin.git("switch", "--quiet", "change")
    origin.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
    origin.plant()
    origin.commit("Merge branch 'main'")
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_a_squashed_change_is_compared_with_what_was_there_before(
    origin: Repository, tmp_path: Path
) -> None:
    branch(origin).plant()
    origin.commit("one")
    origin.plant(text="Once more.")
    origin.commit("two")
    origin.git("switch", "--quiet", "main")
    origin.git("merge", "--quiet", "--squash", "change")
    origin.commit("squashed (#7)", by=BEN)
    clone = origin.clone(tmp_path / "clone")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_on_the_target_itself_the_last_commit_is_checked(
    origin: Repository, tmp_path: Path
) -> None:
    origin.plant()
    origin.commit("planted")
    clone = origin.clone(tmp_path / "clone")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    origin.commit("nothing more")
    clone.git("pull", "--quiet")
    assert check(clone.root).code == 0


def test_on_the_target_itself_an_edit_has_to_exceed_what_has_landed(
    origin: Repository, tmp_path: Path
) -> None:
    origin.revise("1.1")
    origin.commit("landed")
    clone = origin.clone(tmp_path / "clone")
    assert check(clone.root).code == 0
    clone.plant()
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_the_first_commit_of_all_is_new_as_a_whole(origin: Repository, tmp_path: Path) -> None:
    clone = origin.clone(tmp_path / "clone")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found & {("SMS801", PROCEDURE)}) == (0, set())
    assert outcome.compared
    assert outcome.compared.startswith("compared nothing..")
    assert "3 documents changed" in outcome.compared
    clone.plant()
    assert check(clone.root).code == 1


def test_a_repository_without_commits_is_new_as_a_whole(tmp_path: Path) -> None:
    repository = empty(tmp_path / "sms")
    outcome = check(repository.root)
    assert (outcome.code, outcome.stops) == (0, [])
    assert outcome.compared
    assert outcome.compared.startswith("compared nothing..work tree: everything is new: ")
    repository.edit(PROCEDURE, "owner: incident-manager", "owner: nobody-known")
    assert check(repository.root).code == 1
    outcome = check(repository.root, "main")
    assert outcome.code == 3


def test_an_orphan_branch_is_compared_with_the_target_as_it_is(
    origin: Repository, tmp_path: Path
) -> None:
    """Without a common commit there is no merge base, and all that differs is the change."""
    clone = origin.clone(tmp_path / "clone")
    clone.git("switch", "--quiet", "--orphan", "new")
    clone.git("checkout", "--quiet", "origin/main", "--", ".")
    clone.plant()
    assert check(clone.root).found == NOT_RAISED
    clone.commit("planted")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_rewritten_history_is_found_by_the_commit_that_somebody_kept(
    origin: Repository, tmp_path: Path
) -> None:
    """Against itself a rewritten main only shows its last commit: say so, and seal."""
    origin.revise("1.1")
    kept = origin.commit("landed")
    clone = origin.clone(tmp_path / "clone")
    clone.git("switch", "--quiet", "--orphan", "rewritten")
    clone.git("checkout", "--quiet", "main", "--", ".")
    clone.edit(PROCEDURE, "Revised.", "Forged.")
    clone.commit("start, rewritten")
    clone.plant(POLICY)
    clone.commit("landed")
    clone.git("update-ref", "refs/remotes/origin/main", "HEAD")
    clone.git("update-ref", "refs/remotes/origin/HEAD", "HEAD")
    both = {("SMS801", PROCEDURE), ("SMS801", POLICY)}
    assert (check(clone.root, kept).code, check(clone.root, kept).found) == (1, both)
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, {("SMS801", POLICY)})


def test_rewritten_history_is_found_by_the_checkpoint_that_went_along(
    origin: Repository, tmp_path: Path
) -> None:
    risk = "records/risks/RSK-001-fibre.yml"
    origin.write(risk, origin.read(risk) + "closed: 2026-10-20\n")
    digest = hashlib.sha256((origin.root / risk).read_bytes()).hexdigest()
    origin.write("records/checkpoints/2026-10.txt", f"{digest}  {risk}\n")
    origin.commit("sealed")
    clone = origin.clone(tmp_path / "clone")
    clone.git("switch", "--quiet", "--orphan", "rewritten")
    clone.git("checkout", "--quiet", "main", "--", ".")
    clone.edit(risk, "impact: 4", "impact: 1")
    clone.commit("sealed")
    clone.commit("harmless")
    clone.git("update-ref", "refs/remotes/origin/main", "HEAD")
    clone.git("update-ref", "refs/remotes/origin/HEAD", "HEAD")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, {("SMS806", risk)})


def test_a_change_cannot_bring_the_key_that_approves_it(tmp_path: Path) -> None:
    """Not even with an approval of the trust files by the one who has it."""
    sms = Repository(approving.lay(tmp_path / "sms"))
    sms.git("init", "--quiet")
    sms.commit("trust")
    sms.git("tag", "base")
    trust = sms.root / "records/trust"
    for name, old, new in (
        ("people.yml", "  - id: dana-holt", EVE_IS_ONE_OF_US + "  - id: dana-holt"),
        ("policy.yml", "serial: 1", "serial: 2"),
    ):
        text = (trust / name).read_text()
        (trust / name).write_text(text.replace(old, new))
    with (trust / "allowed_signers").open("a") as signers:
        key = approving.public_key("eve-stone")
        days = 'valid-after="20240101Z",valid-before="20300101Z"'
        signers.write(f'eve-stone namespaces="approval@sms-docs",{days} {key}\n')
    approving.approve_trust(sms.root, "eve-stone", at="2026-11-19T10:00:00Z")
    sms.revise("1.1")
    act = approving.approve(
        sms.root, "PRC-001", "eve-stone", "service-manager", "2026-11-19T11:00:00Z"
    )
    sms.commit("all at once")
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    found = answer(sms.root, Question(date(2026, 11, 20), base="base", now=now)).report
    codes = {(each.code, each.path) for each in found.findings}
    assert ("SMS214", act.relative_to(sms.root).as_posix()) in codes
    assert ("SMS231", "records/trust/allowed_signers") in codes
    assert {each.code for each in found.findings if each.document == "PRC-001"} >= {"SMS214"}


@pytest.mark.parametrize(
    "base", ["nowhere", "0" * 40, "HEAD:policies", "x..y", "HEAD@{99}", ":/", "^HEAD", "HEAD^{/x}"]
)
def test_a_base_that_is_no_commit_is_told(origin: Repository, base: str) -> None:
    branch(origin).plant()
    origin.commit("planted")
    outcome = check(origin.root, base)
    assert (outcome.code, outcome.found) == (3, set())
    assert "is no commit here" in outcome.stops[0]


@pytest.mark.parametrize("base", ["--output=PWN", "-n1", "--all", "", "a\nb", "x\x1b[2J"])
def test_a_base_that_git_could_take_for_an_option_is_refused(
    origin: Repository, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    monkeypatch.chdir(origin.root)
    result = invoke("check", f"--base={base}")
    assert result.exit_code == 2
    assert "is no revision; name a branch" in result.output
    assert not (origin.root / "PWN").exists()
    with pytest.raises(CheckNotRun, match="is no commit here"):
        compare(load(origin.root), base, {})
    assert not (origin.root / "PWN").exists()


def test_in_a_ci_run_a_base_that_is_not_in_the_clone_needs_a_deeper_one(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin.commit("more")
    branch(origin).plant()
    origin.commit("planted")
    shallow = origin.clone(tmp_path / "clone", "--depth", "1")
    outcome = check(shallow.root, "origin/main")
    assert (outcome.code, outcome.found) == (3, set())
    assert "'origin/main' is no commit in this clone; run `git fetch" in outcome.stops[0]
    outcome = check(shallow.root, "x", monkeypatch, GITLAB_CI="true")
    assert outcome.code == 3
    assert "add the line `GIT_DEPTH: 0`" in outcome.stops[0]


def test_without_a_branch_to_compare_with_the_user_names_one(origin: Repository) -> None:
    branch(origin).plant()
    origin.commit("planted")
    outcome = check(origin.root, "auto")
    assert (outcome.code, outcome.found) == (3, set())
    assert "there is no origin/HEAD, origin/main, origin/master in this clone" in outcome.stops[0]
    assert "`--base REV`" in outcome.stops[0]


def test_a_tag_cannot_pass_for_the_target(origin: Repository, tmp_path: Path) -> None:
    clone = branch(origin.clone(tmp_path / "clone"))
    clone.plant()
    clone.commit("planted")
    for name in ("origin/main", "origin/HEAD", "HEAD"):
        clone.git("update-ref", f"refs/tags/{name}", "HEAD")
    outcome = check(clone.root)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_what_the_caller_says_to_git_has_no_effect(
    origin: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    other = start(tmp_path / "other")
    hostile = {
        "GIT_DIR": os.fspath(other.root / ".git"),
        "GIT_WORK_TREE": os.fspath(other.root),
        "GIT_CEILING_DIRECTORIES": os.fspath(tmp_path),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_NAMESPACE": "nowhere",
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_TRACE": "1",
    }
    outcome = check(origin.root, "main", monkeypatch=monkeypatch, **hostile)
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    assert {name: os.environ[name] for name in hostile} == hostile


def test_replaced_and_grafted_commits_have_no_effect(origin: Repository) -> None:
    clean = origin.git("rev-parse", "HEAD")
    branch(origin).plant()
    planted = origin.commit("planted")
    origin.git("replace", clean, planted)
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)


def test_hooks_and_monitors_of_the_repository_are_not_run(
    origin: Repository, tmp_path: Path
) -> None:
    branch(origin).plant()
    origin.commit("planted")
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\n")
    script.chmod(0o755)
    origin.git("config", "core.fsmonitor", os.fspath(script))
    origin.git("config", "core.pager", os.fspath(script))
    origin.git("config", "diff.external", os.fspath(script))
    (origin.root / ".git" / "hooks").mkdir(exist_ok=True)
    shutil.copy(script, origin.root / ".git" / "hooks" / "post-index-change")
    outcome = check(origin.root, "main")
    assert (outcome.code, outcome.found) == (1, NOT_RAISED)
    assert not ran.exists()


def test_a_check_without_a_base_says_that_nothing_was_compared(origin: Repository) -> None:
    branch(origin).plant()
    result = invoke("check", "--root", os.fspath(origin.root), "--as-of", "2026-11-20")
    assert result.exit_code == 0
    assert "not checked: changes against a base revision" in result.output
    assert "compared" not in result.output


def test_a_comparison_writes_nothing(origin: Repository) -> None:
    branch(origin).plant()
    origin.commit("planted")

    def facts() -> dict[str, tuple[int, int]]:
        files = [path for path in origin.root.rglob("*") if path.is_file()]
        return {os.fspath(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in files}

    before = facts()
    assert check(origin.root, "main").code == 1
    assert facts() == before
