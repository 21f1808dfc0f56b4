"""Signatures are judged as stock ssh-keygen judges them, or more strictly; never less."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from hypothesis import given, settings
from hypothesis import strategies as st
from signing import (
    BEGIN,
    END,
    OnSecurityKey,
    Plain,
    PrivateKey,
    armoured,
    around,
    ecdsa,
    ed25519,
    fingerprint,
    kind_of,
    packed,
    packed_integer,
    private_file,
    public_blob,
    rsa_key,
    sign,
    signer_line,
    unarmoured,
)
from stock import Claimed, ours, stock, stock_sign

from sms_docs.approval import NAMESPACE
from sms_docs.control.sshsig import LARGEST, Signature, open_signature, verify

ROOT = Path(__file__).parent.parent
ADA = "ada-ironwood"
TEXT = b'{\n  "predicate": {"meaning": "approve", "version": "1.0"}\n}\n'
PLAIN: dict[str, Plain] = {
    "ed25519": ed25519("ada"),
    "ecdsa": ecdsa("ada"),
    "rsa": rsa_key(),
}
KEYS: dict[str, PrivateKey] = {
    **PLAIN,
    "sk-ed25519": OnSecurityKey(ed25519("ada")),
    "sk-ecdsa": OnSecurityKey(ecdsa("ada")),
}
OTHERS: dict[str, PrivateKey] = {
    "ed25519": ed25519("ben"),
    "ecdsa": ecdsa("ben"),
    "rsa": rsa_key(number=1),
    "sk-ed25519": OnSecurityKey(ed25519("ben")),
    "sk-ecdsa": OnSecurityKey(ecdsa("ben")),
}
every_kind = pytest.mark.parametrize("kind", KEYS)


def opened(text: str) -> Signature:
    found = open_signature(text)
    assert isinstance(found, Signature), found
    return found


def refused(text: str) -> str:
    found = open_signature(text)
    assert isinstance(found, str)
    return found


def holds(signature: str, content: bytes, key: PrivateKey) -> bool:
    """Return whether *signature* would count as one by *key* for approvals."""
    found = open_signature(signature)
    if isinstance(found, str):
        return False
    is_right = verify(found, content)
    return is_right and found.key == public_blob(key) and found.namespace == NAMESPACE


@pytest.mark.parametrize("kind", PLAIN)
def test_what_ssh_keygen_signs_is_verified(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(private_file(PLAIN[kind]))
    file.chmod(0o600)
    made = stock_sign(file, TEXT)
    found = opened(made)
    assert (found.kind, found.fingerprint) == (kind_of(PLAIN[kind]), fingerprint(PLAIN[kind]))
    assert (found.namespace, found.hash_name, found.unsupported) == (NAMESPACE, "sha512", "")
    assert verify(found, TEXT)
    assert not verify(found, TEXT + b"\n")
    assert ours(Claimed(TEXT, made, signer_line(ADA, PLAIN[kind]))) == ""


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (("-t", "ed25519"), "ssh-ed25519"),
        (("-t", "ecdsa", "-b", "256"), "ecdsa-sha2-nistp256"),
        (("-t", "rsa", "-b", "3072"), "ssh-rsa"),
    ],
    ids=["ed25519", "ecdsa", "rsa"],
)
def test_keys_that_ssh_keygen_makes_are_read_as_it_reads_them(
    options: tuple[str, ...], kind: str, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", *options, "-N", "", "-C", "x y", "-f", file], check=True)
    listed = subprocess.run(
        ["ssh-keygen", "-l", "-f", file], check=True, capture_output=True, text=True
    ).stdout
    found = opened(stock_sign(file, TEXT))
    assert found.kind == kind
    assert listed.split(" ")[1] == found.fingerprint
    line = f'{ADA} namespaces="{NAMESPACE}" {file.with_suffix(".pub").read_text()}'
    claimed = Claimed(TEXT, stock_sign(file, TEXT), line)
    assert (ours(claimed), stock(claimed, tmp_path)) == ("", "")


@every_kind
@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
def test_ssh_keygen_verifies_what_the_tests_sign(kind: str, hash_name: str, tmp_path: Path) -> None:
    made = sign(KEYS[kind], NAMESPACE, TEXT, hash_name)
    claimed = Claimed(TEXT, made, signer_line(ADA, KEYS[kind]))
    assert (ours(claimed), stock(claimed, tmp_path)) == ("", "")


@every_kind
def test_both_refuse_what_is_wrong_with_a_signature(kind: str, tmp_path: Path) -> None:
    key, other = KEYS[kind], OTHERS[kind]
    right = Claimed(TEXT, sign(key, NAMESPACE, TEXT), signer_line(ADA, key))
    both = signer_line(ADA, key) + signer_line("ben-marsh", other)
    wrong = {
        "signature-wrong": right._replace(content=TEXT.replace(b"1.0", b"1.1")),
        "signature-other-namespace": right._replace(signature=sign(key, "git", TEXT)),
        "key-unlisted": right._replace(signature=sign(other, NAMESPACE, TEXT)),
        "key-of-another": right._replace(signature=sign(other, NAMESPACE, TEXT), signers=both),
        "signature-malformed": right._replace(signature=right.signature[:-40]),
    }
    for rule, claimed in wrong.items():
        assert ours(claimed) == rule
        assert stock(claimed, tmp_path), rule


def test_both_see_when_a_key_is_valid(tmp_path: Path) -> None:
    key = KEYS["ed25519"]
    line = signer_line(ADA, key, "20260101Z", "202701011230Z")
    claimed = Claimed(TEXT, sign(key, NAMESPACE, TEXT), line)
    times = {
        "20251231235959Z": "key-out-of-time",
        "20260101000000Z": "",
        "20270101122959Z": "",
        "20270101123001Z": "key-out-of-time",
    }
    for at, rule in times.items():
        moved = claimed._replace(at=at)
        assert ours(moved) == rule
        assert bool(stock(moved, tmp_path)) == bool(rule)
    # The second of valid-before itself is the one on which the two differ.
    moved = claimed._replace(at="20270101123000Z")
    assert (ours(moved), stock(moved, tmp_path)) == ("key-out-of-time", "")


STRICTER = {
    "a pattern for a person": "* {options} {key}",
    "several persons": "ada-ironwood,ben-marsh {options} {key}",
    "no options": "ada-ironwood {key}",
    "no namespace": 'ada-ironwood valid-before="20300101Z" {key}',
    "every namespace": 'ada-ironwood namespaces="*" {key}',
    "another order": 'ada-ironwood valid-after="20240101Z",{options} {key}',
    "a day of the local clock": 'ada-ironwood {options},valid-after="20240101" {key}',
    "two blanks": "ada-ironwood  {options} {key}",
    "a tab": "ada-ironwood\t{options} {key}",
    "a blank in front": " ada-ironwood {options} {key}",
    "a person in quotes": '"ada-ironwood" {options} {key}',
}


@pytest.mark.parametrize("line", STRICTER.values(), ids=STRICTER)
def test_a_line_that_only_ssh_keygen_takes_gives_no_key(line: str, tmp_path: Path) -> None:
    key = KEYS["ed25519"]
    coded = signer_line(ADA, key).split(" ", 2)[2].strip()
    text = line.format(options=f'namespaces="{NAMESPACE}"', key=coded)
    claimed = Claimed(TEXT, sign(key, NAMESPACE, TEXT), text + "\n")
    assert (ours(claimed), stock(claimed, tmp_path)) == ("key-unlisted", "")


def test_a_key_of_another_kind_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    kinds = {
        "ecdsa-sha2-nistp384": ecdsa("ada", ec.SECP384R1()),
        "ecdsa-sha2-nistp521": ecdsa("ada", ec.SECP521R1()),
        "ssh-rsa of 2048 bits, fewer than 3072": rsa_key(2048),
    }
    for named, key in kinds.items():
        made = sign(key, NAMESPACE, TEXT)
        found = opened(made)
        assert (found.unsupported, found.is_unverifiable) == (named, True)
        assert found.fingerprint == fingerprint(key)
        assert not verify(found, TEXT)
        claimed = Claimed(TEXT, made, signer_line(ADA, key))
        assert (ours(claimed), stock(claimed, tmp_path)) == ("signature-unverifiable", "")


def test_a_signature_that_a_browser_made_is_neither_right_nor_wrong() -> None:
    name = b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
    found = opened(around(KEYS["sk-ecdsa"], packed(name) + packed(b"x")))
    assert found.unsupported == name.decode()
    assert not opened(sign(KEYS["sk-ecdsa"], NAMESPACE, TEXT)).is_unverifiable


@pytest.mark.parametrize("inner", [ed25519("ada"), ecdsa("ada")], ids=["ed25519", "ecdsa"])
def test_a_security_key_must_have_been_touched_though_ssh_keygen_does_not_ask(
    inner: Plain, tmp_path: Path
) -> None:
    assert not isinstance(inner, type(rsa_key()))
    asked = OnSecurityKey(inner, flags=0x04)
    claimed = Claimed(TEXT, sign(asked, NAMESPACE, TEXT), signer_line(ADA, asked))
    assert (ours(claimed), stock(claimed, tmp_path)) == ("signature-malformed", "")
    assert refused(claimed.signature) == "the security key signed without being touched"
    verified = OnSecurityKey(inner, flags=0x05)
    assert verify(opened(sign(verified, NAMESPACE, TEXT)), TEXT)


def test_the_application_of_a_security_key_belongs_to_the_key() -> None:
    inner = ed25519("ada")
    here, there = OnSecurityKey(inner, "ssh:"), OnSecurityKey(inner, "ssh:elsewhere")
    made = unarmoured(sign(there, NAMESPACE, TEXT))
    moved = made.replace(packed(public_blob(there)), packed(public_blob(here)))
    assert moved != made
    assert opened(armoured(moved)).key == public_blob(here)
    assert not holds(armoured(moved), TEXT, here)
    assert refused(sign(OnSecurityKey(inner, ""), NAMESPACE, TEXT)).startswith("the application")


def test_both_refuse_an_rsa_signature_over_sha_1(tmp_path: Path) -> None:
    key = rsa_key()
    sha_1 = key.sign(b"x", padding.PKCS1v15(), hashes.SHA256())
    made = around(key, packed(b"ssh-rsa") + packed(sha_1))
    assert refused(made).startswith("the algorithm is 'ssh-rsa'")
    assert stock(Claimed(TEXT, made, signer_line(ADA, key)), tmp_path)


def test_both_take_the_shorter_hash_for_rsa(tmp_path: Path) -> None:
    key = rsa_key()
    scope = packed(NAMESPACE.encode()) + packed(b"") + packed(b"sha512")
    message = b"SSHSIG" + scope + packed(hashlib.sha512(TEXT).digest())
    shorter = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    made = around(key, packed(b"rsa-sha2-256") + packed(shorter))
    claimed = Claimed(TEXT, made, signer_line(ADA, key))
    assert (ours(claimed), stock(claimed, tmp_path)) == ("", "")


def test_both_take_an_rsa_signature_that_lacks_zeros_in_front(tmp_path: Path) -> None:
    key = rsa_key()
    contents = (b"%d" % number for number in range(5000))
    raws = ((each, unarmoured(sign(key, NAMESPACE, each))[-384:]) for each in contents)
    content, raw = next((each, raw) for each, raw in raws if raw[0] == 0)
    made = around(key, packed(b"rsa-sha2-512") + packed(raw.lstrip(b"\0")))
    claimed = Claimed(content, made, signer_line(ADA, key))
    assert (ours(claimed), stock(claimed, tmp_path)) == ("", "")


def test_an_ecdsa_signature_has_one_spelling_though_ssh_keygen_takes_more(tmp_path: Path) -> None:
    key = ecdsa("ada")
    blob = unarmoured(sign(key, NAMESPACE, TEXT))
    start = blob.rindex(b"ecdsa-sha2-nistp256") + len(b"ecdsa-sha2-nistp256") + 4
    size = int.from_bytes(blob[start : start + 4], "big")
    first, second = blob[start + 4 : start + 4 + size], blob[start + 8 + size :]
    name = packed(b"ecdsa-sha2-nistp256")
    as_it_was = around(key, name + packed(packed(first) + packed(second)))
    assert holds(as_it_was, TEXT, key)
    longer = around(key, name + packed(packed(b"\0" + first) + packed(second)))
    claimed = Claimed(TEXT, longer, signer_line(ADA, key))
    assert (ours(claimed), stock(claimed, tmp_path)) == ("signature-malformed", "")
    both = {
        "negative": packed(b"\x80" + first[1:]) + packed(second),
        "zero": packed(b"") + packed(second),
        "a zero as a byte": packed(b"\0") + packed(second),
        "more behind": packed(first) + packed(second) + b"\0",
        "one alone": packed(first),
    }
    for what, pair in both.items():
        claimed = claimed._replace(signature=around(key, name + packed(pair)))
        assert ours(claimed) == "signature-malformed", what
        assert stock(claimed, tmp_path), what


WEAK = {
    "order 1": 1,
    "order 2": 2**255 - 20,
    "order 4": 0,
    "order 8": 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    "order 8, opposite": 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    "order 4, spelled otherwise": 2**255 - 19,
    "order 1, spelled otherwise": 2**255 - 18,
}


@pytest.mark.parametrize("sign_bit", [0, 2**255], ids=["plus", "minus"])
@pytest.mark.parametrize("second", WEAK.values(), ids=WEAK)
def test_an_ed25519_key_for_which_anything_is_signed_is_refused(second: int, sign_bit: int) -> None:
    point = (second + sign_bit).to_bytes(32, "little")
    nothing = (1).to_bytes(32, "little") + bytes(32)
    inner = packed(packed(b"ssh-ed25519") + packed(nothing))
    made = whole(key=key_blob(b"ssh-ed25519", point), inner=inner)
    assert refused(made) == "the key is one that anybody can sign for"


def test_an_ed25519_signature_has_one_spelling() -> None:
    """Half of it is a number below the order of the group; adding the order is the same."""
    key = ed25519("ada")
    blob = unarmoured(sign(key, NAMESPACE, TEXT))
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(blob[-32:], "little") + order
    assert not holds(armoured(blob[:-32] + larger.to_bytes(32, "little")), TEXT, key)


@every_kind
def test_no_flipped_bit_of_a_signature_is_accepted(kind: str) -> None:
    key = KEYS[kind]
    blob = bytearray(unarmoured(sign(key, NAMESPACE, TEXT)))
    assert holds(armoured(bytes(blob)), TEXT, key)
    accepted = []
    for place in range(len(blob)):
        for bit in range(8):
            blob[place] ^= 1 << bit
            if holds(armoured(bytes(blob)), TEXT, key):
                accepted.append((place, bit))
            blob[place] ^= 1 << bit
    assert accepted == []


@every_kind
def test_no_flipped_bit_of_the_text_is_accepted(kind: str) -> None:
    found = opened(sign(KEYS[kind], NAMESPACE, TEXT))
    text = bytearray(TEXT)
    accepted = []
    for place in range(len(text)):
        for bit in range(8):
            text[place] ^= 1 << bit
            if verify(found, bytes(text)):
                accepted.append((place, bit))
            text[place] ^= 1 << bit
    assert accepted == []
    assert verify(found, TEXT)


@every_kind
def test_no_missing_or_added_byte_is_accepted(kind: str) -> None:
    key = KEYS[kind]
    blob = unarmoured(sign(key, NAMESPACE, TEXT))
    cuts = [blob[:place] + blob[place + 1 :] for place in range(len(blob))]
    added = [blob[:place] + b"\0" + blob[place:] for place in range(len(blob) + 1)]
    ends = [blob[:place] for place in range(len(blob))]
    assert not any(holds(armoured(each), TEXT, key) for each in (*cuts, *added, *ends))


def test_no_changed_character_of_the_armour_is_accepted() -> None:
    key = ed25519("ada")
    text = sign(key, NAMESPACE, TEXT)
    others = [
        text[:place] + new + text[place + 1 :]
        for place, old in enumerate(text)
        for new in ("A", "=", "\n", " ", "-", "é", "")
        if new != old
    ]
    assert not any(holds(each, TEXT, key) for each in others)


FORMS = {
    "nothing": ("", "does not begin with the line"),
    "no first line": ("{lines}\n{end}\n", "does not begin with the line"),
    "no last line": ("{begin}\n{lines}\n", "does not begin with the line"),
    "no last line end": ("{begin}\n{lines}\n{end}", "does not begin with the line"),
    "a line more": ("{begin}\n{lines}\n{end}\n\n", "does not begin with the line"),
    "a line before": ("\n{begin}\n{lines}\n{end}\n", "does not begin with the line"),
    "line ends of Windows": ("{begin}\r\n{lines}\r\n{end}\r\n", "does not begin with the line"),
    "no line between": ("{begin}\n{end}\n", "lines of the signature"),
    "an empty line between": ("{begin}\n\n{end}\n", "lines of the signature"),
    "an empty line in it": ("{begin}\n\n{lines}\n{end}\n", "lines of the signature"),
    "an empty line at its end": ("{begin}\n{lines}\n\n{end}\n", "lines of the signature"),
    "one long line": ("{begin}\n{joined}\n{end}\n", "lines of the signature"),
    "ragged lines": ("{begin}\nAAAA\n{lines}\n{end}\n", "lines of the signature"),
    "another alphabet": ("{begin}\nU1NIU0lH_-==\n{end}\n", "no base64 text"),
    "surplus bits": ("{begin}\nU1NIU0lHAB==\n{end}\n", "no base64 text"),
    "too few characters": ("{begin}\nU1NIU0lHA\n{end}\n", "no base64 text"),
}


@pytest.mark.parametrize(("form", "reason"), FORMS.values(), ids=FORMS)
def test_an_armour_has_one_form(form: str, reason: str) -> None:
    made = sign(ed25519("ada"), NAMESPACE, TEXT)
    lines = made.removeprefix(BEGIN + "\n").removesuffix(f"\n{END}\n")
    parts = {"begin": BEGIN, "end": END, "lines": lines, "joined": lines.replace("\n", "")}
    assert reason in refused(form.format(**parts))
    assert "{begin}\n{lines}\n{end}\n".format(**parts) == made


@pytest.mark.parametrize(("width", "is_read"), [(4, True), (70, True), (76, True), (77, False)])
def test_lines_are_at_most_76_characters_wide(width: int, *, is_read: bool) -> None:
    made = sign(ed25519("ada"), NAMESPACE, TEXT)
    joined = made.removeprefix(BEGIN).removesuffix(f"{END}\n").replace("\n", "")
    lines = [joined[start : start + width] for start in range(0, len(joined), width)]
    found = open_signature("\n".join([BEGIN, *lines, END, ""]))
    assert isinstance(found, Signature) == is_read


def whole(**parts: bytes) -> str:
    """Return a signature of these *parts* in place of the usual ones."""
    usual = {
        "mark": b"SSHSIG",
        "version": (1).to_bytes(4, "big"),
        "key": packed(public_blob(ed25519("ada"))),
        "namespace": packed(NAMESPACE.encode()),
        "reserved": packed(b""),
        "hash": packed(b"sha512"),
        "inner": packed(packed(b"ssh-ed25519") + packed(bytes(64))),
        "end": b"",
    }
    assert parts.keys() <= usual.keys()
    return armoured(b"".join({**usual, **parts}.values()))


def key_blob(*parts: bytes) -> bytes:
    return packed(b"".join(map(packed, parts)))


POINT = ecdsa("ada").public_key().public_numbers()
OFF = b"\4" + POINT.x.to_bytes(32, "big") + (POINT.y ^ 1).to_bytes(32, "big")
ODD = 2**3071 + 1
BLOBS = {
    "another mark": ({"mark": b"SSHSIH"}, "does not begin with the mark SSHSIG"),
    "cut in the mark": ({"mark": b""}, "the mark SSHSIG"),
    "another version": ({"version": (2).to_bytes(4, "big")}, "has the form 2"),
    "a namespace with a line break": ({"namespace": packed(b"a\nb")}, "the namespace is no"),
    "no namespace": ({"namespace": packed(b"")}, "the namespace is no"),
    "a namespace beyond ASCII": ({"namespace": packed("é".encode())}, "the namespace is no"),
    "something reserved": ({"reserved": packed(b"x")}, "the reserved part holds 1 bytes"),
    "another hash": ({"hash": packed(b"sha384")}, "the hash is 'sha384'"),
    "more behind": ({"end": b"x"}, "the signature is followed by 1 bytes"),
    "a length beyond the end": ({"inner": b"\xff\xff\xff\xff"}, "is cut short"),
    "half a length": ({"inner": b"\0\0"}, "is cut short: 4 bytes announced, 2 there"),
    "nothing inside": ({"inner": packed(b"")}, "the algorithm is cut short"),
    "an algorithm of another kind": (
        {"inner": key_blob(b"ecdsa-sha2-nistp256", b"")},
        "a key of kind ssh-ed25519 signs by ssh-ed25519",
    ),
    "a short inner signature": ({"inner": key_blob(b"ssh-ed25519", bytes(63))}, "has 63 bytes"),
    "more inside": ({"inner": key_blob(b"ssh-ed25519", bytes(64), b"")}, "followed by 4 bytes"),
    "a kind that is no name": ({"key": key_blob(b"SSH!", b"")}, "is no name of one"),
    "no kind": ({"key": packed(b"")}, "the kind of the key is cut short"),
    "a short key": ({"key": key_blob(b"ssh-ed25519", bytes(31))}, "has 32 bytes, not 31"),
    "a key with more": ({"key": key_blob(b"ssh-ed25519", b"\2" * 32, b"")}, "followed by 4"),
    "a key beyond the field": (
        {"key": key_blob(b"ssh-ed25519", (2**255 - 1).to_bytes(32, "little"))},
        "anybody can sign for",
    ),
    "another curve": (
        {"key": key_blob(b"ecdsa-sha2-nistp256", b"nistp384", OFF)},
        "the curve is b'nistp384', not nistp256",
    ),
    "a point beside the curve": (
        {"key": key_blob(b"ecdsa-sha2-nistp256", b"nistp256", OFF)},
        "no point of the curve",
    ),
    "a point in short form": (
        {"key": key_blob(b"ecdsa-sha2-nistp256", b"nistp256", b"\2" + OFF[1:33])},
        "no point of the curve",
    ),
    "an even modulus": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(65537) + packed_integer(2**3071))},
        "no RSA key",
    ),
    "an exponent of one": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(1) + packed_integer(ODD))},
        "no RSA key",
    ),
    "an even exponent": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(4) + packed_integer(ODD))},
        "no RSA key",
    ),
    "a long exponent": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(2**64 + 1) + packed_integer(ODD))},
        "no RSA key",
    ),
    "a modulus without end": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(3) + packed_integer(2**16384 + 1))},
        "no RSA key of at most 16,384 bits",
    ),
    "a padded modulus": (
        {"key": packed(packed(b"ssh-rsa") + packed_integer(3) + packed(b"\0\0\1"))},
        "the modulus is no positive integer",
    ),
    "an endless key": ({"key": packed(bytes(8193))}, "the key has 8,193 bytes"),
}


@pytest.mark.parametrize(("parts", "reason"), BLOBS.values(), ids=BLOBS)
def test_every_part_of_a_signature_is_checked(parts: dict[str, bytes], reason: str) -> None:
    assert reason in refused(whole(**parts))
    assert isinstance(open_signature(whole()), Signature)


def rsa_blob(exponent: int, bits: int) -> bytes:
    numbers = packed_integer(exponent) + packed_integer(2 ** (bits - 1) + 1)
    return packed(packed(b"ssh-rsa") + numbers)


def test_the_largest_keys_are_read() -> None:
    rsa = packed(packed(b"rsa-sha2-256") + packed(bytes(384)))
    for blob, unsupported in {
        rsa_blob(3, 3072): "",
        rsa_blob(2**64 - 1, 16_384): "",
        rsa_blob(3, 3071): "ssh-rsa of 3071 bits, fewer than 3072",
        key_blob(b"ssh-mldsa-87", bytes(8192 - 20)): "ssh-mldsa-87",
    }.items():
        assert opened(whole(key=blob, inner=rsa)).unsupported == unsupported
    assert refused(whole(key=packed(bytes(8193)))).startswith("the key has 8,193 bytes; at most")


def test_an_rsa_signature_is_no_longer_than_its_key() -> None:
    longer = around(rsa_key(), packed(b"rsa-sha2-512") + packed(bytes(385)))
    assert refused(longer) == "the inner signature has 385 bytes; of this key it has 384"
    assert "has 0 bytes" in refused(around(rsa_key(), packed(b"rsa-sha2-512") + packed(b"")))


def test_a_long_text_is_refused_before_it_is_read() -> None:
    assert refused("A" * (LARGEST + 1)) == "the signature is longer than 16,384 characters"
    assert refused("A" * LARGEST).startswith("the signature does not begin with")


def test_cryptography_is_imported_with_the_first_signature_only(tmp_path: Path) -> None:
    file = tmp_path / "it.sig"
    file.write_text(sign(ed25519("ada"), NAMESPACE, TEXT))
    script = f"""
import sys
from sms_docs.control.sshsig import open_signature, verify
found = open_signature(open({str(file)!r}).read())
assert "cryptography" not in sys.modules
assert verify(found, {TEXT!r})
assert "cryptography" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


BROKEN = {
    "no proof": {"blob": b""},
    "no key": {"key": b"x"},
    "a key that is not verified": {"key": public_blob(rsa_key(2048)), "kind": "ssh-rsa"},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_what_no_file_can_say_is_not_right_either(changes: dict[str, bytes]) -> None:
    found = opened(sign(ed25519("ada"), NAMESPACE, TEXT))
    assert verify(found._replace(**changes), TEXT) is False  # type: ignore[arg-type]


SEEDS = [unarmoured(sign(key, NAMESPACE, TEXT)) for key in KEYS.values()]
PIECES = st.sampled_from(
    [b"SSHSIG", bytes(4), b"\xff" * 4, *(packed(kind_of(key).encode()) for key in KEYS.values())]
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(text=st.text() | st.text("-ABCDEGHINRSTU =\n+/az09é\u2028", max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for each in (text, f"{BEGIN}\n{text}\n{END}\n"):
        found = open_signature(each)
        assert isinstance(found, str)
        assert found


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 12), st.binary(max_size=8) | PIECES),
        max_size=4,
    ),
)
def test_no_bytes_break_the_reader(seed: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    blob = seed
    for place, length, new in edits:
        blob = blob[:place] + new + blob[place + length :]
    found = open_signature(armoured(blob))
    if isinstance(found, str):
        assert found
        assert "\n" not in found
    else:
        assert verify(found, TEXT) == (blob in SEEDS)


def test_nothing_is_accepted_that_ssh_keygen_refuses(tmp_path: Path) -> None:
    """Of all mixtures of keys, persons, days and texts, a fixed sample."""
    chance = random.Random(20260601)  # noqa: S311 - a sample, no secret
    keys = [*KEYS.values(), OTHERS["ed25519"], ecdsa("ada", ec.SECP384R1())]
    days = ["", "20250101Z", "20260601Z", "202606011200Z", "20260601120001Z", "2026-06-01"]
    persons = [ADA, ADA, "ben-marsh", "*"]
    answers = []
    for _ in range(300):
        lines = [
            signer_line(chance.choice(persons), key, chance.choice(days), chance.choice(days))
            for key in chance.sample(keys, 2)
        ]
        signer = chance.choice(keys[:5])
        signed = chance.choice([TEXT, TEXT, TEXT + b"x"])
        namespace = chance.choice([NAMESPACE] * 3 + ["git"])
        if chance.random() < 0.6:
            lines.append(signer_line(ADA, signer, chance.choice(days[:3])))
            chance.shuffle(lines)
        claimed = Claimed(TEXT, sign(signer, namespace, signed), "".join(lines))
        mine = ours(claimed) == ""
        answers.append((mine, mine and stock(claimed, tmp_path) == ""))
    assert (True, False) not in answers
    assert 60 < answers.count((True, True)) < 240
