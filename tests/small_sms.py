"""Values of a small management system, for tests that need no files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sms_docs.body import Body, Heading
from sms_docs.catalogue import Artefact, Catalogue, Clause, Requirement
from sms_docs.model import (
    Claim,
    Document,
    DocumentType,
    ManagementSystem,
    Record,
    Standing,
    Status,
)
from sms_docs.settings import Settings

IN_FORCE = Standing(Status.IN_FORCE)


def kind(name: str, category: str = "record", *artefacts: str, form: str = "yaml") -> DocumentType:
    return DocumentType(
        name=name,
        title=name.capitalize(),
        category=category,
        directory=name + "s",
        prefixes=(name[:3].upper(),),
        format=form,
        headings=(),
        artefacts=artefacts,
        references=(),
        schema={},
    )


PROCEDURE = kind("procedure", "document", form="markdown")
SERVICE = kind("service", "document")
NONCONFORMITY = kind("nonconformity", "record", "R24")
RISK = kind("risk", "record", "D04")
AUDIT = kind("internal-audit", "record", "R20", "R21")
KINDS = (PROCEDURE, SERVICE, NONCONFORMITY, RISK, AUDIT)

CATALOGUE = Catalogue(
    id="iso",
    standard="ISO 1",
    title="Things",
    clauses={
        "1": Clause("1", "First", None, "plan"),
        "1.1": Clause(
            "1.1",
            "Ideas",
            "1",
            "plan",
            requirements=(
                Requirement("1.1-a", "1.1", "Have ideas.", "none"),
                Requirement("1.1-b", "1.1", "Write them down.", "document"),
            ),
        ),
        "1.2": Clause(
            "1.2",
            "Mishaps",
            "1",
            "act",
            requirements=(
                Requirement("1.2-a", "1.2", "Record mishaps.", "record", artefacts=("R24",)),
            ),
        ),
    },
    artefacts={
        "D04": Artefact("D04", "Risks", "register", ("1.1",), explicit=True),
        "D05": Artefact("D05", "Plan", "plan", ("1.1",), explicit=True),
        "R11": Artefact("R11", "Incidents", "record", ("1.2",), explicit=True),
        "R20": Artefact("R20", "Audit programme", "record", ("1.2",), explicit=True),
        "R21": Artefact("R21", "Audit results", "record", ("1.2",), explicit=True),
        "R24": Artefact("R24", "Nonconformities", "record", ("1.2",), explicit=True),
    },
)


def one_requirement(evidence: str, *artefacts: str, name: str = "iso") -> Catalogue:
    """Return a catalogue whose only requirement is 9-a."""
    asked = Requirement("9-a", "9", "Do it.", evidence, artefacts=artefacts)
    clause = Clause("9", "Doing", None, "do", requirements=(asked,))
    return Catalogue(name, "ISO 9", "Doing", {"9": clause}, CATALOGUE.artefacts)


def document(
    identity: str = "PRC-001",
    *clauses: str,
    standing: Standing = IN_FORCE,
    headings: tuple[str, ...] = (),
    of: DocumentType = PROCEDURE,
    **data: Any,  # noqa: ANN401
) -> Document:
    """Return a document that claims *clauses*, each written as in front matter."""
    claims = []
    for written in clauses:
        number, _, anchor = written.partition("#")
        claims.append(Claim(number, anchor or None, ("clauses", len(claims))))
    return Document(
        id=identity,
        type=of,
        path=f"{of.directory}/{identity}.md",
        data={"id": identity, "title": f"Title of {identity}", "version": "1.0"} | data,
        places={},
        text="",
        valid=True,
        body=Body(tuple(Heading(2, text, text, 1) for text in headings)),
        claims=tuple(claims),
        standing=standing,
    )


def record(
    identity: str,
    date: str = "2026-05-01",
    of: DocumentType = NONCONFORMITY,
    *,
    valid: bool = True,
    **data: Any,  # noqa: ANN401
) -> Record:
    path = f"records/{of.directory}/{identity}.yml"
    return Record(identity, of, path, {"id": identity, "date": date} | data, {}, "", valid)


def system(
    *items: Document | Record, catalogues: tuple[Catalogue, ...] = (CATALOGUE,)
) -> ManagementSystem:
    return ManagementSystem(
        root=Path(),
        settings=Settings("Acme IT", "urn:uuid:0"),
        types={each.name: each for each in KINDS},
        documents=tuple(item for item in items if isinstance(item, Document)),
        records=tuple(item for item in items if isinstance(item, Record)),
        catalogues={each.id: each for each in catalogues},
        roles={},
        people={},
    )
