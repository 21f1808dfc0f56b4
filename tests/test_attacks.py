"""What somebody tries who wants a text in force that nobody approved, or one out of force.

Each attack is made of files alone, as a clone or an archive holds them; what only the
base of a change can tell is in test_attacks_on_base.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from approving import (
    approve,
    approve_trust,
    fingerprint,
    lay,
    manifest,
    public_key,
    records,
    retract,
)
from signing import ed25519, signer_line
from stated import sha256

from sms_docs.check import Question, answer
from sms_docs.model import ManagementSystem, Review, Severity, Standing, Status
from sms_docs.trust import TRUST

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROCEDURE = "procedures/PRC-001-incident-management.md"
FOLDER = "records/approvals/PRC-001"
TRUST_FOLDER = "records/trust"
BEN = ("ben-marsh", "service-manager")
CORA = ("cora-finch", "service-manager")
DIRECTOR = ("cora-finch", "managing-director")
SCHEMAS = Path(__file__).parents[1] / "schemas"
HIGHEST = "99999.99999"
REVOKED = f"""\
revoked:
  - key: {fingerprint("ben-marsh")}
    since: 2026-02-01
    reason: compromise
    recorded: 2026-02-02"""
DAY = "2026-03-01T10:00:00Z"
LATER = "2026-04-01T10:00:00Z"
LATEST = "2026-05-01T10:00:00Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def look(root: Path, today: date = TODAY) -> tuple[ManagementSystem, set[str]]:
    """Return the system under control, and the codes of all errors."""
    checked = answer(root, Question(today, now=NOW))
    found = {each.code for each in checked.report.findings if each.severity is Severity.ERROR}
    return checked.system, found


def errors(root: Path) -> set[str]:
    return look(root)[1]


def standing(root: Path, subject: str = "PRC-001", today: date = TODAY) -> Standing:
    system, _ = look(root, today)
    return next(each.standing for each in system.documents if each.id == subject)


def in_force(root: Path, subject: str = "PRC-001") -> str:
    """Return the version that readers get as one in force; empty where none is."""
    system, _ = look(root)
    used = next(each for each in system.in_use if each.id == subject)
    return used.version if used.standing.status is Status.IN_FORCE else ""


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (root / path).write_text(text, encoding="utf-8", newline="")


def revise(root: Path, old: str, new: str) -> None:
    edit(root, PROCEDURE, (f'version: "{old}"', f'version: "{new}"'))


def serial(root: Path, old: int, new: int, *changes: tuple[str, str, str]) -> None:
    """Raise the serial of the trust files and make *changes*: file, old text, new text."""
    edit(root, f"{TRUST_FOLDER}/policy.yml", (f"serial: {old}", f"serial: {new}"))
    for name, before, after in changes:
        edit(root, f"{TRUST_FOLDER}/{name}", (before, after))


def trust_files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / TRUST_FOLDER).iterdir()}


def put(root: Path, files: dict[str, bytes]) -> None:
    """Make *files* the working trust files."""
    for name, content in files.items():
        (root / TRUST_FOLDER / name).write_bytes(content)


def admit(root: Path, person: str, *roles: str) -> None:
    """Write *person* with a key and *roles* into the working trust files."""
    held = ", ".join(f"{{role: {role}, from: 2024-01-01}}" for role in roles)
    entry = f"  - id: {person}\n    name: {person}\n    emails: [{person}@x.example]\n"
    entry += f"    roles: [{held}]\n"
    for name, text in (
        ("people.yml", entry),
        ("allowed_signers", signer_line(person, ed25519(person))),
    ):
        path = root / TRUST_FOLDER / name
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


# Records of others, twice, renamed, moved


def test_nobody_takes_back_what_another_one_signed(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    retract(root, made, LATER, person="cora-finch", role="service-manager")
    assert errors(root) == {"SMS229"}
    assert in_force(root) == "1.0"


@pytest.mark.parametrize("words", [{"signed": False}, {"key": "cora-finch"}, {"key": "mallory"}])
def test_nobody_takes_back_a_signed_record_in_the_name_of_its_signer(
    root: Path, words: dict[str, Any]
) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    retract(root, made, LATER, **words)
    assert len(errors(root)) == 1
    assert in_force(root) == "1.0"


def test_a_retraction_is_not_older_than_what_it_takes_back(root: Path) -> None:
    """Else a version that was in force for weeks would seem never to have been."""
    made = approve(root, "PRC-001", *BEN, LATER)
    retract(root, made, DAY)
    assert errors(root) == {"SMS229"}
    assert in_force(root) == "1.0"


def test_a_copy_of_a_record_under_another_name_is_taken_back_with_it(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    retract(root, made, LATER)
    for ending in ("", ".sig"):
        copy = made.with_name("20260301T100001Z-ben-marsh-approve.json" + ending)
        shutil.copy(made.with_name(made.name + ending), copy)
    assert "SMS206" in errors(root)
    assert in_force(root) == ""


def test_a_copied_record_counts_once(root: Path) -> None:
    policy = f"{TRUST_FOLDER}/policy.yml"
    shutil.rmtree(root / "records/approvals/TRUST")
    edit(root, policy, ("service-manager, count: 1", "service-manager, count: 2"))
    approve_trust(root)
    made = approve(root, "PRC-001", *BEN, DAY)
    for ending in ("", ".sig"):
        copy = made.with_name("20260301T100001Z-ben-marsh-approve.json" + ending)
        shutil.copy(made.with_name(made.name + ending), copy)
    assert in_force(root) == ""
    assert "SMS206" in errors(root)


@pytest.mark.parametrize("target", ["PRC-001/1.1", "PRC-002/1.0", "POL-001/1.0", "TRUST/2"])
def test_a_record_counts_nowhere_but_where_it_was_made(root: Path, target: str) -> None:
    """A record is copied with its text and signature to another version or subject."""
    made = approve(root, "PRC-001", *BEN, DAY)
    there = root / "records/approvals" / target
    shutil.copytree(made.parent, there)
    subject = target.partition("/")[0]
    (there / "PRC-001.md").rename(there / f"{subject}.{'txt' if subject == TRUST else 'md'}")
    assert "SMS210" in errors(root)
    system, _ = look(root)
    versions = {
        name: [each.version for each in found.revisions]
        for name, found in system.histories.items()
        if found.revisions
    }
    assert versions == {"PRC-001": ["1.0"], TRUST: ["1"]}


def test_a_document_that_takes_another_id_loses_its_approvals(root: Path) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    edit(root, PROCEDURE, ("id: PRC-001", "id: PRC-002"))
    (root / PROCEDURE).rename(root / "procedures/PRC-002-incident-management.md")
    assert "SMS230" in errors(root)
    assert standing(root, "PRC-002").status is Status.DRAFT
    shutil.copytree(made.parents[1], root / "records/approvals/PRC-002")
    there = root / "records/approvals/PRC-002/1.0"
    (there / "PRC-001.md").rename(there / "PRC-002.md")
    assert {"SMS210", "SMS230"} <= errors(root)
    assert standing(root, "PRC-002").status is Status.DRAFT


def test_a_text_that_calls_itself_otherwise_is_not_approved_where_it_lies(root: Path) -> None:
    """The statement says PRC-001 1.0, and the text below it that it is version 9.0."""
    text = (root / PROCEDURE).read_text(encoding="utf-8").replace('"1.0"', '"9.0"')
    approve(root, "PRC-001", *BEN, DAY, version="1.0", text=text)
    assert "SMS210" in errors(root)
    assert in_force(root) == ""


def test_a_signer_bears_the_name_that_the_trust_files_give(root: Path) -> None:
    """The site says who signed, by name: it would show the director for a manager's key."""
    name = {"id": "ben-marsh", "name": "Cora Finch", "role": "service-manager"}
    approve(root, "PRC-001", *BEN, DAY, signer=name)
    assert errors(root) == {"SMS214"}
    assert in_force(root) == ""


def test_a_signer_who_changed_the_name_bears_either(root: Path) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    serial(root, 1, 2, ("people.yml", "name: Ben Marsh", "name: Ben Marsh-Hill"))
    approve_trust(root, at=LATER)
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", *BEN, LATEST)
    assert errors(root) == set()
    assert in_force(root) == "1.1"


# One person as two, and letters that look alike


def test_one_key_does_not_sign_for_two_persons(root: Path) -> None:
    signers = root / TRUST_FOLDER / "allowed_signers"
    line = signer_line("cora-finch", ed25519("ben-marsh"))
    signers.write_text(signers.read_text(encoding="utf-8") + line, encoding="utf-8")
    serial(root, 1, 2)
    approve_trust(root, at=DAY)
    approve(root, "PRC-001", *CORA, LATER, key="ben-marsh")
    assert {"SMS232", "SMS222"} <= errors(root)
    assert in_force(root) == ""


def test_one_address_does_not_belong_to_two_persons(root: Path) -> None:
    """Whoever commits under it would be the other one when it comes to approving."""
    admit(root, "ben-twin", "service-manager")
    edit(
        root,
        f"{TRUST_FOLDER}/people.yml",
        ("ben-twin@x.example", "ben.marsh@tarnvalley.example"),
    )
    assert "SMS231" in errors(root)
    assert errors(root) != {"SMS231"}


@pytest.mark.parametrize("place", ["id", "role", "file"])
def test_letters_of_another_script_do_not_pass_for_a_person_or_role(root: Path, place: str) -> None:
    """U+0435 looks like the letter e."""
    signer = {"id": "ben-marsh", "name": "Ben Marsh", "role": "service-manager"}
    if place != "file":
        signer[place] = signer[place].replace("e", "\u0435")
        approve(root, "PRC-001", *BEN, DAY, signer=signer)
        assert "SMS207" in errors(root)
    else:
        name = "20260301T100000Z-b\u0435n-marsh-approve.json"
        approve(root, "PRC-001", *BEN, DAY, file_name=name)
        assert errors(root) == {"SMS206"}
    assert (in_force(root) == "") is (place != "file")


def test_a_person_of_another_script_in_the_trust_files_leaves_the_approved_ones_in_effect(
    root: Path,
) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    edit(root, f"{TRUST_FOLDER}/people.yml", ("id: cora-finch", "id: cora-\u0444inch"))
    edit(root, f"{TRUST_FOLDER}/allowed_signers", ("cora-finch ", "cora-\u0444inch "))
    serial(root, 1, 2)
    approve_trust(root, at=LATER)
    assert errors(root)
    assert in_force(root) == "1.0"


@pytest.mark.parametrize(
    "name",
    ["prc-001", "PRC-001x", "PRC-1", "\u0420RC-001", "PRC-\u0660\u0660\u0661", "Trust", "trust"],
)
def test_a_folder_with_a_name_like_an_id_holds_no_approvals(root: Path, name: str) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    made.parents[1].rename(made.parents[2] / name)
    assert "SMS206" in errors(root)
    assert in_force(root) == ""


@pytest.mark.parametrize(
    "name", ["1.00", "01.0", "1", "1.0.0", "v1.0", "1.0-rc", "\u0661.0", "-1.0", "1.0000000"]
)
def test_a_folder_with_a_name_like_a_version_holds_no_approvals(root: Path, name: str) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    made.parent.rename(made.parents[1] / name)
    assert errors(root) & {"SMS206", "SMS012"}
    assert in_force(root) == ""


@pytest.mark.parametrize("name", ["01", "0", "1.0", "\u0661", "1000000", "-1", "+1", "1e0"])
def test_a_folder_with_a_name_like_a_serial_holds_no_approvals_of_trust(
    root: Path, name: str
) -> None:
    """Else the same serial could be approved twice."""
    (root / "records/approvals/TRUST/1").rename(root / "records/approvals/TRUST" / name)
    approve(root, "PRC-001", *BEN, DAY)
    found = errors(root)
    assert found & {"SMS206", "SMS012"}
    assert "SMS231" in found


def test_the_highest_version_there_is_can_be_approved(root: Path) -> None:
    revise(root, "1.0", HIGHEST)
    approve(root, "PRC-001", *BEN, DAY)
    assert errors(root) == set()
    assert in_force(root) == HIGHEST


# Dates


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2000-01-01T00:00:00Z", "SMS215"),
        ("1999-12-31T23:59:59Z", "SMS207"),
        ("2026-11-20T12:10:01Z", "SMS213"),
        ("2999-12-31T23:59:59Z", "SMS213"),
        ("2026-02-30T10:00:00Z", "SMS207"),
        ("2026-11-01T24:00:00Z", "SMS207"),
        ("2026-11-01T23:59:60Z", "SMS207"),
        ("2026-11-01T10:00:00+00:00", "SMS207"),
        ("20261101T100000Z", "SMS207"),
    ],
)
def test_a_day_that_cannot_be_right_puts_nothing_in_force(root: Path, at: str, code: str) -> None:
    approve(root, "PRC-001", *BEN, DAY, signedAt=at)
    assert code in errors(root)
    assert in_force(root) == ""


def test_as_far_ahead_as_the_policy_lets_clocks_differ_it_counts(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2026-11-20T12:10:00Z")
    assert errors(root) == set()
    assert in_force(root) == "1.0"


@pytest.mark.parametrize("day", ["9999-12-31", "2026-11-21"])
def test_a_record_can_delay_a_text_and_never_bring_it_forward(root: Path, day: str) -> None:
    approve(root, "PRC-001", *BEN, DAY, effectiveFrom=day)
    found = standing(root)
    assert (found.status, found.applies_from) == (Status.APPROVED, date.fromisoformat(day))
    edit(root, PROCEDURE, ("clauses:", "effective_from: 2026-12-24\nclauses:"))
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", *BEN, LATER, effectiveFrom="2026-01-01")
    assert standing(root).applies_from == date(2026, 12, 24)


@pytest.mark.parametrize("meaning", ["confirm", "withdraw"])
def test_what_is_dated_before_the_approval_says_nothing_about_it(root: Path, meaning: str) -> None:
    approve(root, "PRC-001", *BEN, LATER)
    before = standing(root)
    approve(root, "PRC-001", *BEN, DAY, meaning=meaning, comment="Read against the tickets.")
    assert standing(root) == before
    assert in_force(root) == "1.0"


def test_a_confirmation_of_an_older_version_does_not_renew_the_newest(root: Path) -> None:
    approve(root, "PRC-001", *BEN, "2025-03-01T10:00:00Z")
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", *BEN, "2025-04-01T10:00:00Z")
    words = {"meaning": "confirm", "comment": "Read against the tickets."}
    approve(root, "PRC-001", *BEN, LATEST, version="1.0", **words)
    assert standing(root).review is Review.OVERDUE
    assert "SMS301" in errors(root)


# A part of what is needed


def needs_two(root: Path) -> None:
    """Let it take two persons to approve, to confirm and to withdraw a procedure."""
    shutil.rmtree(root / "records/approvals/TRUST")
    edit(
        root,
        f"{TRUST_FOLDER}/policy.yml",
        (
            "approvals: [{role: service-manager, count: 1}]}",
            "approvals: [{role: service-manager, count: 2}]}",
        ),
    )
    approve_trust(root)
    for person, at in ((BEN, DAY), (CORA, DAY)):
        approve(root, "PRC-001", *person, at)


@pytest.mark.parametrize("meaning", ["confirm", "withdraw"])
def test_one_of_two_neither_withdraws_nor_confirms(root: Path, meaning: str) -> None:
    needs_two(root)
    before = standing(root)
    assert before.status is Status.IN_FORCE
    words = {"meaning": meaning, "comment": "Nobody needs it."}
    approve(root, "PRC-001", *BEN, LATER, **words)
    approve(root, "PRC-001", *BEN, LATEST, **words)
    assert standing(root) == before
    approve(root, "PRC-001", *CORA, LATEST, **words)
    assert standing(root) != before


def test_a_withdrawal_of_an_older_version_withdraws_nothing(root: Path) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", *BEN, LATER)
    words = {"meaning": "withdraw", "comment": "Old.", "version": "1.0"}
    approve(root, "PRC-001", *CORA, LATEST, **words)
    assert in_force(root) == "1.1"


@pytest.mark.parametrize("meaning", ["author", "review", "confirm"])
def test_no_other_meaning_puts_a_text_in_force(root: Path, meaning: str) -> None:
    for person in (BEN, CORA):
        approve(root, "PRC-001", *person, DAY, meaning=meaning, comment="Read it.")
    assert in_force(root) == ""
    assert standing(root).status is Status.DRAFT


def test_a_word_of_the_author_does_not_become_an_approval_by_its_file_name(root: Path) -> None:
    name = "20260301T100000Z-ben-marsh-approve.json"
    approve(root, "PRC-001", *BEN, DAY, meaning="author", file_name=name)
    assert errors(root) == {"SMS206"}
    assert in_force(root) == ""


@pytest.mark.parametrize("meaning", ["author", "review"])
def test_nobody_makes_an_author_of_another_one(root: Path, meaning: str) -> None:
    """It takes no signature to say who wrote a text, and would take an approval away."""
    approve(root, "PRC-001", *BEN, DAY)
    words = {"meaning": meaning, "signed": False, "authors": ["ben-marsh", "cora-finch"]}
    approve(root, "PRC-001", *CORA, LATER, **words)
    assert in_force(root) == "1.0"


def test_whoever_says_to_have_written_a_text_does_not_approve_it(root: Path) -> None:
    approve(root, "PRC-001", *BEN, DAY, meaning="author", signed=False)
    approve(root, "PRC-001", *BEN, LATER)
    assert errors(root) == {"SMS217"}
    assert in_force(root) == ""


def test_an_author_whom_an_approver_knew_of_stays_one(root: Path) -> None:
    """The commits said so then; in an archive only the record does."""
    approve(root, "PRC-001", *CORA, DAY, authors=["ada-ironwood", "ben-marsh"])
    approve(root, "PRC-001", *BEN, LATER)
    assert errors(root) == {"SMS217"}
    assert standing(root).approvers == ("cora-finch",)


def test_a_wrong_signature_is_wrong_also_where_none_is_needed(root: Path) -> None:
    """A service takes a record alone; nothing that fails is taken for one."""
    approve(root, "SVC-001", *BEN, DAY, key="mallory")
    assert errors(root) == {"SMS221"}
    assert in_force(root, "SVC-001") == ""


# Files beside the text


def show(root: Path, content: bytes) -> Path:
    """Let the procedure show a picture."""
    path = root / "procedures/img/flow.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if "flow.png" not in (root / PROCEDURE).read_text(encoding="utf-8"):
        edit(root, PROCEDURE, ("The ticket.", "![The flow](img/flow.png)"))
    return path


@pytest.mark.parametrize("meaning", ["author", "review"])
def test_a_picture_that_the_approver_did_not_sign_is_not_approved(root: Path, meaning: str) -> None:
    """A record that anybody may make names it, so that it does not lie there for nothing."""
    show(root, b"\x89PNG forged")
    made = approve(root, "PRC-001", *BEN, DAY, files={})
    (made.parent / "img").mkdir()
    shutil.copy(root / "procedures/img/flow.png", made.parent / "img/flow.png")
    words = {"meaning": meaning, "signed": False}
    approve(root, "PRC-001", "ada-ironwood", "service-manager", LATER, **words)
    assert errors(root)
    assert in_force(root) == ""


def test_a_picture_that_nobody_signed_is_told(root: Path) -> None:
    show(root, b"\x89PNG")
    made = approve(root, "PRC-001", *BEN, DAY, files={})
    (made.parent / "img").mkdir()
    shutil.copy(root / "procedures/img/flow.png", made.parent / "img/flow.png")
    assert {"SMS206", "SMS203"} <= errors(root)


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "../../PRC-001.md", "/etc/passwd"])
def test_a_record_cannot_name_files_elsewhere(root: Path, name: str) -> None:
    approve(root, "PRC-001", *BEN, DAY, files={name: b"x"} if name[0] == "." else {}, path=name)
    assert errors(root)
    if name[0] == "/":
        assert errors(root) == {"SMS207"}
        assert in_force(root) == ""


@pytest.mark.parametrize("what", ["text", "statement", "signature", "version", "subject"])
def test_a_link_in_the_place_of_evidence_is_not_followed(
    root: Path, tmp_path: Path, what: str
) -> None:
    made = approve(root, "PRC-001", *BEN, DAY)
    path = {
        "text": made.parent / "PRC-001.md",
        "statement": made,
        "signature": made.with_name(made.name + ".sig"),
        "version": made.parent,
        "subject": made.parents[1],
    }[what]
    aim = tmp_path / "outside"
    path.rename(aim)
    path.symlink_to(aim, target_is_directory=aim.is_dir())
    assert "SMS005" in errors(root)
    assert in_force(root) == ""


def test_a_record_about_what_needs_none_changes_nothing(root: Path) -> None:
    """A risk is no document; an approval puts nothing of it in force."""
    before = look(root)[0]
    approve(root, "RSK-001", *BEN, DAY)
    after = look(root)[0]
    assert errors(root) == set()
    assert (after.in_use, after.documents, after.records) == (
        before.in_use,
        before.documents,
        before.records,
    )


def test_a_record_about_what_there_is_not_makes_no_document(root: Path) -> None:
    text = (root / PROCEDURE).read_text(encoding="utf-8").replace("PRC-001", "ZZZ-001")
    (root / "procedures/ZZZ-001.md").write_text(text, encoding="utf-8")
    approve(root, "ZZZ-001", *BEN, DAY)
    (root / "procedures/ZZZ-001.md").unlink()
    system, found = look(root)
    assert "SMS230" in found
    assert {each.id for each in system.in_use} == {"PRC-001", "POL-001", "SVC-001"}


def test_a_policy_for_a_type_named_like_trust_does_not_reach_the_trust_files(root: Path) -> None:
    shutil.rmtree(root / "records/approvals/TRUST")
    lax = "  TRUST:\n    approve: {level: recorded, approvals: [{role: service-manager}]}\n"
    edit(root, f"{TRUST_FOLDER}/policy.yml", ("types:\n", "types:\n" + lax))
    approve_trust(root, "ben-marsh", role="service-manager", signed=False)
    system, found = look(root)
    assert "SMS231" in found or system.trust is None
    assert not system.histories[TRUST].revisions


@pytest.mark.parametrize("key", ["sms_id", "demonstration"])
def test_settings_that_change_what_counts_leave_no_green_check(root: Path, key: str) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    if key == "sms_id":
        edit(root, "pyproject.toml", ("6f1c1f2e", "7f1c1f2e"))
        assert "SMS209" in errors(root)
        assert in_force(root) == ""
    else:
        edit(root, "pyproject.toml", ("organisation", "demonstration = true\norganisation"))
        report = answer(root, Question(TODAY, now=NOW)).report
        assert report.demonstration
        assert any("a demonstration" in each for each in report.not_checked)


def test_a_waiver_puts_nothing_in_force(root: Path) -> None:
    approve(root, "PRC-001", "ben-marsh", "service-manager", DAY, key="mallory")
    settings = root / "pyproject.toml"
    waiver = (
        '[[tool.sms-docs.waivers]]\nrule = "key-unlisted"\ndocument = "PRC-001"\n'
        'reason = "He is on leave."\nwho = "ben-marsh"\nuntil = 2026-12-31\n'
    )
    settings.write_text(settings.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    assert errors(root) == set()
    assert in_force(root) == ""


# What was approved before


def test_a_version_does_not_follow_itself(root: Path) -> None:
    """Else it would pass over every version that was approved meanwhile."""
    approve(root, "PRC-001", *BEN, DAY)
    revise(root, "1.0", "2.0")
    digest = sha256((root / PROCEDURE).read_bytes())
    approve(root, "PRC-001", *CORA, LATER, previous={"version": "2.0", "sha256": digest})
    assert errors(root) == {"SMS228"}
    assert in_force(root) == "1.0"


def test_a_version_does_not_follow_a_higher_one(root: Path) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    revise(root, "1.0", "3.0")
    approve(root, "PRC-001", "ada-ironwood", "service-manager", LATER)
    digest = sha256((root / PROCEDURE).read_bytes())
    revise(root, "3.0", "2.0")
    approve(root, "PRC-001", *CORA, LATER, previous={"version": "3.0", "sha256": digest})
    assert {"SMS228", "SMS217"} <= errors(root)
    assert in_force(root) == "1.0"


def test_a_version_that_is_slipped_in_below_is_told(root: Path) -> None:
    """A minor version takes fewer approvals; it must not push out the major one in silence."""
    approve(root, "PRC-001", *BEN, DAY)
    revise(root, "1.0", "2.0")
    approve(root, "PRC-001", *CORA, LATEST)
    text = (root / PROCEDURE).read_text(encoding="utf-8").replace('"2.0"', '"1.1"')
    approve(root, "PRC-001", *BEN, LATER, version="1.1", text=text)
    assert "SMS228" in errors(root)


# The trust files


def test_a_serial_is_not_approved_before_the_one_below(root: Path) -> None:
    """Whoever kept the roles once and left would give himself a serial of that time."""
    serial(root, 1, 2)
    approve_trust(root, at="2024-01-01T08:00:00Z")
    system, found = look(root)
    assert {"SMS228", "SMS231"} <= found
    assert [each.version for each in system.histories[TRUST].revisions] == ["1"]


def test_two_serials_that_follow_the_same_one_are_told(root: Path) -> None:
    """The second was read by its signers beside serial 1; it would undo what 2 revoked."""
    signers = (root / TRUST_FOLDER / "allowed_signers").read_text(encoding="utf-8")
    first = {"version": "1", "sha256": sha256(manifest(root).encode())}
    serial(root, 1, 2, ("revoked.yml", "revoked: []", REVOKED))
    approve_trust(root, at=DAY)
    approve(root, "PRC-001", *BEN, DAY)
    assert "SMS223" in errors(root)
    (root / TRUST_FOLDER / "revoked.yml").write_text("revoked: []\n", encoding="utf-8")
    serial(root, 2, 3)
    approve_trust(root, at=LATER, previous=first)
    assert (root / TRUST_FOLDER / "allowed_signers").read_text(encoding="utf-8") == signers
    assert {"SMS228", "SMS223", "SMS231"} <= errors(root)
    assert in_force(root) == ""


def test_a_serial_that_is_slipped_in_is_told(root: Path) -> None:
    serial(root, 1, 3)
    approve_trust(root, at=LATEST)
    approved = trust_files(root)
    lax = ("separate_from_authors: true", "separate_from_authors: false")
    serial(root, 3, 2, ("policy.yml", *lax))
    approve_trust(root, at=LATER)
    put(root, approved)
    assert "SMS228" in errors(root)


@pytest.mark.parametrize("how", ["retracted", "record", "signature", "text", "file"])
def test_where_the_first_serial_fails_no_later_one_approves_itself(root: Path, how: str) -> None:
    """Two keepers are needed; one of them alone breaks serial 1 and makes a serial 2."""
    shutil.rmtree(root / "records/approvals/TRUST")
    admit(root, "finn-olsen", "trust-admin")
    edit(
        root,
        f"{TRUST_FOLDER}/policy.yml",
        ("{role: trust-admin, count: 1}", "{role: trust-admin, count: 2}"),
    )
    first, _ = approve_trust(root, "dana-holt", "finn-olsen")
    approve(root, "PRC-001", *BEN, DAY)
    assert (errors(root), in_force(root)) == (set(), "1.0")
    folder = first.parent
    if how == "retracted":
        retract(root, first, LATER)
    elif how in {"text", "file"}:
        path = folder / {"text": "TRUST.txt", "file": "people.yml"}[how]
        path.write_bytes(path.read_bytes() + b"\n")
    else:
        first.with_name(first.name + (".sig" if how == "signature" else "")).unlink()
    admit(root, "mallory", "service-manager")
    serial(root, 1, 2, ("policy.yml", "trust-admin, count: 2", "trust-admin, count: 1"))
    approve_trust(root, at=LATEST)
    system, found = look(root)
    assert "2" not in [each.version for each in system.histories[TRUST].revisions]
    assert found
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", "mallory", "service-manager", LATEST)
    assert in_force(root) != "1.1"


@pytest.mark.parametrize("how", ["record", "signature", "text", "file"])
def test_trust_files_whose_approval_is_broken_count_for_nothing(root: Path, how: str) -> None:
    """Else one byte less in the evidence would put the unapproved files in their place."""
    approve(root, "PRC-001", *BEN, DAY)
    (first,) = records(root, TRUST)
    if how == "record":
        first.write_bytes(first.read_bytes().replace(b"dana", b"cora"))
    elif how == "signature":
        first.with_name(first.name + ".sig").unlink()
    else:
        path = first.parent / {"text": "TRUST.txt", "file": "people.yml"}[how]
        path.write_bytes(path.read_bytes() + b"\n")
    assert "SMS231" in errors(root)
    assert in_force(root) == ""


def test_stored_trust_files_cannot_change_places(root: Path) -> None:
    approve(root, "PRC-001", *BEN, DAY)
    admit(root, "mallory", "service-manager")
    serial(root, 1, 2)
    approve_trust(root, "mallory", role="trust-admin", at=LATER)
    stored = root / "records/approvals/TRUST"
    for name in ("people.yml", "allowed_signers"):
        (stored / "2" / name).rename(stored / "kept")
        (stored / "1" / name).rename(stored / "2" / name)
        (stored / "kept").rename(stored / "1" / name)
    revise(root, "1.0", "1.1")
    approve(root, "PRC-001", "mallory", "service-manager", LATEST)
    assert {"SMS212", "SMS231"} <= errors(root)
    assert in_force(root) != "1.1"
    for one, other in (("1", "3"), ("2", "1"), ("3", "2")):
        (stored / one).rename(stored / other)
    assert in_force(root) != "1.1"
    assert "SMS210" in errors(root)


def test_a_schema_cannot_bring_back_older_trust_files(root: Path) -> None:
    """Serial 2 revokes a key; a schema of the project makes its files unreadable."""
    older = trust_files(root)
    serial(root, 1, 2, ("revoked.yml", "revoked: []", REVOKED))
    approve_trust(root, at=DAY)
    approve(root, "PRC-001", *BEN, DAY)
    assert in_force(root) == ""
    shipped = json.loads((SCHEMAS / "revoked.schema.json").read_text(encoding="utf-8"))
    shipped["properties"]["revoked"]["maxItems"] = 0
    (root / "schemas").mkdir()
    (root / "schemas/revoked.schema.json").write_text(json.dumps(shipped), encoding="utf-8")
    put(root, older)
    system, found = look(root)
    assert found == {"SMS231"}
    (told,) = system.faults["trust-unapproved"]
    assert told.message.startswith("serial 2 was approved, but what is stored with it cannot be")


def test_a_key_listed_in_a_comment_or_twice_signs_nothing(root: Path) -> None:
    hidden = f"# note\u2028mallory {signer_line('ben-marsh', ed25519('mallory'))}"
    signers = root / TRUST_FOLDER / "allowed_signers"
    signers.write_text(signers.read_text(encoding="utf-8") + hidden, encoding="utf-8")
    serial(root, 1, 2)
    approve_trust(root, at=DAY)
    approve(root, "PRC-001", *BEN, LATER, key="mallory")
    assert re.search("mallory", signers.read_text(encoding="utf-8"))
    assert public_key("mallory") in signers.read_text(encoding="utf-8")
    assert errors(root)
    assert in_force(root) == ""
