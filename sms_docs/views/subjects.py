"""What approval records can be about: documents, records, and the trust files."""

from __future__ import annotations

from collections.abc import Collection

from sms_docs.errors import ConfigurationError
from sms_docs.model import Document, ManagementSystem, Record
from sms_docs.printable import printable
from sms_docs.suggest import suggest
from sms_docs.trust import TRUST

TRUST_TITLE = "Trust files"
NAMED = 30
ENDINGS = (".md", ".yml", ".yaml")


def subjects(system: ManagementSystem) -> tuple[str, ...]:
    """Return ``TRUST`` and every id, also of documents whose file is gone, in order."""
    ids = {item.id for item in system.items} | set(system.dossiers) - {TRUST}
    return (TRUST, *sorted(ids))


def subject_named(system: ManagementSystem, name: str) -> str:
    """Return *name*, the id of a document or record or ``TRUST``; of a path, whose file it is.

    Raises:
        ConfigurationError: nothing is called so.
    """
    known = subjects(system)
    if name in known:
        return name
    if (found := _at(system, name, known)) is not None:
        return found
    prefix = f"{name.partition('-')[0].upper()}-"
    if any(prefix == f"{each}-" for kind in system.types.values() for each in kind.prefixes):
        # Of another kind nothing is meant, however near it is.
        known = tuple(each for each in known if each.startswith(prefix))
    hint = suggest(name, known)
    if not hint:
        hint = "; `sms-docs register` lists the documents"
    message = f"no document or record '{printable(name, NAMED)}'{hint}"
    raise ConfigurationError(message)


def _at(system: ManagementSystem, name: str, known: Collection[str]) -> str | None:
    """Return the id of the file that *name* is the path of, by its name at the least."""
    path = name.replace("\\", "/").removeprefix("./")
    file = path.rpartition("/")[2]
    if not file.endswith(ENDINGS) or path.startswith("records/approvals/"):
        return None
    exact = [item.id for item in system.items if item.path == path]
    begun = [each for each in known if file.startswith((f"{each}-", f"{each}."))]
    return max(exact or begun, key=len, default=None)


def kind_of_version(subject: str) -> str:
    """Return what a version of *subject* is called."""
    return "serial" if subject == TRUST else "version"


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
