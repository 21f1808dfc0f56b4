"""The checker sees in a Markdown text what the site will render of it."""

from __future__ import annotations

import pytest
from rendered import Page

from sms_docs.body import Body, Heading, Link, Markup
from sms_docs.load.markdown import read_body


def test_positions_are_lines_and_columns_of_the_whole_file() -> None:
    text = "## Über\n\nÄ [a](b.md) ü ![c](d.png)\nü <https://e.example>\n"
    assert read_body(text, 20) == Body(
        headings=(Heading(2, "Über", "über", 20),),
        links=(
            Link("b.md", (22, 3)),
            Link("d.png", (22, 15), image=True),
            Link("https://e.example", (23, 3)),
        ),
    )


def test_positions_in_containers_are_those_of_the_file() -> None:
    text = '!!! note "ü"\n\n    ü [a](b.md)\n\n    ??? tip\n        ## C\n\n        [d](e.md)\n'
    assert read_body(text, 5) == Body(
        headings=(Heading(2, "C", "c", 10),),
        links=(Link("b.md", (7, 7)), Link("e.md", (12, 9))),
    )


def test_positions_behind_tabs_count_a_tab_as_one_column() -> None:
    text = "!!! note\n\ta [b](c.md)\n\t[d](e.md)\tf\n"
    assert [link.place for link in read_body(text).links] == [(2, 4), (3, 2)]


def test_a_text_without_newline_at_its_end_is_read_to_its_end() -> None:
    body = read_body("!!! note\n\t\t[a](b.md)")
    assert [link.target for link in body.links] == ["b.md"]


def test_line_ends_of_windows_count_once() -> None:
    body = read_body("a\r\n\r\n## B\r\n\r\n[c](d.md)\r\n")
    assert body.headings == (Heading(2, "B", "b", 3),)
    assert body.links == (Link("d.md", (5, 1)),)


def test_a_container_ends_where_the_indentation_does() -> None:
    text = "!!! note\n    ## A\n\n## B\n\n    ## no heading\n"
    assert [heading.text for heading in read_body(text).headings] == ["A", "B"]


def test_a_container_in_a_list_is_taken_apart() -> None:
    body = read_body("- a\n\n    !!! note\n        [b](c.md)\n")
    assert body.links == (Link("c.md", (4, 9)),)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("## A `b` *c* [d](e) ![f](g)", ["A b c d"]),
        ("## ![a](b) A ![c](d)  B", ["A   B"]),
        ("## A ##\n## B & C", ["A", "B & C"]),
        ("## A &amp; \\*b\\*", ["A & *b*"]),
        ("A\n===\n\nB\n---", ["A", "B"]),
        ("# A\nB\n---", ["A", "B"]),
        ("a\nb\n---", []),
        ("  ## a", []),
        ("- a\n  ## b", []),
        ("> ## A\n\n- ## B\n\n1. ## C", ["A", "B", "C"]),
        ("#A\n\n- #B *c*", ["A", "B c"]),
        ("#A\n---", ["A"]),
        ("```\n#a\n## b\n```", []),
        ("## A[^1]\n\n[^1]: b", ["A"]),
        ("## A { .b }", ["A"]),
        ("## A {b} c", ["A {b} c"]),
        ("##\ta", ["a"]),
    ],
)
def test_headings_are_those_of_the_site(text: str, headings: list[str]) -> None:
    body = read_body(text)
    assert [heading.text for heading in body.headings] == headings
    assert [(one.level, one.anchor) for one in body.headings] == Page(text).headings


def test_a_heading_keeps_its_line_among_those_that_only_the_site_sees() -> None:
    body = read_body("#A\n\n## B\n\n#A\n", 3)
    assert body.headings == (
        Heading(1, "A", "a", 3),
        Heading(2, "B", "b", 5),
        Heading(1, "A", "a-1", 7),
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](b.md#c 'd')", [Link("b.md#c", (1, 1))]),
        ("[a][b]\n\n[b]: c.md", [Link("c.md", (1, 1))]),
        ("a ![b][c]\n\n[c]: d.png", [Link("d.png", (1, 3), image=True)]),
        ("[a]: b.md", [Link("b.md", (1, 6))]),
        ("](b.md)", [Link("b.md", (1, 1))]),
        ("![a](b c.png) d", [Link("b c.png", (1, 1), image=True)]),
        ("[a](b c.md) d", [Link("b c.md", (1, 1))]),
        ("[a](b&amp;c.md)", [Link("b&c.md", (1, 1))]),
        ("[a](b\\_c.md) `](`", [Link("b_c.md", (1, 1))]),
        ("<a@b.example>", [Link("mailto:a@b.example", (1, 1))]),
        ("<mailto:a@b.example>", [Link("mailto:a@b.example", (1, 1))]),
        ("\\<a@b.example>", [Link("mailto:a@b.example", (1, 2))]),
        ("[^1]\n\n[^1]: [a](b.md)", [Link("b.md", (3, 7))]),
        ("- [ ] [a](b.md)", [Link("b.md", (1, 7))]),
        ("    [a](b.md)", [Link("b.md", (1, 5))]),
    ],
)
def test_links_are_found_with_their_places(text: str, links: list[Link]) -> None:
    assert list(read_body(text).links) == links


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a {{ b }} {% c %}", Markup("template-code", "{{ b }} {% c %}", (1, 3))),
        ("```\n{% a %}\n```", Markup("template-code", "{% a %}", (2, 1))),
        ("`{# a #}`", Markup("template-code", "{# a #}`", (1, 2))),
        ('--8<-- ".git/config"', Markup("snippet-inclusion", '--8<-- ".git/config"', (1, 1))),
        ("```\n-8<- a\n```", Markup("snippet-inclusion", "-8<- a", (2, 1))),
        ("## A {#b}", Markup("attribute-dangerous", "{#b}", (1, 6))),
        ("## A {: .b }", Markup("attribute-dangerous", "{: .b }", (1, 6))),
        ("*a*{: .b #c }", Markup("attribute-dangerous", "{: .b #c }", (1, 4))),
        ("a\n{ hidden }", Markup("attribute-dangerous", "{ hidden }", (2, 1))),
        ("a <b> c </b>", Markup("raw-html", "<b>", (1, 3))),
        ("<a b\nc>", Markup("raw-html", "<a b", (1, 1))),
    ],
)
def test_markup_is_named_by_its_rule_once_a_line(text: str, markup: Markup) -> None:
    assert read_body(text).markup == (markup,)


def test_markup_of_several_kinds_comes_in_the_order_of_the_text() -> None:
    body = read_body("{{ a }}\n\n<b>\n\n--8<-- c\n\n*d*{ href=e }\n", 2)
    assert [(markup.rule, markup.place[0]) for markup in body.markup] == [
        ("template-code", 2),
        ("raw-html", 4),
        ("snippet-inclusion", 6),
        ("attribute-dangerous", 8),
    ]
