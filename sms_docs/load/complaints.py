"""What a breach of a schema says to people: the value seen, and what would be right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sms_docs.load.formats import FORMATS
from sms_docs.load.patterns import strangers
from sms_docs.load.schema_parts import Part, below, marked, said
from sms_docs.load.violation import Violation
from sms_docs.load.words import KINDS, character, kind_of, label, line, quoted, shown
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sms_docs.model import Data, KeyPath

RULE = "schema-violation"
FEW = 3
# Errors that are best cured by the words for what a pattern allows.
WORDED = ("format", "minLength", "pattern", "type")
CURES = {
    "enum": "Write one of them",
    "maxItems": "Take entries out",
    "maxLength": "Shorten it",
    "minItems": "Add an entry",
    "uniqueItems": "Take one out",
}


class Breach(NamedTuple):
    """A keyword of a schema, what it wants, and the value that breaks it.

    *message* is what the validator said; of our own keywords it holds what we need.
    """

    word: str
    wanted: Any
    value: Any
    message: str


def complaint(breach: Breach, path: KeyPath, parts: list[Part], around: list[Part]) -> Violation:
    """Return *breach* about the value at *path* as a violation.

    *parts* describe the value, *around* the list that it is an entry of.
    """
    word = breach.word
    is_value = isinstance(breach.value, str | int) and word not in ("minLength", "maxLength")
    colon = ":" if word == "format" or (around and is_value) else ""
    what = f"{label(path)}{colon} {TELLERS.get(word, _other)(breach, parts)}"
    examples = said(parts, "examples", [])
    if not examples and (lists := said(around, "examples", [])) and isinstance(lists[0], list):
        examples = lists[0]
    return Violation(path, RULE, what, _fix(breach, path, parts, examples))


def missing(
    breach: Breach, path: KeyPath, parts: list[Part], schemas: Mapping[str, Data]
) -> Iterator[Violation]:
    """Give a violation at *path* for each key that is required there and missing."""
    why = f", because {breach.message}" if breach.word == "then" and breach.message else ""
    wanted = [(key, why) for key in breach.wanted] if _is_list(breach) else []
    if not wanted:
        wanted = [
            (key, f", because '{cause}' is there")
            for cause, keys in breach.wanted.items()
            if cause in breach.value
            for key in keys
        ]
    for key, why in wanted:
        if key not in breach.value:
            where = f" in {label(path)}" if path else ""
            what = f"the required key '{key}' is missing{where}{why}"
            cure = _addition((*path, key), below(parts, key, schemas))
            yield Violation(path, RULE, what, cure, key)


def one_missing(
    keys: tuple[str, ...], path: KeyPath, parts: list[Part], schemas: Mapping[str, Data]
) -> Violation:
    """Return the violation that the mapping at *path* has none of *keys*."""
    named = ", ".join(f"'{key}'" for key in keys)
    cures = [
        f"`{key}`: {said(below(parts, key, schemas), 'description', '')}".rstrip(": ")
        for key in keys
    ]
    what = f"{label(path)} needs one of the keys {named}"
    return Violation(path, RULE, what, " ".join(["Add one of them.", *cures]), keys[0])


def _is_list(breach: Breach) -> bool:
    return isinstance(breach.wanted, list)


def _addition(path: KeyPath, parts: list[Part]) -> str:
    examples = said(parts, "examples", [])
    if examples and (text := line(path, examples[0])):
        return f"Add it, for example: {text}"
    return f"Add `{path[-1]}:`. {said(parts, 'description', '')}".strip()


def _fix(breach: Breach, path: KeyPath, parts: list[Part], examples: list[Any]) -> str:
    start = CURES.get(breach.word, "Correct the value")
    if breach.word in WORDED and (allowed := marked(parts, "allowed")):
        start = f"Write {allowed}"
    if breach.word == "type" and isinstance(breach.value, bool | int | float):
        start = "Put it in quotes" if breach.wanted == "string" else start
    if breach.word == "pattern" and "'" in breach.value:
        start = f"For an apostrophe write ’. {start}"
    if examples and (text := line(path, examples[0])):
        return f"{start}, for example: {text}"
    return f"{start}. {said(parts, 'description', '')}".strip()


def _type(breach: Breach, _parts: list[Part]) -> str:
    wanted = breach.wanted
    words = [KINDS[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    if breach.value is None:
        return f"has no value; it must be {' or '.join(words)}"
    seen = "" if isinstance(breach.value, list | dict) else f"{shown(breach.value)} "
    return f"{seen}is {kind_of(breach.value)}; it must be {' or '.join(words)}"


def _enum(breach: Breach, _parts: list[Part]) -> str:
    choices = [str(each) for each in breach.wanted]
    hint = suggest(breach.value, choices) if isinstance(breach.value, str) else ""
    return f"{shown(breach.value)} is not one of {', '.join(choices)}{hint}"


def _const(breach: Breach, _parts: list[Part]) -> str:
    return f"{shown(breach.value)} must be {shown(breach.wanted)}"


def _format(breach: Breach, _parts: list[Part]) -> str:
    return f"{FORMATS[str(breach.wanted)](str(breach.value))}"


def _pattern(breach: Breach, parts: list[Part]) -> str:
    text = str(breach.value)
    wrong = strangers(str(breach.wanted), text)
    if wrong:
        named = ", ".join(character(char) for char in wrong[:FEW])
        more = " and more" if len(wrong) > FEW else ""
        verb = "which is" if len(wrong) == 1 else "which are"
        return f"{quoted(text)} contains {named}{more}, {verb} not allowed"
    allowed = marked(parts, "allowed")
    return f"{quoted(text)} is not {allowed or 'in the form that is asked for'}"


def _length(breach: Breach, _parts: list[Part]) -> str:
    limit = breach.wanted
    if not breach.value:
        return "is empty"
    word = "at least" if breach.word == "minLength" else "at most"
    return f"has {len(breach.value):,} characters; {word} {limit:,} are allowed"


def _count(breach: Breach, _parts: list[Part]) -> str:
    limit, count = breach.wanted, len(breach.value)
    one, many = ("entry", "entries") if breach.word.endswith("Items") else ("key", "keys")
    has = f"has {count:,} {one if count == 1 else many}" if count else "is empty"
    if breach.word.startswith("max"):
        return f"{has}; at most {limit:,} may be there"
    return f"{has}; it needs at least {limit:,} {one if limit == 1 else many}"


def _unique(breach: Breach, _parts: list[Part]) -> str:
    return f"holds {shown(json.loads(breach.message))} twice"


def _range(breach: Breach, _parts: list[Part]) -> str:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
        "multipleOf": "a multiple of",
    }
    return f"{shown(breach.value)} must be {words[breach.word]} {breach.wanted}"


def _other(breach: Breach, _parts: list[Part]) -> str:
    words = {
        "anyOf": "fits none of the forms that the schema allows",
        "oneOf": "fits none, or more than one, of the forms that the schema allows",
        "not": "has a form that the schema excludes",
        "contains": "lacks an entry that the schema demands",
        "None": "holds what the schema excludes",  # a schema that is false
    }
    word = breach.word
    return f"{words.get(word, f'breaks what the schema says under {word}')}"


TELLERS: Mapping[str, Callable[[Breach, list[Part]], str]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "pattern": _pattern,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _count,
    "maxItems": _count,
    "minProperties": _count,
    "maxProperties": _count,
    "uniqueItems": _unique,
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _range
    ),
}
