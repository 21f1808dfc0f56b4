"""Find the one document that a command is about, or say why there is none."""

from __future__ import annotations

from sms_docs.approval import APPROVALS
from sms_docs.errors import ConfigurationError
from sms_docs.load.items import id_in_name
from sms_docs.model import Document, ManagementSystem
from sms_docs.suggest import suggest


def find_document(system: ManagementSystem, identity: str) -> Document:
    """Return the document with the id *identity*.

    Raises:
        ConfigurationError: there is none, or two, or it cannot be read.
    """
    found = [document for document in system.documents if document.id == identity]
    if len(found) == 1:
        return found[0]
    raise ConfigurationError(_why_not(system, identity, found))


def _why_not(system: ManagementSystem, identity: str, found: list[Document]) -> str:
    if found:
        paths = " and ".join(document.path for document in found)
        return f"{paths} have the same id {identity}; give one of them an id of its own"
    if any(record.id == identity for record in system.records):
        return f"{identity} is a record; only documents have versions"
    defects = [
        defect
        for defects in system.faults.values()
        for defect in defects
        if id_in_name(defect.path) == identity and not defect.path.startswith(f"{APPROVALS}/")
    ]
    if defects:
        path, (line, column), message, fix, *_ = min(defects, key=lambda each: each[:2])
        return f"{path}:{line}:{column}: {identity} cannot be read: {message}; {fix}"
    known = [document.id for document in system.documents]
    return f"no document '{identity}'{suggest(identity, known)}; `sms-docs register` lists them"
