"""Whatever the text, checker and site agree on headings and links, and no danger slips by."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import Page, scheme
from sampled import tries

from sms_docs.load.markdown import read_body


def joined(*rows: list[str]) -> list[str]:
    """Return the entries of all *rows*."""
    return [entry for row in rows for entry in row]


WORDS = st.sampled_from(
    joined(
        ["Policy", "change", "Größe", "İstanbul", "a_b", "snake_case", "C++", "R&D", "(draft)"],
        ["it's", "„Zitat“", "e-mail", "1.2", "naïve", "日本", "!", "?", "—", "...", "dev/ops"],
        ["A", "&amp;", "\\*", "\\_", "T&C:", "50", "$5", "#1", "straße", "e\u0301", "हिन्दी"],
    )
)
TARGETS = st.sampled_from(
    joined(
        ["../policies/POL-001-x.md", "#a-b", "b.md#größe", "https://a.example/b?c=d&e=f", "x_y.md"],
        ["mailto:a@b.example", 'c.md "Title"', "/d/e.md"],
    )
)
REFERENCE = "\n\n[ref]: reference.md\n"


@st.composite
def phrases(draw: st.DrawFn, longest: int = 5) -> str:
    """Draw words, some of them code, emphasised or linked."""
    forms = st.sampled_from(["{}", "{}", "{}", "`{}`", "*{}*", "**{}**", "[{}](%s)"])
    parts = []
    for word in draw(st.lists(WORDS, min_size=1, max_size=longest)):
        form = draw(forms)
        parts.append(form.format(word) % draw(TARGETS) if "%" in form else form.format(word))
    return " ".join(parts)


@st.composite
def headings(draw: st.DrawFn) -> str:
    """Draw a heading of either kind."""
    text = draw(phrases())
    if draw(st.integers(0, 5)):
        return "#" * draw(st.integers(1, 6)) + " " + text + draw(st.sampled_from(["", "", " ##"]))
    return f"{text}\n{draw(st.sampled_from(['---', '===']))}"


PLAIN = st.one_of(
    st.lists(phrases(), min_size=1, max_size=3).map("\n".join),
    st.lists(phrases().map("- {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(phrases().map("1. {}".format), min_size=1, max_size=3).map("\n".join),
    phrases().map("> {}".format),
    phrases().map("| a | b |\n|---|---|\n| {} | c |".format),
    phrases().map("```py\n# {}\n[no](link.md)\n```".format),
    WORDS.map("![{}](picture.png) and <https://a.example/b>".format),
    WORDS.map("see [{}][ref] and [ref]".format),
)


def contained(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw a container around some of *blocks*."""
    openers = ["!!! note", '!!! warning "Mind"', "??? info", '???+ tip "T"', '=== "One"']

    def indent(opener: str, inner: list[str]) -> str:
        lines = "\n\n".join(inner).split("\n")
        return "\n".join([opener, "", *(f"    {line}" if line else "" for line in lines)])

    return st.builds(indent, st.sampled_from(openers), st.lists(blocks, min_size=1, max_size=3))


BLOCKS = st.recursive(st.one_of(headings(), PLAIN), contained, max_leaves=4)


@settings(max_examples=tries(100, 250), deadline=None, derandomize=True)
@given(st.lists(BLOCKS, min_size=1, max_size=7))
def test_headings_anchors_and_links_are_those_of_the_site(blocks: list[str]) -> None:
    text = "\n\n".join(blocks) + REFERENCE
    body, page = read_body(text), Page(text)
    assert [(heading.level, heading.anchor) for heading in body.headings] == page.headings
    # An unused definition is a link to the checker, though not to the site.
    unused = {"reference.md"}
    assert {link.target for link in body.links} | unused == {*page.targets} | unused


@settings(max_examples=tries(50, 100), deadline=None, derandomize=True)
@given(st.lists(BLOCKS, min_size=1, max_size=7), st.integers(1, 30))
def test_every_place_points_at_its_heading_or_link(blocks: list[str], line: int) -> None:
    text = "\n\n".join(blocks) + REFERENCE
    lines = text.split("\n")
    body = read_body(text, line)
    for heading in body.headings:
        word = heading.text.split(" ")[0].strip("&").replace("\\", "")
        assert word in lines[heading.line - line].replace("\\", "")
    for link in body.links:
        row, column = link.place
        opening = "![" if link.image else ("[", "<")
        if link.target != "reference.md":
            assert lines[row - line].startswith(opening, column - 1)


# Pieces of Markdown that cut, indent, quote or open code, and pieces that act.
PIECES = st.sampled_from(
    joined(
        ["`", "``", "```", "````", "~~~", "```py", "``` {.py onclick=1}", "\\", "\\`", "\\\\"],
        ["\n", "\n\n", "\n\n", "\n    ", "\n        ", "\n  ", "    ", "- ", "\n- ", "\n1. "],
        ["> ", "\n> ", "\n>\n> ", "| ", "|", "\n|---|---|\n", "a | b", "# ", "\n## ", "#"],
        ["\n---\n", "\n===\n", "\n!!! note\n    ", '\n!!! note "t"\n', "\n??? x\n    "],
        ['\n=== "tab"\n    ', "\n: ", "\n:   ", "[^1]", "\n[^1]: ", "\n[r]: ", "[r]", "[x][r]"],
        ["<script>", "</script>", "<b>", "<b onclick=x>", "<!-- c -->", "<!--", "-->", "<div>\n"],
        ["[a](javascript:x)", "[a](java script:x)", "![i](data:x)", "](javascript:x)", "[", "("],
        ["javascript:x", "javascript&#58;x", ")", "<javascript://x y>", "<https://x.y>", "<a@b.c>"],
        ["{: onclick=x }", "{ style=x }", "{.c}", "{: href='javascript:y' }", "*", "**", "_"],
        ["foo", "bar baz", "ü", "\t", "word `code` word", "`<b>`", "  \n", "&lt;b>", "'", '"', ":"],
        ["`x\ny`", "\xa0", "\n```\n", "\n~~~\n", "\n    ```\n    ", "\n~~~\n<script>\n~~~\n"],
        ["\n> ```\n> <b>\n> ```\n", "\n```py\n<b>\n```\n", "\n[x]: javascript:x\n"],
    )
)


@settings(max_examples=tries(400, 1000), deadline=None, derandomize=True)
@given(st.lists(PIECES, min_size=2, max_size=14).map("".join))
def test_no_danger_on_the_site_is_unknown_to_the_checker(text: str) -> None:
    dangers = Page(text).dangers
    body = read_body(text)
    rules = {markup.rule for markup in body.markup}
    if not rules & {"raw-html", "attribute-dangerous"}:
        assert dangers <= {scheme(link.target) for link in body.links}
