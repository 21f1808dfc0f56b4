"""One source becomes one document or record, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sms_docs.body import Body
from sms_docs.load.markdown import read_body
from sms_docs.load.source import Source
from sms_docs.model import Claim, Document, DocumentType, KeyPath, Record, Reference

ID_IN_NAME = re.compile(r"[A-Z]{3}-(?:[0-9]{4}-)?[0-9]{3,}")


def id_in_name(path: str) -> str | None:
    """Return the id that the file name of *path* begins with; None where it has none."""
    named = ID_IN_NAME.match(path.rpartition("/")[2])
    return named[0] if named else None


def make_item(source: Source, kind: DocumentType) -> Document | Record:
    """Return the document or record of type *kind* that *source* holds."""
    identity = source.identity(id_in_name(source.path) or source.path.rpartition("/")[2])
    if kind.category == "record":
        return Record(
            id=identity,
            type=kind,
            path=source.path,
            data=source.data,
            places=source.places,
            text=source.text,
            valid=source.valid,
            references=tuple(_references(source, kind)),
        )
    markdown = kind.format == "markdown"
    return Document(
        id=identity,
        type=kind,
        path=source.path,
        data=source.data,
        places=source.places,
        text=source.text,
        valid=source.valid,
        references=tuple(_references(source, kind)),
        body=read_body(source.body, source.body_line) if markdown else Body(),
        body_line=source.body_line,
        claims=tuple(_claims(source)),
    )


def _claims(source: Source) -> Iterator[Claim]:
    clauses = source.data.get("clauses")
    for index, value in enumerate(clauses if isinstance(clauses, list) else ()):
        if isinstance(value, str):
            number, _, anchor = value.partition("#")
            yield Claim(number, anchor or None, ("clauses", index))


def _references(source: Source, kind: DocumentType) -> Iterator[Reference]:
    for pattern, names in kind.references:
        for path, value in values_at(source.data, pattern):
            yield Reference(names, value, path)


def values_at(
    data: Mapping[str, Any] | Sequence[Any] | str, pattern: Sequence[str], path: KeyPath = ()
) -> Iterator[tuple[KeyPath, str]]:
    """Give the texts at *pattern* with their key paths; ``*`` stands for every entry."""
    if not pattern:
        if isinstance(data, str):
            yield path, data
    elif pattern[0] == "*":
        if isinstance(data, list):
            for index, value in enumerate(data):
                yield from values_at(value, pattern[1:], (*path, index))
    elif isinstance(data, dict) and pattern[0] in data:
        yield from values_at(data[pattern[0]], pattern[1:], (*path, pattern[0]))
