"""A splice changes one value of a file, and not one byte beside it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sampled import tries

from sms_docs.act.splice import YamlFile
from sms_docs.errors import ConfigurationError
from sms_docs.load import yaml
from sms_docs.load.spans import spans
from sms_docs.load.text import BOM, clean
from sms_docs.model import KEY, KeyPath

DOCUMENT = """\
---
id:   PRC-014          # for good
title: 'Incident ''management'''
version: "2.1"     # quoted
owner: incident-manager
authors:
# who wrote it
- ada-ironwood   # since 2024
- otto-brink
related: [POL-001,  "SLA-001"]   # more later
change: >-   # one line
  Escalation times
  now follow.

note: |
  a
    b
empty:
---

# Text

version: "2.1"
"""


def document(text: str = DOCUMENT) -> YamlFile:
    return YamlFile("procedures/PRC-014.md", text.encode(), "markdown")


def text_of(file: YamlFile) -> str:
    return file.content.decode()


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, when both ends are taken off."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


@pytest.mark.parametrize(
    ("key", "value", "went", "came"),
    [
        ("id", "PRC-015", "id:   PRC-014          # for good", None),
        ("version", "2.2", 'version: "2.1"     # quoted', None),
        ("owner", "service-desk", "owner: incident-manager", None),
        ("owner", "no", "owner: incident-manager", 'owner: "no"'),
        ("owner", "a: b #c", "owner: incident-manager", 'owner: "a: b #c"'),
        (
            "title",
            "It's two",
            "title: 'Incident ''management'''",
            "title: 'It''s two'",
        ),
        ("title", "tab\there", "title: 'Incident ''management'''", 'title: "tab\\there"'),
        ("empty", "full", "empty:", "empty: full"),
        ("empty", "", "empty:", 'empty: ""'),
    ],
)
def test_one_line_differs_and_keeps_quotes_blanks_and_comment(
    key: str, value: str, went: str, came: str | None
) -> None:
    file = document()
    came = came or went.replace(str(file.data[key]), value)
    after = file.changed((key,), value)
    assert lines_changed(DOCUMENT, text_of(after)) == ([went], [came])
    assert after.data == file.data | {key: value}


def test_a_folded_block_stays_one_with_its_comment() -> None:
    after = document().changed(("change",), "Short.")
    assert lines_changed(DOCUMENT, text_of(after)) == (
        ["  Escalation times", "  now follow."],
        ["  Short."],
    )
    words = " ".join(["word"] * 39)
    after = document().changed(("change",), words)
    assert after.data["change"] == words
    assert max(map(len, text_of(after).split("\n"))) <= 100


def test_a_block_that_cannot_hold_the_text_gives_way_to_quotes() -> None:
    """A block without `-` behind its sign ends in a line end."""
    after = document().changed(("note",), "no line end")
    assert lines_changed(DOCUMENT, text_of(after)) == (
        ["note: |", "  a", "    b"],
        ['note: "no line end"'],
    )
    commented = DOCUMENT.replace("note: |\n", "note: |  # why\n")
    after = document(commented).changed(("note",), " x")
    assert '\nnote: " x"  # why\nempty:\n' in text_of(after)
    after = document().changed(("note",), "one\n  two\n")
    assert "\nnote: |\n  one\n    two\nempty:\n" in text_of(after)


def test_numbers_and_truth_values_are_written_plain() -> None:
    file = YamlFile("records/trust/policy.yml", b"serial: 1 # n\nrun: true\nleft: null")
    changed = file.changed(("serial",), 2).changed(("run",), value=False)
    assert changed.content == b"serial: 2 # n\nrun: false\nleft: null"
    assert changed.changed(("left",), 7).content.endswith(b"\nleft: 7")


def test_a_value_deep_inside_changes_alone() -> None:
    text = b"people:\n  - id: ada\n    roles:\n      - {role: a, from: 2026-01-01}\n  - id: b\n"
    after = YamlFile("people.yml", text).changed(("people", 0, "roles", 0, "from"), "2027-01-01")
    assert after.content == text.replace(b"2026", b"2027")
    after = after.changed(("people", 0, "roles", 0, "role"), "a,b]")
    assert b'{role: "a,b]", from: 2027' in after.content


@pytest.mark.parametrize("mark", ["", BOM])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_mark_stay_as_they_are(mark: str, end: str) -> None:
    text = mark + DOCUMENT.replace("\n", end)
    after = document(text).changed(("change",), "Short.").changed(("version",), "3.0")
    wanted = text.replace('version: "2.1"     ', 'version: "3.0"     ')
    wanted = wanted.replace(f"  Escalation times{end}  now follow.", "  Short.")
    assert text_of(after) == wanted


def test_a_missing_or_a_manifold_end_stays() -> None:
    for end in (b"", b"\n", b"\n\n\n", b"\r\n\r\n"):
        file = YamlFile("a.yml", b"a: 1\nb: x" + end)
        assert file.changed(("b",), "z").content == b"a: 1\nb: z" + end


def test_mixed_line_ends_stay_mixed() -> None:
    file = YamlFile("a.yml", b"a: one\r\nb: two\nc: three\r\n")
    assert file.changed(("b",), "2nd").content == b"a: one\r\nb: 2nd\nc: three\r\n"
    assert file.with_key("b", "x", "z").content == b"a: one\r\nb: two\nx: z\nc: three\r\n"
    assert file.with_key("c", "x", "z").content == b"a: one\r\nb: two\nc: three\r\nx: z\r\n"


def test_a_key_goes_below_the_value_of_another_one() -> None:
    after = document().with_key("version", "closed", "2026-11-20")
    assert lines_changed(DOCUMENT, text_of(after)) == ([], ["closed: 2026-11-20"])
    assert list(after.data)[2:5] == ["version", "closed", "owner"]
    after = document().with_key("change", "closed", "no")
    assert '  now follow.\nclosed: "no"\n\nnote:' in text_of(after)
    after = document().with_key("authors", "x", {"a": ["b"]})
    assert "- otto-brink\nx:\n  a:\n    - b\nrelated:" in text_of(after)


def test_a_key_at_the_end_of_a_file_without_a_line_end() -> None:
    file = YamlFile("r.yml", b"id: X\r\n  # c\r\ndate: 2026-01-01 # d")
    assert file.with_key("date", "closed", "2026-01-02").content == (
        b"id: X\r\n  # c\r\ndate: 2026-01-01 # d\r\nclosed: 2026-01-02"
    )


def test_an_entry_goes_behind_the_last_one_as_the_list_is_written() -> None:
    file = document().with_entry(("authors",), "ines-halloway")
    assert "- otto-brink\n- ines-halloway\nrelated:" in text_of(file)
    file = file.with_entry(("related",), "POL-002").with_entry(("related",), "a, b")
    assert '\nrelated: [POL-001,  "SLA-001", POL-002, "a, b"]   # more later\n' in text_of(file)


def test_a_person_is_added_below_the_last_one() -> None:
    text = b"people:\n  - id: ada\n    emails: [a@b.example]  # work\n  # add new ones above\n"
    person = {
        "id": "otto",
        "name": "Otto Brink",
        "roles": [{"role": "a", "from": "2026-01-01"}],
    }
    after = YamlFile("people.yml", text).with_entry(("people",), person)
    assert after.content == text.replace(
        b"  # add",
        b"  - id: otto\n    name: Otto Brink\n    roles:\n      - role: a\n"
        b"        from: 2026-01-01\n  # add",
    )


@pytest.mark.parametrize("entry", ["x", {"id": "x", "why": "a: b"}])
def test_the_first_entry_of_an_empty_list_keeps_the_comment(entry: object) -> None:
    text = b"serial: 1\r\npeople: []  # nobody yet\r\nlast: x\r\n"
    after = YamlFile("people.yml", text).with_entry(("people",), entry)
    assert after.data == {"serial": 1, "people": [entry], "last": "x"}
    if isinstance(entry, dict):
        assert after.content == text.replace(b" []", b"").replace(
            b"last", b'  - id: x\r\n    why: "a: b"\r\nlast'
        )
    else:
        assert after.content == text.replace(b"[]", b"[x]")


def test_an_empty_list_inside_of_brackets_takes_a_mapping_too() -> None:
    after = YamlFile("a.yml", b"a: {b: []}\n").with_entry(("a", "b"), {"c": "d"})
    assert after.content == b'a: {b: [{"c": "d"}]}\n'


def test_an_entry_goes_with_its_line_and_the_comment_on_it() -> None:
    file = document().without_entry(("authors", 0))
    assert lines_changed(DOCUMENT, text_of(file)) == (["- ada-ironwood   # since 2024"], [])
    file = document().without_entry(("authors", 1))
    assert lines_changed(DOCUMENT, text_of(file)) == (["- otto-brink"], [])
    assert YamlFile("a.yml", b"a:\n- x\n- z").without_entry(("a", 1)).data == {"a": ["x"]}


@pytest.mark.parametrize("index", [0, 1, 2])
def test_an_entry_in_brackets_goes_with_its_comma(index: int) -> None:
    file = YamlFile("a.yml", b"a: [x,  'y', z,]  # c\nb: [q]\n")
    after = file.without_entry(("a", index))
    assert after.data["a"] == ["x", "y", "z"][:index] + ["x", "y", "z"][index + 1 :]
    assert after.content.endswith(b",]  # c\nb: [q]\n")
    assert file.without_entry(("b", 0)).content.endswith(b"\nb: []\n")


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_comment_between_entries_in_brackets_is_never_lost(index: int) -> None:
    file = YamlFile("a.yml", b"a: [\n  one, # first\n  two, # second\n  three\n]\n")
    reason = rf"a\.{index} is not changed: this cannot be written there; edit the file by hand"
    with pytest.raises(ConfigurationError, match=reason):
        file.without_entry(("a", index))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: 1.0\n", r"^f\.yml:2:4: .*not changed: .*quotes"),
        (b"a: 1\na: 2\n", r"^f\.yml:2:1: duplicate key 'a'.*; not changed: "),
        (b"a: 'x\n", r"^f\.yml:1:4: a quote is opened here and never closed; not changed: "),
        (b"a: \xff\n", r"^f\.yml:1:4: not UTF-8"),
        (b"a: x\x00\n", r"^f\.yml:1:5: forbidden character U\+0000"),
        (b"a: x\rb: y\n", r"forbidden character U\+000D"),
        (b"- a\n", r"^f\.yml:1:1: it holds no keys"),
        (b"", r"^f\.yml:1:1: it holds no keys"),
    ],
)
def test_a_file_that_cannot_be_read(content: bytes, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        YamlFile("f.yml", content).changed(("a",), "x")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# Title\n", "1:1: no front matter"),
        ("---\nversion: 1.0\n---\n", "2:10: '1.0' is read differently"),
        ("---\nversion: x\n", "1:1: the front matter is never closed"),
    ],
)
def test_metadata_that_cannot_be_read(text: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{re.escape(f'procedures/PRC-014.md:{place}')}"):
        document(text).changed(("version",), "2.0")


def test_what_is_not_there_or_not_single() -> None:
    file = document()
    for refused, reason in (
        (lambda: file.changed(("nothing",), "x"), "nothing is not changed: it has no single"),
        (
            lambda: file.changed(("authors",), "x"),
            "md:8: authors is not changed: it has no sing",
        ),
        (lambda: file.with_entry(("owner",), "x"), "owner is not changed: it has no list"),
        (
            lambda: file.with_key("owner", "id", "x"),
            "md:2: id is not changed: it is there already",
        ),
        (lambda: file.with_key("owne", "x", "x"), "there is no owne to write it below"),
        (
            lambda: file.without_entry(("authors", 5)),
            r"authors\.5 is not changed: it has no such",
        ),
        (lambda: file.without_entry(("owner",)), "owner is not changed: it has no such entry"),
    ):
        with pytest.raises(ConfigurationError, match=reason):
            refused()


@pytest.mark.parametrize("value", ["a\x00b", "a\u202eb", "a\u200bb", "a\udc80b", "\ufeff"])
def test_text_that_no_document_may_hold_is_not_written(value: str) -> None:
    with pytest.raises(ConfigurationError, match="md:4: version is not changed: this cannot be"):
        document().changed(("version",), value)


def test_the_last_entry_of_a_block_is_not_taken_away() -> None:
    """Nothing would be left, which is not an empty list."""
    with pytest.raises(ConfigurationError, match="this cannot be written there"):
        YamlFile("a.yml", b"a:\n  - x\nb: z\n").without_entry(("a", 0))


WORDS = st.text("abz é😀'\"#:,-[]{}\\&*!|>%@`?~01.", min_size=0, max_size=14)
PLAIN = st.from_regex(r"[a-z][a-z é]{0,8}[a-z]", fullmatch=True)
COMMENTS = st.sampled_from(["", "", " # why", "   # two: words", " #  'x' \"y\" [z]"])


@st.composite
def values(draw: st.DrawFn) -> str:
    """Return a single value as somebody might write it."""
    one, two = draw(PLAIN), draw(PLAIN)
    words = draw(WORDS)
    ways = (
        one,
        json.dumps(words, ensure_ascii=False),
        "'" + words.replace("'", "''") + "'",
        draw(st.sampled_from(["7", "true", "null", "2026-11-20", "", "~"])),
        f"{one}\n    {two}",
        draw(st.sampled_from([">-", "|-", "|", ">"])) + f"\n    {one}",
        f'"{one}\\\n    {two}"',
    )
    return draw(st.sampled_from(ways))


# How a value stands under its key, {} for the value, and the path to it from there.
SHAPES: dict[str, KeyPath] = {
    " {}": (),
    "\n  - {}": (0,),
    "\n  in: {}": ("in",),
    "\n- q\n- in: {}": (1, "in"),
    " [a, {}, c]": (1,),
}


@st.composite
def files(draw: st.DrawFn) -> tuple[YamlFile, KeyPath, bytes, bytes]:
    """Return a file, the path of a value in it, and the bytes before and behind that value."""
    entries: list[tuple[KeyPath, str, str, str]] = []
    for index in range(draw(st.integers(1, 5))):
        shape = draw(st.sampled_from(sorted(SHAPES)))
        value = draw(PLAIN if "[" in shape else values())
        start, _, end = shape.partition("{}")
        gap = draw(st.sampled_from(["", "\n", "# line: of 'comment'\n"]))
        comment = "" if value.startswith(("|", ">")) else draw(COMMENTS)
        key = (f"k{index}", *SHAPES[shape])
        entries.append((key, f"{gap}k{index}:{start}", value, f"{end}{comment}\n"))
    chosen = draw(st.integers(0, len(entries) - 1))
    key, head, value, tail = entries[chosen]
    before = "".join(each for entry in entries[:chosen] for each in entry[1:]) + head
    behind = tail + "".join(each for entry in entries[chosen + 1 :] for each in entry[1:])
    form = draw(st.sampled_from(["yaml", "markdown"]))
    if form == "markdown":
        before, behind = f"---\n{before}", f"{behind}---\nText: 'x'\n---\n"
    if draw(st.booleans()):
        behind = behind.removesuffix("\n")
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    parts = [text.replace("\n", line_end).encode() for text in (before, value, behind)]
    return YamlFile("f", b"".join(parts), form), key, parts[0], parts[2]


@settings(max_examples=tries(150, 400), deadline=None)
@given(files(), WORDS | st.integers(0, 99) | st.booleans())
def test_only_the_value_differs_and_all_bytes_beside_it_are_the_same(
    made: tuple[YamlFile, KeyPath, bytes, bytes], value: str | int
) -> None:
    """The result is read by PyYAML itself too, which sees the same single difference."""
    file, key, before, behind = made
    try:
        data = file.data
    except ConfigurationError:
        assume(False)  # noqa: FBT003 - what was made up is none of the subset
    after = file.changed(key, value)
    assert after.content.startswith(before.rstrip(b" "))
    assert after.content.endswith(behind)
    assert set_at(data, key, value) == after.data
    plain = clean(after.content).text
    plain = plain.split("---\n")[1] if file.form == "markdown" else plain
    assert read_by_pyyaml(plain) == after.data


def set_at(data: Any, key: KeyPath, value: object) -> Any:  # noqa: ANN401
    whole = {"": data}
    parent: Any = whole
    for step, following in zip(("", *key), key, strict=False):
        parent = parent[step]
        last = following
    parent[last] = value
    return whole[""]


def read_by_pyyaml(text: str) -> Any:  # noqa: ANN401
    """Return what PyYAML reads, but days as text."""
    loader = type("Loader", (pyyaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if "timestamp" not in pair[0]]
        for first, pairs in pyyaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return pyyaml.load(text, loader)  # noqa: S506 - a loader without constructors of objects


def test_both_parsers_give_the_same_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [DOCUMENT.split("---\n")[1], *list(usual_texts())]
    found = [spans(text) for text in texts]
    monkeypatch.setattr(yaml, "CParser", None)
    assert [spans(text) for text in texts] == found
    for text, there in zip(texts, found, strict=True):
        places = yaml.parse(text).places
        starts = {key: (text.count("\n", 0, each.start) + 1, each) for key, each in there.items()}
        assert set(starts) == set(places)
        assert all(places[key][0] == line for key, (line, _) in starts.items() if key)


def usual_texts() -> Iterator[str]:
    """Give texts of every shape, none with a fault."""
    chance = random.Random(7)  # noqa: S311 - the same texts in every run
    shapes = [
        *('"x"', "'it''s'", "plain text", "[a, {b: c}, [d]]", "{e: f, g: []}", ""),
        *("\n  - h: i\n    j: k\n  - l", "\n- m\n- - p\n  - o", "|\n  p\n\n  q\n", ">-\n  r\n  s"),
    ]
    for _ in range(200):
        lines = [
            f"k{number}: {chance.choice(shapes)}{chance.choice(['', '  # c'])}"
            for number in range(chance.randint(1, 6))
        ]
        text = "\n".join(lines) + "\n"
        if not yaml.parse(text).faults:
            yield text


def test_the_span_of_a_key_is_its_text() -> None:
    text = 'a: x\n"b c": y\n'
    found = spans(text)
    assert text[found[("b c", KEY)].start : found[("b c", KEY)].end] == '"b c"'
    assert spans("") == spans("# nothing\n") == {}
