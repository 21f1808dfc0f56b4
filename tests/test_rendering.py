from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sms_docs.mkdocs_plugin.guard import dangers
from sms_docs.views import rendering
from sms_docs.views.rendering import columns, escape, period, prose, shown, spaced, ticks

BREAK_OUTS = [
    "<script>alert(1)</script>",
    '" onmouseover="x',
    "' onmouseover='x",
    "[x](javascript:alert(1))",
    "![x](data:text/html,x)",
    "<javascript:alert(1)>",
    "{: onclick=x }",
    "{{ 7 * 6 }}",
    "{% raw %}",
    "--8<-- 'secret'",
    "`code`",
    "| a | b |",
    "# heading",
    "&lt;script&gt;",
    "</td></tr></table><script>",
    "*[abbr]: x",
    "[^1]",
    "==mark==",
    ":smile:",
    "~~~\n<script>\n~~~",
]


@pytest.mark.parametrize("text", BREAK_OUTS)
def test_no_value_breaks_out_of_its_place_even_through_markdown(text: str) -> None:
    page = f'<p title="{escape(text)}">\n\n{escape(text)}\n\n| a |\n|---|\n| {escape(text)} |\n'
    html = markdown.markdown(
        page, extensions=["tables", "attr_list", "footnotes", "abbr", "md_in_html"]
    )
    assert dangers(html) == []
    assert "{{" not in html
    assert "<code>" not in html


@given(st.text())
def test_only_letters_digits_and_a_few_signs_stay_as_they_are(text: str) -> None:
    import html  # noqa: PLC0415 - the inverse that this test is about

    made = escape(text)
    assert set(made).isdisjoint("<>\"'`*_{}[]()|!=+-:~^$%\n")
    without_controls = "".join(char for char in text if char >= " " and char != "\x7f")
    if text == without_controls:
        assert html.unescape(made) == text


def test_a_template_escapes_every_value_and_shows_nothing_for_none() -> None:
    template = rendering.environment().from_string("<p>{{ a }}|{{ b }}|{{ c }}</p>")
    made = template.render(a="<b>", b=None, c=Markup("<i>x</i>"))
    assert made == "<p>&#60;b&#62;||<i>x</i></p>"


def test_back_ticks_in_pairs_are_code_and_a_single_one_is_text() -> None:
    assert ticks("Run `sms-docs <x>`.") == "Run <code>sms&#45;docs &#60;x&#62;</code>."
    assert ticks("a ` b") == "a &#96; b"


def test_a_docstring_becomes_paragraphs_lists_and_code() -> None:
    html = prose("One\nline.\n\n    a: <b>\n\n    c\n\n- first\n- second\n  line\n")
    assert html == (
        "<p>One line.</p><pre><code>a&#58; &#60;b&#62;&#10;&#10;c</code></pre>"
        "<ul><li>first</li><li>second line</li></ul>"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [("P1Y", "1 year"), ("P12M", "12 months"), ("P30D", "30 days"), ("later", "later")],
)
def test_a_duration_is_shown_in_words(text: str, words: str) -> None:
    assert period(text) == words


def test_keys_become_words_and_columns_keep_their_order() -> None:
    assert spaced("measured_by") == "Measured by"
    assert spaced("all-staff") == "All staff"
    assert columns([{"a": 1, "b": 2}, "text", {"c": 3, "a": 4}]) == ["a", "b", "c"]
    assert shown(7) == "7"
