"""Where each key of a TOML file stands, which the parser of the standard library keeps quiet."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sms_docs.model import KeyPath

# What may hold a bracket or a line end that is none, what opens and closes, and line ends.
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|"(?:\\.|[^"\\\n])*"'
    r"|'''.*?'{3,5}|'[^'\n]*'|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
# No key of ours lies deeper.
DEEPEST = 8


def toml_lines(text: str) -> Mapping[KeyPath, int]:
    """Return key path -> line of every key and table that *text*, correct TOML, writes out.

    Entries of an array of tables are named by their index.
    """
    lines: dict[KeyPath, int] = {}
    met: Counter[KeyPath] = Counter()
    table: KeyPath = ()
    for line, statement in _statements(text):
        if statement.lstrip().startswith("["):
            name = next(_paths(tomllib.loads(statement)))
            table = _indexed(name, met)
            if statement.lstrip().startswith("[["):
                table = (*table, met[table])
                met[table[:-1]] += 1
            lines.setdefault(table, line)
        else:
            for path in _paths(tomllib.loads(statement)):
                for end in range(1, len(path) + 1):
                    lines.setdefault((*table, *path[:end]), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Give each statement with its line; it ends with a line outside of all brackets."""
    depth = start = 0
    line = 1
    for token in TOKEN.finditer(text + "\n"):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and not depth:
            yield line, text[start : token.start()]
            line += text.count("\n", start, token.end())
            start = token.end()


def _paths(data: Mapping[str, Any], deepest: int = DEEPEST) -> Iterator[KeyPath]:
    """Give the path of each innermost key of *data*, cut to *deepest* keys."""
    for key, value in data.items():
        if isinstance(value, dict) and value and deepest > 1:
            yield from ((key, *path) for path in _paths(value, deepest - 1))
        else:
            yield (key,)


def _indexed(name: KeyPath, met: Mapping[KeyPath, int]) -> KeyPath:
    """Return *name* with the index of the newest entry after each array of tables above it."""
    path: KeyPath = ()
    for part in name[:-1]:
        path = (*path, part)
        if path in met:
            path = (*path, met[path] - 1)
    return (*path, name[-1])
