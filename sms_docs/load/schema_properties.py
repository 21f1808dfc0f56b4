"""What a type's schema says about each of its keys: for the manual, and for references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sms_docs.load.schema_parts import (
    EVERY,
    Part,
    applied,
    below,
    known_keys,
    marked,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sms_docs.model import Data

# What a value is, by format and by JSON's type; the second word for several of them.
KINDS = {
    "date": ("date", "dates"),
    "decimal": ("decimal number in quotes", "decimal numbers in quotes"),
    "duration": ("duration", "durations"),
    "version": ("version in quotes", "versions in quotes"),
    "array": ("list", "lists"),
    "boolean": ("true or false", "true or false"),
    "integer": ("whole number", "whole numbers"),
    "null": ("nothing", "nothing"),
    "number": ("number", "numbers"),
    "object": ("mapping", "mappings"),
    "string": ("text", "text"),
}
ANY = ("any value", "any values")


# Key paths of values, and what each of them must name.
References = tuple[tuple[tuple[str, ...], str], ...]
Known = dict[tuple[int, ...], References]


class Property(NamedTuple):
    """What the schema of a type says about one key.

    *path* leads to it, with ``*`` for every entry of a list.  *kind* says in words what
    a value is, *allowed* what its pattern means; *names* is what the value, or each
    entry of the list, must name.  *choices* are the only values, if there are such.
    """

    path: tuple[str, ...]
    required: bool
    title: str
    description: str
    examples: tuple[Any, ...]
    kind: str
    choices: tuple[Any, ...] = ()
    allowed: str = ""
    names: str = ""

    @property
    def name(self) -> str:
        """The key path as one text: ``targets[].metric``."""
        return ".".join(self.path).replace(f".{EVERY}", "[]")


def properties(
    part: Part, schemas: Mapping[str, Data], path: tuple[str, ...] = ()
) -> Iterator[Property]:
    """Give every key that *part* names, outer before inner, in the order of the schema."""
    parts = applied(part, schemas)
    always = applied(part, schemas, always=True)
    yield from _properties(parts, always, schemas, path)


def references(part: Part, schemas: Mapping[str, Data], known: Known) -> References:
    """Return the key path of every value that names something, and what it must name.

    *known* keeps what was found for what several types share; it holds for *schemas* alone.
    """
    return _references(applied(part, schemas), schemas, known)


def _references(parts: list[Part], schemas: Mapping[str, Data], known: Known) -> References:
    same = tuple(id(each.schema) for each in parts)
    if same not in known:
        kind = marked(parts, "names")
        found: list[tuple[tuple[str, ...], str]] = [((), kind)] if kind else []
        for step in (*known_keys(parts), EVERY):
            if inner := below(parts, step, schemas):
                found += [
                    ((step, *path), named) for path, named in _references(inner, schemas, known)
                ]
        known[same] = tuple(found)
    return known[same]


def places(part: Part, schemas: Mapping[str, Data]) -> Iterator[tuple[tuple[str, ...], list[Part]]]:
    """Give every key path that *part* describes, with the parts that describe it."""
    waiting: list[tuple[tuple[str, ...], list[Part]]] = [((), applied(part, schemas))]
    for path, parts in waiting:  # grows while it is read
        yield path, parts
        waiting += [((*path, key), below(parts, key, schemas)) for key in known_keys(parts)]
        if entries := below(parts, EVERY, schemas):
            waiting.append(((*path, EVERY), entries))


def _properties(
    parts: list[Part],
    always: list[Part],
    schemas: Mapping[str, Data],
    path: tuple[str, ...],
) -> Iterator[Property]:
    required = {key for part in always for key in part.schema.get("required", ())}
    for key in known_keys(parts):
        inner = below(parts, key, schemas)
        entries = below(inner, EVERY, schemas)
        here = (*path, key)
        yield Property(
            path=here,
            required=key in required,
            title=said(inner, "title", key),
            description=said(inner, "description", ""),
            examples=tuple(said(inner, "examples", ())),
            kind=_kind(inner, entries),
            choices=_choices(inner),
            allowed=marked(inner, "allowed") or marked(entries, "allowed"),
            names=marked(inner, "names") or marked(entries, "names"),
        )
        inner_always = below(always, key, schemas, always=True)
        entries_always = below(inner_always, EVERY, schemas, always=True)
        yield from _properties(inner, inner_always, schemas, here)
        yield from _properties(entries, entries_always, schemas, (*here, EVERY))


def _kind(parts: list[Part], entries: list[Part]) -> str:
    if entries:
        return f"list of {_name(entries)[1]}"
    return _name(parts)[0]


def _name(parts: list[Part]) -> tuple[str, str]:
    word = said(parts, "format") or said(parts, "type")
    return KINDS.get(word, ANY) if isinstance(word, str) else ANY


def _choices(parts: list[Part]) -> tuple[Any, ...]:
    if any("const" in part.schema for part in parts):
        return (said(parts, "const"),)
    return tuple(said(parts, "enum", ()))
