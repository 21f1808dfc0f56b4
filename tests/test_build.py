from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said

from sms_docs.scaffold import init


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("build") / "sms"
    init(root, "Acme IT")
    return root


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SMS of few documents, which is built in less time."""
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
    """Run ``sms-docs build`` as a user does, errors turned into an exit code as `main` does."""
    return invoke("build", "--root", str(root), *arguments)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_sms_builds_at_once_and_says_where_the_site_is(root: Path) -> None:
    result = run(root, "--strict")
    assert result.exit_code == 0, said(result)
    assert " 0 errors, " in result.stdout
    assert result.stdout.endswith(f"\nsite: {(root / 'site').resolve()}\n")
    assert "Acme IT" in (root / "site/index.html").read_text(encoding="utf-8")
    assert result.stderr == ""


def test_of_what_nobody_has_approved_it_shows_id_and_title_until_drafts_are_asked_for(
    few: Path,
) -> None:
    page = few / "site/policies/POL-001-service-management-policy/index.html"
    assert run(few, "--strict").exit_code == 0
    assert not list((few / "site").rglob("*POL-001*"))
    assert "POL&#45;001" in (few / "site/register/index.html").read_text(encoding="utf-8")
    assert run(few, "--strict", "--drafts").exit_code == 0
    assert "Draft, not approved." in page.read_text(encoding="utf-8")
    edit(few / "mkdocs.yml", "  - sms-docs\n", "  - sms-docs: {drafts: true}\n")
    page.unlink()
    assert run(few, "--strict").exit_code == 0
    assert page.is_file()


def test_it_may_be_built_again_and_elsewhere(few: Path) -> None:
    elsewhere = few.parent / "public"
    assert run(few, "--site-dir", str(elsewhere)).exit_code == 0
    assert run(few, "--site-dir", str(elsewhere)).exit_code == 0
    assert (elsewhere / "index.html").is_file()
    assert not (few / "site").exists()


def test_a_document_with_an_error_stops_it(root: Path) -> None:
    edit(next((root / "policies").glob("POL-001-*")), "owner: ", "owner: no-such-")
    result = run(root)
    assert result.exit_code == 1
    assert "policies/POL-001-service-management-policy.md:" in result.stderr
    assert "role-unknown" in result.stderr
    assert "fix: " in result.stderr
    assert not (root / "site").exists()


def test_a_warning_stops_it_where_that_is_asked_for(few: Path) -> None:
    (few / "docs/page.md").write_text("# Page\n\n[gone](gone.md)\n", encoding="utf-8")
    edit(few / "mkdocs.yml", "  - Records: records/index.md", "  - Page: page.md")
    result = run(few, "--strict")
    assert result.exit_code == 1
    assert "gone.md" in result.stderr
    assert "no site was written: mend the errors above first" in result.stderr
    result = run(few, "--no-strict")
    assert result.exit_code == 0
    assert "warning: " in result.stderr


def test_broken_settings_are_exit_2_with_their_line(root: Path) -> None:
    edit(root / "pyproject.toml", "organisation", "organization")
    result = run(root)
    assert result.exit_code == 2
    assert "pyproject.toml:2: unknown key 'organization'" in said(result)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  - sms-docs\n", "", "mkdocs.yml: the plugin sms-docs is missing; add `- sms-docs`"),
        ("docs_dir: docs", "docs_dir: nowhere", "mkdocs.yml: "),
        ("site_name:", "site_name: [", "mkdocs.yml: "),
    ],
)
def test_a_site_that_cannot_be_set_up_is_exit_2(
    root: Path, old: str, new: str, message: str
) -> None:
    edit(root / "mkdocs.yml", old, new)
    result = run(root)
    assert result.exit_code == 2
    assert message in said(result)


def test_without_mkdocs_yml_it_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(Path("pyproject.toml").read_bytes())
    result = run(tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path / 'mkdocs.yml'}: there is no such file" in said(result)


def test_outside_of_an_sms_it_says_where_one_is(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "start an SMS with `sms-docs init DIR" in said(run(tmp_path / "empty"))
    result = run(root / "docs")
    assert result.exit_code == 2
    assert f"the SMS is one folder up: --root {root}" in said(result)


def test_without_the_extra_it_names_the_extra(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "mkdocs"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mkdocs", None)
    result = run(root)
    assert result.exit_code == 2
    assert 'not installed; pip install "sms-docs[site]"' in said(result)


def test_a_folder_with_something_else_in_it_is_not_emptied(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "home/letter.txt"
    precious.parent.mkdir()
    precious.write_text("keep me", encoding="utf-8")
    result = run(root, "--site-dir", str(precious.parent))
    assert result.exit_code == 4
    assert "it holds something that is no site; choose another --site-dir" in said(result)
    assert precious.read_text(encoding="utf-8") == "keep me"


def test_a_disk_that_refuses_is_exit_4(root: Path) -> None:
    (root / "file").touch()
    result = run(root, "--site-dir", str(root / "file/site"))
    assert result.exit_code == 4
    assert "cannot write the site: Not a directory" in said(result)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("A [B] *C* _D_ #g |E|", "A [B] *C* _D_ #g |E|"),
        ("1. FC", "1. FC"),
        ("12) A\\B$C ~D~ {e}", "12) A\\B$C ~D~ {e}"),
    ],
)
def test_a_name_is_shown_as_it_was_given(tmp_path: Path, name: str, shown: str) -> None:
    root = tmp_path / "sms"
    init(root, name, is_minimal=True)
    result = run(root, "--strict", "--drafts")
    assert result.exit_code == 0, said(result)
    page = root / "site/policies/POL-001-service-management-policy/index.html"
    assert f"<p>{shown} exists so that" in page.read_text(encoding="utf-8")
