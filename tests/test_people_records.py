"""Records about people: evidence for the matrix, and nothing of them on the site."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from approved_sms import lay_approved
from mkdocs.commands.build import build
from mkdocs.config import load_config

from sms_docs import exports
from sms_docs.check import assess
from sms_docs.trace import State
from sms_docs.views.matrix import matrix
from sms_docs.views.publication import is_published

TODAY = date(2026, 11, 20)
SECRET = "Quagmire"  # noqa: S105 - the marker that no published file may hold
COMMON = """\
title: Quagmire of one
date: 2026-10-14
procedure: PRC-001
owner: service-manager
classification: public
retention: P3Y
people: [ben-marsh]
"""
RECORDS = {
    "records/trainings/TRN-2026-771-quagmire.yml": f"""\
id: TRN-2026-771
kind: training
{COMMON}skill: Quagmire
means: Quagmire
evidence: Quagmire
""",
    "records/acknowledgements/ACK-2026-772-quagmire.yml": f"""\
id: ACK-2026-772
kind: acknowledgement
{COMMON}document: POL-001
version: "1.1"
""",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SMS whose only evidence of a requirement is a record about people."""
    root = lay_approved(tmp_path_factory.mktemp("people") / "sms")
    catalogue = root / "catalogues/tiny.yml"
    text = catalogue.read_text(encoding="utf-8")
    before, asked = text.split("    text: Restore service.\n    evidence: none\n")
    catalogue.write_text(
        f"{before}    text: Restore service.\n    evidence: record\n    artefacts: [R01]\n{asked}"
        "artefacts:\n- {id: R01, name: Skill, kind: record, clauses: ['1.2'], basis: explicit}\n",
        encoding="utf-8",
    )
    for path, content in RECORDS.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def test_a_record_about_people_proves_a_requirement(root: Path) -> None:
    (row,) = [
        row
        for row in assess(root, TODAY).trace.rows["tiny"]
        if row.requirement.artefacts == ("R01",)
    ]
    assert [record.id for record in row.records] == ["TRN-2026-771"]
    assert row.state >= State.EVIDENCED


def test_it_is_published_under_no_classification(root: Path) -> None:
    people = [each for each in assess(root, TODAY).system.records if not each.type.published]
    assert len(people) == len(RECORDS)
    every = ("public", "internal", "confidential", "restricted")
    assert not any(is_published(each, every, drafts=True) for each in people)


def test_it_is_nowhere_on_the_site(root: Path) -> None:
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    files = [path for path in (root / "site").rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        content = path.read_text(encoding="utf-8", errors="ignore").replace("&#45;", "-")
        for mark in (SECRET, SECRET.lower(), "TRN-2026-771", "ACK-2026-772"):
            assert mark not in content, path
            assert mark not in path.name


def test_it_is_not_in_the_matrix_that_others_get(root: Path) -> None:
    checked = assess(root, TODAY)
    catalogue = checked.system.catalogues["tiny"]
    settings = checked.system.settings
    given = exports.export("json", matrix(checked.trace, catalogue, settings.publish))
    assert SECRET not in given
    assert "TRN-2026-771" not in given
    own = json.loads(exports.export("json", matrix(checked.trace, catalogue)))
    assert "TRN-2026-771" in str(own)
