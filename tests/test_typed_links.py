"""Every key of a schema that names something is followed, and reported where that is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_sms import system

from sms_docs.load.items import make_item
from sms_docs.load.schemas import Property, load_schemas
from sms_docs.load.source import open_source
from sms_docs.model import Document, DocumentType, Record
from sms_docs.rules import reference_unknown
from sms_docs.trace import Trace

TODAY = date(2026, 11, 20)
SCHEMAS = load_schemas(Path(__file__).parent.parent)
ITEMS = {"document": Document, "record": Record}
KINDS = [kind for kind in SCHEMAS.types.values() if kind.category in ITEMS]
ID = re.compile(r"[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,}")
# The other rules that ask whether what is named is there.
ELSEWHERE = ("role", "person")
PREFIXES = {prefix for kind in KINDS for prefix in kind.prefixes}


def put(data: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    """Set *value* at *path*, ``*`` being the first entry of a list."""
    inner: Any = data
    for step, following in zip(path, (*path[1:], None), strict=True):
        empty: Any = value if following is None else [] if following == "*" else {}
        if step == "*":
            inner[:] = inner or [empty]
            inner = inner[0]
        else:
            inner = inner.setdefault(step, empty)


def links(kind: DocumentType) -> list[tuple[str, ...]]:
    return [path for path, names in kind.references if names not in ELSEWHERE]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_link_of_a_type_is_reported_where_nothing_is_there(kind: DocumentType) -> None:
    names = {path: f"ZZZ-{number:03}" for number, path in enumerate(links(kind), start=1)}
    data: dict[str, Any] = {"id": f"{kind.prefixes[0]}-001"}
    for path, name in names.items():
        put(data, path, name)
    text = yaml.safe_dump(data, sort_keys=False)
    whole = f"---\n{text}---\n" if kind.format == "markdown" else text
    item = make_item(open_source("x.file", whole, kind, SCHEMAS), kind)
    sms = replace(system(item), types=SCHEMAS.types)
    found = list(reference_unknown.check(sms, Trace({}, TODAY), TODAY))
    assert len(found) == len(names)
    lines = whole.split("\n")
    for defect in found:
        (named,) = re.findall("'(ZZZ-[0-9]{3})'", defect.message)
        assert named in lines[defect.place[0] - 1]
        del names[next(path for path, name in names.items() if name == named)]
    assert not names


def every_key() -> list[Any]:
    return [
        pytest.param(kind, key, id=f"{kind.name}:{key.name}")
        for kind in KINDS
        for key in SCHEMAS.properties(kind.name)
        if key.path != ("id",) and shown_ids(key)
    ]


def shown_ids(key: Property) -> list[str]:
    """Return the ids of documents and records that the examples of *key* show."""
    shown = [each for one in key.examples for each in (one if isinstance(one, list) else [one])]
    return [
        each
        for each in shown
        if isinstance(each, str) and ID.fullmatch(each) and each[:3] in PREFIXES
    ]


@pytest.mark.parametrize(("kind", "key"), every_key())
def test_a_key_that_takes_an_id_says_what_it_names(kind: DocumentType, key: Property) -> None:
    assert {key.path, (*key.path, "*")} & set(links(kind)), "give it `names` in x-sms"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_a_key_names_is_a_type_or_any_document_or_record(kind: DocumentType) -> None:
    known = {*SCHEMAS.types, *ITEMS, *ELSEWHERE}
    assert {names for _, names in kind.references} <= known
