r"""The bad inputs of tests/bad/*/case.yml, and how to make what git cannot hold.

A case is a folder: `case.yml` says what is bad, how it is made, and what it must get.

- ``is``: what the input is, in a few words; the row of the list is the folder's number.
- ``over``: a folder of tests/rules that is laid over the sample project, as ``measured``.
- ``make``: path -> how to make the file there; the rest is the sample project of
  tests/rules/project.  In a path ``%FF`` stands for the byte.
- ``run``: the arguments after ``sms-docs``, where it is not ``check``; ``%1B`` as in a path.
- ``says``: texts that must be printed; ``hides``: texts that must not.
- ``exit``: the exit code; ``heavy``: is long, so that one format must do.

A file is made of a text, of parts in a list, or as ``{link: TARGET}``, ``{fifo: true}``,
``{folder: true}``, ``{files: N}`` (a folder of N empty files), ``{hole: BYTES}`` (a sparse
file), ``{gone: true}``.  A part is a text, ``{bytes: TEXT}`` (one byte a character),
``{text: TEXT, times: N}``, ``{levels: N, text: TEXT, step: TEXT}`` (a line a level, each
further in), ``{count: N, text: "a{n}"}`` (numbered from 0), or ``{of: PATH}``, a
file of the sample project or of ``over``, with ``swap: {old: new}``.  ``{parts: […], as:
utf-16}`` encodes them otherwise.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import yaml

BAD = Path(__file__).parent / "bad"
PROJECT = Path(__file__).parent / "rules" / "project"


@dataclass(frozen=True)
class Bad:
    """One bad input and what it must get."""

    name: str
    over: str
    make: dict[str, Any]
    run: tuple[str, ...]
    says: tuple[str, ...]
    hides: tuple[str, ...]
    exit: int
    heavy: bool

    def lay(self, root: Path, port: int) -> None:
        """Write the sample project with this input over it; PORT in it becomes *port*."""
        for source in self._sources():
            shutil.copytree(source, root, dirs_exist_ok=True)
        for path, how in self.make.items():
            target = root / os.fsdecode(unquote_to_bytes(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            _make(target, how, self._bytes, port)

    def _sources(self) -> list[Path]:
        return [PROJECT, *([PROJECT.with_name(self.over)] if self.over else [])]

    def _bytes(self, part: object) -> bytes:
        """Return the bytes of *part*, a part of a file."""
        match part:
            case {"of": path, **rest}:
                held = (source / path for source in reversed(self._sources()))
                whole = next(file for file in held if file.is_file()).read_text(encoding="utf-8")
                for old, new in rest.get("swap", {}).items():
                    assert old in whole, f"{self.name}: {path} holds no {old!r}"
                    whole = whole.replace(old, str(new))
                return whole.encode()
        return _part(part, self.name)


def bad_inputs() -> list[Bad]:
    """Return every case, by the number of its folder."""
    return [_read(path) for path in sorted(BAD.glob("*/case.yml"))]


def _read(path: Path) -> Bad:
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    known = {"is", "over", "make", "run", "says", "hides", "exit", "heavy"}
    assert data.keys() <= known, f"{path}: {data.keys() - known}"
    assert data["is"], path
    return Bad(
        name=path.parent.name,
        over=data.get("over", ""),
        make=data["make"],
        run=tuple(unquote(each) for each in data.get("run", "check").split()),
        says=tuple(data["says"]),
        hides=tuple(data.get("hides", ())),
        exit=data["exit"],
        heavy=data.get("heavy", False),
    )


def _make(target: Path, how: object, part: Callable[[object], bytes], port: int) -> None:
    match how:
        case {"link": to}:
            target.unlink(missing_ok=True)
            target.symlink_to(to)
        case {"fifo": True}:
            target.unlink(missing_ok=True)
            os.mkfifo(target)
        case {"folder": True}:
            target.unlink(missing_ok=True)
            target.mkdir()
        case {"files": number, **rest}:
            target.mkdir()
            for n in range(number):
                (target / f"{n}{rest.get('ending', '.md')}").touch()
        case {"hole": size}:
            with target.open("wb") as file:
                file.truncate(size)
        case {"gone": True}:
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        case {"parts": parts, "as": encoding}:
            text = b"".join(map(part, parts)).decode()
            target.write_bytes(text.encode(encoding))
        case _:
            parts = how if isinstance(how, list) else [how]
            raw = b"".join(map(part, parts))
            target.write_bytes(raw.replace(b"@PORT@", str(port).encode()))


def _part(part: object, name: str) -> bytes:
    match part:
        case str(text):
            return text.encode()
        case {"bytes": text}:
            return str(text).encode("latin-1")
        case {"times": number, "text": text}:
            return str(text).encode() * number
        case {"levels": number, "text": text, "step": step}:
            return "".join(step * n + text for n in range(number)).encode()
        case {"count": number, "text": text}:
            return "".join(text.replace("{n}", str(n)) for n in range(number)).encode()
    message = f"{name}: no such part: {part}"
    raise ValueError(message)
