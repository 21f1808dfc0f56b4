r"""The cases of tests/rules/*.md: each `##` heading a claim, each code block a file.

The info string of a block is its language, its path, and words that say how to make the
file of its text.  Without such a word the text is the whole file.

- ``keys``: these entries of metadata over those of the first file in the folder of the
  sample project, whose other entries and text are kept;
- ``text``: this Markdown text under that file's metadata, ``more``: below its text;
- ``as=ENCODING``: written in another encoding;
- ``escapes``: ``\x1b``, ``\u202e`` and ``\r`` stand for the characters;
- ``filled=N``: followed by text up to N bytes;
- ``link``: a symbolic link to what the text names;
- ``folder``: a folder instead of a file;
- ``gone``: the file is deleted.

A line "Over the files of `measured`." below the name of the rule lays tests/rules/measured
over the sample project first.

A block in the language of an act does it, after the files above it are there and before
those below it:

    ```approve PRC-001 by=ben-marsh role=service-manager at=2026-11-01T10:00:00Z signed=no

Likewise author, review, confirm and withdraw; ``retract`` names the path of the record.
The text of the block, and words after the time, are further words of
`approving.approve`.  A project with acts has the trust files of tests/rules/approved; they
are approved before the first act, unless that approves TRUST itself.

A block ``commit`` names a person who commits all that is above it.  What the first one
commits is the base that the check compares with, and what lies below it the change.

A line that ends with ``# expect: SMS401`` must be flagged so (several codes with blanks
between), and nothing else may be.  Of an act ``expect=SMS213`` says so for line 1 of its
record, and a block ``expect`` for line 1 of the file that it names.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import approving
import yaml
from repositories import Repository

CASES = Path(__file__).parent / "rules"
PROJECT = CASES / "project"
TRUST = "TRUST"
BASE = "base"
EXPECT = re.compile(r"[ \t]*# expect: (SMS[0-9]{3}(?: SMS[0-9]{3})*)$")
OPENING = re.compile(r"(?P<fence>`{3,})(?P<language>\w+) (?P<path>\S+)(?P<words>.*)")
OVER = re.compile(r"Over the files of `(\w+)`\.")
ESCAPE = re.compile(r"\\(?:x..|u....|r)")
KEY = re.compile(r"(\w+):")

ACTS = ("author", "review", "approve", "confirm", "withdraw", "retract")
FLAGS = {"": True, "yes": True, "no": False}

Expected = list[tuple[str, str, int]]


@dataclass(frozen=True)
class Block:
    """One file or act of a case: its path, how to make it, and the lines to make it of."""

    language: str
    path: str
    words: dict[str, str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "".join(line + "\n" for line in self.lines)

    @property
    def codes(self) -> list[str]:
        """The findings that an act brings about."""
        return self.words.get("expect", "").split("+") if "expect" in self.words else []


@dataclass(frozen=True)
class Case:
    """One claim about one rule."""

    rule: str
    claim: str
    over: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def has_acts(self) -> bool:
        """Whether somebody approves something."""
        return any(block.language in ACTS for block in self.blocks)

    @property
    def base(self) -> str | None:
        """The revision that the check compares with; None where nobody commits."""
        return BASE if any(block.language == "commit" for block in self.blocks) else None

    def lay(self, root: Path) -> Expected:
        """Write the sample project with this case over it; return what must be found."""
        shutil.copytree(PROJECT, root, dirs_exist_ok=True)
        if self.over:
            shutil.copytree(CASES / self.over, root, dirs_exist_ok=True)
        if self.has_acts:
            shutil.copytree(approving.APPROVED, root, dirs_exist_ok=True)
        marked: dict[str, Expected] = {}
        expected: Expected = []
        unapproved = True
        waiting: dict[str, list[Block]] = {}
        for block in self.blocks:
            if block.language in ACTS:
                marked |= _files(root, waiting)
                waiting = {}
                if unapproved and block.path != TRUST:
                    approving.approve_trust(root)
                unapproved = False
                path = _act(root, block)
                expected += [(code, path, 1) for code in block.codes]
            elif block.language == "commit":
                marked |= _files(root, waiting)
                waiting = {}
                _commit(root, block.path)
            elif block.language == "expect":
                expected += [(code, block.path, 1) for code in block.text.split()]
            else:
                waiting.setdefault(block.path, []).append(block)
        marked |= _files(root, waiting)
        return sorted({*expected, *(each for found in marked.values() for each in found)})


def cases() -> list[Case]:
    """Return every case of every rule."""
    return [case for path in sorted(CASES.glob("*.md")) for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    """Return the cases in the file *path*."""
    found: list[Case] = []
    fence = over = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        opening = OPENING.match(line)
        if fence:
            block = found[-1].blocks[-1]
            if line == fence:
                fence = ""
            else:
                block.lines.append(line)
        elif opening:
            fence = opening["fence"]
            words = [word.partition("=") for word in opening["words"].split()]
            made = Block(
                opening["language"], opening["path"], {name: value for name, _, value in words}
            )
            found[-1].blocks.append(made)
        elif line.startswith("## "):
            found.append(Case(path.stem.replace("_", "-"), line[3:], over))
        elif laid := OVER.fullmatch(line):
            over = laid[1]
    return found


def _files(root: Path, parts: dict[str, list[Block]]) -> dict[str, Expected]:
    """Write the files of *parts*; return path -> what must be found there."""
    expected: dict[str, Expected] = {}
    for path, blocks in parts.items():
        lines = _whole(root, path, blocks).split("\n")
        marked = [(number, EXPECT.search(line)) for number, line in enumerate(lines, start=1)]
        expected[path] = [
            (code, path, number) for number, found in marked if found for code in found[1].split()
        ]
        text = "\n".join(EXPECT.sub("", line) for line in lines)
        _write(root / path, blocks[-1].words, text)
    approving.name_keys(root)
    return expected


def _commit(root: Path, person: str) -> None:
    """Commit all below *root* as *person*, the first time as the base."""
    repository = Repository(root)
    is_first = not (root / ".git").exists()
    if is_first:
        repository.git("init", "--quiet")
    repository.commit(by=f"{person} <{person.replace('-', '.')}@tarnvalley.example>")
    if is_first:
        repository.git("tag", BASE)


def _act(root: Path, block: Block) -> str:
    """Do what *block* says; return the path of the record."""
    words: dict[str, Any] = {word: FLAGS.get(value, value) for word, value in block.words.items()}
    words |= yaml.safe_load(block.text) or {}
    words.pop("expect", None)
    at = words.pop("at")
    if block.language == "retract":
        path = approving.retract(root, root / block.path, at, **words)
    else:
        signer = (words.pop("by"), words.pop("role", "service-manager"))
        words.setdefault("meaning", block.language)
        path = approving.approve(root, block.path, *signer, at, **words)
    return path.relative_to(root).as_posix()


def _whole(root: Path, path: str, blocks: list[Block]) -> str:
    if not any(block.words.keys() & {"keys", "text", "more"} for block in blocks):
        return blocks[-1].text
    sample = _sample(root, path)
    front, fence, body = sample.rpartition("---\n") if path.endswith(".md") else (sample, "", "")
    named = re.match(r"[A-Z]{3}-(?:[0-9]{4}-)?[0-9]+", Path(path).name)
    if named:
        front = re.sub(r"^id: .*$", f"id: {named[0]}", front, flags=re.MULTILINE)
    for block in blocks:
        if "keys" in block.words:
            front = _overlay(front, block.text)
        else:
            body = block.text if "text" in block.words else body + "\n" + block.text
    return front + fence + body


def _sample(root: Path, path: str) -> str:
    same = root / path
    if same.exists():
        return same.read_text(encoding="utf-8")
    folder = (PROJECT / path).parent
    samples = (folder if folder.exists() else (root / path).parent).glob("*")
    sample = min(samples).read_text(encoding="utf-8")
    return re.sub(r"^clauses: .*$", "clauses: []", sample, flags=re.MULTILINE)


def _overlay(front: str, changes: str) -> str:
    entries = _entries(front)
    for key, text in _entries(changes):
        places = [number for number, entry in enumerate(entries) if entry[0] == key]
        if places:
            entries[places[0]] = (key, text)
        else:
            entries.append((key, text))
    return "".join(text for _, text in entries)


def _entries(text: str) -> list[tuple[str, str]]:
    """Return each top-level key with its lines; what precedes the first under no key."""
    entries: list[tuple[str, str]] = []
    for line in text.splitlines(keepends=True):
        if entries and line[0].isspace():
            key, before = entries[-1]
            entries[-1] = (key, before + line)
        else:
            found = KEY.match(line)
            entries.append((found[1] if found else "", line))
    return entries


def _write(path: Path, words: dict[str, str], text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if "gone" in words:
        path.unlink()
    elif "folder" in words:
        path.mkdir(exist_ok=True)
    elif "link" in words:
        path.symlink_to(text.strip())
    else:
        if "escapes" in words:
            text = ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), text)
        raw = text.encode(words.get("as", "utf-8"))
        path.write_bytes(raw.ljust(int(words.get("filled", "0")), b"x"))
