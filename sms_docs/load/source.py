"""The text of one file taken apart: metadata with places, Markdown body, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sms_docs.body import Place
from sms_docs.load import frontmatter, yaml
from sms_docs.load.nodes import REFUSED
from sms_docs.load.schemas import Schemas, Violation
from sms_docs.load.text import Fault
from sms_docs.model import KEY, TOP, Defect, DocumentType, KeyPath

# Faults after which the metadata is there as a whole.
WHOLE = frozenset({"ambiguous-scalar", "duplicate-key"})
NO_MAPPING = Fault(
    "schema-violation",
    TOP,
    "the metadata is no mapping of keys to values",
    "Write `key: value` lines; `sms-docs new` makes a file to start from.",
)


class Source(NamedTuple):
    """One file: its metadata, and the text that follows it.

    *data* is empty where the metadata cannot be read; *valid* is False where anything
    is wrong with it.  *faults* are pairs of a rule's name and its defect.
    """

    path: str
    text: str
    data: Mapping[str, Any]
    places: Mapping[KeyPath, Place]
    body: str
    body_line: int
    faults: tuple[tuple[str, Defect], ...]
    valid: bool

    def identity(self, fallback: str) -> str:
        """Return the id that the file claims, else *fallback*."""
        value = self.data.get("id")
        return value if isinstance(value, str) else fallback


def open_source(path: str, text: str, kind: DocumentType, schemas: Schemas) -> Source:
    """Return what *text*, clean text of the file *path* of type *kind*, holds."""
    body, body_line = "", 1
    faults: tuple[Fault, ...] = ()
    if kind.format == "markdown":
        front = frontmatter.split(text)
        body, body_line, faults = front.body, front.body_line, front.faults
        parsed = yaml.parse(front.yaml, line=front.yaml_line)
    else:
        parsed = yaml.parse(text)
    # Half-read metadata would look like metadata with keys missing, so no schema then.
    faults = (*faults, *parsed.faults)
    data = parsed.data
    violations: tuple[Violation, ...] = ()
    if any(fault.rule == REFUSED for fault in faults):
        data = {}
    elif not isinstance(data, dict):
        faults = faults or (NO_MAPPING,)
        data = {}
    elif WHOLE.issuperset(fault.rule for fault in faults):
        violations = schemas.violations(kind.name, data)
        if faults:
            faults, violations = _told_once(faults, violations, parsed.places)
    found = [(f.rule, Defect(path, f.place, f.message, f.fix)) for f in faults]
    found += [
        (v.rule, Defect(path, locate(parsed.places, v), v.message, v.fix)) for v in violations
    ]
    return Source(path, text, data, parsed.places, body, body_line, tuple(found), not found)


def _told_once(
    faults: tuple[Fault, ...], violations: tuple[Violation, ...], places: Mapping[KeyPath, Place]
) -> tuple[tuple[Fault, ...], tuple[Violation, ...]]:
    """Return both without what says the same twice; the cure is one that the schema takes."""
    by_place = {locate(places, violation): violation for violation in violations}
    mended = tuple(
        fault._replace(fix=by_place[fault.place].fix) if fault.place in by_place else fault
        for fault in faults
    )
    told = {fault.place for fault in faults}
    return mended, tuple(one for one in violations if locate(places, one) not in told)


def locate(places: Mapping[KeyPath, Place], violation: Violation) -> Place:
    """Return where *violation* stands: the key that is unknown, or the value that is wrong."""
    if violation.rule == "unknown-key" and (place := places.get((*violation.path, KEY))):
        return place
    return next((places[path] for path in upwards(violation.path) if path in places), TOP)


def upwards(path: KeyPath) -> Iterable[KeyPath]:
    """Give *path* and each of its parents, the innermost first."""
    return (path[:end] for end in range(len(path), 0, -1))
