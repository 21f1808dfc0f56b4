"""Schemas taken apart: which subschemas there are, and which of them apply to a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sms_docs.model import Data, KeyPath

URN = "urn:sms-docs:schema:"
# Keywords that hold one schema, a list of them, or a mapping to them.
ONE = (
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
LISTS = ("allOf", "anyOf", "oneOf")
MAPPINGS = ("properties", "patternProperties", "dependentSchemas")
DEFINITIONS = "$defs"
# Stands in a key path for every entry of a list.
EVERY = "*"
# Those that may describe the same value as the schema that they stand in.
CONDITIONS = ("if", "then", "else")
ALTERNATIVES = ("anyOf", "oneOf")


class Part(NamedTuple):
    """A subschema, and the ``$id`` of the file that its references start from."""

    home: str
    schema: Data

    def inner(self, schema: Data) -> Part:
        """Return the subschema *schema* of the same file."""
        return Part(self.home, schema)


def subschemas(schema: object, *, definitions: bool = True) -> Iterator[tuple[str, Data]]:
    """Give *schema* and all within it with their JSON pointers; references stay closed."""
    waiting: list[tuple[str, object]] = [("", schema)]
    while waiting:
        pointer, part = waiting.pop()
        if not isinstance(part, dict):
            continue
        yield pointer, part
        waiting += [(f"{pointer}/{word}", part[word]) for word in ONE if word in part]
        for word in LISTS:
            if isinstance(part.get(word), list):
                waiting += [(f"{pointer}/{word}/{i}", each) for i, each in enumerate(part[word])]
        for word in (*MAPPINGS, *([DEFINITIONS] if definitions else ())):
            if isinstance(part.get(word), dict):
                waiting += [
                    (f"{pointer}/{word}/{escaped(key)}", each) for key, each in part[word].items()
                ]


def escaped(key: str) -> str:
    """Return *key* as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def resolve(reference: str, home: str, schemas: Mapping[str, Data]) -> Part:
    """Return the part that *reference* in the file *home* points at.

    The reference is one that `schema_checks` has found to lead to a schema.
    """
    identity, _, pointer = reference.partition("#")
    found: Any = schemas[identity or home]
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        found = found[int(key)] if isinstance(found, list) else found[key]
    return Part(identity or home, found)


def applied(part: Part, schemas: Mapping[str, Data], *, always: bool = False) -> list[Part]:
    """Return every part that describes the same value as *part*, itself first.

    Alternatives and conditions count too, unless *always* asks for what holds in any case.
    """
    found: dict[int, Part] = {}
    waiting = [part]
    while waiting:
        each = waiting.pop(0)
        # Bases that share a base would double their parts with each level.
        if id(each.schema) not in found:
            found[id(each.schema)] = each
            waiting += _beside(each, schemas, always=always)
    return list(found.values())


def _beside(part: Part, schemas: Mapping[str, Data], *, always: bool) -> Iterator[Part]:
    schema = part.schema
    if "$ref" in schema:
        yield resolve(schema["$ref"], part.home, schemas)
    inner = [*schema.get("allOf", ())]
    if not always:
        inner += [one for word in ALTERNATIVES for one in schema.get(word, ())]
        inner += [schema[word] for word in CONDITIONS if word in schema]
        inner += schema.get("dependentSchemas", {}).values()
    yield from (part.inner(one) for one in inner if isinstance(one, dict))


def below(
    parts: list[Part], step: str | int, schemas: Mapping[str, Data], *, always: bool = False
) -> list[Part]:
    """Return the parts that describe the value at *step* of what *parts* describe.

    A number is an entry of a list; ``*`` stands for every entry.  *always* as in `applied`.
    """
    inner: dict[int, Part] = {}
    for part in parts:
        schema = part.schema
        if isinstance(step, str) and step != EVERY:
            one = schema.get("properties", {}).get(step, schema.get("additionalProperties"))
        else:
            one = schema.get("items")
        if isinstance(one, dict):
            found = applied(part.inner(one), schemas, always=always)
            inner |= {id(each.schema): each for each in found}
    return list(inner.values())


def at(part: Part, path: KeyPath, schemas: Mapping[str, Data]) -> list[Part]:
    """Return the parts that describe the value at *path*, counted from *part*."""
    parts = applied(part, schemas)
    for step in path:
        parts = below(parts, step, schemas)
    return parts


def said(parts: list[Part], word: str, default: object = None) -> Any:  # noqa: ANN401 - JSON
    """Return what the first of *parts* says under *word*: the outermost, nearest to the user."""
    return next((part.schema[word] for part in parts if word in part.schema), default)


def marked(parts: list[Part], word: str) -> str:
    """Return what the first of *parts* says under *word* of its x-sms; empty if none does."""
    marks = (part.schema.get("x-sms", {}) for part in parts)
    return next((mark[word] for mark in marks if word in mark), "")


def one_of_keys(alternatives: object) -> tuple[str, ...]:
    """Return the keys of which one must be there, where *alternatives* ask for no more.

    ``[{"required": ["figures"]}, {"required": ["pointer"]}]`` gives ``figures, pointer``.
    """
    keys: list[str] = []
    for each in alternatives if isinstance(alternatives, list) else ():
        if not isinstance(each, dict) or each.keys() != {"required"} or len(each["required"]) != 1:
            return ()
        keys += each["required"]
    return tuple(keys)


def known_keys(parts: list[Part]) -> list[str]:
    """Return the keys that *parts* name, those of shared bases first."""
    named = [key for part in reversed(parts) for key in part.schema.get("properties", {})]
    return list(dict.fromkeys(named))
