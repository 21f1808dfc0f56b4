"""Nothing of an unpublished record, nor of the files beside it, is anywhere in the site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

PROJECT = Path(__file__).parent / "rules" / "project"
POLICY = "policies/POL-001-service-management-policy.md"
MARK = b"Quagmire"
MKDOCS = """\
site_name: Acme
theme: {name: material, font: false}
plugins: [search, sms-docs]
markdown_extensions: [attr_list, tables, toc]
validation:
  links: {not_found: info}
"""
SETTINGS = "demonstration = true\nas_of = 2026-11-20\n"
LINKS = """
The [figures](../records/measurements/MEA-2026-001-quagmire.csv), more
[figures](../records/measurements/MEA-2026-002-open.csv) and the
[list](../records/trainings/TRN-2026-001-quagmire.csv).
"""
COMMON = """\
date: 2026-10-14
procedure: PRC-001
owner: service-manager
retention: P3Y
"""
# Path below records/ -> text.  A title may be shown, but not that of a record about people.
RECORDS = {
    "risks/RSK-009-quagmire.yml": """\
id: RSK-009
kind: risk
title: A weak lock
classification: confidential
description: Quagmire gets in.
likelihood: 5
impact: 5
treatment: Quagmire is told.
action_owner: service-manager
due: 2026-11-01
""",
    "nonconformities/NCR-2026-009-quagmire.yml": """\
id: NCR-2026-009
kind: nonconformity
title: A lock was open
classification: restricted
raised_by: [RSK-009]
description: Quagmire got in.
action: Quagmire gets a lock.
action_owner: service-manager
due: 2026-11-01
""",
    "improvements/IMP-2026-009-quagmire.yml": """\
id: IMP-2026-009
kind: improvement
title: Locks that close
classification: confidential
description: Quagmire stays out.
target: Quagmire was not in.
priority: high
""",
    "trainings/TRN-2026-001-quagmire.yml": """\
id: TRN-2026-001
kind: training
title: Quagmire learns
classification: internal
people: [ada-ironwood]
skill: Quagmire
means: Quagmire
evidence: Quagmire
figures: [{name: Quagmire, value: "1", unit: Quagmire}]
""",
    "measurements/MEA-2026-001-shut.yml": """\
id: MEA-2026-001
kind: measurement
title: Shut figures
classification: confidential
agreement: SLA-001
period: 2026-09
series: [{target: tickets, file: MEA-2026-001-quagmire.csv}]
""",
    "measurements/MEA-2026-002-open.yml": """\
id: MEA-2026-002
kind: measurement
title: Open figures
classification: internal
agreement: SLA-001
period: 2026-06
series: [{target: tickets, file: MEA-2026-002-open.csv}]
""",
}
AGREEMENT = """\
---
id: SLA-001
title: Workplace for Tarnford
version: "1.0"
owner: service-manager
authors: [ada-ironwood]
classification: internal
audience: [customers]
review_interval: P12M
clauses: ["1.2-a#review"]
change: First issue.
service: SVC-001
customer: Town of Tarnford
targets:
  - id: tickets
    metric: Share in time
    unit: percent
    comparator: at-least
    target: "95"
    period: month
    measured_by: Desk
    calculation: {method: share}
---

## Purpose

To promise.

## Service hours

All day.

## Responsibilities

Ours.

## Review

Yearly.
"""


def series(month: str, note: str) -> str:
    """Return the measurements of *month*, which has 30 days, with *note* in each row."""
    days = (f"{month}-{day:02}" for day in range(1, 31))
    return "day,good,total,note\n" + "".join(f"{day},9,10,{note}\n" for day in days)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small SMS with marked records and files."""
    root = tmp_path_factory.mktemp("marked") / "sms"
    shutil.copytree(PROJECT, root)
    texts = {f"records/{path}": text + COMMON for path, text in RECORDS.items()} | {
        "records/measurements/MEA-2026-001-quagmire.csv": series("2026-09", "Quagmire"),
        "records/measurements/MEA-2026-002-open.csv": series("2026-06", "open"),
        "records/measurements/MEA-2026-003-unnamed.csv": series("2026-09", "Quagmire"),
        "records/trainings/TRN-2026-001-quagmire.csv": series("2026-09", "Quagmire"),
        "records/risks/quagmire.pdf": "Quagmire",
        "docs/agreements/SLA-001-workplace.md": AGREEMENT,
        "docs/index.md": "# Home\n",
        "mkdocs.yml": MKDOCS,
        POLICY: (root / POLICY).read_text(encoding="utf-8") + LINKS,
        "pyproject.toml": (root / "pyproject.toml").read_text(encoding="utf-8") + SETTINGS,
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    return root / "site"


def text(site: Path, uri: str) -> str:
    return (site / uri / "index.html").read_text(encoding="utf-8")


def test_no_file_of_the_site_holds_the_mark_or_is_named_by_it(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) > 100
    for path in files:
        inside = str(path.relative_to(site))
        # In the text of the policy the links of its author stay what they are.
        content = path.read_bytes()
        if inside.startswith(POLICY.removesuffix(".md")):
            content = content.replace(b"MEA-2026-001-quagmire.csv", b"")
            content = content.replace(b"TRN-2026-001-quagmire.csv", b"")
        assert MARK.lower() not in content.lower(), inside
        assert MARK.decode().lower() not in inside.lower()


def test_a_file_of_measurements_is_handed_out_only_with_its_published_record(site: Path) -> None:
    assert [path.name for path in site.rglob("*.csv")] == ["MEA-2026-002-open.csv"]


def test_of_a_confidential_record_the_registers_have_id_and_title(site: Path) -> None:
    for uri, identity, title in (
        ("records", "RSK&#45;009", "A weak lock"),
        ("risks", "RSK&#45;009", "A weak lock"),
        ("actions", "NCR&#45;2026&#45;009", "A lock was open"),
        ("improvements", "IMP&#45;2026&#45;009", "Locks that close"),
    ):
        html = text(site, uri)
        assert identity in html, uri
        assert title in html, uri
        assert "not published" in html, uri
    assert "2026-11-01" not in text(site, "actions")


def test_of_records_about_people_there_is_only_the_number(site: Path) -> None:
    for path in site.rglob("*.html"):
        # There it is an example of an id.
        if "metadata" not in path.parts:
            assert "TRN&#45;2026" not in path.read_text(encoding="utf-8"), path
    assert ">Trainings</a> 1</li>" in text(site, "records")
    assert "1 record of this kind" in text(site, "records/trainings")
