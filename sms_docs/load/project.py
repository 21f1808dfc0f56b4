"""The repository becomes a ManagementSystem: settings, schemas, catalogues, every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sms_docs.errors import ConfigurationError
from sms_docs.load.approvals import read_dossiers
from sms_docs.load.catalogues import load_catalogue, no_catalogue
from sms_docs.load.checkpoints import load_checkpoints, present_digests
from sms_docs.load.embedded import read_embedded
from sms_docs.load.frontmatter import split
from sms_docs.load.items import make_item
from sms_docs.load.markdown import read_body
from sms_docs.load.reading import Reading
from sms_docs.load.schemas import load_schemas
from sms_docs.load.settings import load_settings, settings_place
from sms_docs.load.trust import stored_trust, working_trust
from sms_docs.load.walk import refuse_kind, walk
from sms_docs.load.wording import exposed_wording
from sms_docs.model import TOP, Defect, Document, DocumentType, ManagementSystem
from sms_docs.settings import Settings

PAGES = "docs"
RECORDS = "records"
# Folders below records/ that hold no records of a type.
OWN_READERS = ("records/trust/", "records/approvals/", "records/checkpoints/")
ENDING = {"markdown": ".md", "yaml": ".yml"}
# Measurements lie beside the record that names them.
SERIES = ".csv"
ATTACHMENTS = (".csv", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".webp")


def load(root: Path) -> ManagementSystem:
    """Return the management system below *root* with everything that is wrong in it.

    Raises:
        ConfigurationError: settings, a schema or a catalogue cannot be used.
    """
    settings = load_settings(root)
    schemas = load_schemas(root)
    types = controlled_types(schemas.types, settings)
    for index, name in enumerate(settings.catalogues):
        if missing := no_catalogue(name, root):
            message = f"{settings_place(root, 'catalogues', index)}: {missing}"
            raise ConfigurationError(message)
    catalogues = {name: load_catalogue(name, root) for name in settings.catalogues}
    tree = walk(root, [*(kind.directory for kind in types), PAGES, RECORDS])
    reading = Reading(root, schemas, faults=tree.faults)
    for path in {kind.directory for kind in types}.intersection(tree.files):
        refuse_kind(tree, path, link=False)
    for path in tree.files:
        own = path.startswith(OWN_READERS)
        _read(reading, path, None if own else type_of(path, types))
    for defect in exposed_wording(root):
        reading.add("wording-not-ignored", defect)
    trust = working_trust(reading)
    checkpoints = load_checkpoints(reading)
    dossiers = read_dossiers(reading, tree.files)
    embedded = read_embedded(reading, dossiers)
    return ManagementSystem(
        root=root,
        settings=settings,
        types=schemas.types,
        documents=tuple(reading.documents),
        records=tuple(reading.records),
        catalogues=catalogues,
        roles=trust.roles,
        people=trust.people,
        faults=reading.frozen_faults(),
        files=reading.files,
        dossiers=dossiers,
        embedded=embedded,
        trust=trust.trust,
        trust_by_serial=stored_trust(root, tree.files, schemas),
        checkpoints=checkpoints,
        series=reading.series,
        digests=present_digests(root, checkpoints, reading.records, dossiers),
    )


def controlled_types(
    types: Mapping[str, DocumentType], settings: Settings
) -> tuple[DocumentType, ...]:
    """Return the types of documents and records whose directory is under control."""
    kept = settings.directories
    return tuple(
        kind
        for kind in types.values()
        if kind.category != "trust" and (not kept or kind.directory in kept)
    )


def type_of(path: str, types: tuple[DocumentType, ...]) -> DocumentType | None:
    """Return the type whose directory holds *path*, the innermost one; None for none."""
    holding = [kind for kind in types if path.startswith(kind.directory + "/")]
    return max(holding, key=lambda kind: len(kind.directory), default=None)


def _read(reading: Reading, path: str, kind: DocumentType | None) -> None:
    if kind and path.endswith(ENDING[kind.format]):
        _read_item(reading, path, kind)
        return
    reading.files[path] = None
    if path.startswith(OWN_READERS):
        return
    if kind and kind.category == "record" and path.endswith(SERIES):
        reading.read_series(path)
        return
    if path.endswith(ATTACHMENTS):
        return
    if kind:
        what = f"{kind.directory}/ holds {kind.format} files of type {kind.name}, not this"
        cure = f"Move it, or start a {ENDING[kind.format]} file with `sms-docs new {kind.name}`."
        reading.add("stray-document", Defect(path, TOP, what, cure))
    elif path.startswith(RECORDS + "/"):
        what = "this file lies in no folder of a record type"
        cure = "Move it to the folder of its type; `sms-docs schema` lists the types."
        reading.add("stray-document", Defect(path, TOP, what, cure))
    elif path.endswith(".md"):
        _read_page(reading, path)


def _read_item(reading: Reading, path: str, kind: DocumentType) -> None:
    source = reading.source(path, kind)
    if source is None or not (source.valid or source.data):
        # Known to be there, so that links to it are not reported as well.
        reading.files[path] = None
        return
    item = make_item(source, kind)
    if isinstance(item, Document):
        reading.documents.append(item)
    else:
        reading.records.append(item)


def _read_page(reading: Reading, path: str) -> None:
    """Note a page of the site with its anchors; a document among the pages is a stray one."""
    content = reading.clean_text(path)
    if content is None:
        return
    front = split(content) if content.startswith("---\n") else None
    body = read_body(front.body if front else content)
    reading.files[path] = frozenset(heading.anchor for heading in body.headings)
    for defect in _strays(reading, path, front.yaml if front else ""):
        reading.add("stray-document", defect)


def _strays(reading: Reading, path: str, yaml_text: str) -> Iterator[Defect]:
    """Report a page that carries the id of a controlled document."""
    for number, line in enumerate(yaml_text.split("\n"), start=2):
        key, _, value = line.partition(":")
        prefix = value.strip().strip("\"'").partition("-")[0]
        for kind in reading.schemas.types.values():
            if key == "id" and prefix in kind.prefixes:
                what = f"a {kind.title.lower()} lies outside of {kind.directory}/"
                cure = f"Move it to {kind.directory}/, or take the id out of its front matter."
                yield Defect(path, (number, 1), what, cure)
