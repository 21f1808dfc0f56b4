"""The invented names of the starter become placeholders that say what to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from sms_docs.load import yaml
from sms_docs.slug import slug

TABLE = Path(__file__).with_name("names.yml")
STARTER_NAME = "Tarn Valley IT"
# An id, the slug of a file name, an anchor: words in small letters, joined by hyphens.
JOINED = re.compile(r"[a-z][a-z0-9-]*")


@cache
def placeholders() -> Mapping[str, str]:
    """Return invented name -> the placeholder that stands for it, the longest name first."""
    table = yaml.parse(TABLE.read_text(encoding="utf-8")).data
    return {name: f"‹{words}›" for name, words in table.items()}


def in_text(text: str, organisation: str) -> str:
    """Return *text* with placeholders for the invented names, and *organisation* for its own.

    A name that a line end parts is put on one line first.
    """

    def put(found: re.Match[str]) -> str:
        name, table = found[0], placeholders()
        if name == STARTER_NAME:
            return organisation
        return table[name] if name in table else table[name[0].lower() + name[1:]]

    whole = _parted().sub(_on_one_line, text) if "\n" in text else text
    return _names(" ").sub(put, _among_hyphens().sub(_slug_put, whole))


def in_value(text: str, organisation: str) -> str:
    """Return *text*, a value of metadata, likewise; an id stays an id."""
    return in_slug(text) if JOINED.fullmatch(text) else in_text(text, organisation)


def in_slug(text: str) -> str:
    """Return *text*, words joined by hyphens, with those of the placeholders."""
    return re.sub(rf"(?<![a-z0-9])(?:{'|'.join(_slugs())})(?![a-z0-9])", _slug_put, text)


@cache
def _names(gap: str) -> re.Pattern[str]:
    """Return what matches each name as a whole; *gap* stands between its words."""
    every = (STARTER_NAME, *placeholders())
    names = [name for name in every if gap == " " or " " in name]
    return re.compile(_begun_by(names) + "|".join(_pattern(name, gap) for name in names) + ")")


def _begun_by(names: Iterable[str]) -> str:
    """Return the beginning of a pattern of *names*: it looks at the first letter alone first."""
    letters = sorted({letter for name in names for letter in (name[0], name[0].upper())})
    return f"(?=[{''.join(letters)}])(?:"


def _pattern(name: str, gap: str) -> str:
    if name.isdigit():
        # No part of a larger number, of a time or of an id.
        return rf"(?<![\w.,:-]){name}(?![.,:]?\w)"
    first = name[0] if name[0].isupper() else f"[{name[0]}{name[0].upper()}]"
    rest = gap.join(map(re.escape, name[1:].split(" ")))
    return rf"\b{first}{rest}\b"


@cache
def _parted() -> re.Pattern[str]:
    """Return what matches a name with the rest of its word, and the blank before the next."""
    name = _names(r"(?: |\n *)").pattern
    return re.compile(rf"(?P<name>{name})(?P<tail>\S*)(?P<next> (?=[A-Za-z]))?")


def _on_one_line(found: re.Match[str]) -> str:
    parted = re.search(r"\n *", found["name"])
    if parted is None:
        return found[0]
    # The line ends behind the name instead, but where a mark of Markdown would begin the next.
    end = parted[0] if found["next"] else ""
    return f"{' '.join(found['name'].split())}{found['tail']}{end}"


@cache
def _slugs() -> Mapping[str, str]:
    """Return invented name -> placeholder, both as they stand in ids and file names."""
    table = placeholders().items()
    return {re.sub(r"[^a-z0-9]+", "-", name.lower()): slug(words) for name, words in table}


@cache
def _among_hyphens() -> re.Pattern[str]:
    """Return what matches a name in running text as an id or a path, or as part of one."""
    several = "|".join(name for name in _slugs() if "-" in name)
    names = "|".join(_slugs())
    return re.compile(
        rf"{_begun_by(_slugs())}(?<![a-z0-9])(?:{several}|(?:{names})(?=-))(?![a-z0-9])"
        rf"|(?<=-)(?:{names})(?![a-z0-9]))"
    )


def _slug_put(found: re.Match[str]) -> str:
    return _slugs()[found[0]]
