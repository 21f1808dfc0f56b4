"""What approval records can be about: documents, records, and the trust files."""

from __future__ import annotations

from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, ManagementSystem, Record
from sms_docs.printable import printable
from sms_docs.suggest import suggest
from sms_docs.trust import TRUST

TRUST_TITLE = "Trust files"
NAMED = 30


def subjects(system: ManagementSystem) -> tuple[str, ...]:
    """Return ``TRUST`` and every id, also of documents whose file is gone, in order."""
    ids = {item.id for item in system.items} | set(system.dossiers) - {TRUST}
    return (TRUST, *sorted(ids))


def subject_named(system: ManagementSystem, name: str) -> str:
    """Return *name*, the id of a document or record or ``TRUST``.

    Raises:
        ConfigurationError: nothing is called so.
    """
    known = subjects(system)
    if name in known:
        return name
    hint = suggest(name, known)
    if not hint:
        hint = "; `sms-docs register` lists the documents"
    message = f"no document or record '{printable(name, NAMED)}'{hint}"
    raise ConfigurationError(message)


def working_item(system: ManagementSystem, subject: str) -> Document | Record | None:
    """Return the document or record *subject* as its working file has it; None without one."""
    return next((item for item in system.items if item.id == subject), None)


def title_of(system: ManagementSystem, subject: str) -> str:
    """Return the title of *subject*; empty where nothing gives it one."""
    if subject == TRUST:
        return TRUST_TITLE
    found = working_item(system, subject) or next(
        (document for document in system.in_use if document.id == subject), None
    )
    return found.get("title") if found else ""
