"""allowed_signers: one form of line is taken, every other one is told with its cure."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from signing import (
    OnSecurityKey,
    PrivateKey,
    ecdsa,
    ed25519,
    fingerprint,
    kind_of,
    packed,
    public_blob,
    public_line,
    rsa_key,
    sign,
    signer_line,
)
from stock import Claimed, stock

from sms_docs.approval import NAMESPACE
from sms_docs.load.signers import RULE, Signers, read_signers
from sms_docs.trust import SignerKey

if TYPE_CHECKING:
    from pathlib import Path

PATH = "records/trust/allowed_signers"
ADA, BEN = ed25519("ada"), ed25519("ben")
KEY = public_line(ADA)
FOR_US = f'namespaces="{NAMESPACE}"'
KINDS: tuple[PrivateKey, ...] = (
    ADA,
    OnSecurityKey(ADA),
    ecdsa("ada"),
    OnSecurityKey(ecdsa("ada")),
    rsa_key(),
)


def read(text: str) -> Signers:
    return read_signers(text, PATH)


def the_key(line: str) -> SignerKey:
    found = read(line)
    assert (found.defects, found.unverifiable) == ((), ())
    (key,) = found.keys
    return key


def refusal(line: str) -> tuple[int, str, str]:
    """Return the column, the reason and the cure with which *line* is refused."""
    found = read(line + "\n")
    assert found.keys == ()
    (defect,) = found.defects
    assert (defect.path, defect.place[0], defect.severity) == (PATH, 1, None)
    return defect.place[1], defect.message, defect.fix


@pytest.mark.parametrize("key", KINDS, ids=kind_of)
def test_a_line_gives_a_key_with_all_that_it_says(key: PrivateKey) -> None:
    found = the_key(signer_line("ada-ironwood", key, "20260101Z", "202701011230Z"))
    assert found == SignerKey(
        person="ada-ironwood",
        kind=kind_of(key),
        blob=public_blob(key),
        fingerprint=fingerprint(key),
        valid_after=datetime(2026, 1, 1, tzinfo=UTC),
        valid_before=datetime(2027, 1, 1, 12, 30, tzinfo=UTC),
        comment="ada-ironwood",
        line=1,
    )


def test_comments_and_empty_lines_are_passed_over_and_lines_are_counted() -> None:
    text = f"# who\n\n{signer_line('ada-ironwood', ADA)}#{signer_line('ben-marsh', BEN)}\n"
    assert [(key.person, key.line) for key in read(text).keys] == [("ada-ironwood", 3)]
    assert read("") == read("\n") == read("# x\n") == Signers()


def test_the_days_may_be_left_out_and_the_comment_may_be_anything() -> None:
    key = the_key(f"ada-ironwood {FOR_US} {KEY}   a b  # c")
    assert (key.valid_after, key.valid_before) == (None, None)
    assert key.comment == "  a b  # c"
    assert the_key(f"ada-ironwood {FOR_US} {KEY}").comment == ""
    later = the_key(f'ada-ironwood {FOR_US},valid-before="20300101Z" {KEY}')
    assert later.valid_after is None
    assert later.valid_before == datetime(2030, 1, 1, tzinfo=UTC)


def test_a_time_has_minutes_and_seconds_where_it_says_so() -> None:
    key = the_key(f'ada-ironwood {FOR_US},valid-after="20260131235959Z" {KEY}')
    assert key.valid_after == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    first = the_key(f'ada-ironwood {FOR_US},valid-after="20000101Z" {KEY}')
    assert first.valid_after == datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\x0b", "\x0c", "\x1c", "\r"])
def test_a_comment_hides_no_key_behind_another_kind_of_line_end(mark: str) -> None:
    line = signer_line("ada-ironwood", ADA).strip()
    found = read(f"{line} {mark}{signer_line('ben-marsh', BEN)}")
    assert [key.person for key in found.keys] == ["ada-ironwood"]


REFUSED = {
    "a blank in front": (f" ada-ironwood {FOR_US} {KEY}", 1, "more than one blank"),
    "two blanks": (f"ada-ironwood  {FOR_US} {KEY}", 14, "more than one blank"),
    "a tab": (f"ada-ironwood {FOR_US}\t{KEY} x y", 14, "a tab stands between fields"),
    "an indented comment": (" # x", 1, "more than one blank"),
    "a blank alone": (" ", 1, "more than one blank"),
    "the person alone": ("ada-ironwood", 13, "the line has 1 of the 4 fields"),
    "no key": (f"ada-ironwood {FOR_US} ssh-ed25519", 56, "the line has 3 of the 4 fields"),
    "several persons": (f"ada-ironwood,ben {FOR_US} {KEY}", 1, "several persons or a pattern"),
    "a pattern": (f"ada-* {FOR_US} {KEY}", 1, "'ada-*' names several persons or a pattern"),
    "all but one": (f"!ada {FOR_US} {KEY}", 1, "'!ada' names several persons or a pattern"),
    "capitals": (f"Ada-Ironwood {FOR_US} {KEY}", 1, "'Ada-Ironwood' is no id of a person"),
    "an address": (f"ada@x.example {FOR_US} {KEY}", 1, "'ada@x.example' is no id of a person"),
    "one letter": (f"a {FOR_US} {KEY}", 1, "'a' is no id of a person"),
    "64 letters": (f"{'a' * 64} {FOR_US} {KEY}", 1, "is no id of a person"),
    "another script": (f"аda {FOR_US} {KEY}", 1, "is no id of a person"),
    "quotes": (f'"ada-ironwood" {FOR_US} {KEY}', 1, "is no id of a person"),
    "no options": (f"ada-ironwood {KEY} x y", 14, "the options are missing"),
    "a certificate": (
        f"ada-ironwood cert-authority,{FOR_US} {KEY}",
        14,
        "'cert-authority' is no option that is allowed here",
    ),
    "a certificate behind": (
        f"ada-ironwood {FOR_US},cert-authority {KEY}",
        45,
        "'cert-authority' is no option that is allowed here",
    ),
    "an unknown option": (f'ada-ironwood {FOR_US},from="x" {KEY}', 45, "'from=\"x\"' is no option"),
    "a value missing": (f"ada-ironwood {FOR_US},valid-after {KEY}", 45, "'valid-after' is no"),
    "no quotes": (f"ada-ironwood namespaces={NAMESPACE} {KEY}", 14, "is no option"),
    "capitals in an option": (f"ada-ironwood {FOR_US.upper()} {KEY}", 14, "is no option"),
    "a comma at the end": (f"ada-ironwood {FOR_US}, {KEY}", 45, "'' is no option"),
    "no namespace": (
        f'ada-ironwood valid-after="20260101Z" {KEY}',
        14,
        "the options are valid-after; allowed are, in this order: namespaces, valid-after,",
    ),
    "another order": (
        f'ada-ironwood {FOR_US},valid-before="20270101Z",valid-after="20260101Z" {KEY}',
        14,
        "the options are namespaces, valid-before, valid-after; allowed are, in this order",
    ),
    "an option twice": (
        f'ada-ironwood {FOR_US},valid-after="20260101Z",valid-after="20260102Z" {KEY}',
        14,
        "the options are namespaces, valid-after, valid-after",
    ),
    "another namespace": (
        f'ada-ironwood namespaces="git" {KEY}',
        14,
        f"the key is for 'git', not for {NAMESPACE}",
    ),
    "a pattern of namespaces": (
        f'ada-ironwood namespaces="*" {KEY}',
        14,
        f"the key is for '*', not for {NAMESPACE}",
    ),
    "two namespaces": (f'ada-ironwood namespaces="{NAMESPACE},git" {KEY}', 14, "is no option"),
    "never valid": (
        f'ada-ironwood {FOR_US},valid-after="20260101Z",valid-before="20260101Z" {KEY}',
        14,
        "the key is never valid",
    ),
    "another kind": (
        f"ada-ironwood {FOR_US} ssh-rsa {KEY.split()[1]}",
        45,
        "the line says 'ssh-rsa', but the key is one of kind 'ssh-ed25519'",
    ),
    "no base64": (f"ada-ironwood {FOR_US} ssh-ed25519 A*A", 57, "the key is no base64 text"),
    "padding missing": (f"ada-ironwood {FOR_US} ssh-ed25519 AAA", 57, "the key is no base64"),
    "a key cut short": (f"ada-ironwood {FOR_US} {KEY[:-4]}", 57, "the key is cut short"),
    "a key with more": (f"ada-ironwood {FOR_US} {KEY}AAAA", 57, "followed by 3 bytes"),
}


@pytest.mark.parametrize(("line", "column", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_line_of_another_form_is_told_where_it_departs(
    line: str, column: int, reason: str
) -> None:
    found, message, fix = refusal(line)
    assert reason in message
    assert found == column
    assert fix.endswith(".")
    assert fix[0].isupper()


@pytest.mark.parametrize(
    "day",
    [
        *("20260101", "2026-01-01Z", "20260230Z", "20261301Z", "2026010100Z", "202601012460Z"),
        *("20260101126060Z", "19991231Z", "00000101Z", "20260101z", "20260101+0100", "", "Z"),
        *("٢٠٢٦٠١٠١Z", "20260101ZZ", "2026010112000000Z", "99999999Z"),
    ],
)
def test_a_day_has_one_form_and_is_in_the_calendar(day: str) -> None:
    column, message, fix = refusal(f'ada-ironwood {FOR_US},valid-before="{day}" {KEY}')
    assert message == f"valid-before '{day}' is no time that is allowed here"
    assert (column, "20260101Z" in fix) == (45, True)


def test_a_key_that_cannot_be_verified_is_told_twice_and_never_counts() -> None:
    kinds = {
        "ecdsa-sha2-nistp384": public_line(ecdsa("ada", ec.SECP384R1())),
        "ssh-rsa of 2048 bits, fewer than 3072": public_line(rsa_key(2048)),
        "ssh-dss": line_of(packed(b"ssh-dss") + packed(b"x")),
        "ssh-ed25519-cert-v01@openssh.com": line_of(packed(b"ssh-ed25519-cert-v01@openssh.com")),
    }
    for kind, key in kinds.items():
        text = f"# x\nada-ironwood {FOR_US} {key}\n"
        found = read(text)
        (defect,), (sentence,) = found.defects, found.unverifiable
        assert defect.message.endswith(f"this kind of key: {kind}")
        assert sentence == f"{PATH}:2: {defect.message}. {defect.fix}"
        assert (found.keys, defect.place) == ((), (2, 45))


def line_of(blob: bytes) -> str:
    kind = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode()
    return f"{kind} {base64.b64encode(blob).decode()}"


def test_one_key_belongs_to_one_person_and_stands_once() -> None:
    first = signer_line("ada-ironwood", ADA)
    found = read(first + signer_line("ben-marsh", ADA) + signer_line("ben-marsh", BEN))
    assert [(key.person, key.line) for key in found.keys] == [("ada-ironwood", 1), ("ben-marsh", 3)]
    (defect,) = found.defects
    assert defect.place == (2, 1)
    assert defect.message == (
        f"the key {fingerprint(ADA)} stands on line 1 already, as that of ada-ironwood;"
        " one key belongs to one person"
    )
    again = read(first + signer_line("ada-ironwood", ADA, "", ""))
    assert [key.valid_after for key in again.keys] == [datetime(2024, 1, 1, tzinfo=UTC)]
    assert again.defects[0].message.endswith("stands on line 1 already")


def test_a_person_may_have_several_keys() -> None:
    text = "".join(signer_line("ada-ironwood", key) for key in KINDS)
    assert [key.kind for key in read(text).keys] == [kind_of(key) for key in KINDS]


def test_one_bad_line_takes_no_other_with_it() -> None:
    text = f"x\n{signer_line('ada-ironwood', ADA)}y\n{signer_line('ben-marsh', BEN)}"
    found = read(text)
    assert [key.person for key in found.keys] == ["ada-ironwood", "ben-marsh"]
    assert [defect.place[0] for defect in found.defects] == [1, 3]


@pytest.mark.parametrize("key", KINDS, ids=kind_of)
def test_what_is_taken_is_what_ssh_keygen_takes(key: PrivateKey, tmp_path: Path) -> None:
    lines = [
        signer_line("ada-ironwood", key),
        signer_line("ada-ironwood", key, "", ""),
        signer_line("ada-ironwood", key, "202601010000Z", "20270101000000Z"),
        f"# x\n\nada-ironwood {FOR_US} {public_line(key)} \n",
    ]
    for text in lines:
        assert the_key(text)
        claimed = Claimed(b"x", sign(key, NAMESPACE, b"x"), text)
        assert stock(claimed, tmp_path) == ""


WORDS = st.sampled_from(
    [
        *("ada-ironwood", "Ada", "*", FOR_US, 'valid-after="20260101Z"', 'valid-before="2Z"'),
        *(KEY, *KEY.split(), "ssh-rsa", "AAAA", " ", ",", "\t", "#", '"', "=", "\n", "\u2028", "é"),
        *("cert-authority", "namespaces", "\x00", "\r", "٢"),
    ]
)


@settings(max_examples=800, deadline=None, derandomize=True)
@given(text=st.text() | st.lists(WORDS, max_size=12).map("".join) | st.lists(WORDS).map(" ".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read(text)
    saying = [line for line in text.split("\n") if line and not line.startswith("#")]
    assert len(found.keys) + len(found.defects) == len(saying)
    for defect in found.defects:
        line = text.split("\n")[defect.place[0] - 1]
        assert 1 <= defect.place[1] <= len(line) + 1
        assert defect.message
        assert defect.fix


@settings(max_examples=400, deadline=None, derandomize=True)
@given(place=st.integers(0, 200), length=st.integers(0, 3), new=WORDS | st.text(max_size=2))
def test_a_key_is_read_from_a_changed_line_only_as_that_line_says(
    place: int, length: int, new: str
) -> None:
    line = signer_line("ada-ironwood", ADA).strip()
    changed = line[:place] + new + line[place + length :]
    for key in read(changed).keys:
        fields = changed.split("\n")[key.line - 1].split(" ")
        assert fields[0] == key.person
        assert fields[1].startswith(FOR_US)
        assert fields[2:4] == line_of(key.blob).split(" ")


def test_the_rule_is_the_one_that_reports_it() -> None:
    assert RULE == "signer-line-refused"
