"""Values written as YAML that every reader reads alike."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping

from sms_docs.model import KeyPath

WIDTH = 100
PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ,.;()/_-]*[A-Za-z0-9.)])?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Words that YAML 1.1 or 1.2 takes for something else than text.
TAKEN = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity")
)
# Folding joins lines by one blank, so text with other blanks cannot be folded.
FOLDABLE = re.compile(r"[^\s\x7f-\x9f]+(?: [^\s\x7f-\x9f]+)*")
# Stays on one line, so that whoever looks for it in the file finds it.
PLACEHOLDER = re.compile("‹[^‹›]*›")
# Stands for a blank at which no line ends; no text that is folded holds it.
HELD = "\xa0"


def yaml_text(data: Mapping[str, object], comments: Mapping[KeyPath, str] | None = None) -> str:
    """Return *data* as YAML, one key a line; *comments* stand above the keys they are for.

    Text is quoted where a reader could take it for a number, a truth value or a mark.
    """
    lines = _mapping(data, (), 0, comments or {})
    return "\n".join(lines) + "\n" if data else "{}\n"


def _mapping(
    data: Mapping[str, object], path: KeyPath, indent: int, comments: Mapping[KeyPath, str]
) -> Iterator[str]:
    for key, value in data.items():
        here = (*path, key)
        yield from _comment(here, indent, comments)
        yield from _entry(f"{' ' * indent}{scalar(key)}:", value, here, indent, comments)


def _entry(
    start: str, value: object, path: KeyPath, indent: int, comments: Mapping[KeyPath, str]
) -> Iterator[str]:
    """Give the lines of *value* after *start*, a key with its colon or the dash of a list."""
    if isinstance(value, dict) and value:
        yield start
        yield from _mapping(value, path, indent + 2, comments)
    elif isinstance(value, list) and value:
        yield start
        for index, each in enumerate(value):
            yield from _list_entry(each, (*path, index), indent + 2, comments)
    elif isinstance(value, str) and len(start) + len(value) >= WIDTH and FOLDABLE.fullmatch(value):
        yield f"{start} >-"
        blanks = " " * (indent + 2)
        for line in textwrap.wrap(
            PLACEHOLDER.sub(lambda found: found[0].replace(" ", HELD), value),
            WIDTH,
            initial_indent=blanks,
            subsequent_indent=blanks,
            break_long_words=False,
            break_on_hyphens=False,
        ):
            yield line.replace(HELD, " ")
    else:
        yield f"{start} {scalar(value)}"


def _list_entry(
    value: object, path: KeyPath, indent: int, comments: Mapping[KeyPath, str]
) -> Iterator[str]:
    dash = f"{' ' * indent}-"
    if not (isinstance(value, dict) and value):
        yield from _entry(dash, value, path, indent, comments)
        return
    # The first key stands beside the dash, its comment above it.
    first = next(iter(value))
    yield from _comment((*path, first), indent, comments)
    quiet = {where: text for where, text in comments.items() if where != (*path, first)}
    lines = list(_mapping(value, path, indent + 2, quiet))
    yield f"{dash} {lines[0].lstrip()}"
    yield from lines[1:]


def _comment(path: KeyPath, indent: int, comments: Mapping[KeyPath, str]) -> Iterator[str]:
    mark = f"{' ' * indent}# "
    yield from textwrap.wrap(
        comments.get(path, ""), WIDTH, initial_indent=mark, subsequent_indent=mark
    )


def scalar(value: object) -> str:
    """Return one value on one line: plain where that is safe, else in double quotes."""
    if isinstance(value, str):
        is_plain = PLAIN.fullmatch(value) and value.lower() not in TAKEN
        return value if is_plain or DAY.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
