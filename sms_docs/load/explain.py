"""Why data fails its schema, in words: one violation a fault.

jsonschema is imported here alone: it is slow, and most data needs no explanation.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from sms_docs.load.complaints import Breach, complaint, missing, one_missing
from sms_docs.load.formats import ACCEPTING
from sms_docs.load.patterns import accepts
from sms_docs.load.schema_parts import Part, applied, at, one_of_keys
from sms_docs.load.unknown_keys import unknown_keys
from sms_docs.load.violation import Violation
from sms_docs.load.words import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema.protocols import Validator

    from sms_docs.model import Data, KeyPath

    Errors = Iterator[ValidationError]
    Keyword = Callable[[Validator, object, object, Data], Errors]

MOST = 100
# Of several keywords that one value breaks, the first here tells best what is wrong.
RANK = ("type", "const", "enum", "minLength", "maxLength", "format", "pattern")
ABSENCES = ("required", "dependentRequired", "then")


class Explainer:
    """Explains data by the schemas it was made with; each is compiled once."""

    def __init__(self, schemas: Mapping[str, Data]) -> None:
        # jsonschema would go back to its own class, and its own patterns, at a $schema.
        self._schemas = {home: _without_draft(schema) for home, schema in schemas.items()}
        self._validators: dict[str, Any] = {}
        # A registry retrieves nothing by itself; jsonschema's default one would.
        self._registry: Registry[Any] = Registry().with_resources(
            (home, DRAFT202012.create_resource(schema)) for home, schema in self._schemas.items()
        )
        self._formats = FormatChecker(formats=())
        for name, accepting in ACCEPTING.items():
            self._formats.checks(name)(accepting)
        self._class = extend(Draft202012Validator, KEYWORDS)  # type: ignore[no-untyped-call]

    def explain(self, home: str, data: object) -> tuple[Violation, ...]:
        """Return what the schema *home* has against *data*, at most 100 violations.

        *data* is known to fail, so there is always one at least.
        """
        top = Part(home, self._schemas[home])
        parts = applied(top, self._schemas)
        found: list[Violation] = []
        if isinstance(data, dict | list):
            found += islice(unknown_keys(parts, data, self._schemas), MOST)
        errors = list(islice(self._errors(home, data), MOST))
        for error in _foremost(errors):
            path = tuple(error.absolute_path)
            here = at(top, path, self._schemas)
            breach = Breach(
                str(error.validator), error.validator_value, error.instance, error.message
            )
            if breach.word in ABSENCES:
                # One slip, one finding: a mistyped key is not missing as well.
                absent = missing(breach, path, here, self._schemas)
                found += [one for one in absent if one.key not in _meant(found, one.path)]
            elif breach.word == "anyOf" and (keys := one_of_keys(breach.wanted)):
                if _meant(found, path).isdisjoint(keys):
                    found.append(one_missing(keys, path, here, self._schemas))
            else:
                found.append(complaint(breach, path, here, self._around(top, path)))
        if not found:
            what = f"the data does not fit the schema {home}"
            found.append(Violation((), "schema-violation", what, "Compare it with the schema."))
        return tuple(dict.fromkeys(found))[:MOST]

    def _around(self, top: Part, path: KeyPath) -> list[Part]:
        """Return what describes the list that *path* leads into; nothing if it leads to a key."""
        is_entry = path and isinstance(path[-1], int)
        return at(top, path[:-1], self._schemas) if is_entry else []

    def _errors(self, home: str, data: object) -> Errors:
        if home not in self._validators:
            self._validators[home] = self._class(
                self._schemas[home], registry=self._registry, format_checker=self._formats
            )
        errors: Errors = self._validators[home].iter_errors(data)
        return errors


def _meant(found: list[Violation], path: KeyPath) -> set[str]:
    """Return the keys of the mapping at *path* that were probably meant by unknown ones."""
    return {one.key for one in found if one.rule == "unknown-key" and one.path[:-1] == path}


def _closed(keyword: str) -> Keyword:
    """Return *keyword* without its word on unknown keys.

    `unknown_keys` tells them, and knows what shared bases name also where they are broken.
    """
    original = Draft202012Validator.VALIDATORS[keyword]

    def check(validator: Validator, wanted: object, value: object, schema: Data) -> Errors:
        if wanted is not False:
            yield from original(validator, wanted, value, schema)

    return check


def _without_draft(schema: Data) -> Data:
    return {key: value for key, value in schema.items() if key != "$schema"}


def _foremost(errors: list[ValidationError]) -> Iterator[ValidationError]:
    """Give one error for each value; keys that are missing are counted for themselves."""
    best: dict[tuple[Any, ...], ValidationError] = {}
    for error in errors:
        where: tuple[Any, ...] = (tuple(error.absolute_path),)
        if error.validator in ABSENCES:
            where = (*where, error.message)
        if where not in best or _rank(error) < _rank(best[where]):
            best[where] = error
    yield from best.values()


def _rank(error: ValidationError) -> int:
    word = str(error.validator)
    return RANK.index(word) if word in RANK else len(RANK)


def _pattern(_validator: Validator, pattern: str, value: object, _schema: Data) -> Errors:
    if isinstance(value, str) and not accepts(pattern)(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _unique_items(_validator: Validator, wanted: object, value: object, _schema: Data) -> Errors:
    # jsonschema compares every pair: minutes for a long list of mappings.
    if wanted and isinstance(value, list):
        seen: set[str] = set()
        for each in value:
            text = json.dumps(each, sort_keys=True, default=str)
            if text in seen:
                yield ValidationError(text)
                return
            seen.add(text)


def _if(validator: Any, condition: object, value: object, schema: Data) -> Errors:  # noqa: ANN401
    branch = "then" if validator.evolve(schema=condition).is_valid(value) else "else"
    if branch not in schema:
        return
    for error in validator.descend(value, schema[branch], schema_path=branch):
        if branch == "then" and error.validator == "required" and not error.path:
            # `missing` tells which values ask for the key.
            error.validator, error.message = "then", _met(condition, value)
        yield error


def _met(condition: object, value: object) -> str:
    """Return in words what of *value* meets *condition*."""
    keys = condition.get("properties", ()) if isinstance(condition, dict) else ()
    there = value if isinstance(value, dict) else {}
    return " and ".join(f"'{key}' is {shown(there[key])}" for key in keys if key in there)


KEYWORDS = {
    "if": _if,
    "pattern": _pattern,
    "uniqueItems": _unique_items,
    "additionalProperties": _closed("additionalProperties"),
    "unevaluatedProperties": _closed("unevaluatedProperties"),
}
