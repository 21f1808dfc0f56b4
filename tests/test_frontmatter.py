"""A document comes apart where every reader of front matter would take it apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.load.frontmatter import Front, split


def problems(text: str) -> list[tuple[int, str]]:
    front = split(text)
    assert all(fault.rule == "front-matter-missing" for fault in front.faults)
    assert all(fault.fix for fault in front.faults)
    return [(fault.place[0], fault.message) for fault in front.faults]


def test_both_parts_know_their_lines() -> None:
    """Lines are those of the whole file."""
    assert split("---\nid: A\ntitle: B\n---\n\n## Purpose\n") == Front(
        "id: A\ntitle: B\n", 2, "\n## Purpose\n", 5
    )


def test_front_matter_may_be_empty_and_text_may_be_missing() -> None:
    """Neither is a matter of how the file comes apart."""
    assert split("---\n---\n") == Front("", 2, "", 3)
    assert split("---\nid: A\n---\n") == Front("id: A\n", 2, "", 4)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n", 1, "no front matter"),
        ("", 1, "no front matter"),
        ("status: approved\nid: A\n\n# x\n", 1, "no front matter"),
        ("\n---\nid: A\n---\n", 2, "front matter must start on line 1"),
        (" ---\nid: A\n---\n", 1, "front matter must start on line 1"),
        ("\n\n  \n---\nid: A\n---\n", 4, "front matter must start on line 1"),
        ("----\nid: A\n----\n", 1, "front matter must start with exactly ---"),
        ("--- \nid: A\n---\n", 1, "front matter must start with exactly ---"),
        ("--- # x\nid: A\n---\n", 1, "front matter must start with exactly ---"),
        ("---\nid: A\n", 1, "the front matter is never closed"),
        ("---\nid: A\n----\n", 1, "the front matter is never closed"),
        ("---\nid: A\n--- \n", 1, "the front matter is never closed"),
        ("---\n", 1, "the front matter is never closed"),
    ],
)
def test_missing_front_matter_says_what_is_missing(text: str, line: int, message: str) -> None:
    """B13, F02, F03, F05: and nothing is read as metadata."""
    ((found_line, found),) = problems(text)
    assert (found_line, found[: len(message)]) == (line, message)
    front = split(text)
    assert (front.yaml, front.body, front.body_line) == ("", text, 1)


def test_dashes_inside_of_a_value_are_text() -> None:
    """F08: only a line that is exactly --- ends the front matter."""
    text = "---\ntitle: |\n  ---\nnote: 'a --- b'\nrule: ----\n---\nbody\n"
    assert split(text) == Front("title: |\n  ---\nnote: 'a --- b'\nrule: ----\n", 2, "body\n", 7)


@pytest.mark.parametrize("line", ["...", "... ", "--- ", "---  # x", "---\tx"])
def test_a_line_that_ends_it_for_some_readers_is_refused(line: str) -> None:
    """MkDocs would show the keys behind it as text, and not know them."""
    ((number, message),) = problems(f"---\nid: A\n{line}\nowner: b\n---\n")
    assert number == 3
    assert message.startswith("some readers end the front matter at this line")


@pytest.mark.parametrize("text", ["---\n...x: 1\n---\n", "---\na: x...\nb: ---y\n---\n"])
def test_dots_and_dashes_within_a_line_are_text(text: str) -> None:
    """Only such a line alone could end the front matter."""
    assert not problems(text)


@pytest.mark.parametrize("between", ["", "\n", "  \n\n"])
def test_a_second_block_right_after_is_refused(between: str) -> None:
    """Some tools would read the second block, others the first."""
    text = f"---\nid: A\n---\n{between}---\nid: B\n---\n"
    ((line, message),) = problems(text)
    assert text.split("\n")[line - 1] == "---"
    assert line == 4 + between.count("\n")
    assert "second block" in message


def test_a_rule_further_down_is_text() -> None:
    """Three dashes make a rule in Markdown."""
    assert not problems("---\nid: A\n---\ntext\n\n---\nid: B\n---\n")


@given(st.lists(st.sampled_from(["---", "id: A", "", " ---", "...", "text", "----"])))
def test_the_parts_make_up_the_whole(lines: list[str]) -> None:
    """Nothing is lost and nothing changed, and each part stands at its line."""
    text = "\n".join(["---", *lines]) + "\n"
    front = split(text)
    if front.yaml_line == 1:
        assert (front.yaml, front.body) == ("", text)
        return
    assert f"---\n{front.yaml}---\n{front.body}" == text
    assert "---" not in front.yaml.split("\n")
    assert text.split("\n")[front.body_line - 1 :] == front.body.split("\n")
