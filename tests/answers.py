"""The documents of the starter, read without sms-docs: front matter, headings and own words.

What the tests conclude from it must not come from the reader that they judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDERS = ("policies", "procedures", "docs/plans", "docs/services", "docs/agreements")
DOCUMENT = re.compile(r"[A-Z]{3}-[0-9]{3}-[a-z0-9-]+\.(?:md|yml)")
HEADING = re.compile(r"#{1,6} +(.+)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")


@dataclass(frozen=True)
class Text:
    """One document: its metadata, and its own words by anchor."""

    id: str
    path: Path
    data: dict[str, Any]
    sections: dict[str, str]
    body: str

    @property
    def claims(self) -> list[tuple[str, str]]:
        """Number and anchor of each claim."""
        parts = (claim.partition("#") for claim in self.data["clauses"])
        return [(number, anchor) for number, _, anchor in parts]


def documents(root: Path) -> list[Text]:
    """Return every document below *root*, ordered by id."""
    paths = [path for folder in FOLDERS for path in (root / folder).rglob("*")]
    found = [_read(path) for path in paths if DOCUMENT.fullmatch(path.name)]
    return sorted(found, key=lambda text: text.id)


def words(text: str) -> list[str]:
    """Return the words of *text* in lower case, without the targets of links."""
    return [word.lower() for word in WORD.findall(LINK.sub(r"\1", text))]


def _read(path: Path) -> Text:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yml":
        data = yaml.safe_load(text)
        sections = {key: " ".join(_flat(value)) for key, value in data.items()}
        return Text(data["id"], path, data, sections, "")
    _, head, body = text.split("---\n", 2)
    data = yaml.safe_load(head)
    return Text(data["id"], path, data, _sections(body), body)


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _flat(inner)
    else:
        yield str(value)


def _sections(body: str) -> dict[str, str]:
    """Return anchor -> the words below that heading and above the next one."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    fenced = False
    for line in body.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and (heading := HEADING.fullmatch(line)):
            anchor = _anchor(heading[1])
            copies = sum(1 for name in found if name == anchor or name.startswith(f"{anchor}-"))
            here = found.setdefault(f"{anchor}-{copies}" if anchor in found else anchor, [])
        elif not fenced:
            here.append(line)
    return {anchor: "\n".join(lines) for anchor, lines in found.items()}


def _anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", LINK.sub(r"\1", heading).strip().lower())
    return kept.replace(" ", "-")
