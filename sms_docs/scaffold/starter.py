"""The documents of the starter, taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sms_docs.load import frontmatter, yaml
from sms_docs.load.items import values_at
from sms_docs.load.project import ENDING
from sms_docs.load.schemas import Schemas
from sms_docs.model import Data, DocumentType, KeyPath


class Paper(NamedTuple):
    """A document of the starter: where it lies, its metadata, and its Markdown text."""

    path: str
    kind: DocumentType
    data: Data
    body: str = ""

    @property
    def id(self) -> str:
        """The identifier."""
        return str(self.data["id"])

    @property
    def claims(self) -> tuple[str, ...]:
        """The numbers that it claims, without the headings that answer them."""
        return tuple(each.partition("#")[0] for each in self.data["clauses"])

    def references(self) -> Iterator[tuple[KeyPath, str]]:
        """Give each value that names another document, after the key path that leads to it."""
        for pattern, names in self.kind.references:
            if names not in ("role", "person"):
                yield from values_at(self.data, pattern)


def read_papers(source: Path, schemas: Schemas) -> tuple[Paper, ...]:
    """Return each document below *source*, ordered by path."""
    kinds = [kind for kind in schemas.types.values() if kind.category == "document"]
    found = [
        read_paper(path.relative_to(source).as_posix(), source, kind)
        for kind in kinds
        for path in (source / kind.directory).glob("*" + ENDING[kind.format])
    ]
    return tuple(sorted(found, key=lambda paper: paper.path))


def read_paper(path: str, source: Path, kind: DocumentType) -> Paper:
    """Return the document, or the trust file, of type *kind* at *path* below *source*."""
    text = (source / path).read_text(encoding="utf-8")
    if kind.format == "yaml":
        return Paper(path, kind, yaml.parse(text).data)
    front = frontmatter.split(text)
    return Paper(path, kind, yaml.parse(front.yaml).data, front.body)
