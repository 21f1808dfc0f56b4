"""`sms-docs trust add-key|revoke-key|end`: the trust files changed, and nothing else in them."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import signing
import stock
import yaml
from approving import approve, approve_trust, fingerprint, lay, public_key
from click.testing import Result
from commands import invoke, said
from cryptography.hazmat.primitives.asymmetric import ec

from sms_docs.act.add_key import Wish, add_key
from sms_docs.approval import NAMESPACE
from sms_docs.check import assess
from sms_docs.load.trust import load_trust
from sms_docs.trust import Trust

SIGNERS, PEOPLE = "records/trust/allowed_signers", "records/trust/people.yml"
POLICY, REVOKED = "records/trust/policy.yml", "records/trust/revoked.yml"
SCHEMAS = Path(__file__).parent.parent / "schemas"
DAYS = ("--from", "2024-06-01", "--until", "2028-01-01")
NEW = ("--name", "Finn Gale", "--email", "finn@tarnvalley.example", "--role", "trust-admin")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS whose trust files, serial 1, are approved."""
    return lay(tmp_path / "sms")


@pytest.fixture
def pub(tmp_path: Path) -> Path:
    """The second key of ben-marsh, as he hands it over."""
    return write_pub(tmp_path / "ben-2.pub")


def write_pub(path: Path, key: signing.PrivateKey | None = None, comment: str = "ben@home") -> Path:
    key = key or signing.ed25519("ben-2")
    path.write_text(signing.public_line(key, comment) + "\n", encoding="utf-8")
    return path


def run(root: Path, *arguments: str) -> Result:
    return invoke("trust", *arguments, "--root", str(root))


def add(root: Path, pub: Path, *more: str, person: str = "ben-marsh") -> Result:
    return run(root, "add-key", person, "--key", str(pub), *(more or DAYS))


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def changed(root: Path, before: dict[str, bytes]) -> dict[str, tuple[list[str], list[str]]]:
    """Return path -> the lines that went and those that came, of each file that differs."""
    found = {}
    for path, content in files(root).items():
        old, new = (text.decode().split("\n") for text in (before.get(path, b""), content))
        if old != new:
            while old and new and old[0] == new[0]:
                del old[0], new[0]
            while old and new and old[-1] == new[-1]:
                del old[-1], new[-1]
            found[path] = (old, new)
    return found


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text)
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def trust(root: Path) -> Trust:
    contents = {path.name: path.read_bytes() for path in (root / "records/trust").iterdir()}
    found, faults = load_trust(contents, stock.schemas())
    assert found is not None
    assert faults == []
    return found


def person(root: Path, identity: str) -> dict[str, Any]:
    data = yaml.safe_load((root / PEOPLE).read_text(encoding="utf-8"))
    found: dict[str, Any] = next(each for each in data["people"] if each["id"] == identity)
    return found


def refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, said(result)
    for word in words:
        assert word in said(result)


# add-key: what it writes


def test_a_key_is_one_more_line_in_the_strict_form_and_the_serial_goes_up(
    root: Path, pub: Path
) -> None:
    before = files(root)
    result = add(root, pub)
    assert result.exit_code == 0, said(result)
    line = (
        f'ben-marsh namespaces="{NAMESPACE}",valid-after="20240601Z",valid-before="20280101Z"'
        f" {public_key('ben-2')} ben@home"
    )
    assert changed(root, before) == {
        SIGNERS: ([], [line]),
        POLICY: (["serial: 1"], ["serial: 2"]),
    }


def test_it_says_fingerprint_files_and_what_comes_next(root: Path, pub: Path) -> None:
    key = f"key {fingerprint('ben-2')} (ssh-ed25519)"
    assert add(root, pub).output.split("\n") == [
        f"ben-marsh: {key} listed, from 2024-06-01 until before 2028-01-01",
        "serial 1 becomes 2, for 1 is signed already",
        POLICY,
        SIGNERS,
        "Compare the fingerprint with what ben-marsh reads out: `ssh-keygen -l -f FILE`.",
        "Next: sms-docs approve TRUST",
        "",
    ]


def test_the_fingerprint_is_that_which_ssh_keygen_prints(root: Path, pub: Path) -> None:
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", pub], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    assert f"key {printed} " in add(root, pub).output


@pytest.mark.parametrize(
    "key",
    [signing.ed25519("ben-2"), signing.ecdsa("ben-2"), signing.rsa_key(3072)],
    ids=["ed25519", "ecdsa", "rsa"],
)
def test_stock_ssh_keygen_takes_the_line_for_this_person_in_this_time(
    root: Path, tmp_path: Path, key: signing.Plain
) -> None:
    assert add(root, write_pub(tmp_path / "key.pub", key)).exit_code == 0
    private = tmp_path / "key"
    private.touch(mode=0o600)
    private.write_bytes(signing.private_file(key))
    signature = stock.stock_sign(private, b"I approve.")
    signers = (root / SIGNERS).read_text(encoding="utf-8")
    claimed = stock.Claimed(b"I approve.", signature, signers, "ben-marsh", "20240601000000Z")
    assert (stock.stock(claimed, tmp_path), stock.ours(claimed)) == ("", "")
    last = claimed._replace(at="20271231235959Z")
    assert (stock.stock(last, tmp_path), stock.ours(last)) == ("", "")
    # Of the first second behind the end stock ssh-keygen thinks otherwise.
    for at in ("20240531235959Z", "20280101000001Z"):
        outside = claimed._replace(at=at)
        assert stock.stock(outside, tmp_path)
        assert stock.ours(outside) == "key-out-of-time"
    other = claimed._replace(person="ada-ironwood")
    assert stock.stock(other, tmp_path)
    assert stock.ours(other) == "key-of-another"


def test_stock_ssh_keygen_finds_the_person_by_the_key(
    root: Path, pub: Path, tmp_path: Path
) -> None:
    add(root, pub)
    (tmp_path / "it.sig").write_text(
        signing.sign(signing.ed25519("ben-2"), NAMESPACE, b"x"), encoding="ascii"
    )
    for question in (
        ["find-principals", "-s", tmp_path / "it.sig"],
        ["match-principals", "-I", "ben-marsh"],
    ):
        command = ["ssh-keygen", "-Y", *question, "-f", root / SIGNERS]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=stock.ENVIRONMENT
        )
        assert done.stdout.split("\n")[0] == "ben-marsh"


def test_once_approved_the_key_approves_documents(root: Path, pub: Path) -> None:
    at = "2025-05-02T10:00:00Z"
    approve(root, "PRC-001", "ben-marsh", "service-manager", at, key="ben-2")
    names = {each.name for each in assess(root, date(2025, 6, 1)).report.findings}
    assert "key-unlisted" in names
    add(root, pub)
    approve_trust(root, at="2025-05-01T10:00:00Z")
    report = assess(root, date(2025, 6, 1)).report
    assert [each for each in report.findings if each.path.startswith("records/")] == []


def test_without_days_a_key_counts_from_today_for_two_years(root: Path, pub: Path) -> None:
    added = add_key(root, Wish("ben-marsh", pub), today=date(2024, 2, 29))
    assert (added.first, added.until) == (date(2024, 2, 29), date(2026, 2, 28))
    assert 'valid-after="20240229Z",valid-before="20260228Z"' in (root / SIGNERS).read_text()


def test_today_is_not_later_than_the_clock_in_utc(root: Path, pub: Path) -> None:
    """Else the key could not sign in the first hours after it was approved."""
    added = add_key(root, Wish("ben-marsh", pub))
    assert added.first is not None
    assert added.first <= date.today() <= added.first + timedelta(days=1)  # noqa: DTZ011


def test_a_serial_that_nobody_has_signed_stays(tmp_path: Path, pub: Path) -> None:
    root = lay(tmp_path / "sms", with_trust=False)
    add(root, pub)
    assert trust(root).serial == 1


def test_a_serial_goes_up_once_for_several_changes(root: Path, pub: Path, tmp_path: Path) -> None:
    add(root, pub)
    add(root, write_pub(tmp_path / "ada.pub", signing.ed25519("ada-2")), person="ada-ironwood")
    assert trust(root).serial == 2


def test_a_serial_that_anybody_has_signed_goes_up_though_it_is_not_approved(
    root: Path, pub: Path
) -> None:
    edit(root, POLICY, "serial: 1", "serial: 2")
    # A service-manager may not approve trust files.
    approve_trust(root, "ben-marsh", role="service-manager", at="2024-05-01T10:00:00Z")
    add(root, pub)
    assert trust(root).serial == 3


def test_a_serial_below_one_that_is_signed_goes_above_it(root: Path, pub: Path) -> None:
    edit(root, POLICY, "serial: 1", "serial: 7")
    approve_trust(root, at="2024-05-01T10:00:00Z")
    edit(root, POLICY, "serial: 7", "serial: 3")
    result = add(root, pub)
    assert "serial 3 becomes 8, for 7 is signed already" in result.output
    assert trust(root).serial == 8


def test_the_same_key_again_changes_nothing(root: Path, pub: Path) -> None:
    add(root, pub)
    before = files(root)
    for more in (DAYS, ("--role", "service-manager"), ("--name", "Ben Marsh")):
        result = add(root, pub, *more)
        assert result.exit_code == 0
        assert "listed already" in result.output
        assert result.output.endswith("; nothing to do\n")
    assert files(root) == before


def test_after_a_run_that_was_killed_the_next_one_writes_the_rest(root: Path, pub: Path) -> None:
    add(root, pub)
    whole = files(root)
    signers = whole[SIGNERS].decode().split("\n")
    (root / SIGNERS).write_text("\n".join(signers[:-2]) + "\n", encoding="utf-8")
    assert trust(root).serial == 2
    add(root, pub)
    assert files(root) == whole


def test_a_dry_run_shows_the_lines_and_writes_nothing(root: Path, pub: Path) -> None:
    before = files(root)
    result = add(root, pub, *DAYS, "--dry-run")
    assert result.exit_code == 0
    assert f"+++ b/{SIGNERS}\n" in result.output
    assert f" {public_key('ben-2')} ben@home\n" in result.output
    assert "-serial: 1\n+serial: 2\n" in result.output
    assert "Nothing was written (--dry-run).\n" in result.output
    assert "Next:" not in result.output
    assert files(root) == before


def test_line_ends_and_a_missing_last_one_are_as_in_the_file(root: Path, pub: Path) -> None:
    text = (root / SIGNERS).read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    (root / SIGNERS).write_bytes(text)
    add(root, pub)
    now = (root / SIGNERS).read_bytes()
    assert now.startswith(text + b"\r\nben-marsh ")
    assert now.count(b"\r\n") == now.count(b"\n") == 5
    assert len(trust(root).keys) == 5


def test_a_missing_list_of_signers_is_begun(root: Path, pub: Path) -> None:
    (root / SIGNERS).unlink()
    assert add(root, pub).exit_code == 0
    assert (root / SIGNERS).read_text().split("\n")[1:] == [""]


@pytest.mark.parametrize("comment", ["x\u202ey", "x\u200by", "x\x1b[31m", "y" * 101])
def test_a_comment_that_could_deceive_is_left_out(root: Path, tmp_path: Path, comment: str) -> None:
    add(root, write_pub(tmp_path / "key.pub", comment=comment))
    assert (root / SIGNERS).read_text().endswith(f" {public_key('ben-2')}\n")


# add-key: people


def test_somebody_new_is_added_with_the_key(root: Path, tmp_path: Path) -> None:
    pub = write_pub(tmp_path / "finn.pub", signing.ed25519("finn-gale"), "")
    before = files(root)
    told = "Read out in person, it’s hers: a card lay on the table."
    result = add(root, pub, *NEW, *DAYS, "--handover", told, person="finn-gale")
    assert result.exit_code == 0, said(result)
    assert "finn-gale: added as Finn Gale, trust-admin from 2024-06-01" in result.output
    assert "@" not in result.output
    assert changed(root, before)[PEOPLE][0] == []
    assert person(root, "finn-gale") == {
        "id": "finn-gale",
        "name": "Finn Gale",
        "emails": ["finn@tarnvalley.example"],
        "roles": [{"role": "trust-admin", "from": date(2024, 6, 1)}],
        "handover": told,
    }
    assert trust(root).keys[-1].person == "finn-gale"


def test_the_first_person_of_a_new_sms_can_sign_its_trust_files(tmp_path: Path) -> None:
    root = tmp_path / "acme"
    assert invoke("init", str(root), "--organisation", "Acme IT").exit_code == 0
    pub = write_pub(tmp_path / "finn.pub", signing.ed25519("finn-gale"))
    result = add(root, pub, *NEW, *DAYS, person="finn-gale")
    assert result.exit_code == 0, said(result)
    assert "serial" not in result.output
    assert "Next: sms-docs approve TRUST" in result.output
    approve_trust(root, "finn-gale", at="2024-07-01T10:00:00Z")
    system = assess(root, date(2024, 8, 1)).system
    newest = system.histories["TRUST"].newest
    assert newest is not None
    assert newest.version == "1"


def test_somebody_new_needs_name_address_and_role(root: Path, pub: Path) -> None:
    before = files(root)
    result = add(root, pub, "--name", "Finn Gale", person="finn-gale")
    refused(result, "people.yml does not list 'finn-gale'", "give --email, --role as well")
    refused(add(root, pub, person="ben-marsch"), "did you mean 'ben-marsh'?")
    assert files(root) == before


def test_a_known_person_gets_the_roles_and_addresses_that_are_new(root: Path, pub: Path) -> None:
    before = files(root)
    more = ("--role", "trust-admin", "--role", "service-manager", "--email", "b@marsh.example")
    result = add(root, pub, *DAYS, *more, "--email", "BEN.marsh@tarnvalley.example")
    assert "ben-marsh: role trust-admin from 2024-06-01" in result.output
    old, new = changed(root, before)[PEOPLE]
    assert new[0] == '    emails: [ben.marsh@tarnvalley.example, "b@marsh.example"]'
    assert new[1:-2] == old[1:], "the other lines stay as they are"
    found = person(root, "ben-marsh")
    assert found["emails"] == ["ben.marsh@tarnvalley.example", "b@marsh.example"]
    assert [each["role"] for each in found["roles"]] == [
        "service-manager",
        "incident-manager",
        "trust-admin",
    ]
    assert found["roles"][-1]["from"] == date(2024, 6, 1)


def test_a_role_that_ended_begins_again_as_an_entry_of_its_own(root: Path, pub: Path) -> None:
    add(root, pub, "--from", "2026-02-01", "--role", "incident-manager")
    assert person(root, "ben-marsh")["roles"][1:] == [
        {"role": "incident-manager", "from": date(2024, 1, 1), "to": date(2025, 12, 31)},
        {"role": "incident-manager", "from": date(2026, 2, 1)},
    ]


def test_a_second_handover_is_told_after_the_first_and_once(
    root: Path, pub: Path, tmp_path: Path
) -> None:
    first, second = "Read out in person.", 'By post: "registered".'
    add(root, pub, *DAYS, "--handover", first)
    other = write_pub(tmp_path / "other.pub", signing.ed25519("ben-3"))
    for _ in range(2):
        assert add(root, other, *DAYS, "--handover", second).exit_code == 0
    assert person(root, "ben-marsh")["handover"] == f"{first} {second}"


def test_a_role_is_added_where_the_key_is_listed_already(root: Path, pub: Path) -> None:
    add(root, pub)
    approve_trust(root, at="2024-07-01T10:00:00Z")
    before = files(root)
    result = add(root, pub, "--role", "trust-admin")
    assert "listed already, from 2024-06-01 until before 2028-01-01\n" in result.output
    assert set(changed(root, before)) == {PEOPLE, POLICY}


# add-key: another end


def test_until_gives_a_listed_key_another_end_on_its_line(root: Path) -> None:
    pub = write_pub(root.parent / "ben.pub", signing.ed25519("ben-marsh"))
    before = files(root)
    assert add(root, pub, "--until", "2031-06-01").exit_code == 0
    (old,), (new,) = changed(root, before)[SIGNERS]
    assert new == old.replace("20300101Z", "20310601Z")
    assert old.startswith("ben-marsh ")


def test_a_key_without_an_end_gets_one(root: Path) -> None:
    edit(
        root,
        SIGNERS,
        f',valid-before="20300101Z" {public_key("ben-marsh")}',
        f" {public_key('ben-marsh')}",
    )
    pub = write_pub(root.parent / "ben.pub", signing.ed25519("ben-marsh"))
    add(root, pub, "--until", "2031-06-01")
    ends = {key.person: key.valid_before for key in trust(root).keys}
    end = ends["ben-marsh"]
    assert end is not None
    assert end.date() == date(2031, 6, 1)


def test_from_does_not_move_the_beginning_of_a_listed_key(root: Path) -> None:
    pub = write_pub(root.parent / "ben.pub", signing.ed25519("ben-marsh"))
    before = files(root)
    refused(add(root, pub, "--from", "2020-01-01"), "--from", "from 2024-01-01 on")
    assert add(root, pub, "--from", "2024-01-01").output.endswith("nothing to do\n")
    assert files(root) == before


# add-key: what it refuses


def private_text(kind: str) -> str:
    if kind == "putty":
        return "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nSECRETSECRET\n"
    text = signing.private_file(signing.ed25519("ben-2")).decode()
    return text if kind == "openssh" else text.replace("OPENSSH ", "")


@pytest.mark.parametrize("kind", ["openssh", "pem", "putty"])
@pytest.mark.parametrize("name", ["ben", "ben.pub"])
def test_a_private_key_is_refused_and_nothing_of_it_shown(
    root: Path, tmp_path: Path, kind: str, name: str
) -> None:
    file = tmp_path / name
    file.write_text(private_text(kind), encoding="utf-8")
    before = files(root)
    result = add(root, file)
    refused(result, "private key", "ssh-keygen -y -f KEY > KEY.pub")
    shown = said(result)
    assert not [line for line in private_text(kind).split("\n")[1:-2] if line in shown]
    assert files(root) == before


def test_a_private_key_with_its_public_half_beside_it_is_not_even_opened(
    root: Path, tmp_path: Path
) -> None:
    # What cannot be opened as a file stands for the private key.
    (tmp_path / "id_ed25519").mkdir()
    write_pub(tmp_path / "id_ed25519.pub")
    assert add(root, tmp_path / "id_ed25519").exit_code == 0
    assert trust(root).keys[-1].fingerprint == fingerprint("ben-2")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"# nothing\n", "it is empty"),
        (b"ssh-ed25519\n", "holds no public key"),
        (b"hello world\n", "holds no public key"),
        (b"ssh-ed25519 AAAA\n", "holds no public key"),
        ((public_key("a") + "\n" + public_key("b")).encode(), "it holds 2 lines"),
        (public_key("a").replace("ed25519", "rsa").encode(), "kind of the key and the key"),
        (public_key("a").encode("utf-16"), "it is UTF-16"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "ssh-keygen -i -f FILE"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n", "ssh-keygen -i -f FILE"),
        (b'from="10.0.0.1" ' + public_key("a").encode(), "holds no public key"),
        (b"\0\xff\xfe", "holds no public key"),
        (b"#" * 20_000, "larger than 16,384 bytes"),
    ],
)
def test_what_is_no_public_key_is_refused_with_the_reason(
    root: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "key.pub"
    file.write_bytes(content)
    before = files(root)
    refused(add(root, file), str(file), reason)
    assert files(root) == before


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf%s\r\n", b"# mine\n\n%s \n", b"%s"])
def test_other_line_ends_comments_and_a_mark_do_no_harm(
    root: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "key.pub"
    file.write_bytes(content % public_key("ben-2").encode())
    assert add(root, file).exit_code == 0


def test_a_file_that_is_not_there_is_told(root: Path, tmp_path: Path) -> None:
    refused(add(root, tmp_path / "no.pub"), "there is no such file")
    refused(add(root, tmp_path), "it is no regular file")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (signing.rsa_key(2048), "ssh-rsa of 2048 bits, fewer than 3072"),
        (signing.ecdsa("x", ec.SECP384R1()), "ecdsa-sha2-nistp384"),
    ],
    ids=["rsa-2048", "p384"],
)
def test_a_key_that_cannot_be_verified_is_refused(
    root: Path, tmp_path: Path, key: signing.Plain, reason: str
) -> None:
    before = files(root)
    result = add(root, write_pub(tmp_path / "key.pub", key))
    refused(result, reason, "ssh-keygen -t ed25519")
    assert files(root) == before


def test_a_security_key_is_listed(root: Path, tmp_path: Path) -> None:
    key = signing.OnSecurityKey(signing.ed25519("ben-2"))
    assert add(root, write_pub(tmp_path / "key.pub", key)).exit_code == 0
    assert trust(root).keys[-1].kind == "sk-ssh-ed25519@openssh.com"


def test_the_key_of_another_person_is_refused(root: Path, tmp_path: Path) -> None:
    pub = write_pub(tmp_path / "key.pub", signing.ed25519("ada-ironwood"))
    before = files(root)
    refused(add(root, pub), f"{SIGNERS}:1: the key", "belongs to ada-ironwood")
    refused(add(root, pub, *NEW, person="finn-gale"), "belongs to ada-ironwood")
    assert files(root) == before


def test_a_revoked_key_is_not_listed_again(root: Path, pub: Path) -> None:
    entry = {"key": fingerprint("ben-2"), "since": "2024-02-01", "reason": "loss"}
    text = json.dumps({"revoked": [{**entry, "recorded": "2024-02-02"}]})
    (root / REVOKED).write_text(text + "\n", encoding="utf-8")
    refused(add(root, pub), "is revoked since 2024-02-01 (loss)")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--role", "service-managr"), ("did you mean 'service-manager'?",)),
        (("--role", "\x1b[31m"), ("--role", "it lists service-manager")),
        (("--email", "no address"), ("--email", "name@example.org")),
        (("--email", "Ada.Ironwood@tarnvalley.example"), ("belongs to ada-ironwood",)),
        (("--name", "Benjamin Marsh"), ("calls ben-marsh 'Ben Marsh'",)),
        (("--name", "O'Marsh"), ("typographic apostrophe",)),
        (("--name", "<b>"), ("--name", "not allowed here: < >")),
        (("--handover", "in\u202eperson"), ("--handover", "U+202E")),
        (("--handover", "<b>"), ("--handover", "without < and >")),
        (("--from", "1999-01-01"), ("--from", "from 2000 on")),
        (("--from", "2026-01-01", "--until", "2026-01-01"), ("--until", "after 2026-01-01")),
        (("--until", "20280101"), ("no day",)),
    ],
)
def test_values_that_cannot_stand_are_refused_by_their_options(
    root: Path, pub: Path, more: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = files(root)
    result = add(root, pub, *more)
    refused(result, *words)
    assert "\x1b" not in said(result)
    assert files(root) == before


@pytest.mark.parametrize("name", ["Ben Marsh", "-x", "b", "ben*", "ben,ada", "1ben"])
def test_what_is_no_id_is_refused(root: Path, pub: Path, name: str) -> None:
    arguments = ("--root", str(root), "--key", str(pub), *NEW, "--", name)
    refused(invoke("trust", "add-key", *arguments), "is no id")


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (PEOPLE, "people: [\n", (f"{PEOPLE}:", "not changed")),
        (POLICY, "serial: none\n", (f"{POLICY}:1:1", "not changed")),
        (SIGNERS, "# \u202e\n", (f"{SIGNERS}:1:3", "U+202E")),
        (POLICY, None, (POLICY, "is missing")),
    ],
)
def test_trust_files_that_cannot_be_read_are_not_changed(
    root: Path, pub: Path, path: str, text: str | None, words: tuple[str, ...]
) -> None:
    if text is None:
        (root / path).unlink()
    else:
        (root / path).write_text(text, encoding="utf-8")
    before = files(root)
    refused(add(root, pub), *words)
    assert files(root) == before


def test_nothing_is_written_through_a_link(root: Path, pub: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("", encoding="utf-8")
    (root / SIGNERS).unlink()
    (root / SIGNERS).symlink_to(outside)
    refused(add(root, pub), SIGNERS, "link")
    assert outside.read_text() == ""


def test_a_serial_as_high_as_it_gets_is_told(root: Path, pub: Path) -> None:
    (root / "records/approvals/TRUST/1").rename(root / "records/approvals/TRUST/999999")
    refused(add(root, pub), "999999 is the highest")


# revoke-key


def revoke(root: Path, name: str, reason: str, since: str, *more: str) -> Result:
    return run(root, "revoke-key", name, "--reason", reason, "--since", since, *more)


def test_a_revocation_is_one_entry_and_the_line_of_the_key_stays(root: Path) -> None:
    before = files(root)
    result = revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01")
    assert result.exit_code == 0, said(result)
    assert set(changed(root, before)) == {REVOKED, POLICY}
    revocation = trust(root).revoked[fingerprint("ben-marsh")]
    assert (revocation.since, revocation.reason) == (date(2025, 3, 1), "loss")
    assert "Next: sms-docs approve TRUST\n" in result.output


@pytest.mark.parametrize(
    ("reason", "since", "counts"),
    [
        ("loss", "2025-03-01", True),
        ("loss", "2024-03-01", False),
        ("compromise", "2025-03-01", False),
    ],
)
def test_once_approved_it_tells_which_signatures_count(
    root: Path, reason: str, since: str, *, counts: bool
) -> None:
    approve(root, "PRC-001", "ben-marsh", "service-manager", "2024-05-02T10:00:00Z")
    revoke(root, fingerprint("ben-marsh").removeprefix("SHA256:"), reason, since)
    found = assess(root, date(2025, 6, 1), ["key-revoked"]).report.findings
    assert found == (), "it is not in effect yet"
    approve_trust(root, at="2025-05-01T10:00:00Z")
    found = assess(root, date(2025, 6, 1), ["key-revoked"]).report.findings
    assert (not found) == counts


def test_the_same_revocation_again_changes_nothing(root: Path) -> None:
    revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01")
    before = files(root)
    result = revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01")
    assert result.exit_code == 0
    assert "already; nothing to do\n" in result.output
    assert files(root) == before


def test_a_stricter_revocation_takes_the_place_of_a_milder_one_only(root: Path) -> None:
    revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01")
    assert revoke(root, fingerprint("ben-marsh"), "compromise", "2025-04-01").exit_code == 0
    assert trust(root).revoked[fingerprint("ben-marsh")].reason == "compromise"
    before = files(root)
    for reason, since in (("loss", "2024-01-01"), ("compromise", "2025-05-01")):
        result = revoke(root, fingerprint("ben-marsh"), reason, since)
        refused(result, "lets fewer signatures hold")
    assert files(root) == before


def test_a_key_that_is_not_listed_is_told_with_those_that_are(root: Path) -> None:
    result = revoke(root, fingerprint("eve-stone"), "loss", "2025-03-01")
    refused(result, "lists no key", f"{fingerprint('ben-marsh')} of ben-marsh")
    assert "\x1b" not in said(revoke(root, "\x1b[31m", "loss", "2025-03-01"))


def test_a_key_whose_line_was_deleted_can_be_revoked_all_the_same(root: Path) -> None:
    (root / SIGNERS).write_text("")
    assert revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01").exit_code == 0


def test_a_day_that_has_not_come_and_an_unknown_reason_are_refused(root: Path) -> None:
    refused(revoke(root, fingerprint("ben-marsh"), "loss", "2999-01-01"), "has not come yet")
    refused(revoke(root, fingerprint("ben-marsh"), "stolen", "2025-01-01"), "compromise")


def test_a_revocation_is_begun_where_the_file_is_missing(root: Path) -> None:
    (root / REVOKED).unlink()
    assert revoke(root, fingerprint("ben-marsh"), "error", "2025-03-01").exit_code == 0
    assert fingerprint("ben-marsh") in trust(root).revoked


def test_it_warns_of_what_nobody_can_sign_then(root: Path) -> None:
    result = revoke(root, fingerprint("dana-holt"), "loss", "2025-03-01")
    assert (
        "careful: it takes trust-admin to approve the trust files, and nobody holds it with a key"
        " that counts then\n"
    ) in result.stderr
    assert "service-manager" not in result.stderr


def test_a_dry_run_of_a_revocation_writes_nothing(root: Path) -> None:
    before = files(root)
    result = revoke(root, fingerprint("ben-marsh"), "loss", "2025-03-01", "--dry-run")
    assert "+    reason: loss\n" in result.output
    assert files(root) == before


# end


def test_a_leaver_keeps_every_line_with_a_last_day(root: Path) -> None:
    before = files(root)
    result = run(root, "end", "ben-marsh", "--on", "2025-06-30")
    assert result.exit_code == 0, said(result)
    found = changed(root, before)
    assert found[PEOPLE] == (
        [
            "      - {role: service-manager, from: 2024-01-01}",
            "      - {role: incident-manager, from: 2024-01-01, to: 2025-12-31}",
        ],
        [
            "      - {role: service-manager, from: 2024-01-01, to: 2025-06-30}",
            "      - {role: incident-manager, from: 2024-01-01, to: 2025-06-30}",
        ],
    )
    (old,), (new,) = found[SIGNERS]
    assert new == old.replace("20300101Z", "20250701Z")
    assert found[POLICY] == (["serial: 1"], ["serial: 2"])


def test_a_role_on_lines_of_its_own_gets_a_line_more(root: Path) -> None:
    edit(
        root,
        PEOPLE,
        "      - {role: trust-admin, from: 2024-01-01}\n",
        "      - role: trust-admin   # since the start\n        from: 2024-01-01   # a Monday\n",
    )
    before = files(root)
    run(root, "end", "dana-holt", "--on", "2025-06-30")
    assert changed(root, before)[PEOPLE] == ([], ["        to: 2025-06-30"])


def test_the_last_day_still_counts_for_us_and_for_stock_ssh_keygen(
    root: Path, tmp_path: Path
) -> None:
    run(root, "end", "ben-marsh", "--on", "2025-06-30")
    signature = signing.sign(signing.ed25519("ben-marsh"), NAMESPACE, b"x")
    signers = (root / SIGNERS).read_text(encoding="utf-8")
    claimed = stock.Claimed(b"x", signature, signers, "ben-marsh", "20250630235959Z")
    assert (stock.stock(claimed, tmp_path), stock.ours(claimed)) == ("", "")
    after = claimed._replace(at="20250701000001Z")
    assert stock.stock(after, tmp_path)
    assert stock.ours(after) == "key-out-of-time"


def test_what_a_leaver_signed_before_still_counts_and_later_acts_do_not(root: Path) -> None:
    approve(root, "PRC-001", "ben-marsh", "service-manager", "2025-06-30T10:00:00Z")
    approve(root, "SVC-001", "ben-marsh", "service-manager", "2025-07-01T10:00:00Z")
    run(root, "end", "ben-marsh", "--on", "2025-06-30")
    approve_trust(root, at="2025-07-02T10:00:00Z")
    found = assess(root, date(2025, 8, 1), ["signer-without-role"]).report.findings
    assert [each.document for each in found] == ["SVC-001"]


def test_ending_twice_or_later_changes_nothing(root: Path) -> None:
    run(root, "end", "ben-marsh", "--on", "2025-06-30")
    before = files(root)
    for day in ("2025-06-30", "2025-12-31"):
        result = run(root, "end", "ben-marsh", "--on", day)
        assert result.exit_code == 0
        assert "nothing to do\n" in result.output
    assert files(root) == before


def test_what_begins_only_later_is_told_and_nothing_written(root: Path) -> None:
    before = files(root)
    refused(run(root, "end", "ben-marsh", "--on", "2023-06-30"), "begins on 2024-01-01")
    edit(root, SIGNERS, "ben-marsh namespaces", "cora-finch namespaces")
    edit(root, SIGNERS, f'20240101Z",valid-before="20300101Z" {public_key("dana-holt")}',
         f'20260101Z",valid-before="20300101Z" {public_key("dana-holt")}')  # fmt: skip
    before = files(root)
    refused(
        run(root, "end", "dana-holt", "--on", "2025-06-30"),
        f"{SIGNERS}:4",
        f"trust revoke-key {fingerprint('dana-holt')} --reason error",
    )
    assert files(root) == before


def test_a_person_who_is_not_listed_cannot_leave(root: Path) -> None:
    refused(run(root, "end", "ben-marshh", "--on", "2025-06-30"), "did you mean 'ben-marsh'?")
    refused(run(root, "end", "x", "--on", "2025-06-30"), "it lists ada-ironwood")


def test_the_last_who_may_approve_trust_does_not_leave_unnoticed(root: Path) -> None:
    result = run(root, "end", "dana-holt", "--on", "2025-06-30")
    assert "careful: it takes trust-admin to approve the trust files" in result.stderr
    assert "nobody holds it then" in result.stderr


def test_a_dry_run_of_an_end_writes_nothing(root: Path) -> None:
    before = files(root)
    result = run(root, "end", "ben-marsh", "--on", "2025-06-30", "--dry-run")
    assert "to: 2025-06-30}" in result.output
    assert files(root) == before


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    refused(invoke("trust", "ad-key"), "no command 'ad-key'; did you mean 'add-key'?")


def test_a_new_approval_under_the_new_files_still_needs_the_old_ones(root: Path, pub: Path) -> None:
    """Who adds a key to himself cannot put it in effect himself."""
    add(root, pub, *DAYS, "--role", "trust-admin")
    approve_trust(root, "ben-marsh", at="2025-05-01T10:00:00Z", key="ben-2")
    found = assess(root, date(2025, 6, 1)).report.findings
    assert {each.name for each in found if each.path.startswith("records/")} >= {
        "trust-unapproved",
        "signer-without-role",
    }


def test_what_a_schema_of_the_project_does_not_take_is_not_written(root: Path) -> None:
    schema = json.loads((SCHEMAS / "revoked.schema.json").read_text(encoding="utf-8"))
    entry = schema["properties"]["revoked"]["items"]["properties"]
    entry["reason"]["enum"] = ["compromise", "loss"]
    (root / "schemas").mkdir()
    (root / "schemas/revoked.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    before = files(root)
    result = revoke(root, fingerprint("ben-marsh"), "error", "2025-03-01")
    refused(result, REVOKED, "not changed, for this would be wrong in it then")
    assert files(root) == before
