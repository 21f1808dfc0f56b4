"""Untrusted text never steers a terminal or a CI log."""

import pytest

from sms_docs.printable import printable


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2K\x1b[1Aall checks passed", r"\x1b[2K\x1b[1Aall checks passed"),
        ("a\n::notice::all passed", r"a\x0a::notice::all passed"),
        ("::error file=a::x", r"\::error file=a::x"),
        ("  ::stop-commands::t", r"\  ::stop-commands::t"),
        ("x ##[error] y", r"x #\#[error] y"),
        ("\u202ebob", r"\u202ebob"),
        ("a\u2028b", r"a\u2028b"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("plain — text, ünïcode", "plain — text, ünïcode"),
    ],
)
def test_what_could_be_obeyed_is_shown(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


def test_long_text_is_cut_with_a_mark() -> None:
    assert printable("a" * 500) == "a" * 200 + "…"
    assert printable("a" * 200) == "a" * 200
