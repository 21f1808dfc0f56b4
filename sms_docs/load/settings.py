"""``[tool.sms-docs]`` of pyproject.toml: the only configuration."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Any, NoReturn

from sms_docs.errors import ConfigurationError
from sms_docs.load.settings_faults import find_faults
from sms_docs.load.text import BOM
from sms_docs.load.toml_places import toml_lines
from sms_docs.model import KeyPath
from sms_docs.settings import Settings, Waiver

FILE = "pyproject.toml"
TABLE: KeyPath = ("tool", "sms-docs")
LARGEST = 200_000
LONGEST_LINE = 4_000
# tomllib takes time and memory by the square of the parts of a dotted key.
MOST_DOTS = 200
# No value of ours lies deeper.
DEEPEST = 8
TOO_DEEP = "this is nested too deep to be read; take brackets and dots out"
HEAD = re.compile(rb"^\[tool\.sms-docs\]", re.MULTILINE)
START = "start an SMS with `sms-docs init DIR --organisation NAME`, or name its folder with --root"


def load_settings(root: Path) -> Settings:
    """Return the settings of the SMS below *root*.

    Raises:
        ConfigurationError: there are none, or they say what they cannot; the message
            names the line.
    """
    text = _read(root)
    table = _parse(text, root)
    lines: Mapping[KeyPath, int] = {}
    faults = find_faults(table)
    if faults or table.get("waivers"):
        lines = toml_lines(text)
    if faults:
        first = min(faults, key=lambda each: (not each.is_unknown, _line(lines, each.path)))
        _refuse(_line(lines, first.path), first.message)
    return _settings(table, lines)


def settings_place(root: Path, *path: str | int) -> str:
    """Return where the key at *path* of the table stands: ``pyproject.toml:12``."""
    return f"{FILE}:{_line(toml_lines(_read(root)), path)}"


def _read(root: Path) -> str:
    path = root / FILE
    try:
        found = path.lstat()
        if not S_ISREG(found.st_mode) or found.st_size > LARGEST:
            wrong = f"it is a link, no regular file, or has more than {LARGEST:,} bytes"
            _refuse(1, f"{wrong}; put the file itself here")
        text = path.read_bytes().decode().replace("\r\n", "\n")
    except FileNotFoundError:
        message = f"{FILE}: there is no such file in {root.absolute()}; {_way_out(root)}"
        raise ConfigurationError(message) from None
    except OSError as error:
        _refuse(1, f"it cannot be read: {error.strerror}; give yourself the right to read it")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        _refuse(line, "this is not UTF-8; save the file as UTF-8")
    if text.startswith(BOM):
        _refuse(1, "byte-order mark at the start; save the file as UTF-8 without BOM")
    for number, content in enumerate(text.split("\n"), start=1):
        if len(content) > LONGEST_LINE or content.count(".") > MOST_DOTS:
            wrong = f"the line has more than {LONGEST_LINE:,} characters or {MOST_DOTS} dots"
            _refuse(number, f"{wrong}; break it up")
    return text


def _way_out(root: Path) -> str:
    """Return where the SMS is, if *root* lies within one; else how to start one."""
    for up, folder in enumerate(root.absolute().parents, start=1):
        if not _has_table(folder / FILE):
            continue
        place = folder if root.is_absolute() else os.path.normpath(root / Path(*[".."] * up))
        return f"the SMS is {'one folder' if up == 1 else f'{up} folders'} up: --root {place}"
    return START


def _has_table(path: Path) -> bool:
    try:
        found = path.lstat()
        if not S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return False
        return HEAD.search(path.read_bytes()) is not None
    except OSError:
        return False


def _parse(text: str, root: Path) -> dict[str, Any]:
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line ([0-9]+)", str(error))
        # "at end of document" names no line: what is left open ends with the text.
        line = int(place[1]) if place else text.count("\n") + 1
        _refuse(line, f"this is no TOML: {error}; mend the line")
    except RecursionError:
        _refuse(1, TOO_DEEP)
    table = tool.get("sms-docs") if isinstance(tool, dict) else None
    if table is None:
        _refuse(1, f"there is no table [tool.sms-docs]; {_way_out(root)}")
    if not isinstance(table, dict):
        _refuse(1, "tool.sms-docs is no table; write [tool.sms-docs] above its keys")
    if _is_deep(table):
        _refuse(1, TOO_DEEP)
    return table


def _is_deep(table: dict[str, Any]) -> bool:
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [one for each in inner for one in each if isinstance(one, dict | list)]
    return bool(level)


def _line(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """Return the line of the key at *path*, or of its nearest parent."""
    whole = (*TABLE, *path)
    known = (whole[:end] for end in range(len(whole), 0, -1) if whole[:end] in lines)
    return next((lines[each] for each in known), 1)


def _settings(table: dict[str, Any], lines: Mapping[KeyPath, int]) -> Settings:
    """Return *table*, found good, as a value; lists become tuples."""
    values: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in table.items()
    }
    values["enforce"] = frozenset(table.get("enforce", ()))
    values["waivers"] = tuple(
        Waiver(**waiver, line=_line(lines, ("waivers", index)))
        for index, waiver in enumerate(table.get("waivers", ()))
    )
    return Settings(**values)


def _refuse(line: int, message: str) -> NoReturn:
    whole = f"{FILE}:{line}: {message}"
    raise ConfigurationError(whole)
