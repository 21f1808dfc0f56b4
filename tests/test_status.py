"""`sms-docs status`: what waits for whom, from the policy and the records there are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from approving import approve, approve_trust, fingerprint, lay, retract
from click.testing import Result
from commands import invoke, said
from repositories import BEN as BEN_COMMITS
from repositories import Repository
from unjudged import unverifiable

SCHEMA = Path(__file__).parent.parent / "schemas" / "output" / "status.schema.json"
PRC = "procedures/PRC-001-incident-management.md"
POL = "policies/POL-001-service-management-policy.md"
BEN = ("ben-marsh", "service-manager")
CORA = ("cora-finch", "managing-director")
AT = "2024-03-01T10:00:00Z"
Row = dict[str, Any]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path)


def status(root: Path, *more: str, day: str = "2024-06-01") -> Result:
    return invoke("status", "--root", str(root), "--as-of", day, *more)


def waiting(root: Path, *more: str, day: str = "2024-06-01") -> dict[str, Row]:
    """Return what waits, by id; the same id never twice in these tests."""
    data = json.loads(status(root, "--format", "json", *more, day=day).stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(data)
    found = {row["id"]: row for row in data["rows"]}
    assert len(found) == len(data["rows"])
    return found


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_a_draft_waits_for_the_roles_that_the_policy_names_for_its_type(root: Path) -> None:
    found = waiting(root)
    assert found["POL-001"]["roles"] == ["managing-director", "service-manager"]
    assert found["PRC-001"]["roles"] == ["service-manager"]
    assert {row["what"] for row in found.values()} == {"approval"}
    assert found["PRC-001"]["command"] == "sms-docs approve PRC-001"


def test_an_author_is_not_among_those_who_can_approve(root: Path) -> None:
    # ada-ironwood is a service manager too, and wrote it.
    assert waiting(root)["PRC-001"]["persons"] == ["ben-marsh", "cora-finch"]


def test_an_author_can_approve_where_the_policy_does_not_part_the_two(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    policy = "records/trust/policy.yml"
    edit(
        tmp_path,
        policy,
        "default:\n    separate_from_authors: true",
        "default:\n    separate_from_authors: false",
    )
    approve_trust(tmp_path)
    assert "ada-ironwood" in waiting(tmp_path)["PRC-001"]["persons"]


def test_one_of_two_signatures_leaves_the_seat_of_the_other(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT)
    row = waiting(root)["POL-001"]
    assert (row["roles"], row["persons"]) == (["managing-director"], ["cora-finch"])
    assert row["reason"] == "1.0, the first approval; signed by ben-marsh"


def test_who_has_signed_does_not_take_the_second_seat_as_well(root: Path) -> None:
    # cora-finch is a managing director and a service manager.
    approve(root, "POL-001", "cora-finch", "service-manager", AT)
    row = waiting(root)["POL-001"]
    assert (row["roles"], row["persons"]) == (["managing-director"], [])
    assert "nobody" in status(root, "--format", "csv").stdout


def test_a_retracted_signature_is_missing_again(root: Path) -> None:
    record = approve(root, "POL-001", *BEN, AT)
    retract(root, record, "2024-03-02T10:00:00Z")
    assert waiting(root)["POL-001"]["roles"] == ["managing-director", "service-manager"]


def test_a_signature_that_does_not_count_is_missing(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT, key="eve-stone")
    assert waiting(root)["POL-001"]["roles"] == ["managing-director", "service-manager"]


def test_what_is_approved_waits_for_nobody(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    assert set(waiting(root)) == {"POL-001", "SVC-001"}


def test_what_applies_later_is_approved_and_waits_for_nobody(root: Path) -> None:
    edit(root, PRC, "change: First issue.", "change: First issue.\neffective_from: 2024-12-01")
    approve(root, "PRC-001", *BEN, AT)
    assert "PRC-001" not in waiting(root)
    assert "PRC-001" not in waiting(root, day="2024-12-24")


def test_a_newer_text_waits_after_the_approved_one(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    edit(root, PRC, '"1.0"', '"1.1"')
    assert waiting(root)["PRC-001"]["reason"] == "1.1 after 1.0"


def test_a_minor_version_waits_for_fewer_where_the_policy_says_so(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT)
    approve(root, "POL-001", *CORA, AT)
    edit(root, POL, '"1.0"', '"1.1"')
    assert waiting(root)["POL-001"]["roles"] == ["service-manager"]
    edit(root, POL, '"1.1"', '"2.0"')
    assert waiting(root)["POL-001"]["roles"] == ["managing-director", "service-manager"]


def test_a_text_changed_under_its_approved_version_waits_for_its_authors(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    edit(root, PRC, "To restore service.", "To restore service at once.")
    row = waiting(root)["PRC-001"]
    assert (row["what"], row["persons"]) == ("revision", ["ada-ironwood"])
    assert row["command"] == "sms-docs revise PRC-001 --change TEXT"


def test_a_signature_over_another_text_is_no_step_towards_this_one(root: Path) -> None:
    approve(root, "POL-001", *BEN, AT)
    edit(root, POL, "We do what we agreed to do.", "We do what we can.")
    assert waiting(root)["POL-001"]["roles"] == ["managing-director", "service-manager"]


def test_errors_are_told_that_have_to_be_mended_first(root: Path) -> None:
    edit(root, PRC, "owner: incident-manager", "owner: nobody")
    assert waiting(root)["PRC-001"]["reason"].endswith("; 1 error to mend first")


def test_a_review_waits_for_those_who_hold_the_role_of_the_owner(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    assert "PRC-001" not in waiting(root, day="2025-01-29")
    row = waiting(root, day="2025-03-02")["PRC-001"]
    assert (row["what"], row["reason"]) == ("review", "overdue since 2025-03-01")
    assert (row["roles"], row["day"]) == (["incident-manager"], "2025-03-01")
    assert row["persons"] == ["ada-ironwood", "ben-marsh"]


def test_a_confirmation_begun_waits_for_the_others(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    one = "confirm: {level: signed, approvals: [{role: managing-director, count: 1}]}"
    two = one.replace("]}", ", {role: service-manager, count: 1}]}")
    edit(tmp_path, "records/trust/policy.yml", one, two)
    approve_trust(tmp_path)
    approve(tmp_path, "POL-001", *BEN, AT)
    approve(tmp_path, "POL-001", *CORA, AT)
    later = {"meaning": "confirm", "comment": "Read again."}
    approve(tmp_path, "POL-001", *CORA, "2024-05-01T10:00:00Z", **later)
    row = waiting(tmp_path)["POL-001"]
    assert (row["what"], row["roles"]) == ("confirmation", ["service-manager"])
    assert row["reason"] == "of 1.0; signed by cora-finch"
    approve(tmp_path, "POL-001", *BEN, "2024-05-02T10:00:00Z", **later)
    assert "POL-001" not in waiting(tmp_path)


def test_changed_trust_files_wait_for_those_whom_the_old_ones_name(root: Path) -> None:
    people, policy = "records/trust/people.yml", "records/trust/policy.yml"
    edit(
        root,
        people,
        "service-manager, from: 2024-01-01}\n      - {role: incident-manager, from: 2024-01-01}",
        "trust-admin, from: 2024-01-01}",
    )
    edit(root, policy, "serial: 1", "serial: 2")
    row = waiting(root)["TRUST"]
    assert (row["reason"], row["roles"]) == ("serial 2 after 1", ["trust-admin"])
    assert row["persons"] == ["dana-holt"], "ada-ironwood has only given herself the role"
    approve_trust(root, at="2024-05-01T08:00:00Z")
    assert "TRUST" not in waiting(root)


def test_in_a_demonstration_new_trust_files_wait_for_those_whom_they_name_themselves(
    root: Path,
) -> None:
    with (root / "pyproject.toml").open("a") as settings:
        settings.write("demonstration = true\nas_of = 2024-06-01\n")
    edit(root, "records/trust/people.yml", "id: dana-holt", "id: finn-dale")
    edit(root, "records/trust/allowed_signers", "dana-holt ", "finn-dale ")
    edit(root, "records/trust/policy.yml", "serial: 1", "serial: 2")
    assert waiting(root)["TRUST"]["persons"] == ["finn-dale"]


def test_trust_files_changed_under_an_approved_serial_wait_for_a_higher_one(root: Path) -> None:
    edit(root, "records/trust/policy.yml", "max_age_days: 30", "max_age_days: 90")
    row = waiting(root)["TRUST"]
    assert (row["what"], row["persons"]) == ("revision", ["dana-holt"])
    assert "raise it" in row["reason"]


def test_trust_files_never_approved_come_first_of_all_approvals(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    found = waiting(tmp_path)
    assert next(iter(found)) == "TRUST"
    assert found["TRUST"]["reason"] == "serial 1, the first approval"


def test_without_a_readable_policy_it_says_so_and_names_nobody(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    (tmp_path / "records/trust/policy.yml").write_text("serial: none\n")
    row = waiting(tmp_path)["PRC-001"]
    assert row["persons"] == []
    assert "policy.yml is missing or broken" in row["reason"]


def test_a_correction_waits_until_it_is_approved(root: Path) -> None:
    folder = root / "records" / "corrections"
    folder.mkdir()
    (folder / "COR-2024-001-digits.yml").write_text(
        "id: COR-2024-001\nkind: correction\ndate: 2024-04-01\nprocedure: PRC-001\n"
        "title: Digits\nretention: P10Y\nreason: Two digits had been swapped.\nentries: []\n"
    )
    row = waiting(root)["COR-2024-001"]
    assert (row["roles"], row["command"]) == (["service-manager"], "sms-docs approve COR-2024-001")
    approve(root, "COR-2024-001", *BEN, "2024-04-02T10:00:00Z")
    assert "COR-2024-001" not in waiting(root)


def test_as_shows_only_what_that_person_can_do(root: Path) -> None:
    assert set(waiting(root, "--as", "cora-finch")) == {"POL-001", "PRC-001", "SVC-001"}
    assert waiting(root, "--as", "dana-holt") == {}
    approve(root, "POL-001", *CORA, AT)
    assert "POL-001" not in waiting(root, "--mine", "--as", "cora-finch")


def address(root: Path, monkeypatch: pytest.MonkeyPatch, email: str) -> None:
    """Let git know *email* and nothing else."""
    config = root / ".gitconfig"
    config.write_text(f"[user]\n\temail = {email}\n" if email else "")
    monkeypatch.setenv("HOME", str(root))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(root))


def test_mine_goes_by_the_address_that_git_commits_under(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address(root, monkeypatch, "Cora.Finch@tarnvalley.example")
    assert set(waiting(root, "--mine")) == {"POL-001", "PRC-001", "SVC-001"}
    address(root, monkeypatch, "dana.holt@tarnvalley.example")
    assert waiting(root, "--mine") == {}


@pytest.mark.parametrize(
    ("email", "why"),
    [("", "git has no user.email here"), ("eve@else.example", "nobody has your address in git")],
)
def test_mine_asks_who_one_is_where_the_address_does_not_tell(
    root: Path, monkeypatch: pytest.MonkeyPatch, email: str, why: str
) -> None:
    address(root, monkeypatch, email)
    result = status(root, "--mine")
    assert result.exit_code == 2
    assert why in said(result)
    assert "--as PERSON" in said(result)


def test_an_unknown_person_is_told_with_the_one_that_was_meant(root: Path) -> None:
    result = status(root, "--as", "cora-fynch")
    assert result.exit_code == 2
    assert "no person 'cora-fynch'; did you mean 'cora-finch'?" in said(result)
    assert "it lists ada-ironwood, ben-marsh" in said(status(root, "--as", "\x1b[31m"))
    assert "\x1b" not in said(status(root, "--as", "\x1b[31m"))


def test_a_signature_that_cannot_be_judged_ends_with_3(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT, signature=unverifiable())
    assert status(root).exit_code == 3


def test_reviews_come_first_and_the_summary_counts_by_what_has_to_be_done(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    lines = status(root, day="2025-03-02").stdout.rstrip("\n").split("\n")
    assert lines[0] == "What waits for somebody as of 2025-03-02"
    assert lines[4].startswith("PRC-001")
    assert lines[-1] == ("3 rows: 1 review, 2 approval, 0 confirmation, 0 withdrawal, 0 revision")


def test_who_committed_to_a_text_is_not_among_those_who_can_approve(root: Path) -> None:
    approve(root, "PRC-001", *BEN, AT)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit("start")
    repository.revise("1.1", PRC)
    repository.commit("escalate", by=BEN_COMMITS)
    assert waiting(root)["PRC-001"]["persons"] == ["cora-finch"]


def test_who_has_only_a_revoked_key_is_not_among_those_who_can_sign(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    edit(
        tmp_path,
        "records/trust/revoked.yml",
        (tmp_path / "records/trust/revoked.yml").read_text(),
        f'revoked: [{{key: "{fingerprint("ben-marsh")}", since: 2024-02-01,'
        " reason: loss, recorded: 2024-02-01}]\n",
    )
    approve_trust(tmp_path)
    row = waiting(tmp_path)["PRC-001"]
    assert row["persons"] == ["cora-finch"]
    assert row["reason"].endswith("; without a key that counts: ben-marsh")
    assert waiting(tmp_path, day="2024-01-31")["PRC-001"]["persons"] == ["ben-marsh", "cora-finch"]
