"""What a change tries that brings its own evidence, and what its base has to say about it.

In real repositories.  A date in a record is what its signer says; only where a change is
compared with its base is there a bound to how far back it can lie.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from approving import approve, approve_trust, fingerprint, lay, records, retract
from repositories import ADA, BEN, PROCEDURE, Repository, environment
from signing import ed25519, signer_line
from stated import sha256

from sms_docs.approval import Named
from sms_docs.check import Question, answer
from sms_docs.checkpoint import write
from sms_docs.model import Severity, Status

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MANAGER = "service-manager"
POLICY = "records/trust/policy.yml"
PEOPLE = "records/trust/people.yml"
SIGNERS = "records/trust/allowed_signers"
LAX = (
    "    separate_from_authors: true\n    approve: {level: signed,",
    "    separate_from_authors: false\n    approve: {level: recorded,",
)
FRESH = "2026-11-18T10:00:00Z"


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git reads no settings of the machine, and no CI run is told of."""
    for name in set(os.environ) - set(environment(tmp_path)):
        monkeypatch.delenv(name)
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def main(tmp_path: Path) -> Repository:
    """A repository with trust files that are not approved yet; nothing is committed."""
    made = Repository(lay(tmp_path / "sms", with_trust=False))
    made.git("init", "--quiet", "--initial-branch=main")
    return made


@pytest.fixture
def change(main: Repository) -> Repository:
    """On main trust and PRC-001 1.0 are approved; on a branch there is a text 1.1."""
    approve_trust(main.root)
    approve(main.root, "PRC-001", "ben-marsh", MANAGER, "2026-03-01T10:00:00Z")
    return branch(main)


def branch(main: Repository) -> Repository:
    """Land what there is on main, and let Ada propose a text 1.1 on a branch."""
    main.commit("Start")
    main.git("switch", "--quiet", "--create", "change")
    main.revise("1.1")
    main.commit("Revise PRC-001")
    return main


def check(repository: Repository, base: str | None = "main") -> tuple[set[str], str]:
    """Return the codes of all errors, and the version of PRC-001 in force."""
    checked = answer(repository.root, Question(TODAY, base=base, now=NOW))
    assert not checked.report.not_run
    found = {each.code for each in checked.report.findings if each.severity is Severity.ERROR}
    (used,) = [each for each in checked.system.in_use if each.id == "PRC-001"]
    return found, used.version if used.standing.status is Status.IN_FORCE else ""


def test_what_is_right_lands(change: Repository) -> None:
    """The control of all these tests."""
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    change.commit("Approve PRC-001", by=BEN)
    assert check(change) == (set(), "1.1")


# Dated back


def laxer_before(main: Repository, since: str) -> Repository:
    """Let serial 1 ask for nothing, and serial 2, approved at *since*, for what it should."""
    strict = main.read(POLICY)
    main.edit(POLICY, *LAX)
    approve_trust(main.root)
    main.write(POLICY, strict.replace("serial: 1", "serial: 2"))
    approve_trust(main.root, at=since)
    return branch(main)


def test_a_record_dated_back_to_a_laxer_policy_does_not_land(main: Repository) -> None:
    """Without a base it counts: what was enough on its day stays enough."""
    laxer_before(main, since="2026-09-01T08:00:00Z")
    words = {"signed": False, "previous": None}
    approve(main.root, "PRC-001", "ada-ironwood", MANAGER, "2026-08-20T10:00:00Z", **words)
    main.commit("Approve PRC-001", by=ADA)
    assert check(main, None) == (set(), "1.1")
    assert check(main) == ({"SMS217"}, "")


def test_what_lands_now_is_judged_by_the_policy_of_now_whatever_its_date(main: Repository) -> None:
    """Else a stricter policy would be got around for max_age_days."""
    laxer_before(main, since="2026-11-10T08:00:00Z")
    words = {"signed": False, "previous": None}
    approve(main.root, "PRC-001", "ada-ironwood", MANAGER, "2026-11-05T10:00:00Z", **words)
    main.commit("Approve PRC-001", by=ADA)
    assert check(main) == ({"SMS217"}, "")


def test_a_record_dated_back_into_the_time_of_a_key_does_not_land(main: Repository) -> None:
    """Ben's key ran out with October, and he still has it."""
    text = main.read(SIGNERS)
    main.write(SIGNERS, re.sub(r'(ben-marsh .*valid-before=")20300101Z', r"\g<1>20261101Z", text))
    approve_trust(main.root)
    branch(main)
    approve(main.root, "PRC-001", "ben-marsh", MANAGER, "2026-10-31T23:00:00Z", previous=None)
    main.commit("Approve PRC-001", by=BEN)
    assert check(main, None) == (set(), "1.1")
    assert check(main)[0] == {"SMS810"}


def test_a_record_dated_back_into_the_time_of_a_role_is_bound_by_its_age(main: Repository) -> None:
    """Ben's role ended with September; his key is good."""
    old = "    roles:\n      - {role: service-manager, from: 2024-01-01}\n      - {role: incident-"
    new = old.replace("2024-01-01}", "2024-01-01, to: 2026-09-30}")
    start, ben, rest = main.read(PEOPLE).partition("  - id: ben-marsh")
    assert old in rest
    main.write(PEOPLE, start + ben + rest.replace(old, new, 1))
    approve_trust(main.root)
    branch(main)
    approve(main.root, "PRC-001", "ben-marsh", MANAGER, "2026-09-30T10:00:00Z", previous=None)
    main.commit("Approve PRC-001", by=BEN)
    assert check(main, None) == (set(), "1.1")
    assert check(main)[0] == {"SMS808"}


def test_a_signature_added_to_an_old_record_is_as_new_as_any(main: Repository) -> None:
    """Whoever finds a lost key would make of `recorded` a `signed` of years ago."""
    main.edit(POLICY, *LAX)
    approve_trust(main.root)
    made = approve(main.root, "PRC-001", "ben-marsh", MANAGER, "2026-03-01T10:00:00Z")
    signature = made.with_name(made.name + ".sig")
    kept = signature.read_bytes()
    signature.unlink()
    main.commit("Start", by=BEN)
    main.git("switch", "--quiet", "--create", "change")
    signature.write_bytes(kept)
    main.commit("Sign", by=BEN)
    assert check(main)[0] == {"SMS808"}


def test_an_approval_that_was_dropped_cannot_be_landed_much_later(change: Repository) -> None:
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, "2026-10-20T10:00:00Z")
    change.commit("Approve PRC-001", by=BEN)
    assert check(change)[0] == {"SMS808"}


def test_a_checkpoint_of_the_change_itself_saves_no_stolen_key(main: Repository) -> None:
    """Its month is what its file name says."""
    entry = f"revoked:\n  - key: {fingerprint('ben-marsh')}\n    since: 2026-06-01\n"
    entry += "    reason: compromise\n    recorded: 2026-06-02\n"
    main.write("records/trust/revoked.yml", entry)
    approve_trust(main.root)
    made = approve(main.root, "PRC-001", "ben-marsh", MANAGER, "2026-03-01T10:00:00Z")
    main.commit("Start")
    assert check(main, "main") == ({"SMS223"}, "")
    main.git("switch", "--quiet", "--create", "change")
    seal(main.root, [made, made.with_name(made.name + ".sig")])
    main.commit("Seal")
    assert check(main)[1] == ""


def seal(root: Path, paths: list[Path]) -> None:
    """List *paths* in a checkpoint that bears the name of a month long ago."""
    entries = [
        Named(path.relative_to(root).as_posix(), sha256(path.read_bytes())) for path in paths
    ]
    (root / "records/checkpoints").mkdir()
    (root / "records/checkpoints/2026-04.txt").write_text(write(None, entries), encoding="utf-8")


# In the name of another


def in_the_name_of_ben(change: Repository) -> None:
    change.git("switch", "--quiet", "main")
    change.edit(POLICY, *LAX)
    change.edit(POLICY, "serial: 1", "serial: 2")
    approve_trust(change.root, at="2026-04-01T08:00:00Z")
    change.commit("Ask for less")
    change.git("switch", "--quiet", "change")
    change.git("merge", "--quiet", "--message", "Take main in", "main")
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH, signed=False)


def test_a_record_without_signature_lands_only_by_a_commit_of_its_signer(
    change: Repository,
) -> None:
    in_the_name_of_ben(change)
    change.commit("Approve PRC-001", by=ADA)
    assert check(change)[0] == {"SMS809"}
    change.git("commit", "--quiet", "--amend", "--no-edit", "--reset-author", by=BEN)
    assert check(change) == (set(), "1.1")


def test_a_merge_hides_nobody_who_adds_a_record(change: Repository) -> None:
    in_the_name_of_ben(change)
    change.git("stash", "--quiet", "--include-untracked")
    change.git("switch", "--quiet", "main")
    change.write("docs/index.md", "# Meanwhile\n")
    change.commit("Main moves on")
    change.git("switch", "--quiet", "change")
    change.git("merge", "--quiet", "--no-commit", "--no-ff", "main")
    change.git("stash", "pop", "--quiet")
    change.commit("Take main in", by=ADA)
    assert change.git("rev-list", "--count", "--merges", "main..HEAD") == "2"
    assert check(change)[0] == {"SMS809"}


def test_a_signature_of_another_key_is_no_way_around_the_commit(change: Repository) -> None:
    in_the_name_of_ben(change)
    (made,) = [path for path in records(change.root, "PRC-001") if "/1.1/" in path.as_posix()]
    other = approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH, key="ada-ironwood")
    assert other == made
    change.commit("Approve PRC-001", by=ADA)
    assert "SMS222" in check(change)[0]
    assert check(change)[1] == "1.0"


# The evidence of the base


def mallory(repository: Repository) -> None:
    """Write a person with a key and all roles into the trust files, as the next serial."""
    entry = "  - id: mallory\n    name: mallory\n    emails: [mallory@x.example]\n    roles:\n"
    for role in (MANAGER, "trust-admin", "managing-director"):
        entry += f"      - {{role: {role}, from: 2024-01-01}}\n"
    repository.write(PEOPLE, repository.read(PEOPLE) + entry)
    line = signer_line("mallory", ed25519("mallory"))
    repository.write(SIGNERS, repository.read(SIGNERS) + line)
    text = repository.read(POLICY)
    serial = int(re.findall(r"serial: ([0-9]+)", text)[0])
    repository.write(POLICY, text.replace(f"serial: {serial}", f"serial: {serial + 1}"))


def test_a_key_lands_before_what_it_signs(change: Repository) -> None:
    """The keeper of the keys agrees; in one and the same change it is still too early."""
    mallory(change)
    approve_trust(change.root, at="2026-11-17T08:00:00Z")
    approve(change.root, "PRC-001", "mallory", MANAGER, FRESH)
    change.commit("Hire Mallory", by=BEN)
    assert check(change, None) == (set(), "1.1")
    assert check(change) == ({"SMS214"}, "1.0")
    change.git("switch", "--quiet", "main")
    change.git("checkout", "--quiet", "change", "--", "records/trust", "records/approvals/TRUST")
    change.commit("Hire Mallory", by=BEN)
    change.git("switch", "--quiet", "change")
    assert check(change) == (set(), "1.1")


@pytest.mark.parametrize("how", ["beside", "instead", "demonstration", "first"])
def test_a_change_does_not_approve_itself(change: Repository, how: str) -> None:
    """It takes the trust files over, and signs them by the key that they list."""
    mallory(change)
    if how in {"instead", "first"}:
        shutil.rmtree(change.root / "records/approvals/TRUST")
    if how == "first":
        change.write(POLICY, change.read(POLICY).replace("serial: 2", "serial: 1"))
    if how == "demonstration":
        change.edit("pyproject.toml", "organisation", "demonstration = true\norganisation")
    approve_trust(change.root, "mallory", at="2026-11-17T08:00:00Z")
    approve(change.root, "PRC-001", "mallory", MANAGER, FRESH)
    change.commit("Take over", by=BEN)
    found, version = check(change)
    assert "SMS214" in found
    assert version == "1.0"


@pytest.mark.parametrize("how", ["demonstration", "alone"])
def test_a_signer_does_not_make_himself_a_keeper_of_keys(change: Repository, how: str) -> None:
    """Ben's key is in order; only the role is not his."""
    text = change.read(PEOPLE)
    start, ben, rest = text.partition("  - id: ben-marsh")
    role = "      - {role: trust-admin, from: 2024-01-01}\n"
    change.write(PEOPLE, start + ben + rest.replace("    roles:\n", "    roles:\n" + role, 1))
    change.edit(POLICY, "serial: 1", "serial: 2")
    if how == "demonstration":
        change.edit("pyproject.toml", "organisation", "demonstration = true\norganisation")
    approve_trust(change.root, "ben-marsh", at="2026-11-17T08:00:00Z")
    change.commit("Take over", by=BEN)
    assert {"SMS215", "SMS231"} <= check(change)[0]


def revoked(main: Repository) -> Repository:
    """Let serial 1 list the key of Ben, and serial 2 revoke it."""
    approve_trust(main.root)
    entry = f"revoked:\n  - key: {fingerprint('ben-marsh')}\n    since: 2026-02-01\n"
    main.write("records/trust/revoked.yml", entry + "    reason: loss\n    recorded: 2026-02-02\n")
    main.edit(POLICY, "serial: 1", "serial: 2")
    approve_trust(main.root, at="2026-02-02T08:00:00Z")
    branch(main)
    approve(main.root, "PRC-001", "ben-marsh", MANAGER, FRESH, previous=None)
    return main


@pytest.mark.parametrize("how", ["folder", "record", "signature", "text", "file", "retracted"])
def test_a_change_that_breaks_the_approval_of_a_serial_is_not_green(
    main: Repository, how: str
) -> None:
    """With serial 2 the key of Ben is revoked; without it, it would be good again."""
    revoked(main)
    main.commit("Approve PRC-001", by=BEN)
    assert check(main) == ({"SMS223"}, "")
    (record,) = (main.root / "records/approvals/TRUST/2").glob("*.json")
    folder = record.parent
    if how == "folder":
        shutil.rmtree(folder)
    elif how == "retracted":
        retract(main.root, record, FRESH)
    elif how in {"text", "file"}:
        path = folder / {"text": "TRUST.txt", "file": "revoked.yml"}[how]
        path.write_bytes(path.read_bytes() + b"\n")
    else:
        (record if how == "record" else folder / f"{record.name}.sig").unlink()
    main.git("checkout", "--quiet", "main", "--", "records/trust")
    main.write("records/trust/revoked.yml", "revoked: []\n")
    main.edit(POLICY, "serial: 2", "serial: 1")
    main.commit("Take over", by=BEN)
    found, version = check(main)
    if how == "retracted":
        # Its keeper may take it back, and until that has landed the key stays revoked.
        assert (found, version) == ({"SMS223"}, "")
    else:
        assert "SMS806" in found


def test_a_disposal_or_correction_explains_no_approval_away(change: Repository) -> None:
    """A service manager approves disposals; the evidence of approvals is none of them."""
    (record,) = (change.root / "records/approvals/TRUST/1").glob("*.json")
    path = record.relative_to(change.root).as_posix()
    disposal = (
        "id: DSP-2026-001\nkind: disposal\ntitle: Old approvals\ndate: 2026-11-18\n"
        "procedure: PRC-001\nowner: service-manager\nclassification: internal\nretention: P10Y\n"
        "reason: Nobody needs them.\nauthors: [ada-ironwood]\nentries:\n"
        f"  - id: IMP-2019-004\n    path: {path}\n    digest: {sha256(record.read_bytes())}\n"
        "    type: improvement\n    classification: internal\n    retention: P1Y\n"
        "    date: 2019-03-05\n"
    )
    change.write("records/disposals/DSP-2026-001-approvals.yml", disposal)
    approve(change.root, "DSP-2026-001", "ben-marsh", MANAGER, FRESH)
    record.unlink()
    change.commit("Tidy up", by=BEN)
    assert "SMS806" in check(change)[0]


def test_a_text_is_not_approved_anew_under_its_old_version(change: Repository) -> None:
    change.git("switch", "--quiet", "--create", "anew", "main")
    shutil.rmtree(change.root / "records/approvals/PRC-001")
    change.plant()
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    change.commit("Approve PRC-001", by=BEN)
    assert {"SMS801", "SMS806"} <= check(change)[0]


def test_a_change_does_not_declare_itself_the_import(change: Repository) -> None:
    """What is imported has no authors, so that Ada could approve her own text."""
    change.write(PROCEDURE, change.read(PROCEDURE).replace("[ada-ironwood]", "[cora-finch]"))
    commit = change.commit("By somebody else, it says", by=BEN)
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    change.edit("pyproject.toml", "organisation", f'imported = "{commit}"\norganisation')
    change.commit("Approve PRC-001", by=BEN)
    assert check(change) == ({"SMS217"}, "1.0")


def test_settings_and_schemas_of_a_change_are_named_for_those_who_own_them(
    change: Repository,
) -> None:
    """They say what is checked, and are the change's own: a person has to look."""
    source = Path(__file__).parents[1] / "schemas/procedure.schema.json"
    change.write("schemas/procedure.schema.json", source.read_text(encoding="utf-8"))
    change.edit("pyproject.toml", "organisation", "demonstration = true\norganisation")
    change.commit("Look away")
    checked = answer(change.root, Question(TODAY, base="main", now=NOW))
    told = {each.path for each in checked.report.findings if each.code == "SMS807"}
    assert told == {"pyproject.toml", "schemas/procedure.schema.json"}


def fixes(repository: Repository, code: str) -> dict[str, str]:
    """Return path -> cure of each finding of *code* against main."""
    report = answer(repository.root, Question(TODAY, base="main", now=NOW)).report
    return {each.path: each.fix for each in report.findings if each.code == code}


def test_of_two_texts_of_one_version_the_second_is_told_to_make_way(change: Repository) -> None:
    """Each cure leads on, none back to the other."""
    change.git("branch", "other")
    landed = approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    change.commit("Approve PRC-001 1.1", by=BEN)
    change.git("branch", "--force", "main", "change")
    change.git("switch", "--quiet", "other")
    change.edit(PROCEDURE, "## Purpose", "## Purpose\n\nAnother purpose.")
    new = approve(change.root, "PRC-001", "cora-finch", "managing-director", FRESH)
    change.commit("Approve another 1.1", by=BEN)
    change.git("checkout", "main", "--", str(landed.parent.relative_to(change.root)))
    stored = new.parent / "PRC-001.md"
    kept = stored.read_bytes()
    stored.write_bytes(kept + b"Another.\n")
    path = stored.relative_to(change.root).as_posix()
    assert fixes(change, "SMS806")[path] == (
        f"Bring the file back as the base has it. {new.name} never landed: remove it and its .sig,"
        " raise the version, have that approved again."
    )
    stored.write_bytes(kept)
    assert fixes(change, "SMS806") == {}
    assert fixes(change, "SMS211") == {
        new.relative_to(change.root).as_posix(): (
            "This record never landed, and another text has, as 1.1: remove it and its .sig, raise"
            " the version, have that approved again."
        )
    }


def test_who_squashed_the_branch_of_another_is_told_why_he_is_an_author(
    change: Repository,
) -> None:
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    change.git("reset", "--quiet", "--soft", "main")
    change.commit("PRC-001 1.1", by=BEN)
    report = answer(change.root, Question(TODAY, base="main", now=NOW)).report
    (found,) = [each for each in report.findings if each.code == "SMS217"]
    assert "ben-marsh wrote PRC-001 version 1.1, by a commit to it, and signed" in found.message
    assert found.fix.endswith("before it is pushed: `git commit --amend --author=…`.")


def test_a_version_approved_for_nothing_is_told_both_ways_out(change: Repository) -> None:
    change.git("switch", "--quiet", "--create", "bare", "main")
    change.edit(PROCEDURE, 'version: "1.0"', 'version: "1.1"')
    assert fixes(change, "SMS802")[PROCEDURE].startswith("Set the version back to 1.0; ")
    approve(change.root, "PRC-001", "ben-marsh", MANAGER, FRESH)
    assert fixes(change, "SMS802")[PROCEDURE].startswith(
        "Change the text under a higher version; or remove the new record of 1.1, which has not"
        " landed, and set the version back to 1.0; "
    )


def test_why_committers_are_not_known_is_told(change: Repository, tmp_path: Path) -> None:
    def told(root: Path) -> list[str]:
        found = answer(root, Question(TODAY, now=NOW)).report.not_checked
        return [each for each in found if each.startswith("who committed")]

    what = "who committed to the approved documents"
    assert told(change.root) == []
    shallow = tmp_path / "shallow"
    change.git("clone", "--quiet", "--depth", "1", change.root.as_uri(), str(shallow))
    (reason,) = told(shallow)
    assert reason.startswith(f"{what} (a shallow clone; ")
    assert "`fetch-depth: 0`" in reason
    shutil.rmtree(shallow / ".git")
    assert told(shallow) == [f"{what} (no git repository)"]
    text = (shallow / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace("[tool.sms-docs]", "[tool.sms-docs]\ndemonstration = true", 1)
    (shallow / "pyproject.toml").write_text(text, encoding="utf-8")
    assert told(shallow) == [f"{what} (a demonstration)"]


def test_the_trust_files_that_are_not_as_approved_are_named(change: Repository) -> None:
    change.edit(POLICY, "serial: 1", "serial: 2")
    change.edit(PEOPLE, "Ben Marsh", "Ben Marsh the Elder")
    report = answer(change.root, Question(TODAY, now=NOW)).report
    (found,) = [each for each in report.findings if each.code == "SMS231"]
    assert found.path == PEOPLE
    assert found.message.endswith("in effect; not as approved: people.yml, policy.yml")
