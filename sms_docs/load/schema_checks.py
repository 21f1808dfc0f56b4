"""What a schema of the project must keep to, so that reading it is safe and its words hold."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from sms_docs.load.formats import FORMATS
from sms_docs.load.patterns import accepts, pattern_fault
from sms_docs.load.schema_files import SchemaFile, refuse
from sms_docs.load.schema_marks import KINDS_NAMED, category, check_marks, check_type
from sms_docs.load.schema_parts import URN, Part, escaped, resolve, subschemas
from sms_docs.load.schema_properties import places
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sms_docs.model import Data

DRAFT = "https://json-schema.org/draft/2020-12/schema"
LOCAL = re.compile(r"#(?:/.*)?")
REFERENCE = re.compile(re.escape(URN) + r"[a-z][a-z0-9-]*(?:#(?:/.*)?)?")
MOST = 2000
FOREIGN = ("$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary", "prefixItems")


def check_schemas(files: Mapping[str, SchemaFile]) -> None:
    """Refuse what the project's own schemas must not hold.

    A schema that sms-docs brings along is left alone: our tests have checked it.

    Raises:
        ConfigurationError: it names the file and the place in it.
    """
    own = [file for file in files.values() if file.own]
    schemas = {f"{URN}{file.name}": file.schema for file in files.values()}
    # All of them: a shipped schema may refer to what the project has replaced.
    pointers = {
        home: {pointer for pointer, _ in subschemas(schema)} for home, schema in schemas.items()
    }
    for file in files.values():
        _check_references(file, pointers)
    _check_circles(schemas)
    referred = {
        part["$ref"].partition("#")[0]
        for schema in schemas.values()
        for _, part in subschemas(schema)
        if "$ref" in part
    }
    kinds = {
        *KINDS_NAMED,
        *(f.name for f in files.values() if category(f.schema) not in ("", "trust")),
    }
    for file in own:
        _check_patterns(file)
        _check_draft(file)
        check_marks(file, kinds)
        check_type(file, is_base=f"{URN}{file.name}" in referred)
    for file in own:
        _check_size(file, schemas)
        if file.shipped and category(file.shipped) != category(file.schema):
            stays = category(file.shipped) or "a base without x-sms"
            what = f"/x-sms: '{file.name}' must stay what it is: {stays}"
            refuse(file.path, what, "give a type of your own another name")


def _check_size(file: SchemaFile, schemas: Mapping[str, Data]) -> None:
    described = places(Part(f"{URN}{file.name}", file.schema), schemas)
    if sum(1 for _ in islice(described, MOST)) == MOST:
        refuse(file.path, f"/: describes {MOST} keys or more", "make it smaller")


def _check_references(file: SchemaFile, pointers: Mapping[str, Collection[str]]) -> None:
    home = f"{URN}{file.name}"
    for pointer, part in subschemas(file.schema):
        for word in FOREIGN:
            if word in part:
                refuse(file.path, f"{pointer}/{word}: not allowed", "write it with $ref and items")
        if pointer and "$id" in part:
            refuse(file.path, f"{pointer}/$id: only the top may have an $id", "remove it")
        if "$ref" not in part:
            continue
        where, target = f"{pointer}/$ref", part["$ref"]
        if not isinstance(target, str) or not (
            LOCAL.fullmatch(target) or REFERENCE.fullmatch(target)
        ):
            what = f"{where}: remote references are not allowed: {target}"
            refuse(file.path, what, f"refer to #/$defs/… or to {URN}…")
        identity, _, inner = target.partition("#")
        if inner not in pointers.get(identity or home, ()):
            refuse(file.path, f"{where}: nothing is at {target}", "correct the reference")


def _check_circles(schemas: Mapping[str, Data]) -> None:
    """Refuse schemas that lead back to themselves: their data could be nested without end."""
    graph: dict[tuple[str, str], set[tuple[str, str]]] = {}
    waiting = [(home, "") for home in schemas]
    while waiting:
        node = waiting.pop()
        if node in graph:
            continue
        home, pointer = node
        start = resolve(f"{home}#{pointer}", home, schemas)
        targets = {
            part["$ref"].partition("#")[::2]
            for _, part in subschemas(start.schema, definitions=False)
            if "$ref" in part
        }
        graph[node] = {(identity or home, step) for identity, step in targets}
        waiting += graph[node]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        home, pointer = error.args[1][0]
        path = SchemaFile(home.removeprefix(URN), {}).path
        refuse(path, f"{pointer or '/'}: the schema refers to itself", "take a reference out")


def _check_patterns(file: SchemaFile) -> None:
    for where, pattern in _patterns(file.schema):
        fault = pattern_fault(pattern) if isinstance(pattern, str) else "is no text"
        if fault:
            refuse(file.path, f"{where}: the pattern {fault}", "write a simpler pattern")
        try:
            accepts(pattern)
        except (ValueError, jsonschema_rs.ValidationError):
            refuse(file.path, f"{where}: the pattern cannot be used", "write a simpler pattern")


def _patterns(schema: Data) -> Iterator[tuple[str, Any]]:
    for pointer, part in subschemas(schema):
        if "pattern" in part:
            yield f"{pointer}/pattern", part["pattern"]
        keyed = part.get("patternProperties", {})
        for pattern in keyed if isinstance(keyed, dict) else ():
            yield f"{pointer}/patternProperties/{escaped(pattern)}", pattern


def _check_draft(file: SchemaFile) -> None:
    needed = {"$schema": DRAFT, "$id": f"{URN}{file.name}"}
    for word, value in needed.items():
        if file.schema.get(word) != value:
            refuse(file.path, f"/{word}: is not '{value}'", f'write "{word}": "{value}"')
    try:
        jsonschema_rs.meta.validate(dict(file.schema))
    except jsonschema_rs.ValidationError as error:
        pointer = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
        refuse(file.path, f"{pointer or '/'}: {error.message}", f"see {DRAFT}")
    for pointer, part in subschemas(file.schema):
        word = part.get("format", "date")
        if word not in FORMATS:
            what = f"{pointer}/format: no format '{word}'{suggest(word, FORMATS)}"
            refuse(file.path, what, f"there are: {', '.join(FORMATS)}")
