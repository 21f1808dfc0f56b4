"""The schema files: those that sms-docs brings along, and those of the project over them."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from sms_docs.errors import ConfigurationError
from sms_docs.load.shipped import shipped
from sms_docs.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sms_docs.model import Data

FOLDER = "schemas"
ENDING = ".schema.json"
LARGEST = 1_000_000
DEEPEST = 64


class SchemaFile(NamedTuple):
    """One schema; *own* where the project wrote it, in place of *shipped* if there was one."""

    name: str
    schema: Data
    own: bool = False
    shipped: Data | None = None

    @property
    def path(self) -> str:
        """Where messages say that it stands."""
        return f"{FOLDER}/{self.name}{ENDING}"


def schema_files(root: Path | None) -> dict[str, SchemaFile]:
    """Return name -> schema file, sorted by name; those of *root* override the shipped ones.

    Raises:
        ConfigurationError: a file of the project cannot be read as JSON.
    """
    found: dict[str, SchemaFile] = {}
    texts: dict[str, bytes] = {}
    for name, path in _paths(shipped(FOLDER)):
        texts[name] = path.read_bytes()
        found[name] = SchemaFile(name, json.loads(texts[name]))
    folder = root / FOLDER if root else None
    if folder and folder.is_dir() and not folder.samefile(shipped(FOLDER)):
        for name, path in _paths(folder):
            raw = _read(path)
            if raw != texts.get(name):
                schema = _parse(raw, f"{FOLDER}/{path.name}")
                before = found[name].schema if name in found else None
                found[name] = SchemaFile(name, schema, own=True, shipped=before)
    return dict(sorted(found.items()))


def refuse(path: str, what: str, cure: str) -> NoReturn:
    """Stop because of what is wrong in the schema file *path*."""
    message = f"{path}: {printable(what)}; {cure}"
    raise ConfigurationError(message)


def _paths(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*" + ENDING)):
        yield path.name.removesuffix(ENDING), path


def _read(path: Path) -> bytes:
    shown = f"{FOLDER}/{path.name}"
    # Size and kind first: a pipe would hang, and a huge file fill the memory.
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode):
        refuse(shown, "not a regular file", "put the file itself there")
    if facts.st_size > LARGEST:
        refuse(shown, f"larger than {LARGEST:,} bytes", "split the schema")
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(shown, (error.strerror or "cannot be read").lower(), "make it readable")


def _parse(raw: bytes, shown: str) -> Data:
    try:
        text = raw.decode()
        schema = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        refuse(shown, f"not UTF-8 at byte {error.start}", "save it as UTF-8")
    except json.JSONDecodeError as error:
        refuse(f"{shown}:{error.lineno}", f"no JSON: {error.msg}", "correct the line")
    except RecursionError:
        refuse(shown, f"nested deeper than {DEEPEST}", "move inner schemas to $defs")
    except ValueError as error:
        refuse(shown, f"no JSON: {error}", "correct the file")
    if not isinstance(schema, dict):
        refuse(shown, "no JSON object", "begin the file with { and end it with }")
    if _depth(schema) > DEEPEST:
        refuse(shown, f"nested deeper than {DEEPEST}", "move inner schemas to $defs")
    return schema


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key '{twice}' stands twice in one object"
        raise ValueError(message)
    return found


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no number in JSON"
    raise ValueError(message)


def _depth(value: object) -> int:
    """Return how deep *value* is nested."""
    depth = 0
    level: list[Any] = [value]
    while level:
        depth += 1
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [one for each in inner for one in each if isinstance(one, dict | list)]
    return depth
