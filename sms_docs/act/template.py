"""The first content of a document or record, made from the schema of its type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sms_docs.load.schema_parts import Part, applied, below, known_keys, marked, one_of_keys, said
from sms_docs.model import Data, KeyPath

# Marked, so that what nobody has filled in is reported, and neither closed nor approved.
PROSE = "‹To be written.›"
# Where an example would pass for a measurement.
NO_AMOUNT = "0"


@dataclass(frozen=True, slots=True)
class Template:
    """Makes the values of one type.

    *schemas* holds every schema by its ``$id``; *choose* says whom or what a reference
    names, by the kind of thing (role, person, document …), and for ``date`` the day; it
    is also given the examples of the schema, which tell contracts from other documents.
    """

    home: str
    schemas: Mapping[str, Data]
    choose: Callable[[str, Sequence[object]], str]

    def values(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return a value for each key that is required or *given*, in the order of the schema.

        *given* counts before what the schema suggests.  Prose is never an example: that
        could pass for a fact.
        """
        top = self._top()
        needed = dict(self._required(top))
        return {
            key: given[key] if key in given else self._value(needed[key])
            for key in known_keys(top)
            if key in needed or key in given
        }

    def comments(self) -> dict[KeyPath, str]:
        """Return the path of each required key -> what belongs there."""
        return dict(self._comments(self._top(), ()))

    def _top(self) -> list[Part]:
        return applied(Part(self.home, self.schemas[self.home]), self.schemas, always=True)

    def _required(self, parts: list[Part]) -> Iterator[tuple[str, list[Part]]]:
        needed = {key for part in parts for key in part.schema.get("required", ())}
        for part in parts:
            # Where one of several keys must be there, the first one is.
            needed.update(one_of_keys(part.schema.get("anyOf"))[:1])
        for key in known_keys(parts):
            if key in needed:
                yield key, self._below(parts, key)

    def _comments(self, parts: list[Part], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
        for key, inner in self._required(parts):
            here = (*path, key)
            yield here, said(inner, "description", "")
            yield from self._comments(inner, here)
            yield from self._comments(self._below(inner, 0), (*here, 0))

    def _below(self, parts: list[Part], step: str | int) -> list[Part]:
        return below(parts, step, self.schemas, always=True)

    def _value(self, parts: list[Part], example: object = None) -> object:
        if names := marked(parts, "names"):
            return self.choose(names, said(parts, "examples", [example]))
        for word in ("const", "default"):
            if any(word in part.schema for part in parts):
                return said(parts, word)
        if choices := said(parts, "enum"):
            return choices[0]
        return self._made(parts, said(parts, "examples", [example])[0])

    def _made(self, parts: list[Part], example: object) -> object:
        match said(parts, "type"), said(parts, "format"):
            case "object", _:
                return {key: self._value(inner) for key, inner in self._required(parts)}
            case "array", _:
                entry = example[0] if isinstance(example, list) and example else None
                entries = [self._value(self._below(parts, 0), entry)]
                return entries if said(parts, "minItems", 0) else []
            case "string", "date":
                return self.choose("date", ())
            case "string", "decimal":
                return NO_AMOUNT
            case "string", None if _takes_prose(parts):
                return PROSE
        return example


def _takes_prose(parts: list[Part]) -> bool:
    return len(PROSE) <= said(parts, "maxLength", len(PROSE)) and all(
        re.search(part.schema.get("pattern", ""), PROSE) for part in parts
    )
