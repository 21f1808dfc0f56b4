from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from click.testing import CliRunner, Result
from commands import invoke, said

import sms_docs.scaffold
from sms_docs.check import assess
from sms_docs.cli import cli
from sms_docs.load import frontmatter
from sms_docs.load.markdown import read_body
from sms_docs.load.settings import load_settings
from sms_docs.load.shipped import shipped
from sms_docs.model import Severity
from sms_docs.scaffold import init

HERE = Path(__file__).parents[1]
SMS_ID = UUID("6f1c1f2e-3b7f-4a6b-9a51-0c5c8d8a4f10")
OWN = {
    ".gitattributes",
    ".github/workflows/sms-docs.yml",
    ".gitignore",
    "README.md",
    "docs/index.md",
    "mkdocs.yml",
    "pyproject.toml",
    "records/trust/allowed_signers",
    "records/trust/people.yml",
    "records/trust/policy.yml",
    "records/trust/revoked.yml",
    "records/trust/roles.yml",
}


# A link to what is not handed over becomes its text.
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]+\)")
PLACEHOLDER = re.compile("‹[a-z0-9 -]+›")
NAMED = re.compile(r"\b(?:POL|PRC|PLN|SVC|SLA|CON|AGR)-[0-9]{3}\b")
# These change as a whole where they hold a name; `clauses` where a heading does.
ID = re.compile(r"[a-z][a-z0-9-]*|[0-9.]+-[a-z0-9]+#.*")


def run(*arguments: str) -> Result:
    """Run ``sms-docs init`` as a user does, errors turned into an exit code as `main` does."""
    return invoke("init", *arguments)


def texts(root: Path) -> dict[str, str]:
    """Return path -> text of every file that is not git's own."""
    return {
        name: path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and not (name := path.relative_to(root).as_posix()).startswith(".git/")
    }


def metadata(root: Path, path: str) -> dict[str, Any]:
    text = (root / path).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(
        frontmatter.split(text).yaml if path.endswith(".md") else text
    )
    return found


def errors(root: Path) -> list[str]:
    return [str(f) for f in assess(root).report.findings if f.severity is Severity.ERROR]


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("init") / "acme"
    init(root, "Acme IT", SMS_ID)
    return root


def plain(text: str) -> Any:  # noqa: ANN401
    """Return YAML with every value as text: `on` is a key here, and tags are passed over."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes text only


def documents(root: Path) -> list[str]:
    return sorted(set(texts(root)) - OWN)


def starter() -> dict[str, str]:
    """Return id -> path of every document of the starter."""
    folders = ("policies", "procedures", "docs/plans", "docs/services", "docs/agreements")
    paths = [path for folder in folders for path in (HERE / folder).rglob("*.*")]
    return {path.name[:7]: path.relative_to(HERE).as_posix() for path in sorted(paths)}


def words(value: object, *path: object) -> Iterator[tuple[tuple[object, ...], str]]:
    """Give each text in *value* after its key path."""
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from words(each, *path, key)
    else:
        yield path, str(value)


def is_told_again(before: str, after: str) -> bool:
    """Return whether *after* is *before* with short placeholders for some of its words."""
    before, after = (" ".join(LINK.sub(r"\1", each).split()) for each in (before, after))
    before = before.replace("Tarn Valley IT", "Acme IT")
    end = 0
    for part in PLACEHOLDER.split(after):
        start = before.find(part, end)
        if not 0 <= start - end <= 30:
            return False
        end = start + len(part)
    return len(before) - end <= 30


def test_the_new_sms_has_no_error(acme: Path) -> None:
    assert errors(acme) == []
    report = assess(acme).report
    assert report.documents == len(documents(acme))
    assert (report.records, report.demonstration) == (0, False)


def test_it_holds_every_document_of_the_starter_and_its_own_files_only(acme: Path) -> None:
    assert len(starter()) >= 15
    assert {path.rpartition("/")[2][:7] for path in documents(acme)} == set(starter())
    assert set(texts(acme)) >= OWN
    for path in documents(acme):
        before = starter()[path.rpartition("/")[2][:7]]
        assert path.rpartition("/")[0] == before.rpartition("/")[0]


def test_every_document_is_a_first_draft_of_nobody_in_particular(acme: Path) -> None:
    for path in documents(acme):
        data = metadata(acme, path)
        assert data["version"] == "0.1", path
        assert data["authors"] == ["your-id"], path
        assert data["change"] == "First draft from the starter.", path
        assert not {"effective_from", "contacts_checked"} & set(data), path


def test_what_a_document_says_is_what_the_starter_says(acme: Path) -> None:
    fresh = {"version", "authors", "change", "effective_from", "contacts_checked"}
    compared = 0
    for path in documents(acme):
        identity = path.rpartition("/")[2][:7]
        if not set(NAMED.findall((HERE / starter()[identity]).read_text())) <= set(starter()):
            # A reference to what is not there is left out.
            continue
        compared += 1
        before, after = metadata(HERE, starter()[identity]), metadata(acme, path)
        assert [key for key in before if key in after] == list(after), path
        told, again = dict(words(before)), dict(words(after))
        for place, value in again.items():
            if place[0] not in fresh and not ID.fullmatch(value):
                assert is_told_again(told[place], value), (path, place)
        if path.endswith(".md"):
            body = frontmatter.split((HERE / starter()[identity]).read_text(encoding="utf-8")).body
            own = frontmatter.split((acme / path).read_text(encoding="utf-8")).body
            assert is_told_again(body, own), path
    assert compared >= 15


def test_nothing_of_the_starters_people_is_left(acme: Path) -> None:
    people = yaml.safe_load((HERE / "records/trust/people.yml").read_text(encoding="utf-8"))
    named = {
        word
        for person in people["people"]
        for word in (person["id"], person["name"], *person["emails"])
    }
    assert len(named) >= 10
    for path, text in texts(acme).items():
        assert [word for word in named if word in text] == [], path
    assert yaml.safe_load(texts(acme)["records/trust/people.yml"]) == {"people": []}


def test_the_starters_organisation_is_named_nowhere(acme: Path) -> None:
    assert [path for path, text in texts(acme).items() if "Tarn Valley IT" in text] == []


def test_no_document_links_to_a_record_that_is_not_handed_over(acme: Path) -> None:
    for path, text in texts(acme).items():
        if path.endswith(".md"):
            body = read_body(text, 1)
            assert [each.target for each in body.links if "records/" in each.target] == [], path


def test_the_settings_are_the_adopters_own(acme: Path) -> None:
    settings = load_settings(acme)
    assert (settings.organisation, settings.sms_id) == ("Acme IT", SMS_ID.urn)
    assert (settings.demonstration, settings.as_of, settings.waivers) == (False, None, ())
    assert settings.catalogues == load_settings(HERE).catalogues


def test_every_sms_gets_an_identity_of_its_own(tmp_path: Path) -> None:
    init(tmp_path / "a", "A")
    init(tmp_path / "b", "B")
    found = {load_settings(tmp_path / name).sms_id for name in "ab"}
    assert len(found) == 2


def test_a_fresh_clone_is_filled_and_its_repository_kept(tmp_path: Path) -> None:
    """On a forge one makes an empty repository first, and clones it."""
    (tmp_path / "x" / ".git").mkdir(parents=True)
    (tmp_path / "x" / ".git" / "mark").touch()
    result = run(str(tmp_path / "x"), "--organisation", "Acme")
    assert result.exit_code == 0, said(result)
    assert (tmp_path / "x" / "pyproject.toml").is_file()
    assert [path.name for path in (tmp_path / "x" / ".git").iterdir()] == ["mark"]


def test_it_is_a_git_repository_without_a_commit(acme: Path) -> None:
    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["git", "-C", str(acme), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert git("rev-parse", "--show-toplevel").stdout.strip() == str(acme.resolve())
    assert git("symbolic-ref", "HEAD").stdout.strip() == "refs/heads/main"
    assert git("rev-parse", "HEAD").returncode != 0
    assert git("diff", "--cached", "--name-only").stdout == ""
    assert git("check-ignore", "site/index.html", "catalogues/x.wording.yml").returncode == 0
    assert git("check-ignore", "catalogues/x.yml").returncode == 1


def test_inside_of_a_git_hook_the_new_repository_is_still_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other.git"))
    assert init(tmp_path / "sms", "Acme").is_repository
    assert (tmp_path / "sms/.git/HEAD").is_file()
    assert not (tmp_path / "other.git").exists()
    assert os.environ["GIT_DIR"] == str(tmp_path / "other.git")


def test_without_git_everything_else_is_made_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "git", None)
    result = run(str(tmp_path / "sms"), "--organisation", "Acme")
    assert result.exit_code == 0
    assert "It is no git repository yet: install git and run `git init` in it." in result.output
    assert not (tmp_path / "sms/.git").exists()
    assert errors(tmp_path / "sms") == []


def test_a_git_that_fails_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import git  # noqa: PLC0415 - only where it is there

    monkeypatch.setattr(git.Git, "GIT_PYTHON_GIT_EXECUTABLE", str(tmp_path / "no-git"))
    assert not init(tmp_path / "sms", "Acme").is_repository
    assert errors(tmp_path / "sms") == []


def test_it_says_what_to_do_first(tmp_path: Path) -> None:
    result = run(str(tmp_path / "sms"), "--organisation", " Acme IT ")
    lines = result.output.split("\n")
    assert lines[0] == f"{tmp_path / 'sms'} is the SMS of Acme IT: every document in it is a draft."
    count = len(starter())
    assert lines[1:5] == [
        f"{count} documents were handed over.",
        "What to do first:",
        f"  1. Enter the folder: cd {tmp_path / 'sms'}",
        "  2. Add yourself and those who approve, each with a key: sms-docs trust add-key --help",
    ]
    roles = lines.index(
        "  3. Give each role in records/trust/roles.yml to somebody, or take it out;"
        " fill in its ‹…›."
    )
    assert lines[roles + 1] == "  4. Put these files in effect: sms-docs approve TRUST"


@pytest.mark.parametrize(
    "name",
    [
        "A: B # C",
        "A [B] *C* _D_ |E| {f} #g",
        "1. FC",
        "12) IT @SMS_ID@ Tarn Valley IT",
        "A\\B$C ~D~ ^E^ !!! == ??? +",
        "Müller GmbH, 北京",
        "St. Alma’s Hospital IT",
        "No",
        "1.10",
        "2026-11-20",
        "x" * 120,
    ],
)
def test_whatever_a_name_holds_the_sms_has_no_error(tmp_path: Path, name: str) -> None:
    root = tmp_path / "sms"
    result = run(str(root), "--organisation", name)
    assert result.exit_code == 0, said(result)
    assert errors(root) == []
    assert load_settings(root).organisation == name
    assert tomllib.loads(texts(root)["pyproject.toml"])["tool"]["sms-docs"]["sms_id"]
    assert plain(texts(root)["mkdocs.yml"])["site_name"] == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("{{ A }} {% B", "these characters are not allowed here: {{ {%"),
        ("A <b>", "--organisation: these characters are not allowed here: < >; leave them out"),
        (
            "A & `B` 'C' \"D\"",
            "; write 'and' for &, write the typographic apostrophe ’ for ', leave the others out",
        ),
        ("St. Alma's", "here: '; write the typographic apostrophe ’ for '"),
        ("A\nB\x1b", "not allowed here: U+000A U+001B"),
        ("- A", "--organisation: '- A' must begin with a letter or a digit"),
        ("??? A", "--organisation: '??? A' must begin with a letter or a digit"),
        ("  ", "--organisation: it has 0 characters; write 1 to 120"),
        ("x" * 121, "--organisation: it has 121 characters; write 1 to 120"),
    ],
)
def test_a_name_that_a_page_could_obey_is_refused(tmp_path: Path, name: str, message: str) -> None:
    result = run(str(tmp_path / "sms"), "--organisation", name)
    assert result.exit_code == 2
    assert message in said(result)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert run(str(tmp_path), "--organisation", "Acme").exit_code == 0
    assert errors(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".sms")] == []


def test_the_folder_has_the_rights_that_the_user_gives_new_folders(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        init(tmp_path / "sms", "Acme")
    finally:
        os.umask(before)
    assert (tmp_path / "sms").stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda p: p.mkdir() or (p / "a.txt").touch(), "a.txt in the way; choose an empty folder"),
        (
            lambda p: p.mkdir() or [(p / name).touch() for name in "edcba"],
            "a, b, c and 2 more in the way; choose an empty folder",
        ),
        (lambda p: p.touch(), "it is a link or a file; choose another folder"),
        (lambda p: p.symlink_to("."), "it is a link or a file; choose another folder"),
    ],
)
def test_what_stands_in_the_way_is_named_and_left_alone(
    tmp_path: Path, prepare: Callable[[Path], object], message: str
) -> None:
    target = tmp_path / "sms"
    prepare(target)
    before = sorted(tmp_path.rglob("*"))
    result = run(str(target), "--organisation", "Acme")
    assert result.exit_code == 4
    assert said(result).endswith(f"{target}: nothing was written: {message}")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_folder_above_must_be_there(tmp_path: Path) -> None:
    result = run(str(tmp_path / "a/b"), "--organisation", "Acme")
    assert result.exit_code == 4
    assert f"the folder above is missing; make it first: mkdir -p {tmp_path / 'a'}" in said(result)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", deny)
    result = run(str(tmp_path), "--organisation", "Acme")
    assert result.exit_code == 4
    assert "nothing was written: permission denied; choose another folder" in said(result)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("failing", ["write_text", "rename", "mkdir"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, *, there: bool
) -> None:
    target = tmp_path / "sms"
    if there:
        target.mkdir()
    before = sorted(tmp_path.rglob("*"))
    real = getattr(Path, failing)

    def full(path: Path, *arguments: object, **options: object) -> object:
        # The third of its kind, so that something is there to be taken away again.
        if path.name in ("POL-002-change-management-policy.md", "policies") or (
            failing == "rename" and path.name.startswith(".sms-docs-")
        ):
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, failing, full)
    result = run(str(target), "--organisation", "Acme")
    assert result.exit_code == 4
    assert "nothing was written: no space left on device; make room" in said(result)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_appears_at_the_last_moment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def appear(_folder: Path) -> bool:
        (tmp_path / "mkdocs.yml").write_text("theirs", encoding="utf-8")
        return False

    monkeypatch.setattr(sms_docs.scaffold, "start_repository", appear)
    result = run(str(tmp_path), "--organisation", "Acme")
    assert result.exit_code == 4
    assert "mkdocs.yml in the way; choose an empty folder" in said(result)
    assert texts(tmp_path) == {"mkdocs.yml": "theirs"}


def test_the_workflow_is_safe_and_runs_what_the_readme_says(acme: Path) -> None:
    text = texts(acme)[".github/workflows/sms-docs.yml"]
    workflow = plain(text)
    assert "pull_request" in workflow["on"]
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["check"]["steps"]
    assert steps[0]["with"] == {"fetch-depth": "0", "persist-credentials": "false"}
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[0-9.]+", each) for each in used)
    # Nothing that a pull request can name is ever put into a command.
    assert not any("${{" in step.get("run", "") for step in steps)
    assert [step["run"] for step in steps if "run" in step][1:] == [
        "sms-docs check --base auto --format github",
        "sms-docs build",
    ]


def test_a_scheduled_job_is_the_gate_on_time(acme: Path) -> None:
    workflow = plain(texts(acme)[".github/workflows/sms-docs.yml"])
    assert workflow["on"]["schedule"]
    due = workflow["jobs"]["due"]
    assert due["if"] == "github.event_name == 'schedule'"
    assert due["permissions"] == {"contents": "read"}
    assert [step["run"] for step in due["steps"] if "run" in step][1:] == [
        "sms-docs due --fail-on overdue",
        "sms-docs trust expiring --fail-on expiring",
    ]
    # A review that is overdue does not hide a key that ends.
    assert due["steps"][-1]["if"] == "${{ !cancelled() }}"


def test_the_readme_leads_to_approvals_and_to_the_adoption_guide(acme: Path) -> None:
    text = texts(acme)["README.md"]
    assert "`sms-docs trust add-key`" in text
    assert "`sms-docs approve POL-001`" in text
    assert "*Adopt the starter*" in text
    guide = HERE / "docs/manual/how-to/adopt-the-starter.md"
    assert guide.read_text(encoding="utf-8").startswith("# Adopt the starter\n")


def test_the_workflow_installs_the_version_that_wrote_it(acme: Path) -> None:
    current = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = f'pip install "sms-docs[site]=={current["project"]["version"]}"'
    assert pinned in texts(acme)[".github/workflows/sms-docs.yml"]
    assert pinned in texts(acme)["README.md"]


def test_the_site_of_an_adopter_is_set_up_as_ours(acme: Path) -> None:
    def set_up(root: Path) -> dict[str, Any]:
        text = (root / "mkdocs.yml").read_text(encoding="utf-8")
        found: dict[str, Any] = plain(text)
        mine = ("Manual", "About")
        found["nav"] = [entry for entry in found["nav"] if not set(entry) & set(mine)]
        keys = ("docs_dir", "theme", "plugins", "markdown_extensions", "extra", "nav")
        return {key: found[key] for key in keys} | {"links": found["validation"]["links"]}

    assert set_up(acme) == set_up(HERE)


def test_nothing_in_a_new_sms_was_left_to_be_filled_in_by_init(acme: Path) -> None:
    assert [path for path, text in texts(acme).items() if re.search("@[A-Z_]+@", text)] == []


def test_what_new_adds_has_no_error_either(acme: Path, tmp_path: Path) -> None:
    root = tmp_path / "sms"
    shutil.copytree(acme, root)
    arguments = ["new", "procedure", "--title", "Patching", "--root", str(root)]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert errors(root) == []


def test_the_starter_of_the_checkout_is_the_checkout() -> None:
    assert shipped("starter") == HERE
    assert load_settings(HERE).organisation == sms_docs.scaffold.STARTER_NAME
