"""`sms-docs trust show|check|expiring`: who may approve what, and what is wrong with that."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import signing
from approving import approve, approve_trust, fingerprint, lay, manifest, public_key
from click.testing import Result
from commands import invoke, said
from cryptography.hazmat.primitives.asymmetric import ec

from sms_docs.views.trust_text import KEEP

SCHEMAS = Path(__file__).parent.parent / "schemas" / "output"
SIGNERS, PEOPLE = "records/trust/allowed_signers", "records/trust/people.yml"
POLICY, REVOKED = "records/trust/policy.yml", "records/trust/revoked.yml"
ROLES = "records/trust/roles.yml"
DAY = "2024-06-01"
Json = dict[str, Any]
Change = tuple[str, str, str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS whose trust files, serial 1, are approved by dana-holt."""
    return lay(tmp_path)


def run(root: Path, name: str, *more: str) -> Result:
    return invoke("trust", name, "--root", str(root), *more)


def as_json(root: Path, name: str, *more: str) -> Json:
    data: Json = json.loads(run(root, name, "--format", "json", *more).stdout)
    schema = json.loads((SCHEMAS / f"trust-{name}.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(data)
    return data


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text)
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def revoke(root: Path, person: str, reason: str = "loss", since: str = "2024-03-01") -> None:
    entry = {"key": fingerprint(person), "since": since, "reason": reason, "recorded": since}
    (root / REVOKED).write_text(json.dumps({"revoked": [entry]}) + "\n", encoding="utf-8")


def with_end(person: str, end: str) -> Change:
    line = f'valid-before="{{}}Z" {public_key(person)}'
    return (SIGNERS, line.format("20300101"), line.format(end))


# show


def test_it_shows_serial_day_approver_key_and_the_digest_to_keep(root: Path) -> None:
    lines = run(root, "show").stdout.split("\n")
    digest = hashlib.sha256(manifest(root).encode()).hexdigest()
    key = f"key {fingerprint('dana-holt')}"
    assert lines[:5] == [
        "Trust files in effect: serial 1, since 2024-01-02",
        f"approved by Dana Holt (dana-holt) as trust-admin on 2024-01-02, signed, {key}",
        f"sha256 {digest}",
        KEEP,
        "working files: the same",
    ]
    assert invoke("verify", "--root", str(root), "--trust-digest", digest).exit_code == 0


def test_it_shows_people_with_roles_and_keys(root: Path) -> None:
    text = run(root, "show").stdout
    key = f"key {fingerprint('ben-marsh')} ssh-ed25519 from 2024-01-01 until before 2030-01-01"
    shown = text.partition("  ben-marsh, Ben Marsh\n")[2].partition("\n  cora-finch")[0]
    assert shown.split("\n") == [
        "    service-manager (Service manager) from 2024-01-01",
        "    incident-manager (Incident manager) from 2024-01-01 to 2025-12-31",
        f"    {key}",
    ]


def test_no_address_is_ever_shown(root: Path) -> None:
    for form in ("text", "json"):
        shown = run(root, "show", "--format", form).stdout
        assert "tarnvalley.example" not in shown
        assert "ben.marsh" not in shown


def test_it_says_in_words_what_the_policy_asks_for(root: Path) -> None:
    shown = run(root, "show").stdout.partition("\nPolicy\n")[2]
    both, one = "by a managing-director and by a service-manager", "by a service-manager"
    assert shown.split("\n") == [
        "  every other type",
        "    approve: a record with a signature by a service-manager, who did not write it",
        "    confirm: a record with a signature by a service-manager, who did not write it",
        "    withdraw: a record with a signature by a service-manager",
        "  policy",
        f"    approve major versions: a record with a signature {both}, who did not write it",
        f"    approve minor versions: a record with a signature {one}, who did not write it",
        "    confirm: a record with a signature by a managing-director, who did not write it",
        "    withdraw: a record with a signature by a managing-director",
        "  service",
        "    approve: a record by a service-manager, who did not write it",
        "    confirm: a record by a service-manager, who did not write it",
        "    withdraw: a record by a service-manager",
        "  the trust files",
        "    approve: a record with a signature by a trust-admin",
        "  Where it says nothing of author and review: a record by anybody who holds a role.",
        "  A new approval may be 30 days old when it lands, and 10 minutes ahead of the clock.",
        "",
    ]


def test_two_of_a_role_are_said_to_be_different_persons(root: Path) -> None:
    edit(root, POLICY, "trust-admin, count: 1", "trust-admin, count: 2")
    (root / "records/approvals/TRUST").rename(root / "apart")
    assert "by 2 different persons as trust-admin" in run(root, "show").stdout


def test_json_has_the_same(root: Path) -> None:
    revoke(root, "ben-marsh")
    edit(root, POLICY, "serial: 1", "serial: 2")
    approve_trust(root, at="2024-05-01T10:00:00Z")
    data = as_json(root, "show")
    assert (data["serial"], data["approved_on"], data["level"]) == (2, "2024-05-01", "signed")
    assert data["approvals"][0]["person"] == "dana-holt"
    assert data["working"] == {"state": "same", "serial": 2}
    ben = next(each for each in data["people"] if each["id"] == "ben-marsh")
    assert ben["roles"][1] == {
        "role": "incident-manager",
        "from": "2024-01-01",
        "to": "2025-12-31",
    }
    assert ben["keys"][0]["state"] == "revoked"
    assert ben["keys"][0]["revoked"] == {"since": "2024-03-01", "reason": "loss"}
    stated = {
        (part["type"], clause["meaning"], clause["version"]): clause["stated"]
        for part in data["policy"]
        for clause in part["meanings"]
    }
    assert data["summary"] == {"people": 4, "keys": 4, "valid_keys": 3}
    assert stated["policy", "approve", "minor"]
    assert not stated["service", "confirm", "any"]


@pytest.mark.parametrize(
    ("change", "state", "words"),
    [
        ((POLICY, "serial: 1", "serial: 2"), "pending", "serial 2, not in effect until approved"),
        ((POLICY, "max_age_days: 30", "max_age_days: 9"), "changed", "not those that were"),
        ((POLICY, "serial: 1", "serial: one"), "unreadable", "they cannot be read"),
    ],
)
def test_what_was_approved_is_shown_whatever_lies_there(
    root: Path, change: Change, state: str, words: str
) -> None:
    digest = as_json(root, "show")["digest"]
    edit(root, *change)
    data = as_json(root, "show")
    assert (data["working"]["state"], data["serial"], data["digest"]) == (state, 1, digest)
    assert data["max_age_days"] == 30
    assert words in run(root, "show").stdout


def test_files_never_approved_are_shown_as_such(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    text = run(tmp_path, "show").stdout
    assert text.startswith("Trust files in effect: serial 1, never approved\nHave them approved:")
    assert as_json(tmp_path, "show")["approved_on"] is None


def test_an_approval_that_does_not_count_is_told(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    approve_trust(tmp_path, key="eve-stone")
    text = run(tmp_path, "show").stdout
    assert "serial 1, never approved" in text
    assert "No approval of them counts; `sms-docs log TRUST` says why." in text


def test_a_new_sms_shows_nobody_and_its_policy(tmp_path: Path) -> None:
    assert invoke("init", str(tmp_path / "acme"), "--organisation", "Acme").exit_code == 0
    text = run(tmp_path / "acme", "show").stdout
    assert "People\n  nobody; `sms-docs trust add-key`" in text
    as_json(tmp_path / "acme", "show")


def test_keys_of_people_who_are_not_listed_are_shown_too(root: Path) -> None:
    edit(root, SIGNERS, "dana-holt namespaces", "eve-stone namespaces")
    (root / "records/approvals/TRUST").rename(root / "apart")
    assert "  eve-stone, not listed in people.yml\n" in run(root, "show").stdout
    assert as_json(root, "show")["people"][-1]["name"] is None


def test_nothing_in_the_files_is_obeyed_by_a_terminal(root: Path) -> None:
    edit(root, ROLES, "Keeper of keys and roles", "::error::x ##[x")
    (root / "records/approvals/TRUST").rename(root / "apart")
    assert "##[" not in run(root, "show").stdout


def test_trust_files_that_cannot_be_read_and_never_were_approved_end_with_2(
    tmp_path: Path,
) -> None:
    lay(tmp_path, with_trust=False)
    (tmp_path / PEOPLE).write_text("people: 1\n", encoding="utf-8")
    result = run(tmp_path, "show")
    assert result.exit_code == 2
    assert "`sms-docs trust check` says why" in said(result)


# check


def check(root: Path, day: str = DAY) -> list[Json]:
    found: list[Json] = as_json(root, "check", "--as-of", day)["findings"]
    return found


def own(root: Path, day: str = DAY) -> list[Json]:
    """Return what no rule has found."""
    return [each for each in check(root, day) if each["code"] is None]


def changed(root: Path, *change: Change) -> list[Json]:
    for each in change:
        edit(root, *each)
    return own(root)


def line_of(root: Path, path: str, text: str) -> int:
    lines = (root / path).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_good_files_are_in_order_and_their_digest_is_told(root: Path) -> None:
    result = run(root, "check", "--as-of", DAY)
    assert (result.exit_code, check(root)) == (0, [])
    digest = hashlib.sha256(manifest(root).encode()).hexdigest()
    first, second, third, _ = result.stdout.split("\n")
    assert first == f"working trust files: serial 1, as approved, sha256 {digest}"
    assert second == f"0 errors, 0 warnings as of {DAY}"
    assert third.startswith("not checked: ")


def test_a_finding_is_two_lines_with_place_reason_and_cure(root: Path) -> None:
    asked = "approve: {level: recorded, approvals: ["
    edit(root, POLICY, asked, f"{asked}{{role: trust-admin, count: 2}}, ")
    result = run(root, "check", "--as-of", DAY)
    assert result.exit_code == 1
    lines = result.stdout.split("\n")
    place = f"{POLICY}:{line_of(root, POLICY, 'recorded')}:"
    index = next(index for index, line in enumerate(lines) if line.startswith(place))
    assert "it takes 2 × trust-admin and service-manager to approve service" in lines[index]
    assert "trust-admin by dana-holt" in lines[index]
    assert lines[index + 1].startswith("    fix: Give the role: `sms-docs trust add-key")


@pytest.mark.parametrize(
    ("change", "rule", "path"),
    [
        ((POLICY, "max_age_days: 30", "max_age_days: 9"), "trust-unapproved", POLICY),
        ((SIGNERS, "dana-holt namespaces", "dana-* namespaces"), "signer-line-refused", SIGNERS),
        ((POLICY, "  service:", "  servant:"), "policy-names-unknown", POLICY),
        ((PEOPLE, "  - id: dana-holt", "  - id: cora-finch"), "duplicate-id", PEOPLE),
        ((ROLES, "  - id: incident-manager", "  - id: other"), "role-unknown", None),
        ((PEOPLE, "name: Dana Holt", "nom: Dana Holt"), "unknown-key", PEOPLE),
        ((POLICY, "serial: 1", "serial: one"), "schema-violation", POLICY),
    ],
)
def test_what_the_rules_find_in_the_trust_files_is_among_it(
    root: Path, change: Change, rule: str, path: str | None
) -> None:
    edit(root, *change)
    found = [each for each in check(root) if each["name"] == rule]
    assert found
    assert {each["severity"] for each in found} == {"error"}
    assert path is None or found[0]["path"] == path
    assert run(root, "check", "--as-of", DAY).exit_code == 1


def test_what_is_wrong_with_documents_alone_is_left_to_check(root: Path) -> None:
    (root / "policies/POL-009-broken.md").write_text("nothing\n", encoding="utf-8")
    assert check(root) == []


def test_records_about_trust_that_fail_are_among_it(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    approve_trust(tmp_path, key="eve-stone")
    assert "key-unlisted" in {each["name"] for each in check(tmp_path)}


def test_a_role_that_the_policy_asks_for_and_nobody_holds_is_an_error(root: Path) -> None:
    role = "      - {role: managing-director, from: 2024-01-01"
    (found, *more) = changed(root, (PEOPLE, role, f"{role}, to: 2024-05-31"))
    assert found["severity"] == "error"
    assert found["line"] == line_of(root, POLICY, "approvals: [{role: managing-director")
    assert found["message"] == (
        "it takes managing-director and service-manager to approve policy, each a person of its"
        " own, and they are held: managing-director by nobody, service-manager by ada-ironwood,"
        " ben-marsh, cora-finch on 2024-06-01"
    )
    (other,) = more
    assert other["message"] == (
        "it takes managing-director to confirm policy, withdraw policy, and nobody holds it on"
        " 2024-06-01"
    )


def test_fewer_persons_than_the_quorum_are_an_error(root: Path) -> None:
    (found,) = changed(root, (POLICY, "trust-admin, count: 1", "trust-admin, count: 2"))
    assert "it takes 2 × trust-admin to approve the trust files" in found["message"]
    assert "dana-holt alone holds it" in found["message"]


def test_one_person_on_two_seats_is_not_enough(root: Path) -> None:
    # cora-finch is managing director and the only service manager.
    for person in ("ada-ironwood", "ben-marsh"):
        text = (root / PEOPLE).read_text(encoding="utf-8")
        head, tail = text.split(f"id: {person}", 1)
        tail = tail.replace("role: service-manager", "role: incident-manager", 1)
        (root / PEOPLE).write_text(f"{head}id: {person}{tail}", encoding="utf-8")
    messages = [each["message"] for each in own(root) if each["severity"] == "error"]
    assert any("managing-director by cora-finch, service-manager by cora-finch" in each
               for each in messages)  # fmt: skip


def test_holders_without_keys_are_not_enough_where_signatures_are_asked_for(root: Path) -> None:
    revoke(root, "dana-holt")
    warning, error = own(root)
    assert (warning["severity"], error["severity"]) == ("warning", "error")
    assert warning["line"] == line_of(root, PEOPLE, "id: dana-holt")
    assert "dana-holt is to sign as trust-admin, and none of the keys" in warning["message"]
    assert "sms-docs trust add-key dana-holt" in warning["fix"]
    assert "nobody holds it with a key that counts" in error["message"]


@pytest.mark.parametrize("end", ["20240601", "20240501"])
def test_a_key_that_has_ended_is_as_good_as_none(root: Path, end: str) -> None:
    messages = [each["message"] for each in changed(root, with_end("dana-holt", end))]
    assert any("none of the keys listed counts" in each for each in messages)


def test_one_of_several_holders_without_a_key_is_a_warning(root: Path) -> None:
    text = (root / SIGNERS).read_text(encoding="utf-8")
    kept = [line for line in text.split("\n") if not line.startswith("ben-marsh")]
    (root / SIGNERS).write_text("\n".join(kept), encoding="utf-8")
    (found,) = own(root)
    assert found["severity"] == "warning"
    assert "ben-marsh is to sign as service-manager, and no key is listed" in found["message"]


def test_who_signs_nothing_needs_no_key(root: Path) -> None:
    role = "{role: incident-manager, from: 2024-01-01}"
    more = f"  - {{id: finn-gale, name: Finn Gale, emails: [], roles: [{role}]}}\n"
    (root / PEOPLE).write_text((root / PEOPLE).read_text() + more, encoding="utf-8")
    assert own(root) == []


def test_a_text_that_only_its_authors_could_approve_is_an_error(root: Path) -> None:
    path = "procedures/PRC-001-incident-management.md"
    every = "[ada-ironwood, ben-marsh, cora-finch]"
    edit(root, path, "authors: [ada-ironwood]", f"authors: {every}")
    (found,) = own(root)
    assert (found["severity"], found["path"], found["document"]) == ("error", path, "PRC-001")
    assert found["line"] == line_of(root, path, "authors:")
    assert (
        "it takes service-manager, and ada-ironwood, ben-marsh, cora-finch wrote it"
        in (found["message"])
    )


def test_a_text_that_is_approved_may_have_any_authors(root: Path) -> None:
    path = "procedures/PRC-001-incident-management.md"
    edit(root, path, "authors: [ada-ironwood]", "authors: [ada-ironwood, ben-marsh]")
    approve(root, "PRC-001", "cora-finch", "service-manager", "2024-03-01T10:00:00Z")
    signed = "approve: {level: signed, approvals: [{role: "
    edit(root, POLICY, f"{signed}service-manager", f"{signed}incident-manager")
    assert own(root) == []
    edit(root, path, 'version: "1.0"', 'version: "1.1"')
    assert [each["document"] for each in own(root)] == ["PRC-001"]


def test_authors_may_approve_where_the_policy_lets_them(root: Path) -> None:
    path = "procedures/PRC-001-incident-management.md"
    every = "[ada-ironwood, ben-marsh, cora-finch]"
    edit(root, path, "authors: [ada-ironwood]", f"authors: {every}")
    edit(root, POLICY, "default:\n    separate_from_authors: true",
         "default:\n    separate_from_authors: false")  # fmt: skip
    assert own(root) == []


def test_a_key_of_somebody_who_left_is_an_error_until_it_ends_too(root: Path) -> None:
    role = "      - {role: trust-admin, from: 2024-01-01"
    found = changed(root, (PEOPLE, role, f"{role}, to: 2024-05-31"))
    key = [each for each in found if each["path"] == SIGNERS]
    assert [(each["severity"], each["line"]) for each in key] == [("error", 4)]
    assert "the last role of dana-holt ended on 2024-05-31" in key[0]["message"]
    assert "sms-docs trust end dana-holt --on 2024-05-31" in key[0]["fix"]
    assert run(root, "end", "dana-holt", "--on", "2024-05-31").exit_code == 0
    assert [each for each in own(root) if each["path"] == SIGNERS] == []


def test_a_key_of_somebody_who_leaves_later_is_in_order(root: Path) -> None:
    role = "      - {role: trust-admin, from: 2024-01-01"
    assert changed(root, (PEOPLE, role, f"{role}, to: 2024-06-01")) == []


def test_a_key_of_somebody_who_is_not_listed_is_an_error(root: Path) -> None:
    text = (root / SIGNERS).read_text(encoding="utf-8")
    line = signing.signer_line("eve-stone", signing.ed25519("eve-stone"))
    (root / SIGNERS).write_text(text + line, encoding="utf-8")
    (found,) = own(root)
    assert (found["severity"], found["line"]) == ("error", 5)
    assert "people.yml does not list its owner, eve-stone" in found["message"]


def test_a_key_of_somebody_without_a_role_is_a_warning(root: Path) -> None:
    more = "  - {id: finn-gale, name: Finn Gale, emails: [], roles: []}\n"
    (root / PEOPLE).write_text((root / PEOPLE).read_text() + more, encoding="utf-8")
    line = signing.signer_line("finn-gale", signing.ed25519("finn-gale"))
    (root / SIGNERS).write_text((root / SIGNERS).read_text() + line, encoding="utf-8")
    (found,) = own(root)
    assert found["severity"] == "warning"
    assert "finn-gale has never had a role" in found["message"]


def test_a_type_with_texts_and_without_an_entry_is_an_error(root: Path) -> None:
    text = (root / POLICY).read_text(encoding="utf-8")
    head, tail = text.split("  default:\n", 1)
    rest = tail[tail.index("  policy:") :]
    (root / POLICY).write_text(head + rest, encoding="utf-8")
    (found,) = own(root)
    assert (found["severity"], found["path"]) == ("error", POLICY)
    assert "no entry for the type procedure, so nobody may approve PRC-001" in found["message"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            (PEOPLE, "{role: trust-admin, from: 2024-01-01}",
             "{role: trust-admin, from: 2024-01-01}\n      - {role: trust-admn, from: 2024-01-01}"),
            "role 'trust-admn', which is none in roles.yml; did you mean 'trust-admin'?",
        ),
        (
            (PEOPLE, "from: 2024-01-01, to: 2025-12-31", "from: 2024-01-01, to: 2023-12-31"),
            "has the role incident-manager to 2023-12-31, which lies before 2024-01-01",
        ),
        (
            (PEOPLE, "emails: [dana.holt@tarnvalley.example]",
             "emails: [dana.holt@tarnvalley.example, BEN.marsh@tarnvalley.example]"),
            "an e-mail address of dana-holt is one of ben-marsh too",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_person_stands_at_its_place(
    root: Path, change: Change, words: str
) -> None:
    (found,) = changed(root, change)
    assert (found["severity"], found["path"]) == ("error", PEOPLE)
    assert words in found["message"]
    line = (root / PEOPLE).read_text().split("\n")[found["line"] - 1]
    assert line.strip() in change[2] or change[2] in line
    assert "tarnvalley" not in found["message"]


def test_a_revocation_that_reaches_no_key_is_a_warning(root: Path) -> None:
    revoke(root, "eve-stone")
    (found,) = own(root)
    assert (found["severity"], found["path"]) == ("warning", REVOKED)
    assert (
        f"the key {fingerprint('eve-stone')} is revoked, and allowed_signers" in (found["message"])
    )


@pytest.mark.parametrize("path", [SIGNERS, REVOKED, POLICY, ROLES, PEOPLE])
def test_a_missing_file_is_an_error_with_what_to_write(root: Path, path: str) -> None:
    (root / path).unlink()
    found = [each for each in own(root) if each["path"] == path]
    assert ("error", 1) in {(each["severity"], each["line"]) for each in found}
    assert "git holds it" in found[0]["fix"]


def test_a_new_sms_has_one_error_of_its_own_that_says_what_to_do_first(tmp_path: Path) -> None:
    assert invoke("init", str(tmp_path / "acme"), "--organisation", "Acme").exit_code == 0
    (found,) = own(tmp_path / "acme")
    assert found["path"] == PEOPLE
    assert "sms-docs trust add-key PERSON --key FILE.pub --name NAME" in found["fix"]


def test_files_that_cannot_be_read_are_told_by_the_rules_alone(root: Path) -> None:
    (root / PEOPLE).write_text("people: 1\n", encoding="utf-8")
    data = as_json(root, "check")
    assert (data["serial"], data["digest"], data["approved"]) == (None, None, False)
    assert {each["name"] for each in data["findings"]} >= {"schema-violation"}
    assert "they cannot be read" in run(root, "check").stdout


def test_a_key_that_cannot_be_verified_ends_with_3(root: Path) -> None:
    line = signing.signer_line("ben-marsh", signing.ecdsa("x", ec.SECP384R1()))
    (root / SIGNERS).write_text((root / SIGNERS).read_text() + line, encoding="utf-8")
    (root / "records/approvals/TRUST").rename(root / "apart")
    for name in ("check", "show", "expiring"):
        result = run(root, name)
        assert result.exit_code == 3
        assert "could not run: " in result.stderr


# expiring


def expiring(root: Path, day: str, *more: str) -> list[Json]:
    found: list[Json] = as_json(root, "expiring", "--as-of", day, *more)["rows"]
    return found


@pytest.fixture
def laid(tmp_path: Path) -> Callable[..., Path]:
    """Return what lays an SMS with changes before its trust files are approved."""

    def lay_changed(*changes: Change) -> Path:
        lay(tmp_path, with_trust=False)
        for each in changes:
            edit(tmp_path, *each)
        approve_trust(tmp_path)
        return tmp_path

    return lay_changed


def test_a_key_that_ends_within_sixty_days_is_listed(laid: Callable[..., Path]) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    assert expiring(root, "2024-05-31") == []
    (row,) = expiring(root, "2024-06-01")
    assert row == {
        "person": "ben-marsh",
        "what": "key",
        "name": fingerprint("ben-marsh"),
        "state": "expiring",
        "ends": "2024-07-31",
        "days": 60,
        "next": "sms-docs trust add-key ben-marsh --key FILE.pub --until DATE",
    }


def test_how_far_it_looks_is_an_option(laid: Callable[..., Path]) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    assert expiring(root, "2024-07-01", "--within", "29d") == []
    assert len(expiring(root, "2024-07-01", "--within", "30d")) == 1
    assert len(expiring(root, "2024-01-01", "--within", "1y")) == 1
    assert len(expiring(root, "2024-01-01", "--within", "2y")) == 2
    result = run(root, "expiring", "--within", "soon")
    assert result.exit_code == 2
    assert "'soon' is no period; write it as 30d, 4w, 3m or 1y" in said(result)


def test_a_key_that_has_ended_is_listed_while_its_person_holds_a_role(
    laid: Callable[..., Path],
) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    (row,) = expiring(root, "2024-08-02", "--within", "1d")
    assert (row["state"], row["days"]) == ("expired", -2)
    assert as_json(root, "expiring", "--as-of", "2024-07-31")["summary"] == {
        "expired": 0,
        "expiring": 1,
    }


def test_a_key_of_somebody_who_left_is_not_listed(laid: Callable[..., Path]) -> None:
    role = "      - {role: trust-admin, from: 2024-01-01"
    root = laid(with_end("dana-holt", "20240801"), (PEOPLE, role, f"{role}, to: 2024-07-31"))
    rows = expiring(root, "2024-07-31")
    assert [(row["what"], row["next"]) for row in rows] == [("key", ""), ("role", "")]
    assert expiring(root, "2024-08-01") == []


def test_a_key_is_not_listed_where_another_one_lasts_longer(laid: Callable[..., Path]) -> None:
    _, old, new = with_end("ben-marsh", "20240801")
    more = signing.signer_line("ben-marsh", signing.ed25519("ben-2"), "20240701Z", "20290101Z")
    root = laid((SIGNERS, old, f"{new}\n{more.rstrip()}"))
    assert expiring(root, "2024-07-31") == []
    assert [row["name"] for row in expiring(root, "2028-12-31", "--within", "1d")] == [
        fingerprint("ben-2")
    ]


def test_a_revoked_key_prolongs_nothing(laid: Callable[..., Path]) -> None:
    _, old, new = with_end("ben-marsh", "20240801")
    more = signing.signer_line("ben-marsh", signing.ed25519("ben-2"), "20240701Z", "20290101Z")
    entry = {"key": fingerprint("ben-2"), "since": "2024-07-02", "reason": "loss",
             "recorded": "2024-07-02"}  # fmt: skip
    root = laid(
        (SIGNERS, old, f"{new}\n{more.rstrip()}"),
        (REVOKED, "revoked: []", json.dumps({"revoked": [entry]})),
    )
    (row,) = expiring(root, "2024-07-31")
    assert row["name"] == fingerprint("ben-marsh")


def test_a_key_without_an_end_does_not_expire(laid: Callable[..., Path]) -> None:
    end = f',valid-before="20300101Z" {public_key("ben-marsh")}'
    root = laid((SIGNERS, end, f" {public_key('ben-marsh')}"))
    names = {row["person"] for row in expiring(root, "2031-01-01") if row["what"] == "key"}
    assert names == {"ada-ironwood", "cora-finch", "dana-holt"}


def test_a_role_with_a_last_day_is_listed_until_it_has_passed(root: Path) -> None:
    (row,) = expiring(root, "2025-12-01")
    assert (row["person"], row["what"], row["name"]) == ("ben-marsh", "role", "incident-manager")
    assert (row["ends"], row["days"]) == ("2025-12-31", 30)
    assert row["next"].endswith("--role incident-manager")
    assert len(expiring(root, "2025-12-31")) == 1
    assert expiring(root, "2026-01-01") == []


def test_a_role_that_goes_on_in_another_entry_is_not_listed(laid: Callable[..., Path]) -> None:
    entry = "      - {role: incident-manager, from: 2024-01-01, to: 2025-12-31}"
    more = "      - {role: incident-manager, from: 2026-01-01}"
    root = laid((PEOPLE, entry, f"{entry}\n{more}"))
    assert expiring(root, "2025-12-01") == []


def test_what_counts_is_what_is_in_effect(laid: Callable[..., Path]) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    pub = root / "ben.pub"
    pub.write_text(public_key("ben-marsh") + "\n", encoding="utf-8")
    done = run(root, "add-key", "ben-marsh", "--key", str(pub), "--until", "2029-01-01")
    assert done.exit_code == 0
    assert len(expiring(root, "2024-07-01")) == 1
    approve_trust(root, at="2024-06-20T10:00:00Z")
    assert expiring(root, "2024-07-01") == []


def test_fail_on_ends_with_1_where_anything_is_listed(laid: Callable[..., Path]) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    for day, code in (("2024-01-01", 0), ("2024-07-01", 1), ("2024-09-01", 1)):
        result = run(root, "expiring", "--as-of", day, "--fail-on", "expiring")
        assert result.exit_code == code
        assert run(root, "expiring", "--as-of", day).exit_code == 0


def test_it_reads_well_in_text_and_in_a_spreadsheet(laid: Callable[..., Path]) -> None:
    root = laid(with_end("ben-marsh", "20240801"))
    lines = run(root, "expiring", "--as-of", "2024-07-01").stdout.split("\n")
    assert lines[0] == "Keys and roles that end within P60D as of 2024-07-01 (serial 1)"
    assert lines[4].split()[:3] == ["ben-marsh", "key", "expiring"]
    assert "in 30 days" in lines[4]
    assert lines[-2] == "1 row: 0 expired, 1 expiring"
    text = run(root, "expiring", "--as-of", "2024-07-01", "--format", "csv").stdout
    (row,) = csv.DictReader(StringIO(text))
    assert row["Last day"] == "2024-07-31"


def test_without_trust_files_that_can_be_read_nothing_is_green(tmp_path: Path) -> None:
    lay(tmp_path, with_trust=False)
    (tmp_path / PEOPLE).write_text("people: 1\n", encoding="utf-8")
    result = run(tmp_path, "expiring", "--fail-on", "expiring")
    assert result.exit_code == 2
    assert "cannot be read" in said(result)


def test_fail_on_ends_with_3_where_an_approval_of_the_trust_files_fails(root: Path) -> None:
    """Else an older state, whose keys last longer, would make a scheduled job green."""
    edit(root, POLICY, "serial: 1", "serial: 2")
    approve_trust(root, at="2024-05-01T10:00:00Z", key="eve-stone")
    result = run(root, "expiring", "--as-of", DAY, "--fail-on", "expiring")
    assert result.exit_code == 3
    assert "key-unlisted" in result.stderr
    assert run(root, "expiring", "--as-of", DAY).exit_code == 0
