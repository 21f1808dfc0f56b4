"""Where a document stands on a day, from approval records on the disk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from approving import approve, approve_trust, lay, retract

from sms_docs.load.project import load
from sms_docs.model import Document, ManagementSystem, Review, Standing, Status
from sms_docs.settle import settle

ID = "PRC-001"
FILE = "procedures/PRC-001-incident-management.md"
NOW = datetime(2027, 6, 1, tzinfo=UTC)
BEN = ("ben-marsh", "service-manager")
CORA = ("cora-finch", "service-manager")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path / "sms")


def system(root: Path, day: str) -> ManagementSystem:
    return settle(load(root), date.fromisoformat(day), NOW).system


def standing(root: Path, day: str) -> Standing:
    return next(each for each in system(root, day).documents if each.id == ID).standing


def used(root: Path, day: str) -> Document:
    return next(each for each in system(root, day).in_use if each.id == ID)


def edit(root: Path, old: str, new: str) -> None:
    path = root / FILE
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def faults(root: Path, day: str) -> dict[str, list[str]]:
    found = system(root, day).faults
    return {rule: [defect.message for defect in defects] for rule, defects in found.items()}


def test_a_document_without_approval_is_a_draft(root: Path) -> None:
    assert standing(root, "2026-11-20") == Standing()


def test_an_approved_document_is_in_force_from_the_day_of_approval(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    assert standing(root, "2026-02-28").status is Status.DRAFT
    found = standing(root, "2026-03-01")
    assert (found.status, found.level, found.approvers) == (
        Status.IN_FORCE,
        "signed",
        ("ben-marsh",),
    )
    assert found.in_force_since == found.approved_on == date(2026, 3, 1)


def test_an_approved_version_may_come_into_force_later(root: Path) -> None:
    edit(root, "clauses:", "effective_from: 2026-04-01\nclauses:")
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    before = standing(root, "2026-03-31")
    assert (before.status, before.applies_from) == (Status.APPROVED, date(2026, 4, 1))
    after = standing(root, "2026-04-01")
    assert (after.status, after.applies_from) == (Status.IN_FORCE, None)
    assert after.in_force_since == date(2026, 4, 1)


def test_the_review_falls_due_an_interval_after_approval_and_the_day_itself_is_in_time(
    root: Path,
) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    days = ["2027-01-29", "2027-01-30", "2027-03-01", "2027-03-02"]
    assert [standing(root, day).review for day in days] == [
        Review.CURRENT,
        Review.DUE,
        Review.DUE,
        Review.OVERDUE,
    ]
    assert standing(root, "2027-03-02").next_review == date(2027, 3, 1)


def test_a_confirmation_moves_the_review_and_nothing_else(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    approve(
        root,
        ID,
        *BEN,
        "2027-02-10T10:00:00Z",
        meaning="confirm",
        comment="Read against the tickets of the winter.",
    )
    found = standing(root, "2027-03-02")
    assert (found.review, found.next_review) == (Review.CURRENT, date(2028, 2, 10))
    assert found.in_force_since == found.approved_on == date(2026, 3, 1)
    # On a day before it was made it does not exist yet.
    assert standing(root, "2027-02-09").next_review == date(2027, 3, 1)


def test_a_confirmation_that_says_nothing_moves_nothing(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    approve(root, ID, *BEN, "2027-02-10T10:00:00Z", meaning="confirm", comment=" … ")
    assert standing(root, "2027-03-02").review is Review.OVERDUE
    assert "confirmation-empty" in faults(root, "2027-03-02")


def test_an_edit_under_way_never_lowers_what_is_in_force(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    approved = used(root, "2026-03-01").text
    edit(root, 'version: "1.0"', 'version: "1.1"')
    edit(root, "To restore service.", "To restore service at once.")
    found = standing(root, "2026-11-20")
    assert (found.status, found.pending) == (Status.IN_FORCE, "1.1")
    assert used(root, "2026-11-20").text == approved
    assert used(root, "2026-11-20").version == "1.0"
    assert used(root, "2026-11-20").path == FILE


def test_a_new_version_that_applies_later_leaves_the_old_one_in_force(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    edit(root, 'version: "1.0"', 'version: "1.1"')
    edit(root, "clauses:", "effective_from: 2026-06-01\nclauses:")
    approve(root, ID, *BEN, "2026-05-01T10:00:00Z")
    may = standing(root, "2026-05-15")
    assert (may.status, may.pending, may.applies_from) == (
        Status.IN_FORCE,
        "1.1",
        date(2026, 6, 1),
    )
    assert [used(root, day).version for day in ("2026-05-15", "2026-06-01")] == ["1.0", "1.1"]
    assert standing(root, "2026-06-01").pending is None


def test_any_day_can_be_asked_which_version_was_in_force_then(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    edit(root, 'version: "1.0"', 'version: "2.0"')
    edit(root, "To restore service.", "To restore service fast.")
    approve(root, ID, *CORA, "2026-07-01T10:00:00Z")
    assert [used(root, day).version for day in ("2026-06-30", "2026-07-01")] == ["1.0", "2.0"]
    assert standing(root, "2026-06-30").approvers == ("ben-marsh",)
    assert standing(root, "2026-07-01").approvers == ("cora-finch",)


def test_a_withdrawn_document_is_withdrawn_and_one_with_a_successor_superseded(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    words = {"meaning": "withdraw", "comment": "Moved into POL-001."}
    approve(root, ID, *CORA, "2026-08-01T10:00:00Z", **words)
    assert standing(root, "2026-07-31").status is Status.IN_FORCE
    found = standing(root, "2026-08-01")
    assert (found.status, found.review, found.successor) == (Status.WITHDRAWN, Review.NONE, "")


def test_a_document_with_a_successor_is_superseded(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    words = {"meaning": "withdraw", "comment": "Moved.", "successor": "POL-001"}
    approve(root, ID, *CORA, "2026-08-01T10:00:00Z", **words)
    found = standing(root, "2026-08-01")
    assert (found.status, found.successor) == (Status.SUPERSEDED, "POL-001")


def test_a_withdrawn_document_comes_back_by_a_higher_version(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    words = {"meaning": "withdraw", "comment": "Not needed."}
    approve(root, ID, *CORA, "2026-08-01T10:00:00Z", **words)
    edit(root, 'version: "1.0"', 'version: "2.0"')
    approve(root, ID, *BEN, "2026-09-01T10:00:00Z")
    assert standing(root, "2026-09-01").status is Status.IN_FORCE


def test_a_major_version_of_a_policy_takes_two_persons_and_a_minor_one_only_one(
    root: Path,
) -> None:
    def status(day: str) -> Status:
        found = system(root, day).documents
        return next(each for each in found if each.id == "POL-001").standing.status

    approve(root, "POL-001", *BEN, "2026-03-01T10:00:00Z")
    assert status("2026-03-05") is Status.DRAFT
    assert system(root, "2026-03-05").histories["POL-001"].incomplete == {
        "1.0": "1 × managing-director"
    }
    approve(root, "POL-001", "cora-finch", "managing-director", "2026-03-09T10:00:00Z")
    assert status("2026-03-08") is Status.DRAFT
    assert status("2026-03-09") is Status.IN_FORCE
    path = root / "policies/POL-001-service-management-policy.md"
    path.write_text(path.read_text().replace('"1.0"', '"1.1"'))
    approve(root, "POL-001", *BEN, "2026-04-01T10:00:00Z")
    newest = system(root, "2026-04-01").histories["POL-001"].newest
    assert newest is not None
    assert newest.version == "1.1"


def test_what_its_signer_retracts_no_longer_counts_from_then_on(root: Path) -> None:
    record = approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    retract(root, record, "2026-03-05T10:00:00Z")
    assert standing(root, "2026-03-04").status is Status.IN_FORCE
    assert standing(root, "2026-03-05").status is Status.DRAFT
    assert faults(root, "2026-03-05") == {}


def test_two_texts_approved_side_by_side_are_told(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    first = (root / FILE).read_text()
    edit(root, 'version: "1.0"', 'version: "1.1"')
    approve(root, ID, *BEN, "2026-04-01T10:00:00Z")
    sha = system(root, "2026-04-02").histories[ID].revisions[0].stored.sha256
    (root / FILE).write_text(first.replace('"1.0"', '"2.0"'))
    previous = {"version": "1.0", "sha256": sha}
    approve(root, ID, *CORA, "2026-04-02T10:00:00Z", previous=previous)
    [message] = faults(root, "2026-04-02")["approved-side-by-side"]
    assert "version 1.1 is the newest approved below it" in message
    assert used(root, "2026-04-02").version == "1.1"


def test_a_document_whose_file_is_gone_stays_in_use(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    (root / FILE).unlink()
    found = used(root, "2026-03-05")
    assert (found.standing.status, found.path, found.title) == (
        Status.IN_FORCE,
        FILE,
        "Incident management",
    )


def test_a_lost_trust_file_leaves_the_approved_ones_in_effect(root: Path) -> None:
    approve(root, ID, *BEN, "2026-03-01T10:00:00Z")
    (root / "records/trust/allowed_signers").write_text("broken\n")
    assert standing(root, "2026-03-05").status is Status.IN_FORCE


def test_a_key_that_a_change_adds_counts_only_once_the_change_is_approved(root: Path) -> None:
    people = root / "records/trust/people.yml"
    mallory = (
        "  - id: mallory-new\n    name: Mallory New\n    emails: [m@x.example]\n"
        "    roles:\n      - {role: service-manager, from: 2024-01-01}\n"
        "      - {role: trust-admin, from: 2024-01-01}\n"
    )
    people.write_text(people.read_text() + mallory)
    signers = root / "records/trust/allowed_signers"
    from approving import public_key  # noqa: PLC0415 - for this one line

    signers.write_text(
        signers.read_text() + 'mallory-new namespaces="approval@sms-docs",'
        f'valid-after="20240101Z",valid-before="20300101Z" {public_key("mallory-new")}\n'
    )
    policy = root / "records/trust/policy.yml"
    policy.write_text(policy.read_text().replace("serial: 1", "serial: 2"))
    approve(root, ID, "mallory-new", "service-manager", "2026-03-01T10:00:00Z")
    approve_trust(root, "mallory-new", at="2026-03-01T09:00:00Z")
    found = faults(root, "2026-03-05")
    assert standing(root, "2026-03-05").status is Status.DRAFT
    assert len(found["signer-unknown"]) == 2
    assert "serial 1 stays in effect" in found["trust-unapproved"][0]
    approve_trust(root, at="2026-03-02T09:00:00Z")
    assert standing(root, "2026-03-05").status is Status.IN_FORCE
