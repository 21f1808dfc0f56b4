"""The manual says what is true: what it shows is run, what there is it names."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import click
import jsonschema
import pytest

from sms_docs import macros
from sms_docs.cli import cli
from sms_docs.load import yaml
from sms_docs.load.formats import FORMATS
from sms_docs.load.schema_marks import MARKS, TYPE_MARKS
from sms_docs.load.schemas import load_schemas
from sms_docs.load.settings_faults import SCHEMA as SETTINGS
from sms_docs.rules import all_rules
from sms_docs.slug import anchors

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "manual"
REFERENCE = MANUAL / "reference"
PAGES = sorted(MANUAL.rglob("*.md"))
SHOWN_RUNNING = [
    page
    for page in PAGES
    if page.parent.name in ("tutorials", "how-to") and "```console" in page.read_text()
]
TEAM = {
    "ada": ("ada-ironwood", "Ada Ironwood", "incident-manager"),
    "ben": ("ben-marsh", "Ben Marsh", "trust-admin", "service-manager"),
    "cora": ("cora-finch", "Cora Finch", "trust-admin", "managing-director", "quality-manager"),
}
FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')
QUESTION = "[y/N]: "
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# How-tos that begin elsewhere than in the folder that `init` has made.
IN_THE_STARTER = {
    "close-the-gaps",
    "prepare-a-management-review",
    "run-an-internal-audit",
    "verify-without-sms-docs",
}
IN_A_TEAM = {
    "a-key-is-lost",
    "a-signer-leaves",
    "approve-a-document",
    "check-against-the-base",
    "confirm-a-review",
    "withdraw-a-document",
}
COMMIT = (
    "git init -q -b main",
    "git add -A",
    'git -c user.name="Ada Ironwood" -c user.email=ada@acme.example commit -q -m Start',
)
DIGEST = "cd records/trust && sha256sum * | sha256sum | cut -d' ' -f1"
SET_UP = (
    *(f'ssh-keygen -q -t ed25519 -N "" -C {who}@acme.example -f ../{who}' for who in TEAM),
    *(
        f'sms-docs trust add-key {person} --key ../{who}.pub --name "{name}"'
        f" --email {who}@acme.example --role {' --role '.join(roles)}"
        for who, (person, name, *roles) in TEAM.items()
    ),
    f"sms-docs approve TRUST --as ben-marsh --key ../ben --yes --expect-digest TRUST=$({DIGEST})",
    "git config user.name 'Ada Ironwood'",
    "git config user.email ada@acme.example",
    "git add -A",
    "git commit -q -m 'Start the SMS'",
)
# Pages that the site makes; they are no files of the repository.
MADE = re.compile(r"docs/(?:rules|register|matrix|clauses|findings|reference/metadata)/")


@dataclass(frozen=True)
class Step:
    """A block of a page that changes or shows something: its language, file and text."""

    language: str
    file: str
    text: str


def steps(page: Path) -> Iterator[Step]:
    for block in FENCE.finditer(page.read_text()):
        title = TITLE.search(block["info"])
        yield Step(block["info"].split()[0], title[1] if title else "", block["text"])


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with the output that the page shows."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def expected(shown: str) -> re.Pattern[str]:
    """Return what matches *shown*, where … stands for anything, lines included."""
    return re.compile(".*?".join(map(re.escape, shown.strip().split("…"))), re.DOTALL)


def edit(file: Path, diff: str) -> None:
    """Apply the lines of *diff*, which must fit at exactly one place of *file*."""
    lines = diff.splitlines()
    before = "\n".join(line[1:] for line in lines if line[:1] != "+")
    after = "\n".join(line[1:] for line in lines if line[:1] != "-")
    text = file.read_text()
    assert text.count(before + "\n") == 1, f"{file.name} has {text.count(before)} times: {before}"
    file.write_text(text.replace(before + "\n", after + "\n"))


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a user who has nothing set up, and no keys but those made here."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        # What the pages show is how wide a usual terminal is.
        "COLUMNS": "100",
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "SSH_AUTH_SOCK": "",
        "NO_COLOR": "1",
    }


def answered(command: str, folder: Path) -> str:
    """Run *command* in a terminal in which every question is answered by y."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S602 - the pages show what is typed into a shell
        command, shell=True, cwd=folder, env=environment(folder),
        stdin=theirs, stdout=theirs, stderr=theirs,
    ):  # fmt: skip
        os.close(theirs)
        seen, asked = b"", 0
        # The other end is closed when the command has ended.
        with suppress(OSError):
            while chunk := os.read(ours, 4096):
                seen += chunk
                if seen.count(QUESTION.encode()) > asked:
                    asked += 1
                    os.write(ours, b"y\n")
    os.close(ours)
    return seen.decode().replace("\r\n", "\n").strip()


def run(command: str, folder: Path) -> str:
    done = subprocess.run(  # noqa: S602 - the pages show what is typed into a shell
        command, shell=True, cwd=folder, env=environment(folder), check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return done.stdout.strip()


def follow(page: Path, folder: Path) -> None:
    """Do what *page* tells the reader to do, and compare what the reader would see."""
    for step in steps(page):
        if step.language == "diff":
            edit(folder / step.file, step.text)
        elif step.file:
            path = folder / step.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text)
        elif step.language == "console":
            for command, shown in commands(step.text):
                if command.startswith("cd "):
                    folder = folder / command.removeprefix("cd ")
                    continue
                asks = f"{QUESTION}y" in shown
                printed = answered(command, folder) if asks else run(command, folder)
                assert expected(shown).fullmatch(printed), f"$ {command}\n{printed}"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "acme"
    run(f'sms-docs init {folder} --organisation "Acme IT"', ROOT)
    return folder


@pytest.fixture(scope="module")
def team(fresh: Path) -> Path:
    """Ada writes, Ben and Cora approve and keep the trust files; their keys lie beside it.

    Of each placeholder the words have become the name.
    """
    folder = shutil.copytree(fresh, fresh.parent / "team" / "acme")
    for text in (*folder.rglob("*.md"), *folder.rglob("*.yml")):
        filled_in = re.sub("[‹›]", "", text.read_text())
        text.write_text(filled_in.replace("your-id", "ada-ironwood"))
    for command in SET_UP:
        run(command, folder)
    assert "TRUST serial 1: verified, level signed" in run("sms-docs verify TRUST", folder)
    return folder


def lay_starter(folder: Path) -> Path:
    """Put a copy of the starter into *folder*; return it."""
    for name in ("policies", "procedures", "docs", "records", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.mark.parametrize("page", SHOWN_RUNNING, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_the_reader_sees(
    page: Path, fresh: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A tutorial starts with nothing, a how-to in the folder that `init` has made.

    Some how-tos need a team that approves, or the approvals of the starter.
    """
    if page.parent.name == "tutorials":
        follow(page, tmp_path)
    elif page.stem in IN_THE_STARTER:
        folder = lay_starter(tmp_path)
        for command in COMMIT:
            run(command, folder)
        follow(page, folder)
    elif page.stem in IN_A_TEAM:
        team = request.getfixturevalue("team")
        follow(page, shutil.copytree(team.parent, tmp_path / "team") / "acme")
    else:
        follow(page, shutil.copytree(fresh, tmp_path / "acme"))


def test_the_tour_of_the_readme_shows_what_the_starter_gives(tmp_path: Path) -> None:
    follow(ROOT / "README.md", lay_starter(tmp_path))


def section(page: Path, heading: str) -> str:
    """Return the text of *page* below the heading of the second level."""
    return page.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def click_commands() -> dict[str, click.Command]:
    """Return every command by its name; those of a group by the names of both."""
    context = click.Context(cli)
    found = {}
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": each for inner, each in command.commands.items()}
        elif command:
            found[name] = command
    return found


def test_every_command_has_a_section_with_exactly_its_options() -> None:
    page = REFERENCE / "commands.md"
    shown = {}
    there = {}
    for name, command in click_commands().items():
        text = section(page, f"sms-docs {name}")
        rows = "".join(line for line in text.split("\n") if line.startswith("| `-"))
        shown[name] = set(re.findall(r"`(--[a-z-]+)", rows))
        options = [each for each in command.params if isinstance(each, click.Option)]
        there[name] = {word for each in options for word in (*each.opts, *each.secondary_opts)}
    assert shown == there


def test_every_command_shows_the_example_of_its_help() -> None:
    text = (REFERENCE / "commands.md").read_text()
    epilogs = {name: command.epilog or "" for name, command in click_commands().items()}
    examples = {name: epilog.removeprefix("Example: ") for name, epilog in epilogs.items()}
    assert {name for name, each in examples.items() if f"\n$ {each}\n" not in text} == set()


def test_the_choices_and_arguments_of_every_command_are_named() -> None:
    page = REFERENCE / "commands.md"
    for name, command in click_commands().items():
        text = section(page, f"sms-docs {name}")
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                assert (parameter.metavar or "").strip("[]") in text
            if isinstance(parameter.type, click.Choice):
                row = next(line for line in text.split("\n") if f"`{parameter.opts[0]}" in line)
                assert {each for each in parameter.type.choices if f"`{each}`" not in row} == set()


def test_the_settings_page_has_exactly_the_settings() -> None:
    page = REFERENCE / "settings.md"
    known = json.loads(SETTINGS.read_text())["properties"]
    assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == list(known)
    waiver = known["waivers"]["items"]["properties"]
    assert re.findall(r"^\| `(\w+)`", section(page, "waivers"), re.MULTILINE) == list(waiver)


def test_the_rules_page_has_exactly_the_rules_with_their_severity() -> None:
    text = (REFERENCE / "rules.md").read_text()
    rows = re.findall(r"^\| (SMS\d+) \| `([a-z0-9-]+)` \| (\w+) \|", text, re.MULTILINE)
    assert rows == [(rule.code, rule.name, rule.severity.value) for rule in all_rules()]


def test_rules_are_named_rightly_everywhere() -> None:
    names = {rule.code: rule.name for rule in all_rules()}
    pages = [*PAGES, ROOT / "README.md"]
    found = {
        pair
        for page in pages
        for pair in re.findall(r"(SMS\d{3}) ([a-z][a-z0-9-]*)", page.read_text())
    }
    assert {(code, name) for code, name in found if names.get(code) != name} == set()


def test_every_macro_is_named() -> None:
    offered = set()
    macros.define_env(SimpleNamespace(macro=lambda _block, name: offered.add(name)))
    shown = re.findall(r"^\| `(\w+)\(", (REFERENCE / "macros.md").read_text(), re.MULTILINE)
    assert set(shown) == offered


OUTPUTS = sorted(
    path.name.removesuffix(".schema.json")
    for path in (ROOT / "schemas" / "output").glob("*.schema.json")
)


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_json_page_shows_the_shape_of_each_output(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / "output" / f"{name}.schema.json").read_text())
    shown = re.search(r"```json\n(.*?)```", section(REFERENCE / "json.md", name), re.DOTALL)
    assert shown
    data = json.loads(shown[1])
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data if isinstance(data, list) else data.get("summary", data.get("rows"))


def keys(schema: object) -> Iterator[str]:
    """Give the name of every key that *schema* describes, at any depth."""
    if isinstance(schema, dict):
        for word, value in schema.items():
            if word == "properties":
                yield from value
            yield from keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys(value)


def test_every_key_of_a_catalogue_is_named() -> None:
    schema = json.loads((ROOT / "sms_docs" / "catalogues" / "catalogue.schema.json").read_text())
    text = (REFERENCE / "catalogues.md").read_text()
    assert {key for key in keys(schema) if f"`{key}`" not in text} == set()


def test_every_mark_of_a_schema_is_named() -> None:
    text = (REFERENCE / "schemas.md").read_text()
    words = {*TYPE_MARKS, *MARKS, *FORMATS}
    assert {word for word in words if f"| `{word}` |" not in text} == set()


def test_the_table_of_types_is_that_of_the_schemas() -> None:
    text = section(REFERENCE / "files.md", "Types")
    found = re.findall(
        r"^\| `([\w-]+)` \| (\w+) \| `(.+)/` \| (\w+) \| (.*?) ?\|$", text, re.MULTILINE
    )
    kinds = [kind for kind in load_schemas(None).types.values() if kind.category != "trust"]
    expected_rows = {
        (kind.name, *kind.prefixes, kind.directory, kind.format, ", ".join(kind.headings))
        for kind in kinds
    }
    assert {(a, b, c, d.lower(), e) for a, b, c, d, e in found} == expected_rows


def test_the_common_metadata_is_that_of_the_schemas() -> None:
    text = section(REFERENCE / "files.md", "Metadata")
    tables = text.split("And these in every record")
    for name, table in zip(("document", "record"), tables, strict=True):
        schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
        required, optional = set(), set()
        for names, need in re.findall(r"^\| (`.+?`) \| (yes|no) \|", table, re.MULTILINE):
            (required if need == "yes" else optional).update(re.findall(r"`(\w+)`", names))
        assert required == set(schema["required"])
        assert optional == set(schema["properties"]) - required


def test_every_yaml_example_of_the_reference_is_read_without_a_finding() -> None:
    blocks = [
        step.text
        for page in sorted(REFERENCE.glob("*.md"))
        for step in steps(page)
        if step.language == "yaml"
    ]
    assert blocks
    assert [yaml.parse(block).faults for block in blocks] == [()] * len(blocks)


def test_every_value_that_the_reference_wants_in_quotes_is_refused_without() -> None:
    table = section(REFERENCE / "text.md", "YAML").partition("because without quotes")[2]
    values = re.findall(r'`"(.+?)"`', table.partition("\n\n")[0])
    assert values
    plain = {value: yaml.parse(f"key: {value}\n").faults for value in values}
    assert {value for value, faults in plain.items() if not faults} == set()


def linked(page: Path) -> Iterator[tuple[Path, str]]:
    """Give the file and the anchor of every link of *page* that stays in the repository."""
    text = FENCE.sub("", page.read_text())
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield Path(os.path.normpath(page.parent / path)) if path else page, anchor


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/manual"])
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    place = ROOT / name
    lost = []
    for page in PAGES if place.is_dir() else [place]:
        for path, anchor in linked(page):
            if MADE.match(f"{path.relative_to(ROOT).as_posix()}"):
                continue
            headings = (
                FENCE.sub("", path.read_text()) if path.suffix == ".md" and path.is_file() else ""
            )
            known = anchors(HEADING.findall(headings.replace("`", "")))
            if not path.is_file() or (anchor and anchor not in known):
                lost.append(f"{page.relative_to(ROOT)} -> {path.relative_to(ROOT)}#{anchor}")
    assert lost == []


def test_every_page_is_in_the_index_and_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text()
    listed = {path for path, _ in linked(MANUAL / "index.md")}
    pages = set(PAGES) - {MANUAL / "index.md"}
    assert pages - listed == set()
    missing = {
        page for page in PAGES if page.relative_to(ROOT / "docs").as_posix() not in navigation
    }
    assert missing == set()


def test_the_readme_gives_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text()
    set_up = (
        'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && .venv/bin/sms-docs build'
    )
    assert f"\n{set_up}\n" in text
    assert "\n.venv/bin/pytest\n" in text
