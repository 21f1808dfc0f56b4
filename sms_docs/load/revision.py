"""An approved text as the document that it was: what readers get while another is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sms_docs.approval import Dossier, StoredText
from sms_docs.load.items import make_item
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.source import open_source
from sms_docs.model import Document, DocumentType, ManagementSystem
from sms_docs.trust import Meaning

ENDING = {"markdown": ".md", "yaml": ".yml"}
Reader = Callable[[Document | None, str, StoredText], Document | None]


def reader(system: ManagementSystem) -> Reader:
    """Return what gives a stored text as a document, by its working one or by its subject.

    It gives None where the text holds no document, and for what is a record.
    """
    # Most runs read no text but the working ones.
    opened: list[Schemas] = []

    def read(document: Document | None, subject: str, stored: StoredText) -> Document | None:
        if not opened:
            opened.append(load_schemas(system.root))
        if document is not None:
            return revision(stored, document, opened[0])
        return document_of(stored, subject, opened[0], path_of(system.dossiers[subject], stored))

    return read


def revision(stored: StoredText, document: Document, schemas: Schemas) -> Document | None:
    """Return *stored* as a document of the type, id and path of *document*.

    Its links lead where they led, seen from the working document.  None where the text
    holds no metadata of its type.
    """
    return _document(stored, document.id, document.type, (document.path, schemas))


def document_of(
    stored: StoredText, subject: str, schemas: Schemas, path: str = ""
) -> Document | None:
    """Return *stored* as the document *subject*, whose working file is gone.

    *path* is where it lay; it counts where its type may lie there.  None where no type
    of documents has the prefix of *subject*, or the text holds no metadata of the type.
    """
    kind = _kind(schemas.types, subject)
    if kind is None:
        return None
    ending = ENDING[kind.format]
    is_below = path.startswith(f"{kind.directory}/") and path.endswith(ending)
    if not is_below or ".." in path.split("/"):
        path = f"{kind.directory}/{subject}{ending}"
    return _document(stored, subject, kind, (path, schemas))


def path_of(dossier: Dossier, stored: StoredText) -> str:
    """Return where the text lay when it was approved last; empty where no record tells."""
    paths = [
        record.statement.path
        for record in dossier.records
        if record.statement
        and record.statement.meaning is Meaning.APPROVE
        and record.statement.subject.sha256 == stored.sha256
    ]
    return paths[-1] if paths else ""


def _kind(types: Mapping[str, DocumentType], subject: str) -> DocumentType | None:
    prefix = subject.partition("-")[0]
    return next(
        (
            kind
            for kind in types.values()
            if kind.category == "document" and prefix in kind.prefixes
        ),
        None,
    )


def _document(
    stored: StoredText, subject: str, kind: DocumentType, there: tuple[str, Schemas]
) -> Document | None:
    path, schemas = there
    source = open_source(path, stored.text, kind, schemas)
    if not (source.valid or source.data):
        return None
    item = make_item(source, kind)
    # Whatever the text calls itself, it was approved under this id.
    return replace(item, id=subject) if isinstance(item, Document) else None
