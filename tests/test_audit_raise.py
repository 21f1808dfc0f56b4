"""Findings of an audit become records that name it, and it names them: all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from commands import invoke, said
from keeping import edit, files, put, start

from sms_docs.act.plan import Put
from sms_docs.check import assess

AUDIT = "records/internal-audits/AUD-2026-001-spring.yml"
TEXT = """\
id: AUD-2026-001
kind: internal-audit
title: Spring audit
date: 2026-05-21
procedure: PRC-001
owner: incident-manager
classification: confidential
retention: P3Y
auditors: [cora-finch]
scope: ["1.1"]
criteria: PRC-001
findings:
  # The first one.
  - text: >-
      Two incidents were closed
      without asking the caller.
    clause: "1.2-a"
    grade: nonconformity
  - {text: "The sheet: old.", clause: "1.1", grade: "nonconformity"}   # on the wall
  - text: Fewer fields.
    clause: "1.1-a"
    grade: improvement
  - text: Known already.
    clause: "1.1"
    grade: nonconformity
    nonconformity: NCR-2026-001
"""
MISHAP = """\
id: NCR-2026-001
kind: nonconformity
title: Known already
date: 2026-05-26
procedure: PRC-001
owner: service-manager
classification: internal
retention: P5Y
description: Known already, in other words.
action_owner: incident-manager
due: 2026-12-15
"""
FIRST = "records/nonconformities/NCR-2026-002-incidents-12-a-in-aud-2026-001.yml"
SECOND = "records/nonconformities/NCR-2026-003-aims-11-in-aud-2026-001.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start(tmp_path / "sms")
    put(tmp_path / "sms", AUDIT, TEXT)
    put(tmp_path / "sms", "records/nonconformities/NCR-2026-001-known.yml", MISHAP)
    return tmp_path / "sms"


def run(root: Path, *arguments: str) -> Result:
    return invoke("audit", "raise", "--root", str(root), *arguments)


def errors(root: Path) -> list[str]:
    """Return the codes of the errors about what the command writes."""
    return [
        each.code
        for each in assess(root).report.findings
        if each.severity == "error" and each.path.startswith(("records/non", "records/int"))
    ]


def test_each_finding_gets_a_record_and_names_it_and_nothing_else_moves(root: Path) -> None:
    before = files(root)
    result = run(root, "AUD-2026-001")
    assert result.exit_code == 0, said(result)
    after = files(root)
    assert after.keys() - before.keys() == {FIRST, SECOND}
    expected = TEXT.replace(
        "    grade: nonconformity\n  - {", "    grade: nonconformity\n"
        "    nonconformity: NCR-2026-002\n  - {",
    ).replace(
        'grade: "nonconformity"}', 'grade: "nonconformity", nonconformity: NCR-2026-003}'
    )  # fmt: skip
    assert after[AUDIT].decode() == expected
    assert {path for path in before if after[path] != before[path]} == {AUDIT}
    assert errors(root) == []
    assert result.output.splitlines()[:3] == [FIRST, SECOND, AUDIT]


def test_the_record_says_what_the_finding_says_and_who_has_to_do_what_by_when(root: Path) -> None:
    run(root, "AUD-2026-001")
    assert yaml.safe_load((root / FIRST).read_text()) | {"date": "", "due": ""} == {
        "id": "NCR-2026-002",
        "kind": "nonconformity",
        "title": "Incidents: 1.2-a in AUD-2026-001",
        "date": "",
        "procedure": "PRC-001",
        # There is no quality manager, and it is kept as the last nonconformity was.
        "owner": "incident-manager",
        "classification": "confidential",
        "retention": "P5Y",
        "raised_by": ["AUD-2026-001"],
        "description": "Two incidents were closed without asking the caller.",
        "action_owner": "incident-manager",
        "due": "",
    }
    assert "date: 2026-11-20\n" in (root / FIRST).read_text()
    assert "due: 2026-12-18\n" in (root / FIRST).read_text()
    assert yaml.safe_load((root / SECOND).read_text())["description"] == "The sheet: old."


def test_the_quality_manager_owns_it_where_there_is_one_and_the_document_says_who_acts(
    root: Path,
) -> None:
    edit(
        root,
        "records/trust/roles.yml",
        "roles:\n",
        "roles:\n  - {id: quality-manager, title: Quality manager, duties: [Keeps records]}\n",
    )
    edit(root, AUDIT, '    clause: "1.2-a"\n', '    clause: "1.2-a"\n    document: POL-001\n')
    assert run(root, "AUD-2026-001", "--due", "2027-02-01").exit_code == 0
    data = yaml.safe_load((root / FIRST).read_text())
    owner = next(
        line.removeprefix("owner: ")
        for line in (root / "policies/POL-001-service-management-policy.md").read_text().split("\n")
        if line.startswith("owner: ")
    )
    assert (data["owner"], data["action_owner"]) == ("quality-manager", owner)
    assert "due: 2027-02-01\n" in (root / FIRST).read_text()


def test_a_second_run_has_nothing_to_do(root: Path) -> None:
    run(root, "AUD-2026-001")
    before = files(root)
    for name in ("AUD-2026-001", AUDIT):
        result = run(root, name)
        assert result.exit_code == 0
        assert "nothing to do" in result.output
    assert files(root) == before


def test_improvements_are_raised_where_asked_for_and_once(root: Path) -> None:
    result = run(root, "AUD-2026-001", "--improvements")
    made = "records/improvements/IMP-2026-001-aims-11-a-in-aud-2026-001.yml"
    assert made in result.output
    data = yaml.safe_load((root / made).read_text())
    assert (data["raised_by"], data["description"]) == (["AUD-2026-001"], "Fewer fields.")
    before = files(root)
    assert "nothing to do" in run(root, "AUD-2026-001", "--improvements").output
    edit(root, made, "Fewer fields.", "Fewer fields in the form.")
    assert "nothing to do" in run(root, "AUD-2026-001", "--improvements").output
    assert files(root).keys() == before.keys()


def test_a_dry_run_shows_all_of_it_and_writes_nothing(root: Path) -> None:
    before = files(root)
    output = run(root, "AUD-2026-001", "--dry-run").output
    assert f"+++ b/{FIRST}\n" in output
    assert "+    nonconformity: NCR-2026-002\n" in output
    assert output.endswith("Nothing was written (--dry-run).\n")
    assert files(root) == before


def test_a_record_that_is_there_with_the_words_of_the_finding_is_named_and_not_written_again(
    root: Path,
) -> None:
    run(root, "AUD-2026-001")
    put(root, AUDIT, TEXT)
    before = files(root)
    result = run(root, "AUD-2026-001")
    assert "NCR-2026-002 was there already and is named in AUD-2026-001 now.\n" in result.output
    after = files(root)
    assert after.keys() == before.keys()
    assert after[AUDIT].count(b"NCR-2026-00") == 3


def test_where_nothing_says_which_finding_a_record_is_about_nothing_is_written(root: Path) -> None:
    run(root, "AUD-2026-001")
    put(root, AUDIT, TEXT)
    edit(root, FIRST, "without asking the caller", "though nobody asked the caller")
    before = files(root)
    result = run(root, "AUD-2026-001")
    assert result.exit_code == 2
    assert "has led to NCR-2026-002, and finding 1 is without a record" in said(result)
    assert "name it in its finding under `nonconformity`" in said(result)
    assert files(root) == before


def test_of_improvements_that_were_started_by_hand_the_others_are_left_to_the_hand(
    root: Path,
) -> None:
    two = "    grade: improvement\n  - text: Shorter.\n    clause: '1.1'\n    grade: improvement\n"
    edit(root, AUDIT, "    grade: improvement\n", two)
    run(root, "AUD-2026-001", "--improvements")
    made = root / "records/improvements/IMP-2026-001-aims-11-a-in-aud-2026-001.yml"
    made.write_text(made.read_text().replace("Fewer fields.", "Less."))
    (root / "records/improvements/IMP-2026-002-aims-11-in-aud-2026-001.yml").unlink()
    result = run(root, "AUD-2026-001", "--improvements")
    assert result.exit_code == 2
    assert "start the others by hand with `sms-docs new improvement --title TEXT`" in said(result)


def test_a_closed_audit_is_left_alone_and_the_message_says_what_to_do(root: Path) -> None:
    edit(root, AUDIT, "retention: P3Y\n", "retention: P3Y\nclosed: 2026-06-01\n")
    before = files(root)
    result = run(root, "AUD-2026-001")
    assert result.exit_code == 2
    assert (
        "AUD-2026-001 is closed since 2026-06-01 and does not change any more, and findings 1"
        " and 2 are without a record; start each by hand with `sms-docs new nonconformity"
        " --title TEXT`, with AUD-2026-001 under `raised_by`"
    ) in said(result)
    assert files(root) == before


def test_records_that_name_a_closed_audit_count_as_they_do_for_the_check(root: Path) -> None:
    run(root, "AUD-2026-001")
    put(root, AUDIT, TEXT.replace("retention: P3Y\n", "retention: P3Y\nclosed: 2026-06-01\n"))
    edit(root, FIRST, "without asking the caller", "though nobody asked the caller")
    before = files(root)
    assert "nothing to do" in run(root, "AUD-2026-001").output
    assert files(root) == before


def test_an_audit_with_errors_is_mended_first_but_for_who_audited(root: Path) -> None:
    edit(root, AUDIT, "auditors: [cora-finch]", "audited: [PRC-001]\nauditors: [ada-ironwood]")
    assert errors(root) == ["SMS614"]
    edit(root, AUDIT, "criteria: PRC-001", "criteria: 4")
    before = files(root)
    result = run(root, "AUD-2026-001")
    assert (result.exit_code, files(root)) == (1, before)
    assert "SMS101 schema-violation" in result.output
    edit(root, AUDIT, "criteria: 4", "criteria: PRC-001")
    assert run(root, "AUD-2026-001").exit_code == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("AUD-2026-010", "no record 'AUD-2026-010'; give its id or its path"),
        ("RSK-001", "RSK-001 is of type risk, not internal-audit"),
    ],
)
def test_what_is_no_audit_is_refused(root: Path, name: str, words: str) -> None:
    result = run(root, name)
    assert result.exit_code == 2
    assert words in said(result)


def test_where_one_file_cannot_be_written_none_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sms_docs.act import plan  # noqa: PLC0415 - what is broken here

    before = files(root)
    sound = plan._install  # noqa: SLF001

    def install(each: plan._Prepared) -> None:
        if each.put.path == AUDIT:
            message = "No space left on device"
            raise OSError(28, message)
        sound(each)

    monkeypatch.setattr(plan, "_install", install)
    result = run(root, "AUD-2026-001")
    assert result.exit_code == 4
    assert files(root) == before


def test_a_file_that_changes_meanwhile_is_not_written_over(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sms_docs.act import raise_findings  # noqa: PLC0415 - what is watched here

    sound = raise_findings.write_all

    def write_all(folder: Path, plan: tuple[Put, ...]) -> tuple[str, ...]:
        edit(root, AUDIT, "Spring audit", "Spring audit, again")
        return sound(folder, plan)

    monkeypatch.setattr(raise_findings, "write_all", write_all)
    result = run(root, "AUD-2026-001")
    assert result.exit_code == 4
    assert "it has changed meanwhile" in said(result)
    assert not os.path.lexists(root / FIRST)


def test_line_ends_of_windows_and_comments_stay(root: Path) -> None:
    put(root, AUDIT, TEXT.replace("\n", "\r\n"))
    assert run(root, "AUD-2026-001").exit_code == 0
    text = (root / AUDIT).read_bytes()
    assert b"\r\n    nonconformity: NCR-2026-002\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")
    assert b"# on the wall" in text
