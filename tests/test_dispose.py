from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from keeping import OLD, OLD_IDEA, RISK, approve, digest, edit, files, found, put, start

from sms_docs.act.dispose import Wish, dispose, remove
from sms_docs.act.records import author
from sms_docs.act.seal import seal
from sms_docs.check import assess
from sms_docs.errors import WriteRefused

DSP = "records/disposals/DSP-2026-001-disposal-of-imp-2019-004.yml"
WHY = "Past its retention."
ASKED = ("--reason", WHY, "--by", "ada-ironwood")
HOLD = """\
id: HLD-2026-001
kind: hold
title: Dispute about the forms
date: 2026-10-01
procedure: PRC-001
owner: service-manager
classification: internal
retention: P3Y
reason: A customer disputes what was agreed.
from: 2026-10-01
records: [IMP-2019-004]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    start(tmp_path / "sms")
    seal(tmp_path / "sms")
    return tmp_path / "sms"


def run(root: Path, *arguments: str) -> Result:
    return invoke("dispose", "--root", str(root), *arguments)


def test_a_disposal_tells_what_there_was_and_the_file_stays(root: Path) -> None:
    before = files(root)
    result = run(root, "IMP-2019-004", *ASKED)
    assert result.exit_code == 0, said(result)
    assert result.output == (
        f"{DSP}\n"
        "Next: have it approved: sms-docs approve DSP-2026-001\n"
        "Then run this command again: it removes the files.\n"
    )
    assert files(root) == {**before, DSP: (root / DSP).read_bytes()}
    assert (root / DSP).read_text() == (
        "id: DSP-2026-001\n"
        "kind: disposal\n"
        "title: Disposal of IMP-2019-004\n"
        "date: 2026-11-20\n"
        "procedure: PRC-001\n"
        "owner: service-manager\n"
        "classification: confidential\n"
        "retention: P10Y\n"
        f"reason: {WHY}\n"
        "authors:\n"
        "  - ada-ironwood\n"
        "entries:\n"
        "  - id: IMP-2019-004\n"
        f"    path: {OLD}\n"
        f'    digest: "{digest(root, OLD)}"\n'
        "    type: improvement\n"
        "    classification: confidential\n"
        "    retention: P3Y\n"
        "    date: 2019-03-05\n"
        "    closed: 2019-06-28\n"
    )
    assert found(root) == []


def test_the_file_goes_once_the_disposal_is_approved(root: Path) -> None:
    run(root, "IMP-2019-004", *ASKED)
    approve(root, "DSP-2026-001")
    before = files(root)
    shown = run(root, "IMP-2019-004", "--dry-run")
    assert shown.output.startswith(f"{OLD}: would be removed.\n")
    assert files(root) == before
    result = run(root, "IMP-2019-004")
    assert result.exit_code == 0, said(result)
    assert result.output == f"{OLD}: removed.\nEarlier commits still hold their texts.\n"
    assert files(root) == {path: raw for path, raw in before.items() if path != OLD}
    assert found(root) == []


def test_running_it_again_changes_nothing(root: Path) -> None:
    run(root, "IMP-2019-004", *ASKED)
    before = files(root)
    for more in ((), ASKED):
        result = run(root, "IMP-2019-004", *more)
        assert (result.exit_code, result.output) == (
            0,
            "DSP-2026-001 is not approved yet. Next: sms-docs approve DSP-2026-001\n",
        )
    assert files(root) == before
    approve(root, "DSP-2026-001")
    run(root, "IMP-2019-004")
    before = files(root)
    for name in ("IMP-2019-004", OLD):
        result = run(root, name)
        assert (result.exit_code, result.output) == (
            0,
            "Gone already, as DSP-2026-001 says: nothing to do.\n",
        )
    assert files(root) == before


def test_a_record_that_goes_without_an_approved_disposal_is_a_finding(root: Path) -> None:
    (root / OLD).unlink()
    assert found(root) == [("closed-record-changed", OLD)]
    put(root, OLD, OLD_IDEA)
    run(root, "IMP-2019-004", *ASKED)
    (root / OLD).unlink()
    assert ("closed-record-changed", OLD) in found(root)
    result = run(root, "IMP-2019-004", *ASKED)
    assert result.exit_code == 2
    assert "IMP-2019-004 is gone, and DSP-2026-001 is not approved" in said(result)


def test_those_who_name_a_record_that_was_disposed_of_are_left_alone(root: Path) -> None:
    """They may be closed themselves and cannot be changed for it."""
    put(
        root,
        "records/holds/HLD-2026-001-over.yml",
        HOLD.replace("records:", "until: 2026-10-02\nrecords:"),
    )
    run(root, "IMP-2019-004", *ASKED)
    approve(root, "DSP-2026-001")
    run(root, "IMP-2019-004")
    assert found(root) == []
    edit(root, DSP, WHY, "Edited since.")
    assert ("reference-unknown", "records/holds/HLD-2026-001-over.yml") in found(root)


@pytest.mark.parametrize(
    ("day", "early"),
    [(date(2022, 6, 27), True), (date(2022, 6, 28), False)],
)
def test_a_record_may_go_on_the_day_on_which_its_retention_has_passed(
    root: Path,
    day: date,
    early: bool,  # noqa: FBT001
) -> None:
    made = dispose(root, Wish(["IMP-2019-004"], WHY, "ada-ironwood"), dry_run=True, today=day)
    assert [each.name for each in made.findings] == ["record-disposed-early"] * early
    assert (made.draft is None) == early


def test_a_record_within_its_retention_stays_with_all_others(root: Path) -> None:
    before = files(root)
    result = run(root, "IMP-2019-004", "RSK-001", *ASKED)
    assert result.exit_code == 1
    assert result.output == (
        f"{RISK}:8:12: SMS601 record-disposed-early: RSK-001 has to be kept until 2028-02-03: P3Y"
        " from 2025-02-03\n"
        "    fix: Keep RSK-001.\n"
        "Nothing was written.\n"
    )
    assert files(root) == before


def test_a_record_on_hold_stays(root: Path) -> None:
    put(root, "records/holds/HLD-2026-001-dispute.yml", HOLD)
    before = files(root)
    result = run(root, "IMP-2019-004", *ASKED)
    assert result.exit_code == 1
    assert "SMS602 record-disposed-under-hold: HLD-2026-001 keeps IMP-2019-004" in result.output
    assert files(root) == before


def test_a_hold_that_comes_after_the_approval_keeps_the_file(root: Path) -> None:
    run(root, "IMP-2019-004", *ASKED)
    approve(root, "DSP-2026-001")
    put(root, "records/holds/HLD-2026-001-dispute.yml", HOLD)
    before = files(root)
    result = run(root, "IMP-2019-004")
    assert result.exit_code == 1
    assert "SMS602" in result.output
    assert files(root) == before


def test_what_was_changed_since_it_was_closed_is_explained_first(root: Path) -> None:
    edit(root, OLD, "Six fields", "Seven fields")
    before = files(root)
    result = run(root, "IMP-2019-004", *ASKED)
    assert result.exit_code == 1
    assert "SMS806 closed-record-changed" in result.output
    assert files(root) == before


def test_a_text_other_than_the_disposal_quotes_is_not_removed_by_it(root: Path) -> None:
    (root / "records/checkpoints/2026-11.txt").unlink()
    run(root, "IMP-2019-004", *ASKED)
    approve(root, "DSP-2026-001")
    edit(root, OLD, "Six fields", "Seven fields")
    made = dispose(root, Wish(["IMP-2019-004"], WHY, "ada-ironwood"), dry_run=True)
    assert made.removed == ()
    assert made.draft
    with pytest.raises(WriteRefused, match="it has changed meanwhile"):
        remove(root, OLD, "0" * 64)
    assert (root / OLD).exists()


@pytest.mark.parametrize("kind", ["correction", "disposal"])
def test_what_explains_other_records_stays_for_good(root: Path, kind: str) -> None:
    text = f"""\
id: {"COR" if kind == "correction" else "DSP"}-2001-001
kind: {kind}
title: Long ago
date: 2001-01-01
procedure: PRC-001
owner: service-manager
classification: internal
retention: P10Y
reason: Long ago.
authors: [ada-ironwood]
entries: []
"""
    name = text[4:16]
    put(root, f"records/{kind}s/{name}-old.yml", text)
    result = run(root, name, *ASKED)
    assert result.exit_code == 1
    assert f"{name} explains what has become of other records, and stays for good" in result.output


def test_several_records_go_into_one_disposal_with_the_strictest_classification(
    root: Path,
) -> None:
    put(
        root,
        "records/improvements/IMP-2019-005-more.yml",
        OLD_IDEA.replace("-004", "-005").replace("confidential", "public"),
    )
    made = dispose(root, Wish(["IMP-2019-005", OLD, "IMP-2019-004"], WHY, "ada-ironwood"))
    assert made.draft
    assert "title: Disposal of IMP-2019-005 and 1 more\n" in made.draft.text
    assert "\nclassification: confidential\n" in made.draft.text
    assert made.draft.text.count("digest:") == 2


def test_the_reason_is_asked_for_once_and_the_person_where_there_are_several(root: Path) -> None:
    before = files(root)
    result = run(root, "IMP-2019-004", "--by", "ada-ironwood")
    assert result.exit_code == 2
    assert "--reason is missing" in said(result)
    result = run(root, "IMP-2019-004", "--reason", WHY)
    assert result.exit_code == 2
    assert "--by is missing: who of records/trust/people.yml prepares this?" in said(result)
    result = run(root, "IMP-2019-004", "--reason", WHY, "--by", "ada-ironwod")
    assert result.exit_code == 2
    assert "did you mean 'ada-ironwood'?" in said(result)
    assert files(root) == before


def test_an_unknown_record_is_refused(root: Path) -> None:
    result = run(root, "IMP-2019-009", *ASKED)
    assert result.exit_code == 2
    assert "no record 'IMP-2019-009'" in said(result)


def test_a_record_without_a_day_is_not_past_its_retention(root: Path) -> None:
    (root / "records/checkpoints/2026-11.txt").unlink()
    edit(root, OLD, "retention: P3Y", "retention: for ever")
    result = run(root, "IMP-2019-004", *ASKED)
    assert result.exit_code == 1
    assert "how long IMP-2019-004 is kept cannot be told" in result.output


def test_a_file_that_cannot_be_removed_is_named_and_the_rest_goes_on_later(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(root, "IMP-2019-004", *ASKED)
    approve(root, "DSP-2026-001")

    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        result = run(root, "IMP-2019-004")
    assert result.exit_code == 4
    assert f"{OLD}: not removed: permission denied" in said(result)
    assert run(root, "IMP-2019-004").exit_code == 0
    assert not (root / OLD).exists()


def test_a_disposal_names_nobody_where_nobody_is_listed(root: Path) -> None:
    assert author(assess(root).system, "ben-marsh") == "ben-marsh"
    (root / "records/trust/people.yml").write_text("people: []\n")
    assert author(assess(root).system, "") == "your-id"


def test_who_prepares_a_disposal_cannot_approve_it(root: Path) -> None:
    run(root, "IMP-2019-004", "--reason", WHY, "--by", "cora-finch")
    approve(root, "DSP-2026-001")
    result = run(root, "IMP-2019-004")
    assert "DSP-2026-001 is not approved yet" in result.output
    assert (root / OLD).exists()
    assert [rule for rule, _ in found(root)] == ["author-approves"]
