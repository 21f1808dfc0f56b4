"""An approved text becomes the document that it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from approving import approve, lay

from sms_docs.load import project
from sms_docs.load.revision import document_of, path_of, reader, revision
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Document, ManagementSystem

BEN = ("ben-marsh", "service-manager", "2026-11-01T10:00:00Z")
DOCUMENT = "procedures/PRC-001-incident-management.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path, with_trust=False)


def named(system: ManagementSystem, identity: str) -> Document:
    return next(each for each in system.documents if each.id == identity)


def gone(root: Path, subject: str = "PRC-001", **words: object) -> Document | None:
    """Return what is read of *subject* after its working file was deleted."""
    approve(root, subject, *BEN, **words)
    for path in [*root.glob(f"*/{subject}*"), *root.glob(f"*/*/{subject}*.yml")]:
        path.unlink()
    system = project.load(root)
    assert subject not in {each.id for each in system.items}
    return reader(system)(None, subject, system.dossiers[subject].texts["1.0"])


def test_the_text_as_approved_is_read_at_the_place_of_the_working_one(root: Path) -> None:
    approved = named(project.load(root), "PRC-001")
    approve(root, "PRC-001", *BEN)
    moved = root / "procedures/PRC-001-renamed.md"
    working = (root / DOCUMENT).read_text().replace('"1.0"', '"1.1"')
    moved.write_text(working.replace("Incident", "Mishap") + "\n## More\n\n[x](../y.md)\n")
    (root / DOCUMENT).unlink()
    system = project.load(root)
    stored = system.dossiers["PRC-001"].texts["1.0"]
    found = reader(system)(named(system, "PRC-001"), "PRC-001", stored)
    assert found == replace(approved, path="procedures/PRC-001-renamed.md")
    assert found.version == "1.0"


def test_an_approved_service_is_read_too(root: Path) -> None:
    approve(root, "SVC-001", *BEN)
    system = project.load(root)
    service = named(system, "SVC-001")
    assert reader(system)(service, "SVC-001", system.dossiers["SVC-001"].texts["1.0"]) == service


def test_a_document_whose_file_is_gone_lies_where_it_was_approved(root: Path) -> None:
    before = named(project.load(root), "PRC-001")
    assert gone(root) == before


@pytest.mark.parametrize(
    "path",
    [
        "docs/index.md",
        "procedures/../../outside.md",
        "procedures/PRC-001.html",
        "/etc/passwd",
        "records/risks/PRC-001.md",
    ],
)
def test_a_path_where_its_type_cannot_lie_does_not_count(root: Path, path: str) -> None:
    found = gone(root, path=path)
    assert found is not None
    assert found.path == "procedures/PRC-001.md"


def test_the_path_is_that_of_the_last_approval_of_this_very_text(root: Path) -> None:
    approve(root, "PRC-001", *BEN)
    approve(root, "PRC-001", *BEN[:2], "2026-11-03T10:00:00Z", path="procedures/PRC-001-b.md")
    later = "2026-11-04T10:00:00Z"
    approve(root, "PRC-001", *BEN[:2], later, meaning="withdraw", path="procedures/PRC-001-c.md")
    approve(root, "PRC-001", *BEN[:2], later, digest="0" * 64, path="procedures/PRC-001-d.md")
    dossier = project.load(root).dossiers["PRC-001"]
    assert path_of(dossier, dossier.texts["1.0"]) == "procedures/PRC-001-b.md"


def test_what_has_no_metadata_is_no_document(root: Path) -> None:
    approve(root, "PRC-001", *BEN, text="Nothing but text.\n", version="1.0")
    system = project.load(root)
    stored = system.dossiers["PRC-001"].texts["1.0"]
    assert reader(system)(named(system, "PRC-001"), "PRC-001", stored) is None


def test_an_approved_text_counts_under_the_id_that_it_was_approved_by(root: Path) -> None:
    text = (root / DOCUMENT).read_text().replace("id: PRC-001", "id: POL-001")
    approve(root, "PRC-001", *BEN, text=text)
    system = project.load(root)
    stored = system.dossiers["PRC-001"].texts["1.0"]
    found = revision(stored, named(system, "PRC-001"), load_schemas(root))
    assert found is not None
    assert found.id == "PRC-001"


def test_records_and_unknown_prefixes_are_no_documents(root: Path) -> None:
    assert gone(root, "RSK-001") is None
    approve(root, "PRC-001", *BEN)
    stored = project.load(root).dossiers["PRC-001"].texts["1.0"]
    assert document_of(stored, "XYZ-001", load_schemas(root)) is None
