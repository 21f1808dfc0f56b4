"""How the search of the site finds controlled documents, and finds them first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sms_docs.model import Document

if TYPE_CHECKING:
    from mkdocs.structure.files import File

# A procedure says what to do, a service entry what there is; both name the same things.
BOOSTS = {"procedure": 12.0, "service": 6.0}
OTHERS = 8.0
# Pages about the checker itself.
LAST = ("rules/", "reference/")
LAST_BOOST = 0.5
WORKER = "assets/javascripts/workers/search."
MENDED = Path(__file__).with_name("search.js")


def found(document: Document) -> dict[str, Any]:
    """Return the metadata by which the search finds *document*: by its id too, and early."""
    boost = BOOSTS.get(document.type.name, OTHERS)
    return {"tags": [document.id], "search": {"boost": boost}}


def ranked(uri: str) -> dict[str, Any]:
    """Return the metadata that puts a made page at *uri* behind the documents."""
    return {"search": {"boost": LAST_BOOST}} if uri.startswith(LAST) else {}


def mend(files: Iterable[File]) -> None:
    """Add to the script that searches what it gets wrong; see there."""
    for file in files:
        if file.src_uri.startswith(WORKER) and file.src_uri.endswith(".js"):
            file.content_string += "\n" + MENDED.read_text(encoding="utf-8")
