"""What acts on the site cannot hide from the checker, and what cannot act is left alone."""

from __future__ import annotations

import time

import pytest
from rendered import Page, scheme

from sms_docs.body import Body
from sms_docs.load.markdown import read_body

SCRIPT = "<script>alert(1)</script>"
LINK = "[x](javascript:alert(1))"

# What acts on the site, each hidden in its own way from a CommonMark parser.
HOSTILE = {
    "a script": SCRIPT,
    "an event handler": '<img src="x" onerror="alert(1)">',
    "a frame": '<iframe src="//evil.example"></iframe>',
    "a comment": "a <!-- hidden --> b",
    "a processing instruction": "<?php phpinfo() ?>",
    "a script behind a backslash": rf"\{SCRIPT}",
    "a script in a heading": f"## Scope {SCRIPT}",
    "a script in a table": f"| a |\n|---|\n| {SCRIPT} |",
    "a script in a footnote": f"a[^1]\n\n[^1]: b\n\n    {SCRIPT}",
    "a script in a definition": f"a\n:   b\n\n    {SCRIPT}",
    "a script in an admonition": f"!!! note\n    {SCRIPT}",
    "a script in details": f"??? note\n\n    {SCRIPT}",
    "a script in open details": f"???+ note\n    {SCRIPT}",
    "a script in a tab": f'=== "One"\n\n    {SCRIPT}',
    "a script in a nested container": f'!!! note\n\n    === "One"\n\n        {SCRIPT}',
    "a script in the title of an admonition": f'!!! note "{SCRIPT}"\n    a',
    "a script in the title of a tab": f'=== "{SCRIPT}"\n    a',
    "a script indented by tabs": f"!!! note\n\t{SCRIPT}",
    "a script that Python-Markdown takes for the text of a list": f"- a\n\n      {SCRIPT}",
    "a script after a fence that is never closed": f"```\n{SCRIPT}",
    "a script in a fence closed by longer marks": f"```\n{SCRIPT}\n````",
    "a script in a fence that is not indented all along": f"  ```\n{SCRIPT}\n  ```",
    "a script in a fence with a quotation mark": f"   ```\n > {SCRIPT}\n   ```",
    "a script in a fence with unknown options": f"```py foo\n{SCRIPT}\n```",
    "a script in a fence with a number that is too long": (
        f'```py linenums="{"9" * 5000}"\n{SCRIPT}\n```'
    ),
    "a script in a fence below indented code": f"    a\n~~~\n{SCRIPT}\n~~~",
    "a script in a fence below a quotation of code": f">     a\n~~~\n{SCRIPT}\n~~~",
    "a script in a fence below a first line of blanks": f"    \n~~~\n{SCRIPT}\n~~~",
    "a script in a fence in a quotation that ends": f"> ```\n\n{SCRIPT}\n> ```",
    "a script between two code spans": f"a ` b ` {SCRIPT} ` c ` d",
    "a script between back-ticks of two definitions": f"a `\nb ` c ` {SCRIPT} ` d\n:   e",
    "a script between back-ticks of a heading and its text": f"# a `\nb ` c ` {SCRIPT} ` d",
    "a script behind an escaped back-tick": f"\\` {SCRIPT} `",
    "a script between back-ticks around a fence": f">``\n~~~\n\n~~~\n``{SCRIPT}``",
    "a script in back-ticks of unequal number": f"``` a ` b `` {SCRIPT} ``",
    "an attribute list with a handler": "a *b*{: onclick=alert(1) }",
    "an attribute list without a colon": "a\n{ onclick=alert(1) }",
    "an attribute list with a style": "[a](b.md){ style=position:fixed }",
    "an attribute list with a target": "[a](b.md){: href='javascript:alert(1)' }",
    "an attribute list without a blank between": '*a*{: .b title="c"onclick="alert(1)" }',
    "an attribute list on a fence": "``` {.mermaid onclick=alert(1)}\na\n```",
    "an attribute list on a heading": "## a { onclick=alert(1) }",
    "an attribute list on a cell": "| a { onclick=alert(1) } | b |\n|---|---|\n| c | d |",
    "a link": LINK,
    "a link in capitals": "[a](JavaScript:alert(1))",
    "a link with blanks": "[a](javascript: alert(1))",
    "a link with a line break in the scheme": "[a](java\nscript:alert(1))",
    "a link with an entity": "[a](javascript&#58;alert(1))",
    "a link with a named entity": "[a](javascript&colon;alert(1))",
    "a link with an entity in a spaced target": "[a](javascript&#x3a; alert(1))",
    "a link with an entity of a tab": "[a](java&Tab;script:alert(1))",
    "a link in angle brackets": "[a](<javascript:alert(1)>)",
    "a link with a back-tick call": "[a](javascript:alert`1`)",
    "a link to data": "[a](data:text/html;base64,PHN2Zz4=)",
    "a link to VBScript": "[a](vbscript:x)",
    "a link in an image's place": "![a](javascript:x)",
    "a link around an image": "[![a](b.png)](javascript:x)",
    "a link in an admonition": f"!!! note\n    {LINK}",
    "a link in a title": f'??? note "{LINK}"\n    a',
    "a link in indented text of a list": f"1. a\n\n        {LINK}\n\n- b\n\n      {LINK}",
    "a link in a definition": f"a\n:   b\n\n    {LINK}",
    "a link with an unfinished title": '[a](javascript:alert(1) "b)',
    "a link as one of many": f"`](x)` [a](b.md) [c](d.md)\n\n- e\n\n      {LINK}",
    "an autolink": "<javascript://%0aalert(1)>",
    "an autolink with a blank": "<javascript://x alert(1)>",
    "an autolink behind a backslash": r"\<javascript://x>",
    "a reference": "[a][b]\n\n[b]: javascript:alert(1)",
    "a reference defined twice": "[b]\n\n[b]: a.md\n[b]: javascript:alert(1)",
    "a reference defined on two lines": "[b]\n\n[b]:\n  javascript:alert(1)",
    "a reference defined inside a paragraph": "[b]\n\nc\n[b]: javascript:alert(1)",
    "a reference defined in a quotation": "[b]\n\n> c\n> [b]: javascript:alert(1)",
    "a reference defined in a list": "[b]\n\n- c\n\n      [b]: javascript:alert(1)",
    "a reference with a title that abuts": '[b]\n\n[b]: javascript:alert("x y")',
    "a reference in a span over lines": "[b]\n\n`c\n[b]: javascript:alert(1)\nd`",
    "a reference with a back-tick call": "[b]\n\n[b]: javascript:alert`1`",
    "a reference with a blank before it": "[a] [b]\n\n[b]: javascript:x",
    "characters that Python-Markdown drops": "<\x02b>[a](java\x03script:x)",
}


def reported(body: Body) -> set[str]:
    """Return the dangers that *body* tells of, in the words of ``Page.dangers``."""
    names = {"raw-html": "html", "attribute-dangerous": "attribute"}
    found = {names[markup.rule] for markup in body.markup if markup.rule in names}
    return found | {scheme(link.target) for link in body.links}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_acts_on_the_site_is_reported(text: str) -> None:
    dangers = Page(text).dangers
    found = reported(read_body(text))
    if "html" in found or "attribute" in found:
        # Either is an error by itself: what stands inside need not be named as well.
        dangers = {"html"} if dangers else dangers
        found.add("html")
    assert dangers
    assert dangers <= found


HARMLESS = {
    "code spans": "a `<b>` and `` `<c>` `` and `[a](b)` and `{: x=y }`",
    "a code span broken over lines": "a `b\nc` and `<id>`\n- d `e\n  f` and `<id>`",
    "code spans in a table": "| a | `<b>` |\n|---|---|\n| `<c>` | d |",
    "code spans in a list of definitions": "a `<b>`\n:   c `<d>`",
    "a fence": "```html\n<b>[a](b.md)\n{: x=y }\n\n[c]: d\n```",
    "a fence of tildes": "~~~\n<b>\n~~~",
    "a fence with options": '```py title="a.py" linenums="1" hl_lines="1 3-4"\n<b>\n```',
    "a fence in a list": "1. a:\n\n    ```\n    <b>\n    ```",
    "a fence in an admonition": "!!! note\n    ```\n    <b>\n\n    ```",
    "a fence that shows a container": "```\n!!! note\n    <b>\n```\n\n!!! note\n    a",
    "a fence after a line that opens none": "```a``` b\n\n```\n<b>\n```",
    "a fence after one in a quotation": "> ```\n> a\n>\n> ```\n\n```\n<b>\n```",
    "a comparison": "a < b, 1 <2, a <- b, a <= b > c",
    "entities": "&lt;script&gt; &amp; &copy;",
    "classes of an attribute list": "*a*{ .md-button .md-button--primary }",
    "sizes of an attribute list": '*a*{ width="300" title=x }',
    "a set in braces": "the names {a, b}, {}, { and }",
    "a bracket before a colon": "[note]: see the rest of the text",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_cannot_act_is_left_alone(text: str) -> None:
    assert not Page(text).dangers
    assert read_body(text) == Body()


@pytest.mark.parametrize(
    "piece",
    [
        "](",
        "[a](",
        "`",
        "<a",
        "{{",
        "{a=",
        "[a]: ",
        "> ",
        "# {",
        "```\n",
        "!!! a\n    ",
        "\n[",
        "- ",
    ],
)
def test_a_text_that_repeats_one_piece_takes_no_long_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    read_body(text)
    assert time.process_time() - start < 5
