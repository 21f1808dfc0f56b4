"""Who wrote which version is told by the commits, whatever way they came in."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from approving import approve, lay
from hypothesis import given
from hypothesis import strategies as st
from repositories import BEN, PROCEDURE, Repository, empty, environment, start

from sms_docs.approval import Dossier, StoredText
from sms_docs.comparison import Comparison
from sms_docs.errors import CheckNotRun
from sms_docs.load.ancestry import Ancestry
from sms_docs.load.git import open_repository
from sms_docs.load.history import Changes, authors_between, authors_of_versions, history
from sms_docs.load.log import read_log
from sms_docs.load.objects import blob_id
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem

BEN_SIGNS = ("ben-marsh", "service-manager")
AT = "2026-11-04T10:00:00Z"
CORA = "Cora Finch <Cora.Finch@TarnValley.example>"
EVE = "Eve Stone <eve@elsewhere.example>"
A, B, C, E = (
    "ada.ironwood@tarnvalley.example",
    "ben.marsh@tarnvalley.example",
    "cora.finch@tarnvalley.example",
    "eve@elsewhere.example",
)


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sms(tmp_path: Path) -> Repository:
    return start(tmp_path / "sms")


def blob(text: str) -> str:
    return blob_id(text.encode(), "sha1")


def between(sms: Repository, new: str, old: str = "", imported: str = "") -> frozenset[str]:
    """Return the authors of the text *new* of the procedure since the text *old*."""
    texts = (blob(new), blob(old) if old else "")
    return authors_between(history(sms.root), "PRC-001", texts, imported)


def stored(sms: Repository, **versions: str) -> ManagementSystem:
    """Return the system with these texts of the procedure stored as versions, v1_0=TEXT."""
    texts = {}
    for name, text in versions.items():
        version = name.removeprefix("v").replace("_", ".")
        texts[version] = StoredText("", text, "", {})
    return replace(load(sms.root), dossiers={"PRC-001": Dossier("PRC-001", texts, ())})


def test_authors_and_co_authors_of_each_commit_since_the_old_text_count(
    sms: Repository,
) -> None:
    old = sms.read(PROCEDURE)
    sms.revise("1.1")
    sms.commit("one\n\nBecause.\n\nCo-authored-by: Cora <CORA.finch@tarnvalley.example>", by=BEN)
    middle = sms.read(PROCEDURE)
    sms.plant(text="More.")
    sms.commit("two", by=EVE)
    new = sms.read(PROCEDURE)
    assert between(sms, old) == {A}
    assert between(sms, middle, old) == {B, C}
    assert between(sms, new, old) == {B, C, E}
    assert between(sms, new, middle) == {E}
    assert between(sms, new) == {A, B, C, E}


def test_who_only_committed_for_somebody_else_is_no_author(sms: Repository) -> None:
    old = sms.read(PROCEDURE)
    sms.revise("1.1")
    sms.git("add", "--all")
    sms.git("commit", "--quiet", "--message", "by Eve", "--author", EVE, by=BEN)
    assert between(sms, sms.read(PROCEDURE), old) == {E}


def test_a_text_that_is_not_committed_comes_after_all_commits(sms: Repository) -> None:
    old = sms.read(PROCEDURE)
    sms.revise("1.1")
    sms.commit(by=BEN)
    assert between(sms, "not committed\n", old) == {B}
    assert between(sms, "not committed\n") == {A, B}


def test_who_moves_a_document_does_not_write_it(sms: Repository) -> None:
    old = sms.read(PROCEDURE)
    sms.git("mv", PROCEDURE, "procedures/PRC-001-incidents.md")
    sms.commit("moved", by=BEN)
    assert between(sms, old) == {A}
    sms.git("mv", "procedures/PRC-001-incidents.md", "procedures/PRC-001-other.md")
    sms.plant("procedures/PRC-001-other.md")
    sms.commit("moved and edited", by=EVE)
    assert between(sms, sms.read("procedures/PRC-001-other.md"), old) == {E}


def test_an_edit_hidden_in_a_merge_is_by_the_one_who_merged(sms: Repository) -> None:
    old = sms.read(PROCEDURE)
    sms.git("switch", "--quiet", "--create", "change")
    sms.write("docs/index.md", "# Page\n")
    sms.commit("harmless", by=BEN)
    sms.git("switch", "--quiet", "main")
    sms.write("docs/more.md", "# More\n")
    sms.commit("harmless", by=CORA)
    sms.git("merge", "--quiet", "--no-ff", "--no-commit", "change")
    sms.revise("1.1")
    sms.git("add", "--all")
    sms.git("commit", "--quiet", "--message", "Merge", by=EVE)
    assert between(sms, sms.read(PROCEDURE), old) == {E}


def test_a_branch_that_began_before_the_old_text_and_came_in_after_it_counts(
    sms: Repository,
) -> None:
    """In the list of the log its commits may stand below that of the old text."""
    for first, second in (("main", "change"), ("change", "main")):
        sms.git("switch", "--quiet", "--create", f"{first}-1", "main")
        sms.git("branch", f"{second}-2")
        sms.revise("1.1", text="By Ben.")
        sms.commit("the approved text", by=BEN)
        old = sms.read(PROCEDURE)
        sms.git("switch", "--quiet", f"{second}-2")
        sms.edit(PROCEDURE, "To restore service.", "To restore service soon.")
        sms.commit("beside it", by=EVE)
        sms.git("switch", "--quiet", f"{first}-1")
        sms.git("merge", "--quiet", "--message", "Merge", f"{second}-2", by=CORA)
        assert between(sms, sms.read(PROCEDURE), old) == {E, C}


def test_an_approved_text_on_a_branch_leaves_out_what_its_branch_began_with(
    sms: Repository,
) -> None:
    sms.revise("1.1")
    sms.commit("before", by=EVE)
    sms.git("switch", "--quiet", "--create", "change")
    sms.revise("1.2")
    sms.commit("the approved text", by=BEN)
    old = sms.read(PROCEDURE)
    sms.git("switch", "--quiet", "main")
    sms.write("docs/index.md", "# Page\n")
    sms.commit("harmless", by=CORA)
    sms.git("merge", "--quiet", "--no-ff", "--message", "Merge", "change", by=CORA)
    sms.revise("1.3")
    sms.commit("the new text", by=BEN)
    assert between(sms, sms.read(PROCEDURE), old) == {B}
    assert between(sms, old) == {A, E, B}


def test_what_was_written_and_taken_back_before_the_old_text_does_not_count(
    sms: Repository,
) -> None:
    old = sms.read(PROCEDURE)
    sms.plant()
    sms.commit("written", by=EVE)
    sms.write(PROCEDURE, old)
    sms.commit("taken back", by=BEN)
    sms.revise("1.1")
    sms.commit("new", by=CORA)
    assert between(sms, sms.read(PROCEDURE), old) == {C}


def test_an_old_text_that_came_back_later_does_not_hide_who_wrote_between(
    sms: Repository,
) -> None:
    old = sms.read(PROCEDURE)
    sms.revise("1.1")
    sms.commit("written", by=EVE)
    new = sms.read(PROCEDURE)
    sms.write(PROCEDURE, old)
    sms.commit("taken back", by=BEN)
    assert between(sms, new, old) == {E}


def test_the_same_text_committed_twice_is_by_both(sms: Repository) -> None:
    """Cherry-picked or squashed: the one who wrote it first remains an author."""
    old = sms.read(PROCEDURE)
    sms.git("switch", "--quiet", "--create", "change")
    sms.revise("1.1")
    sms.commit("written", by=EVE)
    new = sms.read(PROCEDURE)
    sms.git("switch", "--quiet", "main")
    sms.git("merge", "--quiet", "--squash", "change")
    sms.commit("squashed", by=BEN)
    assert between(sms, new, old) == {B}
    sms.git("merge", "--quiet", "--no-ff", "--message", "Merge", "change", by=CORA)
    assert between(sms, new, old) == {B, E}


def test_of_each_stored_version_and_of_the_working_text_the_authors_are_known(
    sms: Repository,
) -> None:
    first = sms.read(PROCEDURE)
    sms.revise("1.1")
    sms.commit(by=BEN)
    second = sms.read(PROCEDURE)
    sms.write("records/approvals/PRC-001/1.1/PRC-001.md", second)
    sms.commit("approved", by=CORA)
    sms.revise("1.10")
    sms.commit(by=EVE)
    system = stored(sms, v1_0=first, v1_1=second)
    found = authors_of_versions(system, history(sms.root))
    assert found["PRC-001", "1.0"] == {A}
    assert found["PRC-001", "1.1"] == {B}
    assert found["PRC-001", ""] == {E}
    assert found["POL-001", ""] == {A}
    third = sms.read(PROCEDURE)
    system = stored(sms, v1_0=first, v1_10=third, v1_9=second)
    found = authors_of_versions(system, history(sms.root))
    assert found["PRC-001", "1.10"] == found["PRC-001", ""] == {E}


def test_a_version_that_lacked_an_approval_does_not_hide_who_wrote_it(
    sms: Repository,
) -> None:
    """Else the author of 1.1, which one of two has approved, could approve 1.2."""
    lay(sms.root)
    sms.commit("trust")
    approve(sms.root, "PRC-001", *BEN_SIGNS, "2026-11-01T10:00:00Z")
    sms.revise("1.1")
    sms.commit(by=EVE)
    approve(sms.root, "PRC-001", *BEN_SIGNS, "2026-11-02T10:00:00Z")
    sms.revise("1.2")
    sms.commit(by=CORA)
    first = {"version": "1.0", "sha256": "0" * 64}
    approve(sms.root, "PRC-001", *BEN_SIGNS, "2026-11-03T10:00:00Z", previous=first)
    found = authors_of_versions(load(sms.root), history(sms.root))
    assert found["PRC-001", "1.0"] == {A}
    assert found["PRC-001", "1.1"] == {E}
    assert found["PRC-001", "1.2"] == {E, C}
    approve(sms.root, "PRC-001", "cora-finch", "service-manager", AT, previous=None)
    found = authors_of_versions(load(sms.root), history(sms.root))
    assert found["PRC-001", "1.2"] == {A, E, C}


def test_the_commit_that_brought_the_documents_in_has_no_author(sms: Repository) -> None:
    start_of_all = sms.git("rev-parse", "HEAD")
    sms.revise("1.1")
    sms.commit(by=BEN)
    system = stored(sms, v1_1=sms.read(PROCEDURE))
    settings = system.settings._replace(imported=start_of_all)
    changes = history(sms.root)
    assert authors_of_versions(system, changes)["PRC-001", "1.1"] == {A, B}
    imported = replace(system, settings=settings)
    found = authors_of_versions(imported, changes)
    assert (found["PRC-001", "1.1"], found["POL-001", ""]) == ({B}, frozenset())
    nothing = Comparison("a", "b", 0, (), (), (), {}, frozenset(), {})
    change = nothing._replace(commits=frozenset({start_of_all}))
    found = authors_of_versions(replace(imported, comparison=change), changes)
    # A change cannot declare one of its own commits the start.
    assert found["PRC-001", "1.1"] == {A, B}


def test_line_ends_that_git_kept_do_not_hide_who_wrote_the_clean_text(
    sms: Repository,
) -> None:
    old = sms.read(PROCEDURE)
    sms.revise("1.1")
    new = sms.read(PROCEDURE)
    sms.write(PROCEDURE, new.replace("\n", "\r\n"))
    sms.commit(by=BEN)
    sms.write(PROCEDURE, (new + "\nMore.\n").replace("\n", "\r\n"))
    sms.commit(by=EVE)
    found = authors_of_versions(stored(sms, v1_0=old, v1_1=new), history(sms.root))
    assert found["PRC-001", "1.1"] == {B}
    assert found["PRC-001", ""] == {E}


def test_copies_below_the_approvals_do_not_make_an_author(sms: Repository) -> None:
    sms.write("records/approvals/PRC-001/1.0/PRC-001.md", "as approved\n")
    sms.commit("approved", by=BEN)
    touches = history(sms.root).touches["PRC-001"]
    assert {email for touch in touches for email in touch.emails} == {A}


def test_a_shallow_clone_says_that_somebody_is_missing(sms: Repository, tmp_path: Path) -> None:
    sms.revise("1.1")
    sms.commit(by=BEN)
    assert history(sms.root).complete
    clone = sms.clone(tmp_path / "clone", "--depth", "1")
    assert not history(clone.root).complete


def test_before_the_first_commit_nobody_wrote_anything(tmp_path: Path) -> None:
    sms = empty(tmp_path / "sms")
    changes = history(sms.root)
    assert (changes.touches, changes.complete) == ({}, True)
    found = authors_of_versions(load(sms.root), changes)
    assert set(found.values()) == {frozenset()}


def test_without_a_repository_there_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(CheckNotRun, match="no git repository"):
        history(tmp_path)


MESSAGES = (
    "",
    ":100644 100644 aaaa bbbb M",
    "\n\n:000000 like a file\n\nCo-authored-by: X <ADA@X.example>",
    "one\n\nco-authored-by:nobody<>\n Co-Authored-By: Y <y@x.example>\nCo-authored-by: Z z@x",
    "Fußnote \u2028 and \U0001f600",
)


def test_the_log_is_read_whatever_a_commit_says(sms: Repository) -> None:
    for number, message in enumerate(MESSAGES):
        sms.write("docs/index.md", f"# {number}\n")
        sms.git("add", "--all")
        sms.git("commit", "--quiet", "--allow-empty-message", "--message", message)
    sms.git("commit", "--quiet", "--allow-empty", "--message", "nothing")
    found = list(read_log(open_repository(sms.root, ""), "HEAD"))
    assert [commit.id for commit in found] == sms.git("log", "--format=%H").split("\n")
    paths = [[file.path for file in commit.files] for commit in found]
    assert paths[:-1] == [[], *([["docs/index.md"]] * len(MESSAGES))]
    assert {file.before.strip("0") for file in found[-1].files} == {""}
    authors = [commit.authors - {A} for commit in found]
    assert authors == [set(), set(), {"", "y@x.example"}, {"ada@x.example"}, set(), set(), set()]


def test_an_address_that_is_no_text_is_read_all_the_same(sms: Repository) -> None:
    tree = sms.git("rev-parse", "HEAD^{tree}")
    head = sms.git("rev-parse", "HEAD")
    raw = (
        f"tree {tree}\nparent {head}\nauthor X <caf".encode()
        + b"\xe9@x.example> 1790000000 +0000\ncommitter X <> 1790000000 +0000\n\nx\n"
    )
    made = subprocess.run(
        ["git", "-C", sms.root, "hash-object", "-t", "commit", "-w", "--stdin"],
        input=raw,
        capture_output=True,
        check=True,
    )
    sms.git("update-ref", "HEAD", made.stdout.decode().strip())
    first = next(read_log(open_repository(sms.root, ""), "HEAD"))
    assert (first.authors, first.committer) == ({"caf\ufffd@x.example"}, "")


def test_settings_of_the_repository_do_not_change_what_is_read(sms: Repository) -> None:
    sms.revise("1.1")
    sms.commit(by=BEN)
    sms.write(".mailmap", f"{EVE} <{B}>\n")
    sms.git("mv", PROCEDURE, "procedures/PRC-001-moved.md")
    sms.commit(by=CORA)
    before = list(read_log(open_repository(sms.root, ""), "HEAD"))
    for setting in (
        "log.showRoot=false",
        "log.follow=true",
        "log.diffMerges=separate",
        "diff.renames=copies",
        "diff.noprefix=true",
        "diff.relative=true",
        "color.ui=always",
        "core.abbrev=4",
        "core.quotePath=true",
        "i18n.logOutputEncoding=utf-16",
        "format.pretty=oneline",
        "log.mailmap=true",
        "log.date=raw",
        "log.decorate=full",
        "notes.displayRef=*",
    ):
        name, _, value = setting.partition("=")
        sms.git("config", name, value)
    sms.git("notes", "add", "--message", "a note", "HEAD")
    assert list(read_log(open_repository(sms.root, ""), "HEAD")) == before


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Give commit -> parents; the last one comes after all others."""
    count = draw(st.integers(min_value=1, max_value=14))
    graph: dict[str, tuple[str, ...]] = {}
    for number in range(count):
        older = st.sampled_from(range(number)) if number else st.nothing()
        above = draw(st.lists(older, max_size=min(3, number), unique=True))
        graph[str(number)] = tuple(map(str, above))
    childless = [each for each in graph if not any(each in above for above in graph.values())]
    graph["head"] = tuple(draw(st.permutations(childless)))
    return graph


def below(graph: dict[str, tuple[str, ...]], commit: str) -> set[str]:
    found = {commit}
    for parent in graph[commit]:
        found |= below(graph, parent)
    return found


@given(graphs())
def test_what_comes_after_what_is_as_in_the_graph(graph: dict[str, tuple[str, ...]]) -> None:
    ancestry = Ancestry(graph, "head")
    for other in graph:
        expected = below(graph, other)
        assert {one for one in graph if ancestry.is_within(one, other)} == expected
    assert not ancestry.is_within("elsewhere", "head")
    assert not Ancestry({}, "").is_within("a", "b")


def test_many_documents_need_one_log(sms: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    repository = type(open_repository(sms.root, ""))
    ask = repository.run

    def count(self: object, command: str, *arguments: str, **words: object) -> bytes:
        calls.append(command)
        return ask(self, command, *arguments, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "run", count)
    changes = history(sms.root)
    assert isinstance(changes, Changes)
    authors_of_versions(load(sms.root), changes)
    assert calls == ["log"]
