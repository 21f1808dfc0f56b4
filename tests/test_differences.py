from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.differences import Kind, redline, unified, visible

# Few words and many line ends, so that two texts have much in common.
PROSE = st.lists(
    st.sampled_from(
        ["we", "escalate ", "in ", "1.10 ", "hour.", "\n", "\n\n", " ", "\t", "é", "\u200b"]
    )
).map("".join)
TEXTS = st.one_of(PROSE, st.text())


def old_of(pieces: tuple[tuple[Kind, str], ...]) -> str:
    return "".join(text for kind, text in pieces if kind is not Kind.INSERTED)


def new_of(pieces: tuple[tuple[Kind, str], ...]) -> str:
    return "".join(text for kind, text in pieces if kind is not Kind.DELETED)


def marked(old: str, new: str) -> str:
    signs = {Kind.SAME: "{}", Kind.DELETED: "[-{}-]", Kind.INSERTED: "[+{}+]"}
    return "".join(signs[kind].format(text) for kind, text in redline(old, new))


@given(TEXTS, TEXTS)
def test_a_redline_gives_both_texts_back_to_the_letter(old: str, new: str) -> None:
    pieces = redline(old, new)
    assert old_of(pieces) == old
    assert new_of(pieces) == new
    assert all(piece.text for piece in pieces)
    assert all(one.kind is not other.kind for one, other in pairwise(pieces))


@given(TEXTS)
def test_equal_texts_have_no_changes(text: str) -> None:
    assert {piece.kind for piece in redline(text, text)} <= {Kind.SAME}
    assert unified(text, text) == ""


@given(PROSE, PROSE, PROSE)
def test_what_was_put_in_between_is_all_that_a_redline_shows(
    start: str, middle: str, end: str
) -> None:
    pieces = redline(f"{start}\n{end}", f"{start}\n{middle}\n{end}")
    assert {piece.kind for piece in pieces} <= {Kind.SAME, Kind.INSERTED}


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Within one hour.\n", "Within two hours.\n", "Within [-one hour-][+two hours+].\n"),
        ('version: "1.9"\n', 'version: "1.10"\n', 'version: "[-1.9-][+1.10+]"\n'),
        ("from 2026-01-01 on\n", "from 2027-01-01 on\n", "from [-2026-01-01-][+2027-01-01+] on\n"),
        ("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n", "One.\n\n[+Two.\n\n+]Three.\n"),
        ("Do it, now.\n", "Do it now.\n", "Do it[-, -][+ +]now.\n"),
        ("a b\n", "a b", "a b[-\n-]"),
        ("", "new\n", "[+new\n+]"),
        ("gone\n", "", "[-gone\n-]"),
    ],
)
def test_a_redline_shows_words_and_not_letters(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_a_paragraph_broken_into_other_lines_differs_in_its_line_ends_alone() -> None:
    shown = marked("We do what we\nagreed to do.\n", "We do what\nwe agreed to do.\n")
    assert shown == "We do what[- -][+\n+]we[-\n-][+ +]agreed to do.\n"


def test_a_rewritten_sentence_is_not_cut_up_around_one_word_that_stayed() -> None:
    old = "Every manager reads the plan.\n"
    new = "All staff follows the rules.\n"
    assert marked(old, new) == "[-Every manager reads the plan-][+All staff follows the rules+].\n"


def test_long_unchanged_text_stays_whole_between_two_changes() -> None:
    same = "what stands here did not change at all and stays readable"
    assert marked(f"A {same} B\n", f"C {same} D\n") == f"[-A-][+C+] {same} [-B-][+D+]\n"


def blocks(words: int, end: str) -> str:
    dice = random.Random(words)  # noqa: S311 - no secret
    parts = []
    for number in range(100_000 // (2 * words + 4)):
        parts.append(f"u{number}{end}")
        parts += [dice.choice("abc") + end for _ in range(words)]
    return "".join(parts)


HOSTILE: dict[str, Callable[[], tuple[str, str]]] = {
    "blank lines": lambda: ("\n" * 100_000, "x\n" + "\n" * 50_000 + "y\n" + "\n" * 49_000),
    "two kinds of lines": lambda: ("a\nb\nb\n" * 17_000, "b\na\na\n" * 17_000),
    "two kinds of words": lambda: ("a b b " * 17_000, "b a a " * 17_000),
    "every second line new": lambda: (
        "".join(f"{number}\n" for number in range(15_000)),
        "".join(f"{number}\nx{number}\n" for number in range(15_000)),
    ),
    "words in reverse": lambda: (
        " ".join(map(str, range(20_000))),
        " ".join(map(str, reversed(range(20_000)))),
    ),
    "one word among many": lambda: (
        "a " * 50_000,
        "".join(f"a {number} " for number in range(15_000)),
    ),
    "gaps between anchors": lambda: (blocks(60, " "), blocks(60, " ")[::-1]),
    "gaps between lines": lambda: (blocks(30, "\n"), blocks(31, "\n")),
    "one long word": lambda: ("a" * 100_000, "b" * 100_000),
    "blanks": lambda: (" " * 100_000, "\t" * 100_000 + "x"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_no_more_than_its_size(name: str) -> None:
    old, new = HOSTILE[name]()
    before = time.process_time()
    pieces = redline(old, new)
    lines = unified(old, new)
    assert time.process_time() - before < 5
    assert (old_of(pieces), new_of(pieces)) == (old, new)
    assert lines


def patched(old: str, diff: str) -> str:
    """Return what a unified *diff* makes of *old*, as `patch` does."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", old)
    result, done = "", 0
    for hunk in re.split(r"(?m)^(?=@@ )", diff)[1:]:
        head, *body = hunk.split("\n")[:-1]
        start, count = re.match(r"@@ -(\d+)(?:,(\d+))? \+", head).groups()  # type: ignore[union-attr]
        first = int(start) - (count != "0")
        result += "".join(lines[done:first])
        done = first + (1 if count is None else int(count))
        for line, following in pairwise([*body, ""]):
            if line[0] in " +":
                end = "" if following.startswith("\\ No newline") else "\n"
                result += line[1:].replace(r"\x20", " ") + end
    return result + "".join(lines[done:])


PLAIN = st.lists(st.sampled_from(["one", "two ", " three", "\n", "\n", "-", "+", "@@ "])).map(
    "".join
)


@given(PLAIN, PLAIN, st.integers(0, 3))
def test_a_line_diff_leads_from_the_old_text_to_the_new_one(
    old: str, new: str, context: int
) -> None:
    assert patched(old, unified(old, new, context=context)) == new


def test_a_line_diff_looks_as_everywhere() -> None:
    old = "".join(f"line {number}\n" for number in range(1, 31))
    new = old.replace("line 3\n", "line three\n").replace("line 20\n", "line 20\nline 20a\n")
    assert unified(old, new, "POL-001 1.0", "POL-001 1.1").split("\n") == [
        "--- POL-001 1.0",
        "+++ POL-001 1.1",
        "@@ -1,6 +1,6 @@",
        " line 1",
        " line 2",
        "-line 3",
        "+line three",
        " line 4",
        " line 5",
        " line 6",
        "@@ -18,6 +18,7 @@",
        " line 18",
        " line 19",
        " line 20",
        "+line 20a",
        " line 21",
        " line 22",
        " line 23",
        "",
    ]


@given(TEXTS, TEXTS)
def test_nothing_in_a_line_diff_is_hidden_or_obeyed(old: str, new: str) -> None:
    shown = unified(old, new, old, new)
    assert all(char.isprintable() or char in "\n\t" for char in shown)


def test_what_a_line_diff_would_hide_or_a_runner_obey_is_written_out() -> None:
    shown = unified("a\n", "a \n::error::all is well\n##[group]x\n\u202etxt\x1b[2J\n")
    assert "+a\\x20\n" in shown
    assert "+\\::error::all is well\n" in shown
    assert "+#\\#[group]x\n" in shown
    assert "+\\u202etxt\\x1b[2J\n" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain — text, ünïcode\n\tand tabs", "plain — text, ünïcode\n\tand tabs"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("a\u00a0b\u3000c", r"a\xa0b\u3000c"),
        ("\u202eevil\u2069", r"\u202eevil\u2069"),
        ("tag \U000e0041", r"tag \ue0041"),
        ("variation\ufe0f", r"variation\ufe0f"),
        ("filler\u3164\u115f", r"filler\u3164\u115f"),
        ("\r\x00\x7f", r"\x0d\x00\x7f"),
        ("\u2028\ufeff\ue000", r"\u2028\ufeff\ue000"),
    ],
)
def test_invisible_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
