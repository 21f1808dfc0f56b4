"""YAML is read as the subset that every reader reads alike, and everything has a place."""

from __future__ import annotations

import importlib.util
import json
import string
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sms_docs.load import yaml
from sms_docs.load.text import UNSAFE, Fault
from sms_docs.load.yaml import KEY, Parsed, parse
from sms_docs.model import KeyPath

PLAIN = st.text() | st.integers() | st.booleans() | st.none()
FRONT_MATTER = """\
id: PRC-014
title: Incident management
version: "2.1"
owner: incident-manager             # a role from records/trust/roles.yml
authors: [a-person-id]
classification: internal
audience: [service-desk, all-staff]
review_interval: P12M
effective_from: 2026-12-01          # optional
clauses:                            # claims
  - "8.6.1"
  - "8.6.1-d#escalation"
related: [POL-001, SLA-001]
change: Escalation times now follow the SLA.   # one line, what this version changes
"""


@pytest.fixture(params=["libyaml", "pure"], autouse=True, scope="module")
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let each test run with both of PyYAML's parsers."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "pure":
            patch.setattr(yaml, "CParser", None)
        yield str(request.param)


NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=8).map("k-{}".format)
TEXTS = st.text(string.ascii_letters + " é😀", max_size=9).map("v{}v".format)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, min_size=1) | st.dictionaries(NAMES, inner, min_size=1),
    max_leaves=12,
)


def only(text: str, **options: int) -> Fault:
    (fault,) = parse(text, **options).faults
    assert fault.fix
    return fault


def entries(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:  # noqa: ANN401
    """Give every value of *data* under its key path."""
    yield path, data
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inner if isinstance(data, dict | list) else ():
        yield from entries(value, (*path, key))


class TestData:
    """What the subset means."""

    def test_the_front_matter_of_a_document(self) -> None:
        """Text, lists and dates as a document carries them; dates stay text."""
        parsed = parse(FRONT_MATTER, line=2)
        assert parsed.faults == ()
        assert parsed.data["title"] == "Incident management"
        assert parsed.data["version"] == "2.1"
        assert parsed.data["effective_from"] == "2026-12-01"
        assert parsed.data["clauses"] == ["8.6.1", "8.6.1-d#escalation"]
        assert parsed.data["audience"] == ["service-desk", "all-staff"]
        assert parsed.places["id",] == (2, 5)
        assert parsed.places["id", KEY] == (2, 1)
        assert parsed.places["clauses", 1] == (13, 5)
        assert parsed.places["audience", 1] == (8, 26)

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("true", True),
            ("false", False),
            ("null", None),
            ("~", None),
            ("", None),
            ("0", 0),
            ("-7", -7),
            ("999999999999999", 999999999999999),
            ("2026-11-20", "2026-11-20"),
            ("2026-02-30", "2026-02-30"),
        ],
    )
    def test_plain_values_with_one_meaning(self, written: str, value: object) -> None:
        """Constants, short integers and dates; the schema knows which days exist."""
        parsed = parse(f"a: {written}\n")
        assert parsed.faults == ()
        assert parsed.data == {"a": value}
        assert type(parsed.data["a"]) is type(value)

    @pytest.mark.parametrize(
        "written",
        [
            "Incident management",
            "P12M",
            "2nd line",
            "24 hours",
            "24/7",
            "99.9 %",
            "2026-10",
            "2026-11-20 to 2026-11-30",
            "08:00 to 18:00",
            "+49 221 1234",
            "-x",
            "nothing",
            "yes, always",
            "NOx",
            "e3",
            "0xyz",
            "...and so on",
            "What is this?",
            "Größe 日本 😀",
            "a=b",
        ],
    )
    def test_plain_text_that_all_read_as_text(self, written: str) -> None:
        """Quotes are asked for only where readers differ."""
        assert parse(f"a: {written}\n") == parse(f"a: '{written}'\n")
        assert parse(f"a: {written}\n").data == {"a": written}

    def test_blocks_and_quotes_hold_text(self) -> None:
        """F08, and what is ambiguous when plain is text in quotes."""
        text = 'a: |\n  ---\n  no\nb: >-\n  x\n  y\nc: \'NO\'\nd: "1.10"\ne: "\\u00e9\\n"\n'
        parsed = parse(text)
        assert parsed.faults == ()
        assert parsed.data == {"a": "---\nno\n", "b": "x y", "c": "NO", "d": "1.10", "e": "é\n"}

    @pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "---\n"])
    def test_nothing_is_null(self, text: str) -> None:
        """An empty text has no fault here; whether it may be empty the schema says."""
        assert parse(text).data is None
        assert parse(text).faults == ()

    def test_a_single_value_and_a_list_are_data_too(self) -> None:
        """The top need not be a mapping."""
        assert parse("text\n").data == "text"
        assert parse("- a\n- [b, {c: d}]\n").data == ["a", ["b", {"c": "d"}]]

    def test_one_explicit_document_is_one_document(self) -> None:
        """A file may begin with --- and end with three dots."""
        assert parse("---\na: b\n...\n") == Parsed(
            {"a": "b"}, {(): (2, 1), ("a", KEY): (2, 1), ("a",): (2, 4)}
        )

    @given(st.recursive(PLAIN, st.lists, max_leaves=20))
    def test_what_json_quotes_is_the_same_text(self, value: object) -> None:
        """Any JSON is read as it was, or refused for its characters or its numbers."""
        parsed = parse(json.dumps({"a": value}, ensure_ascii=False) + "\n")
        assume(not parsed.faults)
        assert parsed.data == {"a": value}

    @given(st.text(), st.text())
    def test_quoted_text_comes_back(self, key: str, value: str) -> None:
        """A text without forbidden characters is never refused in quotes."""
        parsed = parse(json.dumps({key: [value]}, ensure_ascii=False) + "\n")
        if UNSAFE.search(key + value):
            assert {fault.rule for fault in parsed.faults} == {"forbidden-character"}
        elif len(key) < 1000 and key != "<<":
            assert (parsed.data, parsed.faults) == ({key: [value]}, ())


class TestPlaces:
    """Places are those of the file."""

    @given(TREES, st.booleans(), st.integers(1, 99))
    def test_each_place_points_at_its_key_or_value(self, tree: Any, flow: bool, line: int) -> None:  # noqa: ANN401, FBT001
        """Every value and every key has a place, and its text begins there."""
        text = pyyaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True, width=10**6)
        parsed = parse(text, line=line)
        assert (parsed.data, parsed.faults) == (tree, ())
        lines = [""] * line + text.split("\n")
        seen: set[KeyPath] = set()
        for path, value in entries(tree):
            seen.add(path)
            row, column = parsed.places[path]
            if isinstance(value, str):
                assert lines[row][column - 1 :].startswith(value)
            if path and isinstance(path[-1], str):
                seen.add((*path, KEY))
                row, column = parsed.places[*path, KEY]
                assert lines[row][column - 1 :].startswith(path[-1])
        assert seen == set(parsed.places)

    def test_an_empty_value_stands_at_its_key(self) -> None:
        """There is no other place to point to."""
        assert parse("a: b\nowner:\nc: {d: }\n").places["owner",] == (2, 1)
        assert parse("a: b\nowner:\nc: {d: }\n").places["c", "d"] == (3, 5)

    def test_a_fault_stands_in_the_whole_file(self) -> None:
        """*line* is the line of the file at which the text begins."""
        assert only("a: b\nc: NO\n", line=2).place == (3, 4)
        assert only("a: b\nc: d: e\n", line=2).place == (3, 5)
        assert only("a: b\nc: x\u200by\n", line=2).place == (3, 5)
        assert only("a: b\nc:\td\n", line=2).place == (3, 3)
        assert only("a: b\n%c\n", line=2).place == (3, 1)


class TestAmbiguous:
    """What two readers read differently must be in quotes."""

    @pytest.mark.parametrize(
        "written",
        [
            *("NO", "no", "No", "yes", "YES", "on", "Off", "y", "N", "True", "TRUE", "False"),
            *("Null", "NULL", "=", "<<"),
            *("1.10", "8.6", "8.6.1", "1.", ".5", "1e3", "1.5E-3", "+1.0", "-.5", "1,000"),
            *("010", "+5", "-0", "0x1f", "0o7", "0b11", "1_000", "12:30", "190:20:30"),
            *("2026-1-5", "2026-11-20T10:00:00Z", "2026-11-20 10:00:00"),
        ],
    )
    def test_it_is_refused_and_the_fix_quotes_it(self, written: str) -> None:
        """Y07, Y08: the value stays as it was written, as text."""
        for text in (f"a: {written}\n", f"a:\n- {written}\n", f"a: [{written}]\n"):
            if "," in written and "[" in text:
                continue
            fault = only(text)
            assert fault.rule == "ambiguous-scalar"
            assert fault.message == f"'{written}' is read differently by different YAML readers"
            assert fault.fix.startswith(f'Put it in quotes: "{written}"')
        assert parse(f"a: {written}\n").data == {"a": written}
        assert parse(f'a: "{written}"\n').faults == ()

    @pytest.mark.parametrize("written", [".nan", ".NaN", ".inf", "-.INF", "+.inf"])
    def test_what_is_no_number_is_refused(self, written: str) -> None:
        """Y10: a target that is not a number would be met by everything."""
        fault = only(f"target: {written}\n")
        assert (fault.rule, fault.place) == ("ambiguous-scalar", (1, 9))
        assert fault.message == f"'{written}' is not a number"

    @pytest.mark.parametrize("digits", [16, 5000])
    def test_a_number_too_long_is_refused(self, digits: int) -> None:
        """Y13: many readers round it, Python would not even try."""
        fault = only("a: " + "9" * digits + "\n")
        assert fault.message.startswith(f"number too long: {digits:,} characters")
        assert len(fault.fix) < 80

    @pytest.mark.parametrize("text", ["a: [why?, b]\n", "a: [why? b]\n"])
    def test_a_question_mark_in_brackets_must_be_quoted(self, parser: str, text: str) -> None:
        """PyYAML's own parser breaks off there, so it is not for its words to tell."""
        assert only(text).place[0] == 1
        if parser == "libyaml":
            assert only(text).message.endswith("is read differently inside of brackets")
        assert parse("a: [\"why?\", 'b?']\nc: why?\n").faults == ()

    def test_keys_are_asked_for_quotes_as_well(self) -> None:
        """``on:`` is true to YAML 1.1."""
        assert only("on: push\n").rule == "ambiguous-scalar"
        assert parse("on: push\n").data == {"on": "push"}


class TestRefused:
    """What is outside of the subset is refused with a place and a reason."""

    @pytest.mark.parametrize(
        ("text", "place", "message"),
        [
            ("a: &x b\n", (1, 4), "anchors and aliases are not allowed"),
            ("a: &a [*a]\n", (1, 4), "anchors and aliases are not allowed"),
            ("a: *x\n", (1, 4), "anchors and aliases are not allowed"),
            ("*x : b\n", (1, 1), "anchors and aliases are not allowed"),
            ("&x a: b\n", (1, 1), "anchors and aliases are not allowed"),
            ("*x\n", (1, 1), "anchors and aliases are not allowed"),
            ("<<: {a: b}\n", (1, 1), "merge keys (<<) are not allowed"),
            ("a: !!str b\n", (1, 4), "tag not allowed: tag:yaml.org,2002:str"),
            ("a: ! b\n", (1, 4), "tag not allowed: !"),
            ("a: !x [b]\n", (1, 4), "tag not allowed: !x"),
            ("%YAML 1.1\n---\na: 1\n", (1, 1), "directives (a line that begins"),
            ("# x\n%TAG ! x\n---\na: 1\n", (2, 1), "directives (a line that begins"),
            ("a: 1\n---\nb: 2\n", (2, 1), "more than one document"),
            ("a: 1\n...\nb: 2\n", (3, 1), "more than one document"),
            ("? [a]\n: b\n", (1, 3), "a mapping key must be plain text"),
            ("? {a: b}\n: b\n", (1, 3), "a mapping key must be plain text"),
            ("? |\n  a\n: b\n", (1, 3), "a mapping key must be plain text"),
            ("1: b\n", (1, 1), "a mapping key must be plain text"),
            ("true: b\n", (1, 1), "a mapping key must be plain text"),
            ("2026-11-20: b\n", (1, 1), "a mapping key must be plain text"),
            ("~: b\n", (1, 1), "a mapping key must be plain text"),
            ("a:\tb\n\tc\n", (1, 3), "a tab, and 1 more"),
            ("a: b\t# c\n", (1, 5), "a tab"),
        ],
    )
    def test_what_no_document_needs(self, text: str, place: tuple[int, int], message: str) -> None:
        """Y04, Y14, Y16, Y18: found by the events, nothing is ever built or run."""
        fault = only(text)
        assert (fault.rule, fault.place) == ("yaml-refused", place)
        assert fault.message.startswith(message)

    def test_a_python_tag_runs_nothing(self) -> None:
        """Y14: the value is read as the list it is."""
        parsed = parse("a: !!python/object/apply:os.system [id]\n")
        assert parsed.data == {"a": ["id"]}
        assert parsed.faults[0].message.startswith("tag not allowed: tag:yaml.org,2002:python/obj")

    def test_a_comment_right_behind_a_bar_is_refused(self, parser: str) -> None:
        """One parser takes it for a comment, the other breaks off."""
        assert only("a: |# c\n  b\n").rule == "yaml-refused"
        if parser == "libyaml":
            assert only("a: >-# c\n  b\n").message == "a comment right behind >"
        assert parse("a: | # c\n  #b\n").data == {"a": "#b\n"}

    def test_text_in_quotes_may_look_like_anything(self) -> None:
        """Dates, numbers and signs are keys and values in quotes."""
        parsed = parse("\"2026-11-20\": '&x'\n'1': '*x'\n\"on\": '!x'\n")
        assert parsed.data == {"2026-11-20": "&x", "1": "*x", "on": "!x"}
        assert parsed.faults == ()

    @pytest.mark.parametrize("text", ["owner: a\nowner: b\n", "owner: a\n'owner': b\n"])
    def test_a_key_stands_once(self, text: str) -> None:
        """Y05: the message names both lines, the place is that of the second."""
        fault = only(text)
        assert (fault.rule, fault.place) == ("duplicate-key", (2, 1))
        assert fault.message == "duplicate key 'owner', on lines 1 and 2"

    @pytest.mark.parametrize(
        ("text", "place", "message", "fix"),
        [
            ("a: b: c\n", (1, 5), "a key is not allowed here", "in quotes if it holds ': '"),
            ("a: b\n c: d\n", (2, 3), "a key is not allowed here", "how far the line is indented"),
            ("id: A\nfoo\nb: c\n", (2, 1), "a line without ': '", "Write `key: value`"),
            ('a: "x\nb: c\n', (1, 4), "a quote is opened here and never closed", "Close"),
            ("a: [b,\nc: d\n", (1, 4), "brackets are not closed", "Close the brackets"),
            ("a: {b: c\n", (1, 4), "brackets are not closed", "Close the brackets"),
            ("a: - b\n", (1, 4), "a list entry `- ` cannot stand here", "line of its own"),
            ("a: 'it's'\n", (1, 8), "this does not fit the lines above", "closing quote"),
            ("a:\n  b: 1\n c: 2\n", (3, 2), "this does not fit the lines above", "indentation"),
            ("a: @x\n", (1, 4), "a value cannot begin with '@'", "in quotes"),
            ("a: `x`\n", (1, 4), "a value cannot begin with '`'", "in quotes"),
            ("a: ]\n", (1, 4), "a value is missing, or a bracket", "Write the value"),
            ("a: |x\n  b\n", (1, 5), "a value that begins with >", "in quotes"),
        ],
    )
    def test_broken_yaml_is_explained(
        self, text: str, place: tuple[int, int], message: str, fix: str
    ) -> None:
        """The place is where it must be mended, the words are ours."""
        fault = only(text)
        assert (fault.rule, fault.place) == ("yaml-refused", place)
        assert fault.message.startswith(message)
        assert fix in fault.fix

    @pytest.mark.parametrize("escape", ["\\q", "\\xZZ", "\\U00110000"])
    def test_an_escape_that_means_nothing_is_explained(self, escape: str) -> None:
        """Also the one that makes PyYAML's own parser raise ValueError."""
        fault = only(f'a: "{escape}"\n')
        assert fault.rule == "yaml-refused"
        assert fault.message.startswith("an escape in double quotes")

    def test_a_list_that_ends_in_a_key_is_explained(self) -> None:
        """The parsers put it differently; the place is the same."""
        assert only("- a\nb: c\n").message.startswith("this does not fit the l")
        assert only("- a\nb: c\n").place == (2, 1)

    def test_the_place_lies_in_the_file(self) -> None:
        """The end of the text is no line that an editor can go to."""
        assert only("a: [").place[0] == 1
        assert only("- [\n\n\n").place[0] == 1

    def test_what_was_read_before_is_kept(self) -> None:
        """The id is needed to name the document that is broken."""
        parsed = parse("id: A\nrelated:\n- POL-001\n- *x\ntitle: B\n")
        assert parsed.data == {"id": "A", "related": ["POL-001"]}
        assert parse("*x\n").data == {}

    def test_several_faults_are_told_at_once(self) -> None:
        """Nobody wants to mend a file in five rounds."""
        rules = [fault.rule for fault in parse("a: NO\na: 1.10\n1: x\n").faults]
        assert rules == ["ambiguous-scalar", "duplicate-key", "ambiguous-scalar", "yaml-refused"]


class TestCharacters:
    """YAML holds no character that deceives, in whatever way it is written."""

    @pytest.mark.parametrize("code", [0x200B, 0x200F, 0x2060, 0xAD, 0x1B, 0x202E, 0xFEFF, 0xD800])
    def test_it_is_forbidden_raw(self, code: int) -> None:
        """Zero-width characters as well, that are a warning in text."""
        fault = only(f"id: A{chr(code)}\n", line=2)
        assert (fault.rule, fault.place) == ("forbidden-character", (2, 6))
        assert f"U+{code:04X}" in fault.message

    @pytest.mark.parametrize("escape", ["\\x1b", "\\0", "\\e", "\\N", "\\L", "\\u202e", "\\r"])
    def test_it_is_forbidden_as_an_escape(self, escape: str) -> None:
        """B06: the key or value is where it stands."""
        fault = only(f'a: b\ntitle: "x{escape}[2K"\n')
        assert (fault.rule, fault.place) == ("forbidden-character", (2, 8))
        assert fault.message.endswith("written as an escape")
        assert only(f'"x{escape}": b\n').place == (1, 1)

    def test_half_a_pair_of_surrogates_is_refused(self) -> None:
        """One parser sees a broken escape, the other a forbidden character."""
        assert only('a: "\\ud800"\n').rule in {"yaml-refused", "forbidden-character"}

    def test_harmless_escapes_are_read(self) -> None:
        """A line break, a tab and an accent may be written as escapes."""
        assert parse('a: "x\\n\\ty\\u00e9"\n').data == {"a": "x\n\tyé"}


def alias_bomb() -> str:
    levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    return "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(levels)


class TestHostile:
    """Whatever comes, it ends soon and with a fault; limits are wide for a busy machine."""

    @pytest.mark.parametrize(
        ("build", "message", "seconds"),
        [
            (alias_bomb, "anchors and aliases are not allowed", 0.1),
            (lambda: "[" * 30_000, "nested deeper than 32", 1),
            (lambda: "{a: " * 30_000, "nested deeper than 32", 1),
            (lambda: "- " * 30_000, "nested deeper than 32", 1),
            (lambda: "".join(f"k{n}: v\n" for n in range(60_000)), "too many nodes", 1),
            (lambda: "- v\n" * 60_000, "too many nodes", 1),
            (lambda: "a" * 1_000_001, "the YAML is longer than 1,000,000 characters", 0.1),
            (lambda: "\x01" * 900_000, "forbidden character U+0001, and 899999 more", 2),
        ],
    )
    def test_it_ends_soon(
        self, parser: str, build: Callable[[], str], message: str, seconds: float
    ) -> None:
        """Y01, Y03, Y19: and nothing crashes."""
        text = build()
        start = time.process_time()
        fault = only(text)
        assert fault.message.startswith(message)
        assert time.process_time() - start < seconds * (2 if parser == "libyaml" else 40)

    def test_an_anchor_is_found_on_line_1(self) -> None:
        """Y01: at the first one, before any is followed."""
        assert only(alias_bomb()).place == (1, 5)

    def test_depth_32_is_read(self) -> None:
        """The limit is inclusive, for lists and mappings."""
        assert parse("[" * 32 + "]" * 32).faults == ()
        assert parse("[" * 33 + "]" * 33).faults != ()
        assert parse("{a: " * 32 + "}" * 32).faults == ()

    def test_faults_end_at_a_hundred(self) -> None:
        """A log of 100,000 lines helps nobody."""
        faults = parse("- NO\n" * 5000).faults
        assert len(faults) == 101
        assert faults[-1].message == "100 faults above; the rest is not read"

    @given(st.text())
    def test_nothing_raises(self, text: str) -> None:
        """Any text gives data or a fault, and every place lies at or below its line."""
        parsed = parse(text, line=5)
        for fault in parsed.faults:
            assert fault.place >= (5, 1)
            assert fault.place[0] <= 5 + text.count("\n")
        assert all(place >= (5, 1) for place in parsed.places.values())


def test_without_libyaml_the_pure_parser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems build PyYAML without it; only the speed differs."""
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    found = importlib.util.find_spec("sms_docs.load.yaml")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    # Its dataclass looks itself up by the name of its module, which stays the usual one.
    found.loader.exec_module(module)
    assert module.CParser is None
    assert module.parse(FRONT_MATTER).data == parse(FRONT_MATTER).data
