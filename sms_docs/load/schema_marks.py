"""The x-sms of schemas: what a type is, and what its values name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from sms_docs.load.formats import duration_fault
from sms_docs.load.schema_files import SchemaFile, refuse
from sms_docs.load.schema_parts import subschemas
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from sms_docs.model import Data

DIRECTORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:/[A-Za-z0-9_][A-Za-z0-9_-]*)*(?:\.yml)?")
PREFIX = re.compile(r"[A-Z]{3}")
CATEGORIES = ("document", "record", "trust")
YAML_FORMATS = ("markdown", "yaml")
MARKS = ("allowed", "names")
KINDS_NAMED = ("role", "person", "document", "record")
# The keys of a type's x-sms and what each must be, in words.
Test = Callable[[Any], bool]


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _is_artefact(value: object) -> bool:
    """Return whether *value* is an artefact; ``where`` says which records give it.

    It maps keys of the record to a text, or to true where any value will do.
    """
    if isinstance(value, str):
        return bool(value)
    if not (isinstance(value, dict) and value.keys() == {"id", "where"}):
        return False
    where = value["where"]
    return (
        isinstance(value["id"], str)
        and isinstance(where, dict)
        and bool(where)
        and all(each is True or isinstance(each, str) for each in where.values())
    )


def _once(artefacts: list[Any]) -> bool:
    ids = [each["id"] if isinstance(each, dict) else each for each in artefacts]
    return len(ids) == len(set(ids))


TYPE_MARKS: Mapping[str, tuple[Test, str]] = {
    "category": (CATEGORIES.__contains__, f"one of {', '.join(CATEGORIES)}"),
    "directory": (
        lambda value: isinstance(value, str) and bool(DIRECTORY.fullmatch(value)),
        "a path below the root, with forward slashes",
    ),
    "prefixes": (
        lambda value: _texts(value) and all(map(PREFIX.fullmatch, value)),
        "a list of three capital letters each",
    ),
    "format": (YAML_FORMATS.__contains__, f"one of {', '.join(YAML_FORMATS)}"),
    "headings": (_texts, "a list of headings"),
    "artefacts": (
        lambda value: isinstance(value, list) and all(map(_is_artefact, value)) and _once(value),
        'a list of artefacts such as R22, or {"id": "D21", "where": {"area": "continuity"}}',
    ),
    "published": (
        lambda value: isinstance(value, bool),
        "false where records are about people, else true",
    ),
    "guidance": (
        lambda value: isinstance(value, dict) and _texts(list(value.values())),
        "a mapping of headings to advice",
    ),
    "retention": (
        lambda value: isinstance(value, str) and not duration_fault(value),
        "a duration such as P3Y, P36M or P90D",
    ),
    "longest_review_interval": (
        lambda value: isinstance(value, str) and not duration_fault(value),
        "a duration such as P2Y, P24M or P90D",
    ),
}
NEEDED = ("category", "directory", "format")
ONLY_OF = {
    "retention": ("record", "only records are kept for a time"),
    "published": ("record", "only records are about people"),
    "longest_review_interval": ("document", "only documents are reviewed"),
}


def check_unique(files: Mapping[str, SchemaFile]) -> None:
    """Refuse two types with one prefix or one directory.

    Raises:
        ConfigurationError: it names the second file and the first.
    """
    taken: dict[str, str] = {}
    for file in sorted(files.values(), key=lambda file: (file.own, file.name)):
        marks = file.schema.get("x-sms", {})
        for word in ("directory", "prefixes"):
            value = marks.get(word, ())
            for each in [value] if isinstance(value, str) else value:
                if each in taken:
                    what = f"/x-sms/{word}: {taken[each]} has '{each}' too"
                    refuse(file.path, what, "give each type its own")
                taken[each] = file.path


def category(schema: Data) -> str:
    """Return what the schema makes: document, record, trust; empty for a shared base."""
    marks = schema.get("x-sms", {})
    return str(marks.get("category", "")) if isinstance(marks, dict) else ""


def check_marks(file: SchemaFile, kinds: Collection[str]) -> None:
    """Refuse x-sms below the top that says what nobody reads."""
    for pointer, part in subschemas(file.schema):
        if not pointer or "x-sms" not in part:
            continue
        where, marks = f"{pointer}/x-sms", part["x-sms"]
        if not isinstance(marks, dict):
            refuse(file.path, f"{where}: is no mapping", 'write {"names": "role"}')
        for word, value in marks.items():
            if word not in MARKS or not isinstance(value, str):
                what = f"{where}: '{word}' is not known here{suggest(word, MARKS)}"
                refuse(file.path, what, f"there are, with a text each: {', '.join(MARKS)}")
        named = marks.get("names", "role")
        if named not in kinds:
            what = f"{where}/names: no kind '{named}'{suggest(named, kinds)}"
            refuse(file.path, what, f"there are: {', '.join(sorted(kinds))}")


def check_type(file: SchemaFile, *, is_base: bool) -> None:
    """Refuse a type whose x-sms is missing or wrong; a base that others refer to needs none."""
    marks = file.schema.get("x-sms")
    if marks is None and is_base:
        return
    if not isinstance(marks, dict):
        refuse(file.path, "/x-sms: missing, or no mapping", "say what the type is, as others do")
    for word in NEEDED:
        if word not in marks:
            refuse(file.path, f"/x-sms: '{word}' is missing", f"add {TYPE_MARKS[word][1]}")
    for word, value in marks.items():
        if word not in TYPE_MARKS:
            what = f"/x-sms: '{word}' is not known{suggest(word, TYPE_MARKS)}"
            refuse(file.path, what, f"there are: {', '.join(TYPE_MARKS)}")
        test, words = TYPE_MARKS[word]
        # Unhashable values are fine: a tuple compares them one by one.
        if not test(value):
            refuse(file.path, f"/x-sms/{word}: is not {words}", "correct it")
    if marks["category"] != "trust" and not marks.get("prefixes"):
        refuse(file.path, "/x-sms: 'prefixes' is missing", 'add "prefixes": ["ABC"]')
    _check_category(file, marks)


def _check_category(file: SchemaFile, marks: Data) -> None:
    """Refuse what says something only of another category."""
    for word, (needed, why) in ONLY_OF.items():
        if word in marks and marks["category"] != needed:
            refuse(file.path, f"/x-sms/{word}: {why}", "remove it")
