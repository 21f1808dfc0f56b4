"""The walk takes regular files alone, and says why it refuses the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sms_docs.load.walk import outermost, walk


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")


def refused(root: Path, folder: str = "policies") -> dict[str, list[str]]:
    tree = walk(root, [folder])
    return {rule: [d.path for d in defects] for rule, defects in tree.faults.items()}


def test_files_come_once_and_sorted_whatever_folders_overlap(tmp_path: Path) -> None:
    put(tmp_path, "docs/plans/b.md", "docs/a.md", "policies/c.md", "other/d.md")
    tree = walk(tmp_path, ["policies", "docs/plans", "docs", "docs", "missing"])
    assert tree.files == ["docs/a.md", "docs/plans/b.md", "policies/c.md"]
    assert tree.faults == {}


def test_only_the_outermost_folders_are_walked() -> None:
    assert list(outermost(["docs/plans", "docs", "docs-two", "records/risks"])) == [
        "docs",
        "docs-two",
        "records/risks",
    ]


def test_a_link_out_of_the_repository_is_refused_and_not_read(tmp_path: Path) -> None:
    put(tmp_path, "policies/a.md")
    (tmp_path / "policies/x.md").symlink_to("/etc/hostname")
    (tmp_path / "policies/away").symlink_to("/etc")
    assert walk(tmp_path, ["policies"]).files == ["policies/a.md"]
    assert refused(tmp_path) == {"not-a-regular-file": ["policies/away", "policies/x.md"]}


@pytest.mark.parametrize("folder", ["policies", "policies/deep"])
def test_a_controlled_folder_that_is_a_link_is_refused(tmp_path: Path, folder: str) -> None:
    put(tmp_path, "elsewhere/deep/a.md")
    (tmp_path / "policies").symlink_to(tmp_path / "elsewhere")
    assert walk(tmp_path, [folder]).files == []
    assert refused(tmp_path, folder) == {"not-a-regular-file": ["policies"]}


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "policies")
    assert refused(tmp_path) == {"not-a-regular-file": ["policies"]}


def test_a_fifo_is_refused_without_hanging(tmp_path: Path) -> None:
    put(tmp_path, "policies/a.md")
    os.mkfifo(tmp_path / "policies/pipe.md")
    assert refused(tmp_path) == {"not-a-regular-file": ["policies/pipe.md"]}


@pytest.mark.parametrize(
    "name",
    ["CON.md", "con", "LPT1.txt", "a.md ", "a.", "-rf.md", "a:b.md", 'a"b.md', "x" * 240 + ".md"],
)
def test_a_name_that_windows_cannot_keep_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"policies/{name}")
    assert refused(tmp_path) == {"file-name-not-portable": [f"policies/{name}"]}


def test_a_name_that_is_no_utf8_is_refused_and_printable(tmp_path: Path) -> None:
    put(tmp_path, "policies/a.md")
    (tmp_path / "policies").joinpath(os.fsdecode(b"bad\xff.md")).write_text("x")
    assert refused(tmp_path) == {"file-name-not-portable": ["policies/bad\\xff.md"]}


@pytest.mark.parametrize(
    ("first", "second"),
    [("Pol.md", "pol.md"), ("caf\u00e9.md", "cafe\u0301.md"), ("STRASSE.md", "straße.md")],
)
def test_names_equal_but_for_case_or_form_collide(tmp_path: Path, first: str, second: str) -> None:
    put(tmp_path, f"policies/{first}", f"policies/{second}")
    tree = walk(tmp_path, ["policies"])
    (defect,) = tree.faults["file-names-collide"]
    assert {defect.path.removeprefix("policies/")} < {first, second}
    assert "one name" in defect.message


@pytest.mark.parametrize("marks", [[".git"], ["HEAD", "objects", "refs"]])
def test_a_repository_inside_is_refused_whole(tmp_path: Path, marks: list[str]) -> None:
    put(tmp_path, "policies/inner/a.md", *(f"policies/inner/{mark}" for mark in marks))
    assert walk(tmp_path, ["policies"]).files == []
    assert refused(tmp_path) == {"nested-repository": ["policies/inner"]}


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "policies/.gitkeep", "policies/.obsidian/x.md", "policies/a.md")
    tree = walk(tmp_path, ["policies"])
    assert (tree.files, tree.faults) == (["policies/a.md"], {})


def test_a_folder_that_cannot_be_listed_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "policies/a.md")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    (defect,) = walk(tmp_path, ["policies"]).faults["not-a-regular-file"]
    assert "Permission denied" in defect.message
