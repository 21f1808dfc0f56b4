"""Each property of each schema, broken in the starter, is found at its file and line.

Each file that is broken lies in an SMS of its own: what else there is in the starter takes its
time at each check, and says nothing about the lines of this file.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from read_once import share_schemas
from sampled import EXHAUSTIVE
from starter import ROOT, copy_alone, copy_starter

from sms_docs.check import assess
from sms_docs.finding import Finding
from sms_docs.load import yaml
from sms_docs.load.frontmatter import split
from sms_docs.load.schemas import load_schemas
from sms_docs.model import KEY, DocumentType, Severity
from sms_docs.yaml_text import yaml_text

SCHEMAS = load_schemas(None)
# A value that no property of this kind accepts.
WRONG = {"mapping": "5", "list": "{some: thing}"}


@dataclass(frozen=True)
class Variant:
    """One line of one file of the starter replaced."""

    kind: str
    path: str
    line: int
    text: str
    name: str


def files_of(kind: DocumentType) -> list[Path]:
    folder = ROOT / kind.directory
    ending = "*.md" if kind.format == "markdown" else "*.yml"
    return [folder] if folder.is_file() else sorted(folder.glob(ending))


# The starter has had no reason yet to correct, to hold or to dispose of a record.
KINDS = [kind for kind in SCHEMAS.types.values() if (ROOT / kind.directory).exists()]


@cache
def laid_out(path: Path) -> str:
    """Return the text of *path* with one key a line, so that a line holds what is broken."""
    text = path.read_text(encoding="utf-8")
    if not re.search(r"^ *(?:- |[a-z_]+: )[{]", text, re.MULTILINE):
        return text
    if path.suffix != ".md":
        return yaml_text(yaml.parse(text).data)
    front = split(text)
    return f"---\n{yaml_text(yaml.parse(front.yaml).data)}---\n{front.body}"


@cache
def read(path: Path) -> tuple[yaml.Parsed, list[str]]:
    text = laid_out(path)
    if path.suffix == ".md":
        front = split(text)
        return yaml.parse(front.yaml, line=front.yaml_line), text.split("\n")
    return yaml.parse(text), text.split("\n")


def variants() -> Iterator[Variant]:
    """Give, for each key of each type, the first file that carries it with a wrong value."""
    for kind in KINDS:
        seen = set()
        for path in files_of(kind):
            for variant, pattern in variants_of(kind, path):
                if pattern not in seen:
                    seen.add(pattern)
                    yield variant


def variants_of(kind: DocumentType, path: Path) -> Iterator[tuple[Variant, tuple[str, ...]]]:
    parsed, lines = read(path)
    relative = path.relative_to(ROOT).as_posix()
    described = {each.path: each for each in SCHEMAS.properties(kind.name)}
    for place, (line, column) in parsed.places.items():
        pattern = tuple("*" if isinstance(part, int) else part for part in place[:-1])
        if place[-1:] != (KEY,) or pattern not in described:
            continue
        each = described[pattern]
        wrong = next((w for k, w in WRONG.items() if each.kind.startswith(k)), "{some: thing}")
        text = f"{lines[line - 1][: column - 1]}{each.path[-1]}: {wrong}"
        yield Variant(kind.name, relative, line, text, f"{kind.name}: {each.name}"), pattern


ALL = list(variants())


def once(found: list[Variant]) -> list[Variant]:
    """Return each key once: what types share is broken in the first of them."""
    described = {
        (kind.name, each.name): (each.name, each.description, each.kind)
        for kind in KINDS
        for each in SCHEMAS.properties(kind.name)
    }
    first: dict[tuple[str, str, str], Variant] = {}
    for each in found:
        kind, _, name = each.name.partition(": ")
        first.setdefault(described[kind, name], each)
    return found if EXHAUSTIVE else list(first.values())


TRIED = once(ALL)


class Alone(dict[str, Path]):
    """Path of a file of the starter -> an SMS with nothing but that file, made when asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, path: str) -> Path:
        root = copy_alone(ROOT / path, self.folder / path.replace("/", "_"))
        (root / path).write_text(laid_out(ROOT / path), encoding="utf-8")
        return self.setdefault(path, root)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    return Alone(tmp_path_factory.mktemp("alone"))


@pytest.fixture
def schemas_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    share_schemas(monkeypatch)


def errors_after(root: Path, path: str, line: int, replacement: str) -> list[Finding]:
    """Replace the entry at *line* of *path*, check, put it back; return the errors."""
    file = root / path
    before = file.read_text(encoding="utf-8")
    lines = before.split("\n")
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip(" -"))
    end = line
    while end < len(lines) - 1 and belongs(lines[end], indent):
        end += 1
    file.write_text("\n".join([*lines[: line - 1], replacement, *lines[end:]]), encoding="utf-8")
    try:
        findings = assess(root).report.findings
    finally:
        file.write_text(before, encoding="utf-8")
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def belongs(line: str, indent: int) -> bool:
    """Return whether *line* continues the value of a key at *indent*."""
    blank = len(line) - len(line.lstrip(" "))
    return not line.strip() or blank > indent or (blank == indent and line[blank:].startswith("- "))


def test_the_starter_itself_has_no_error(tmp_path: Path) -> None:
    report = assess(copy_starter(tmp_path)).report
    assert report.count(Severity.ERROR) == 0
    assert report.documents >= 14


@pytest.mark.usefixtures("schemas_read_once")
def test_no_file_to_break_has_such_an_error_itself(alone: Alone) -> None:
    """What refers to the rest of the starter is told, but nothing of keys and their values."""
    for path in sorted({variant.path for variant in ALL}):
        assert (alone[path] / path).is_file()
        findings = assess(alone[path]).report.findings
        assert not {"SMS101", "SMS102"} & {finding.code for finding in findings}, path


def test_the_starter_shows_nearly_every_property() -> None:
    """A property that no file carries could not be broken above.

    What every record may have, such as figures, counts once.
    """
    by_kind = {kind.name: {p.name for p in SCHEMAS.properties(kind.name)} for kind in KINDS}
    records = [by_kind[kind.name] for kind in KINDS if kind.category == "record"]
    common = set.intersection(*records)
    described = {(kind, name) for kind, names in by_kind.items() for name in names - common}
    shown = {(kind, name) for kind, _, name in (each.name.partition(": ") for each in ALL)}
    assert common <= {name for _, name in shown}
    assert len(described & shown) >= 0.85 * len(described)


@pytest.mark.usefixtures("schemas_read_once")
@pytest.mark.parametrize("variant", TRIED, ids=lambda variant: variant.name)
def test_a_wrong_value_is_found_at_its_line(variant: Variant, alone: Alone) -> None:
    errors = errors_after(alone[variant.path], variant.path, variant.line, variant.text)
    here = [e for e in errors if (e.path, e.line) == (variant.path, variant.line)]
    assert "SMS101" in {error.code for error in here}, errors
    assert all(error.fix for error in here)


@pytest.mark.usefixtures("schemas_read_once")
@pytest.mark.parametrize("variant", TRIED, ids=lambda variant: variant.name)
def test_an_unknown_key_is_found_at_its_line(variant: Variant, alone: Alone) -> None:
    """The key is mistyped where it stands; its value goes with it."""
    head, _, _ = variant.text.partition(":")
    mistyped = f"{head}x: 1"
    errors = errors_after(alone[variant.path], variant.path, variant.line, mistyped)
    here = {e.code for e in errors if (e.path, e.line) == (variant.path, variant.line)}
    assert "SMS102" in here, errors


@pytest.mark.usefixtures("schemas_read_once")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_missing_key_is_found_in_its_file(kind: DocumentType, alone: Alone) -> None:
    path = files_of(kind)[0]
    parsed, _ = read(path)
    relative = path.relative_to(ROOT).as_posix()
    required = {p.path for p in SCHEMAS.properties(kind.name) if p.required and len(p.path) == 1}
    assert required
    for key in required:
        line = parsed.places[(*key, KEY)][0]
        errors = errors_after(alone[relative], relative, line, "# taken out")
        assert [e for e in errors if (e.code, e.path) == ("SMS101", relative)], key


def test_a_broken_starter_stops_the_build(tmp_path: Path) -> None:
    copy_starter(tmp_path)
    for name in ("mkdocs.yml", "docs/index.md", "docs/about.md"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    policy = next((tmp_path / "policies").glob("POL-001*"))
    text = policy.read_text(encoding="utf-8").replace("owner: ", "onwer: ", 1)
    policy.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sms_docs"]
    check = subprocess.run([*command, "check"], cwd=tmp_path, capture_output=True, check=False)
    assert check.returncode == 1
    build = subprocess.run(
        [*command, "build"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert build.returncode == 1
    assert f"policies/{policy.name}:5:1: SMS102 unknown-key" in build.stdout + build.stderr
    assert not (tmp_path / "site" / "index.html").exists()
