"""A statement has one way to be written, and everything else is refused in words."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.approval import Named, Previous, Statement, Trouble
from sms_docs.errors import WriteRefused
from sms_docs.statement import LARGEST, canonical, file_name, read, sentence, write
from sms_docs.statement.schema import SCHEMA, validator
from sms_docs.trust import TRUST, Meaning

DIGEST = "f354" * 16
SIGNED_AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
FULL = Statement(
    meaning=Meaning.APPROVE,
    subject=Named("POL-001", DIGEST),
    embedded=(Named("../img/flow.png", "a" * 64), Named("img/flow.png", "b" * 64)),
    version="2.1",
    path="policies/POL-001-service-management.md",
    authors=("author-id", "other-author"),
    signer="approver-id",
    signer_name="Zoë Müller",
    role="service-owner",
    signed_at=SIGNED_AT,
    sms_id="urn:uuid:3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d10",
    sentence="I have read POL-001 version 2.1 and approve it for use.",
    comment="Read twice.",
    effective_from=date(2026, 12, 1),
    previous=Previous("2.0", "0" * 64),
    successor="POL-002",
)
LEAST = FULL._replace(
    embedded=(), authors=(), comment="", effective_from=None, previous=None, successor=""
)
# Written out once, so that no change of the code changes the form unnoticed.
LEAST_WRITTEN = f"""\
{{
  "_type": "https://in-toto.io/Statement/v1",
  "predicate": {{
    "authors": [],
    "comment": "",
    "meaning": "approve",
    "path": "policies/POL-001-service-management.md",
    "signedAt": "2026-11-20T10:00:00Z",
    "signer": {{
      "id": "approver-id",
      "name": "Zoë Müller",
      "role": "service-owner"
    }},
    "smsId": "urn:uuid:3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d10",
    "statement": "I have read POL-001 version 2.1 and approve it for use.",
    "version": "2.1"
  }},
  "predicateType": "urn:sms-docs:approval:v1",
  "subject": [
    {{
      "digest": {{
        "sha256": "{DIGEST}"
      }},
      "name": "POL-001"
    }}
  ]
}}
"""

values = st.recursive(
    st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write(FULL))
    return found


def refused(raw: bytes) -> Trouble:
    found = read(raw)
    assert isinstance(found, Trouble)
    assert found.rule in {"approval-unreadable", "approval-not-canonical"}
    assert found.message.isprintable()
    assert found.fix
    return found


def unreadable(raw: bytes) -> str:
    found = refused(raw)
    assert found.rule == "approval-unreadable"
    return found.message


def changed(**predicate: object) -> bytes:
    """Return the full statement in canonical form with other values; None takes a key out."""
    whole = data()
    whole["predicate"] |= predicate
    whole["predicate"] = {key: each for key, each in whole["predicate"].items() if each is not None}
    return dumped(whole)


def dumped(whole: object) -> bytes:
    return (json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode(
        errors="surrogatepass"
    )


@given(values)
def test_it_is_what_json_writes(value: object) -> None:
    expected = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [1, 1.5, math.nan, True, None, (), {"a": [0]}])
def test_it_takes_no_numbers_and_nothing_else_but_texts(value: object) -> None:
    with pytest.raises(TypeError, match="is no text"):
        canonical(value)


def test_the_bytes_are_these() -> None:
    assert write(LEAST).decode() == LEAST_WRITTEN


@pytest.mark.parametrize("statement", [FULL, LEAST])
def test_what_is_written_is_read(statement: Statement) -> None:
    assert read(write(statement)) == statement


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])))
def test_any_comment_is_read_as_the_same_text(comment: str) -> None:
    found = read(write(LEAST._replace(comment=comment)))
    assert isinstance(found, Statement)
    assert found.comment == normalize("NFC", comment)


def test_embedded_files_are_sorted() -> None:
    assert write(FULL._replace(embedded=FULL.embedded[::-1])) == write(FULL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"comment": "two\nlines"},
            r"predicate.comment is 'two\x0alines'; it must be one line",
        ),
        ({"comment": "half \udc80"}, "holds half a character"),
        ({"comment": "x" * LARGEST}, "16,384 at most"),
        ({"signer_name": ""}, "predicate.signer.name is ''"),
        ({"subject": Named("POL-001", "")}, "64 hex digits"),
        ({"embedded": (Named("img/e\u0301.png", DIGEST),)}, "NFC"),
        ({"embedded": (Named("a.png", DIGEST), Named("a.png", DIGEST))}, "each once"),
        ({"embedded": (Named("img//a.png", DIGEST),)}, "not the shortest path"),
        ({"embedded": (Named("..", DIGEST),)}, "not the shortest path"),
        ({"version": ""}, "predicate.version is ''"),
    ],
)
def test_what_nobody_could_read_is_not_written(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(WriteRefused) as caught:
        write(LEAST._replace(**changes))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "moment",
    [
        SIGNED_AT.replace(tzinfo=None),
        SIGNED_AT.replace(microsecond=1),
        SIGNED_AT.replace(tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_a_time_that_would_read_as_another_is_not_written(moment: datetime) -> None:
    with pytest.raises(ValueError, match="no time in UTC"):
        write(LEAST._replace(signed_at=moment))


def test_a_key_that_stands_twice_is_refused() -> None:
    twice = write(LEAST).replace(b'"path":', b'"version": "2.2",\n    "path":')
    assert unreadable(twice).endswith("the key 'version' stands twice")


@pytest.mark.parametrize("value", [b"NaN", b"Infinity", b"-Infinity", b"1", b"2.5", b"9" * 5000])
def test_a_number_is_refused(value: bytes) -> None:
    message = unreadable(write(LEAST).replace(b'"2.1"', value))
    assert "is no text; put it into quotation marks" in message
    assert len(message) < 200


@pytest.mark.parametrize("value", [b"true", b"false", b"null"])
def test_true_false_and_null_are_refused(value: bytes) -> None:
    assert "is no text" in unreadable(write(LEAST).replace(b'"2.1"', value))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(json.dumps(json.loads(write(LEAST)), indent=4).encode(), id="four blanks"),
        pytest.param(json.dumps(json.loads(write(LEAST))).encode(), id="one line"),
        pytest.param(write(LEAST).replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(write(LEAST).rstrip(), id="no line end"),
        pytest.param(write(LEAST) + b"\n", id="two line ends"),
        pytest.param(write(LEAST).replace("ë".encode(), b"\\u00eb"), id="an escape"),
        pytest.param(write(LEAST).replace(b"/", b"\\/"), id="escaped slashes"),
        pytest.param(write(LEAST).replace(b'": "', b'" : "', 1), id="a blank"),
        pytest.param(json.dumps(dict(reversed(data().items())), indent=2).encode(), id="order"),
    ],
)
def test_another_form_of_the_same_is_not_canonical(raw: bytes) -> None:
    found = refused(raw)
    assert found.rule == "approval-not-canonical"
    assert "git" in found.fix


def test_text_that_is_not_in_normal_form_is_refused() -> None:
    raw = write(LEAST).replace("ë".encode(), "e\u0308".encode())
    assert unreadable(raw).endswith("its text is not in the normal form NFC")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "it is not JSON"),
        (b"approved!", "it is not JSON: Expecting value on line 1"),
        (write(LEAST)[:-40], "it is not JSON"),
        (write(LEAST) + b"{}", "it is not JSON"),
        (b"\xef\xbb\xbf" + write(LEAST), "a byte-order mark stands at its start"),
        ("é".encode("latin-1"), "it is not UTF-8"),
        (write(LEAST).decode().encode("utf-16"), "it is not UTF-8"),
        (write(LEAST).replace("ë".encode(), b"\\ud800"), "half a character"),
        (write(LEAST).replace("ë".encode(), b"\x00"), "it is not JSON: Invalid control"),
        (b"[" * LARGEST, "nested too deeply"),
        (b"[" * 5000 + b"]" * 5000, "nested too deeply"),
        (b'{"a":' * 2000 + b'""' + b"}" * 2000, "nested too deeply"),
        (b"[]", "the statement must be an object"),
        (b'""', "the statement must be an object"),
        (b"{}", "the statement lacks the key '_type'"),
    ],
)
def test_what_is_no_statement_is_refused_in_words(raw: bytes, words: str) -> None:
    assert words in unreadable(raw)


def test_the_largest_is_read_and_one_byte_more_is_not() -> None:
    room = LARGEST - len(write(LEAST))
    assert isinstance(read(write(LEAST._replace(comment="x" * room))), Statement)
    raw = changed(comment="x" * 20_000)
    assert f"it has {len(raw):,} bytes; a statement has 16,384 at most" in unreadable(raw)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (changed(remark="x", comment=None), "predicate has the unknown key 'remark'"),
        (changed(comment=None), "predicate lacks the key 'comment'"),
        (changed(comment={"a": "b"}), "predicate.comment must be text in quotation marks"),
        (changed(comment="\u202eevil"), r"predicate.comment is '\u202eevil'; it must be one"),
        (changed(comment="\x1b[2J"), r"predicate.comment is '\x1b[2J'"),
        (changed(comment="a\u200bb"), "without control and invisible characters"),
        (changed(comment="two\nlines"), "predicate.comment is"),
        (changed(authors="author-id"), "predicate.authors must be an array"),
        (changed(authors=["a-b", "a-b"]), "predicate.authors names something twice"),
        (changed(authors=["A Person"]), "predicate.authors[0] is 'A Person'; it must be 2 to"),
        (changed(meaning="aproved"), "which is none of author, review, approve, confirm"),
        (changed(signedAt="2026-11-20"), "it must be a time in UTC as 2026-11-20T10:00:00Z"),
        (changed(signedAt="2026-11-20T10:00:00+00:00"), "a time in UTC"),
        (changed(signedAt="2026-11-20T24:00:00Z"), "a time in UTC"),
        (changed(signedAt="2026-02-30T10:00:00Z"), "there is no such day or time: 2026-02-30"),
        (changed(effectiveFrom="2026-W09-1"), "year, month and day as 2026-11-20"),
        (changed(effectiveFrom="2026-02-30"), "predicate.effectiveFrom: there is no such day"),
        (changed(signer={"id": "x-y", "name": "X"}), "predicate.signer lacks the key 'role'"),
        (changed(version="2.01"), "it must be MAJOR.MINOR, as 2.1, or a serial"),
        (changed(version="0"), "it must be MAJOR.MINOR"),
        (changed(path="/etc/passwd"), "it must be a relative path"),
        (changed(path="a\\\\b"), "it must be a relative path"),
        (changed(successor="the next one"), "three capital letters"),
        (changed(previous={"version": "2.0"}), "predicate.previous lacks the key 'sha256'"),
        (changed(smsId=""), "predicate.smsId is ''"),
    ],
)
def test_a_breach_of_the_schema_names_key_and_cure(raw: bytes, words: str) -> None:
    assert words in unreadable(raw)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ([], "subject is empty"),
        ([{"name": "POL-001", "digest": {"sha256": DIGEST.upper()}}], "64 hex digits"),
        ([{"name": "POL-001", "digest": {"sha1": DIGEST}}], "unknown key 'sha1'"),
        ([{"name": "POL-001"}], "subject[0] lacks the key 'digest'"),
    ],
)
def test_a_breach_in_the_subject_is_named_too(subject: list[object], words: str) -> None:
    assert words in unreadable(dumped(data() | {"subject": subject}))


@pytest.mark.parametrize(
    "names", [["b.png", "a.png"], ["a.png", "a.png"], ["./a.png"], ["a/../b.png"], ["a/"]]
)
def test_embedded_files_have_one_order_and_one_path(names: list[str]) -> None:
    files = [{"name": name, "digest": {"sha256": DIGEST}} for name in ("POL-001", *names)]
    assert "subject: " in unreadable(dumped(data() | {"subject": files}))


@pytest.mark.parametrize("key", ["_type", "predicateType"])
def test_another_kind_of_statement_is_refused(key: str) -> None:
    assert f"{key} is 'x'; it must be '" in unreadable(dumped(data() | {key: "x"}))


@given(st.binary() | st.text().map(str.encode) | values.map(dumped))
def test_nothing_raises(raw: bytes) -> None:
    assert isinstance(read(raw), Trouble)


@given(st.data())
def test_no_byte_of_a_statement_can_change_unnoticed(chosen: st.DataObject) -> None:
    raw = bytearray(write(FULL))
    at = chosen.draw(st.integers(0, len(raw) - 1))
    raw[at] = chosen.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    assert read(bytes(raw)) != FULL


def test_the_schema_is_closed_and_says_what_is_allowed() -> None:
    def parts(part: object) -> list[dict[str, Any]]:
        if isinstance(part, list):
            return [each for inner in part for each in parts(inner)]
        if not isinstance(part, dict):
            return []
        return [part, *(each for inner in part.values() for each in parts(inner))]

    schema = json.loads(SCHEMA.read_bytes())
    found = parts(schema)
    assert all(
        part["additionalProperties"] is False
        for part in found
        if "properties" in part and part.get("type") == "object"
    )
    assert all("allowed" in part["x-sms"] for part in found if "pattern" in part)
    assert validator().is_valid(json.loads(write(FULL)))


def test_two_approvers_never_write_one_file() -> None:
    assert file_name(FULL) == "20261120T100000Z-approver-id-approve.json"
    other = FULL._replace(signer="other-id", meaning=Meaning.CONFIRM)
    assert file_name(other) == "20261120T100000Z-other-id-confirm.json"


@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ("author", "I wrote POL-001 version 2.1."),
        ("review", "I have reviewed POL-001 version 2.1 and have no objection to it."),
        ("approve", "I have read POL-001 version 2.1 and approve it for use."),
        (
            "confirm",
            "I have read POL-001 version 2.1 again and confirm that it still holds without change.",
        ),
        ("withdraw", "I withdraw POL-001 version 2.1 from use."),
    ],
)
def test_a_document_is_named_with_its_version(meaning: str, expected: str) -> None:
    assert sentence(Meaning(meaning), "POL-001", "2.1") == expected


def test_a_withdrawal_names_the_successor() -> None:
    said = sentence(Meaning.WITHDRAW, "POL-001", "2.1", successor="POL-002")
    assert said == "I withdraw POL-001 version 2.1 from use; POL-002 takes its place."


def test_a_retraction_names_the_record() -> None:
    said = sentence(Meaning.RETRACT, "20261120T100000Z-a-b-approve.json", "2.1")
    assert said == "I retract my record 20261120T100000Z-a-b-approve.json about version 2.1."


def test_the_trust_files_are_named_by_their_serial() -> None:
    said = sentence(Meaning.APPROVE, TRUST, "3")
    assert said == "I have read the trust files, serial 3, and approve them."


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("subject", ["POL-001", TRUST])
def test_every_meaning_has_its_own_sentence(meaning: Meaning, subject: str) -> None:
    others = {sentence(each, subject, "1") for each in Meaning if each is not meaning}
    said = sentence(meaning, subject, "1")
    assert said not in others


def test_reading_one_costs_next_to_nothing() -> None:
    """10,000 are read in one check; the bound leaves room for a slow machine."""
    raw = write(FULL)
    started = time.process_time()
    for _ in range(1000):
        read(raw)
    assert time.process_time() - started < 0.3
