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
- ``folder``: a folder instead of a file.

A line that ends with ``# expect: SMS401`` must be flagged so (several codes with blanks
between), and nothing else may be.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "rules"
PROJECT = CASES / "project"
EXPECT = re.compile(r"[ \t]*# expect: (SMS[0-9]{3}(?: SMS[0-9]{3})*)$")
OPENING = re.compile(r"(?P<fence>`{3,})\w+ (?P<path>\S+)(?P<words>.*)")
ESCAPE = re.compile(r"\\(?:x..|u....|r)")
KEY = re.compile(r"(\w+):")

Expected = list[tuple[str, str, int]]


@dataclass(frozen=True)
class Block:
    """One file of a case: its path, how to make it, and the lines to make it of."""

    path: str
    words: dict[str, str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "".join(line + "\n" for line in self.lines)


@dataclass(frozen=True)
class Case:
    """One claim about one rule."""

    rule: str
    claim: str
    blocks: list[Block] = field(default_factory=list)

    def lay(self, root: Path) -> Expected:
        """Write the sample project with this case over it; return what must be found."""
        shutil.copytree(PROJECT, root, dirs_exist_ok=True)
        parts: dict[str, list[Block]] = {}
        for block in self.blocks:
            parts.setdefault(block.path, []).append(block)
        expected: Expected = []
        for path, blocks in parts.items():
            lines = _whole(path, blocks).split("\n")
            for number, line in enumerate(lines, start=1):
                if found := EXPECT.search(line):
                    expected += [(code, path, number) for code in found[1].split(" ")]
            text = "\n".join(EXPECT.sub("", line) for line in lines)
            _write(root / path, blocks[-1].words, text)
        return sorted(set(expected))


def cases() -> list[Case]:
    """Return every case of every rule."""
    return [case for path in sorted(CASES.glob("*.md")) for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    """Return the cases in the file *path*."""
    found: list[Case] = []
    fence = ""
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
            made = Block(opening["path"], {name: value for name, _, value in words})
            found[-1].blocks.append(made)
        elif line.startswith("## "):
            found.append(Case(path.stem.replace("_", "-"), line[3:]))
    return found


def _whole(path: str, blocks: list[Block]) -> str:
    if not any(block.words.keys() & {"keys", "text", "more"} for block in blocks):
        return blocks[-1].text
    sample = _sample(path)
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


def _sample(path: str) -> str:
    same = PROJECT / path
    if same.exists():
        return same.read_text(encoding="utf-8")
    sample = min((PROJECT / path).parent.glob("*")).read_text(encoding="utf-8")
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
    if "folder" in words:
        path.mkdir(exist_ok=True)
    elif "link" in words:
        path.symlink_to(text.strip())
    else:
        if "escapes" in words:
            text = ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), text)
        raw = text.encode(words.get("as", "utf-8"))
        path.write_bytes(raw.ljust(int(words.get("filled", "0")), b"x"))
