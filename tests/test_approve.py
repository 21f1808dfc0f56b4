"""``sms-docs approve`` stores text, signature and statement, and refuses what is not right."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import approving
import keeping
import pytest
from ceremony import (
    MAP,
    POLICY,
    PROCEDURE,
    SERVICE,
    added,
    approve_at,
    digest,
    edit,
    errors,
    expected,
    files,
    illustrate,
    lay,
    named_pictures,
    predicate,
    revise,
    run,
    sign,
    stand_alone,
    standing,
    statements,
    stock_verifies,
)
from commands import said
from stated import sha256

from sms_docs.act.ceremony import Wish, propose
from sms_docs.errors import ConfigurationError
from sms_docs.model import Status
from sms_docs.trust import Level

STATEMENT = re.compile(r"[0-9]{8}T[0-9]{6}Z-([a-z-]+)-([a-z]+)\.json")
PRC = "records/approvals/PRC-001/1.0"
POL = "records/approvals/POL-001/1.0"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let nothing of who runs the tests get in; return the home."""
    return stand_alone(monkeypatch, tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


@pytest.fixture
def illustrated(root: Path) -> Path:
    return illustrate(root)


# What is written


def test_an_approval_is_the_text_a_signature_and_a_statement(root: Path) -> None:
    before = files(root)
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 0, said(result)
    record, signature, text = added(root, before)
    found = STATEMENT.fullmatch(Path(record).name)
    assert found
    assert found.groups() == ("ben-marsh", "approve")
    assert (text, signature) == (f"{PRC}/PRC-001.md", f"{record}.sig")
    assert result.output.split("\n")[:3] == [text, signature, record]
    assert "PRC-001: version 1.0 is approved, level signed; applies from 2" in result.output
    assert "Next: git add records/approvals; commit them together with the text." in result.output
    assert (root / text).read_bytes() == (root / PROCEDURE).read_bytes()


def test_check_and_stock_ssh_keygen_accept_what_approve_writes(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    [record] = statements(root, "PRC-001")
    assert errors(root) == []
    assert standing(root, "PRC-001") == (Status.IN_FORCE, Level.SIGNED)
    assert stock_verifies(root, record, "ben-marsh")
    assert not stock_verifies(root, record, "cora-finch")
    (root / record).write_bytes((root / record).read_bytes().replace(b"PRC-001", b"PRC-002", 1))
    assert not stock_verifies(root, record, "ben-marsh")


def test_the_statement_says_who_approved_what_when_and_for_which_sms(root: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    sign(root, "approve", "PRC-001", by="ben-marsh", options=["--comment", "Read it at Ann's."])
    [record] = statements(root, "PRC-001")
    stated = predicate(root, record)
    assert before <= datetime.fromisoformat(str(stated.pop("signedAt"))) <= datetime.now(UTC)
    assert stated == {
        "authors": ["ada-ironwood"],
        "comment": "Read it at Ann's.",
        "meaning": "approve",
        "path": PROCEDURE,
        "signer": {"id": "ben-marsh", "name": "Ben Marsh", "role": "service-manager"},
        "smsId": "urn:uuid:6f1c1f2e-3b7f-4a6b-9a51-0c5c8d8a4f10",
        "statement": "I have read PRC-001 version 1.0 and approve it for use.",
        "version": "1.0",
    }
    named = json.loads((root / record).read_bytes())["subject"]
    assert named == [{"name": "PRC-001", "digest": {"sha256": digest(root, "PRC-001")}}]


def test_the_next_version_names_the_one_before(root: Path) -> None:
    approve_at(root, "2025-03-01T10:00:00Z")
    old = digest(root, "PRC-001")
    revise(root, PROCEDURE, "1.1")
    edit(root, PROCEDURE, ("change: First issue.", "change: More.\neffective_from: 2025-06-01"))
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    record = statements(root, "PRC-001")[-1]
    assert predicate(root, record)["previous"] == {"version": "1.0", "sha256": old}
    assert predicate(root, record)["effectiveFrom"] == "2025-06-01"
    assert "PRC-001: version 1.1 is approved, level signed; applies from 2" in result.output
    assert errors(root) == []


def test_a_version_with_crlf_is_stored_clean_and_the_file_stays_as_it_is(root: Path) -> None:
    raw = (root / PROCEDURE).read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n"
    (root / PROCEDURE).write_bytes(raw)
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0
    stored = (root / PRC / "PRC-001.md").read_bytes()
    assert b"\r" not in stored
    assert stored == approving.clean(raw)
    assert (root / PROCEDURE).read_bytes() == raw
    assert errors(root) == []


def test_a_service_is_stored_as_yaml_and_takes_no_key_where_recorded_is_enough(
    root: Path, alone: Path
) -> None:
    named = expected(root, ["SVC-001"])
    shown = run(root, "approve", "SVC-001", "--as", "ben-marsh", "--dry-run")
    assert "level recorded: identity as stated by the repository\n" in shown.output
    result = run(root, "approve", "SVC-001", "--as", "ben-marsh", "--yes", *named)
    assert result.exit_code == 0, said(result)
    assert (
        "SVC-001: version 1.0 is approved, level recorded: identity as stated by the repository;"
        " applies from 2" in result.output
    )
    folder = root / "records/approvals/SVC-001/1.0"
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".yml"]
    assert (folder / "SVC-001.yml").read_bytes() == (root / SERVICE).read_bytes()
    assert standing(root, "SVC-001") == (Status.IN_FORCE, Level.RECORDED)
    assert errors(root) == []
    assert list(alone.iterdir()) == []


def test_where_recorded_is_enough_a_key_still_makes_it_signed(root: Path) -> None:
    result = sign(root, "approve", "SVC-001", by="ben-marsh")
    assert "SVC-001: version 1.0 is approved, level signed" in result.output
    assert standing(root, "SVC-001") == (Status.IN_FORCE, Level.SIGNED)


def test_pictures_are_part_of_the_text_also_those_in_other_folders(illustrated: Path) -> None:
    before = files(illustrated)
    result = sign(illustrated, "approve", "POL-001", by="ben-marsh", options=named_pictures())
    assert result.exit_code == 0, said(result)
    new = added(illustrated, before)
    assert [path for path in new if "T" not in Path(path).name] == [
        f"{POL}/POL-001.md",
        f"{POL}/_up/docs/img/x y.png",
        f"{POL}/pictures/map.png",
    ]
    [record] = statements(illustrated, "POL-001")
    named = json.loads((illustrated / record).read_bytes())["subject"][1:]
    assert named == [
        {"name": name, "digest": {"sha256": sha256(MAP)}}
        for name in ("../docs/img/x y.png", "pictures/map.png")
    ]
    assert errors(illustrated) == []


def test_a_picture_is_signed_unattended_only_by_its_own_digest(illustrated: Path) -> None:
    before = files(illustrated)
    refused = sign(illustrated, "approve", "POL-001", by="ben-marsh", options=named_pictures()[:1])
    assert refused.exit_code == 2
    assert said(refused) == (
        "--yes signs unseen, so say what: --expect-digest"
        f" 'POL-001/../docs/img/x y.png={sha256(MAP)}'"
    )
    assert files(illustrated) == before


def test_a_changed_picture_is_another_text_and_needs_another_version(illustrated: Path) -> None:
    sign(illustrated, "approve", "POL-001", by="ben-marsh", options=named_pictures())
    (illustrated / "docs/img/x y.png").write_bytes(b"another")
    before = files(illustrated)
    refused = run(illustrated, "approve", "POL-001", "--as", "cora-finch", "--dry-run")
    assert refused.exit_code == 2
    assert said(refused) == (
        f"{POLICY}: POL-001 version 1.0 has been signed already, and not as it is now (see"
        f" {POL}/_up/docs/img/x y.png); run `sms-docs revise POL-001 --change TEXT` to raise the"
        " version"
    )
    assert files(illustrated) == before
    revise(illustrated, POLICY, "1.1", text="A new map.")
    shown = run(illustrated, "approve", "POL-001", "--as", "cora-finch", "--dry-run")
    assert "+A new map.\n" in shown.output
    assert f"digest: {sha256(b'another')}  POL-001/../docs/img/x y.png\n" in shown.output


def test_a_picture_that_changed_since_the_version_before_is_shown(illustrated: Path) -> None:
    for person in ("ben-marsh", "cora-finch"):
        assert (
            sign(illustrated, "approve", "POL-001", by=person, options=named_pictures()).exit_code
            == 0
        )
    (illustrated / "docs/img/x y.png").write_bytes(b"another")
    revise(illustrated, POLICY, "1.1")
    shown = run(illustrated, "approve", "POL-001", "--as", "ben-marsh", "--dry-run")
    assert (
        f"file ../docs/img/x y.png: sha256 {sha256(MAP)[:12]}… before,"
        f" {sha256(b'another')[:12]}… now\n" in shown.output
    )
    assert "file pictures/map.png" not in shown.output


def test_a_correction_counts_once_it_is_approved(root: Path) -> None:
    keeping.put(root, keeping.RISK, keeping.CLOSED_RISK)
    assert run(root, "seal").exit_code == 0
    edit(root, keeping.RISK, ("impact: 4", "impact: 3"))
    assert {each.code for each in errors(root)} == {"SMS806"}
    why = ["--reason", "The impact was wrong.", "--by", "ada-ironwood"]
    assert run(root, "correct", "RSK-001", *why).exit_code == 0
    [path] = (root / "records/corrections").iterdir()
    before = files(root)
    result = sign(root, "approve", path.name[:12], by="ben-marsh")
    assert result.exit_code == 0, said(result)
    assert [Path(each).suffix for each in added(root, before)] == [".json", ".sig", ".yml"]
    assert f"{path.name[:12]}: version 1.0 is approved, level signed" in result.output
    assert errors(root) == []
    path.write_text(path.read_text().replace("was wrong", "was right"))
    again = sign(root, "approve", path.name[:12], by="cora-finch")
    assert again.exit_code == 2
    assert said(again).endswith("; undo the change, or start another record in its place")


def test_a_disposal_removes_nothing_before_it_is_approved(root: Path) -> None:
    keeping.put(root, keeping.OLD, keeping.OLD_IDEA)
    why = ["--reason", "Past its retention.", "--by", "ada-ironwood"]
    assert run(root, "dispose", "IMP-2019-004", *why).exit_code == 0
    [path] = (root / "records/disposals").iterdir()
    assert sign(root, "approve", path.name[:12], by="ben-marsh").exit_code == 0
    assert run(root, "dispose", "IMP-2019-004").exit_code == 0
    assert not (root / keeping.OLD).exists()
    assert errors(root) == []


def test_other_records_are_not_approved(root: Path) -> None:
    result = run(root, "approve", "RSK-001", "--dry-run")
    assert result.exit_code == 2
    assert said(result) == (
        "records/risks/RSK-001-fibre.yml: a record of type risk counts without an approval; of all"
        " records only those of type correction and disposal are approved"
    )


def test_a_time_that_is_not_in_utc_is_signed_in_utc(root: Path) -> None:
    assert approve_at(root, "2025-03-01T12:00:00.75+02:00").endswith(
        "/20250301T100000Z-ben-marsh-approve.json"
    )


def test_a_picture_that_cannot_be_read_stops_the_approval(
    illustrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms_docs.act.signable.LARGEST_FILE", 4)
    with pytest.raises(
        ConfigurationError, match=r"docs/img/x y\.png: the file has 12 bytes; 4 is the"
    ):
        propose(illustrated, Wish(("POL-001",), signer="ben-marsh"))


# Twice, and several


def test_the_same_again_is_nothing_to_do(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    before = files(root)
    for options in ([], ["--comment", "Another remark."], ["--dry-run"]):
        again = sign(root, "approve", "PRC-001", by="ben-marsh", options=options)
        assert again.exit_code == 0
        assert re.fullmatch(
            r"PRC-001 1\.0: already approved, nothing to do \(ben-marsh on [0-9-]{10}\)\n",
            again.output,
        )
    without_digest = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--yes")
    assert without_digest.exit_code == 0
    assert files(root) == before


def test_an_approved_text_may_be_signed_by_one_more_person(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    before = files(root)
    result = sign(root, "approve", "PRC-001", by="cora-finch")
    assert [Path(each).suffix for each in added(root, before)] == [".json", ".sig"]
    assert "PRC-001: version 1.0 is approved, level signed" in result.output
    assert errors(root) == []


def test_two_approvers_make_the_quorum_each_in_the_role_that_is_missing(root: Path) -> None:
    first = sign(root, "approve", "POL-001", by="ben-marsh")
    assert "POL-001: signed; version 1.0 still needs 1 × managing-director\n" in first.output
    assert standing(root, "POL-001")[0] is Status.DRAFT
    second = sign(root, "approve", "POL-001", by="cora-finch")
    assert "POL-001: version 1.0 is approved, level signed" in second.output
    roles = {
        stated["signer"]["role"]  # type: ignore[index]
        for stated in (predicate(root, each) for each in statements(root, "POL-001"))
    }
    assert roles == {"managing-director", "service-manager"}
    assert standing(root, "POL-001")[0] is Status.IN_FORCE
    assert errors(root) == []


def test_a_minor_version_is_signed_in_the_role_that_the_policy_asks_for_minor_ones(
    root: Path,
) -> None:
    for person in ("ben-marsh", "cora-finch"):
        sign(root, "approve", "POL-001", by=person)
    revise(root, POLICY, "1.1")
    result = sign(root, "approve", "POL-001", by="cora-finch")
    assert "POL-001: version 1.1 is approved" in result.output
    stated = predicate(root, statements(root, "POL-001")[-1])
    assert stated["signer"] == {
        "id": "cora-finch", "name": "Cora Finch", "role": "service-manager",
    }  # fmt: skip


def test_one_of_several_with_an_error_keeps_all_from_being_signed(root: Path) -> None:
    edit(root, SERVICE, ("owner: service-manager", "owner: nobody-known"))
    before = files(root)
    result = sign(root, "approve", "PRC-001", "SVC-001", by="ben-marsh")
    assert result.exit_code == 1
    assert "SMS701 role-unknown" in result.output
    assert result.output.endswith("Nothing was written.\n")
    assert files(root) == before


# What is in the way


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("audience: [service-desk]", "audience: none", "SMS101 schema-violation"),
        ("change: First issue.", "change: X.\neffective_from: soon", "SMS101 schema-violation"),
        (
            "change: First issue.",
            "change: X.\neffective_from: 2026-13-45",
            "SMS101 schema-violation",
        ),
        ('version: "1.0"', "version: 1.0", "SMS009 ambiguous-scalar"),
        ('version: "1.0"', "", "SMS101 schema-violation"),
        ("authors: [ada-ironwood]", "authors: ada-ironwood", "SMS101 schema-violation"),
        ("owner: incident-manager", "owner: x: y", "SMS007 yaml-refused"),
        ("id: PRC-001", "id: PRC-002", "SMS105 file-name-without-id"),
        ("id: PRC-001", "id: 7", "SMS101 schema-violation"),
        ("---\n\n## Purpose", "\n\n## Purpose", "SMS006 front-matter-missing"),
        ("All services.", "All\u202e services.", "SMS003 forbidden-character"),
        ("All services.", "![gone](gone.png)", "SMS401 link-broken"),
    ],
)
def test_a_text_with_an_error_is_not_signed(root: Path, old: str, new: str, code: str) -> None:
    edit(root, PROCEDURE, (old, new))
    before = files(root)
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run")
    assert result.exit_code == 1, said(result)
    first, cure, *_, last = result.output.rstrip("\n").split("\n")
    assert first.startswith(f"{PROCEDURE}:")
    assert f": {code}: " in first
    assert cure.startswith("    fix: ")
    assert last == "Nothing was written."
    assert files(root) == before


def test_a_file_that_is_not_read_at_all_is_told_by_its_name(root: Path) -> None:
    (root / PROCEDURE).rename(root / "elsewhere.md")
    (root / PROCEDURE).symlink_to("../elsewhere.md")
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run")
    assert result.exit_code == 1
    assert result.output.startswith(f"{PROCEDURE}:1:1: SMS005 not-a-regular-file: ")


def test_an_id_that_two_documents_have_is_not_approved(root: Path) -> None:
    shutil.copy(root / PROCEDURE, root / "procedures/PRC-001-copy.md")
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 1
    assert "SMS104 duplicate-id: the id PRC-001 is taken by " in result.output


def test_a_name_that_no_statement_can_hold_is_refused_with_its_cure(root: Path) -> None:
    """As some systems write an umlaut: a letter, and a mark."""
    name = "u\u0308.png"
    (root / "procedures" / name).write_bytes(MAP)
    edit(root, PROCEDURE, ("All services.", f"![a]({name})"))
    before = files(root)
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run")
    assert (result.exit_code, said(result)) == (
        2,
        (
            f"procedures/{name}: its name is not written in the normal form NFC, and no statement"
            " can name it; give the file a name without accents, and correct the links to it"
        ),
    )
    assert files(root) == before


def test_more_pictures_than_a_statement_can_name_are_refused(root: Path) -> None:
    names = [f"{number:03}-{'x' * 30}.png" for number in range(150)]
    for name in names:
        (root / "procedures" / name).write_bytes(MAP)
    shown = "\n".join(f"![a]({name})" for name in names)
    edit(root, PROCEDURE, ("All services.", shown))
    before = files(root)
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run")
    assert result.exit_code == 2
    assert said(result).endswith(
        "a statement has 16,384 at most; it names the 150 files that the text shows: let it show"
        " fewer, with shorter names"
    )
    assert files(root) == before


def test_an_error_is_told_before_anything_else(root: Path) -> None:
    """Whoever may not sign learns first that there is nothing to sign."""
    edit(root, PROCEDURE, ("audience: [service-desk]", "audience: none"))
    assert run(root, "approve", "PRC-001", "--as", "nobody").exit_code == 1


def test_what_approving_cures_is_not_in_its_way(root: Path) -> None:
    edit(root, "pyproject.toml", ("catalogues", f"enforce = {list(CURED)}\ncatalogues"))
    assert {each.code for each in errors(root)} == {"SMS201"}
    assert sign(root, "approve", "POL-001", by="ben-marsh").exit_code == 0
    assert {"SMS201", "SMS205"} <= {each.code for each in errors(root)}
    assert sign(root, "approve", "POL-001", by="cora-finch").exit_code == 0
    revise(root, POLICY, "2.0")
    assert "SMS202" in {each.code for each in errors(root)}
    assert sign(root, "approve", "POL-001", by="cora-finch").exit_code == 0


CURED = ("document-draft", "document-pending", "approval-incomplete")


def test_a_waiver_lets_a_text_through(root: Path) -> None:
    edit(root, PROCEDURE, ("All services.", "See [the plan](plan.md)."))
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 1
    with (root / "pyproject.toml").open("a") as settings:
        settings.write(
            '\n[[tool.sms-docs.waivers]]\nrule = "link-broken"\ndocument = "PRC-001"\n'
            'reason = "The plan comes in May."\nwho = "ben-marsh"\nuntil = 2099-01-01\n'
        )
    assert sign(root, "approve", "PRC-001", by="ben-marsh").exit_code == 0


def test_what_was_approved_before_and_is_damaged_has_to_be_brought_back_first(
    root: Path,
) -> None:
    """Else the new version would say that nothing came before it."""
    approve_at(root, "2025-03-01T10:00:00Z")
    edit(root, f"{PRC}/PRC-001.md", ("Note it", "Hide it"))
    revise(root, PROCEDURE, "1.1")
    before = files(root)
    result = sign(root, "approve", "PRC-001", by="ben-marsh")
    assert result.exit_code == 1
    assert "SMS211 approved-text-altered" in result.output
    assert files(root) == before


def test_another_text_under_a_version_that_is_signed_is_refused(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    edit(root, PROCEDURE, ("All services.", "Some services."))
    before = files(root)
    refused = sign(root, "approve", "PRC-001", by="cora-finch")
    assert refused.exit_code == 2
    assert said(refused) == (
        f"{PROCEDURE}: PRC-001 version 1.0 has been signed already, and not as it is now (see"
        f" {PRC}/PRC-001.md); run `sms-docs revise PRC-001 --change TEXT` to raise the version"
    )
    assert files(root) == before


def test_a_version_that_was_withdrawn_does_not_come_back_under_its_number(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    sign(root, "withdraw", "PRC-001", by="ben-marsh", options=["--reason", "Not needed."])
    refused = sign(root, "approve", "PRC-001", by="cora-finch")
    assert refused.exit_code == 2
    assert re.fullmatch(
        r"PRC-001 version 1\.0 was withdrawn by ben-marsh on [0-9-]{10}; to bring it back, raise"
        r" its version \(`sms-docs revise PRC-001 --change TEXT`\) and approve that",
        said(refused),
    )
    revise(root, PROCEDURE, "1.1")
    assert sign(root, "approve", "PRC-001", by="cora-finch").exit_code == 0
    assert standing(root, "PRC-001")[0] is Status.IN_FORCE


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("PRC-100", "no document or record 'PRC-100'; `sms-docs register` lists the documents"),
        ("prc-001", "no document or record 'prc-001'; did you mean 'PRC-001'?"),
        ("../x\x1b[2J", ("no document or record '../x\\x1b[2J'; `sms-docs register` lists the"
         " documents")),
    ],
)  # fmt: skip
def test_what_there_is_not_cannot_be_approved(root: Path, name: str, message: str) -> None:
    result = run(root, "approve", name, "--dry-run")
    assert (result.exit_code, said(result)) == (2, message)


def test_a_document_whose_file_is_gone_has_nothing_to_approve(root: Path) -> None:
    sign(root, "approve", "PRC-001", by="ben-marsh")
    (root / PROCEDURE).unlink()
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--dry-run")
    assert result.exit_code == 2
    assert said(result) == "PRC-001 has no working file to sign; bring it back, git holds it"


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("a\nb", "--comment: these characters are not allowed here: U+000A; write one line"),
        ("a\u202eb", "--comment: these characters are not allowed here: U+202E; write one line"),
        ("x" * 501, "--comment: it has 501 characters; write at most 500"),
    ],
)
def test_a_comment_is_one_line_that_shows_what_it_is(
    root: Path, comment: str, message: str
) -> None:
    result = run(root, "approve", "PRC-001", "--as", "ben-marsh", "--comment", comment)
    assert (result.exit_code, said(result)) == (2, message)
