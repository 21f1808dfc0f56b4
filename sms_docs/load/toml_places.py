"""Where each key of a TOML file stands, which the parser of the standard library keeps quiet."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sms_docs.model import KeyPath


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
    """Give each statement with its line; it ends where it parses by itself."""
    waiting: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        waiting.append(line)
        statement = "\n".join(waiting)
        try:
            found = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if found:
            yield number - len(waiting) + 1, statement
        waiting = []


def _paths(data: Mapping[str, Any]) -> Iterator[KeyPath]:
    """Give the path of each innermost key of *data*."""
    for key, value in data.items():
        if isinstance(value, dict) and value:
            yield from ((key, *path) for path in _paths(value))
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
