from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.mkdocs_plugin import guard
from sms_docs.mkdocs_plugin.guard import dangers

HARMLESS = [
    '<h2 id="a">A<a class="headerlink" href="#a" title="Permanent link">&para;</a></h2>',
    '<p>See <a href="../b/">b</a>, <a href="mailto:a@b.example">mail</a> and <img src="c.png"></p>',
    '<pre class="mermaid"><code>A --&gt; B</code></pre>',
    '<li class="task-list-item"><input type="checkbox" disabled> done</li>',
    '<input id="__tabbed_1_1" name="__tabbed_1" type="radio"><label for="__tabbed_1_1">A</label>',
    '<details class="note"><summary>More</summary><p style="text-align: left">x</p></details>',
    '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    "<p>text with javascript: in it, and &lt;script&gt;</p>",
]
DANGEROUS = {
    "<script>alert(1)</script>": "<script>",
    "<IFRAME src='a'></IFRAME>": "<iframe>",
    "<object data='x'></object>": "<object>",
    "<embed src='x'>": "<embed>",
    "<form action='x'></form>": "<form>",
    "<style>p{}</style>": "<style>",
    "<link rel=stylesheet href=x>": "<link>",
    "<meta http-equiv=refresh content='0;url=x'>": "<meta>",
    "<base href=x>": "<base>",
    "<input type=password>": "<input>",
    "<input>": "<input>",
    "<svg><script>1</script></svg>": "<script>",
    "<svg><animate attributeName=href values='javascript:1'/></svg>": "<animate>",
    "<p onclick='x()'>": "attribute onclick on <p>",
    "<p ONMOUSEOVER=x>": "attribute onmouseover on <p>",
    "<iframe srcdoc='x'>": "attribute srcdoc on <iframe>",
    "<a href='javascript:alert(1)'>": "address in href of <a>: 'javascript:alert(1)'",
    "<a href='java&#10;script:alert(1)'>": "address in href of <a>",
    "<a href='&#106;avascript&colon;alert(1)'>": "address in href of <a>",
    "<a href='VBScript:x'>": "address in href of <a>",
    "<img src='data:text/html,x'>": "address in src of <img>",
    "<img src='//elsewhere.example/x.png'>": "address in src of <img>",
    "<p style='background: url(x)'>": "attribute style with an address on <p>",
    "<p style='background: u\\72l(x)'>": "attribute style with an address on <p>",
    "<![CDATA[x]]>": "<![",
    "<?php x ?>": "<?php",
}


@pytest.mark.parametrize("html", HARMLESS)
def test_what_our_markdown_makes_is_let_through(html: str) -> None:
    assert dangers(html) == []


@pytest.mark.parametrize(("html", "named"), DANGEROUS.items())
def test_what_could_run_or_load_is_named(html: str, named: str) -> None:
    assert any(each.startswith(named) for each in dangers(html)), dangers(html)


def test_each_danger_is_named_once() -> None:
    assert dangers("<script></script><script></script>") == ["<script>"]


PIECES = ["<", ">", '"', "'", " ", "/", "=", "&#58;", "p", "a", "href", "src", "id", "on", "script"]
TAGS = [
    *HARMLESS,
    *DANGEROUS,
    '<a href="',
    '<p id="',
    "<img src=",
    "//x",
    "java",
    "script:",
    "<!--",
]


@given(st.lists(st.sampled_from([*PIECES, *TAGS])).map("".join))
def test_the_short_way_lets_nothing_through_that_the_long_way_names(html: str) -> None:
    scan = guard._Scan()  # noqa: SLF001 - the long way
    scan.feed(html)
    scan.close()
    assert dangers(html) == list(dict.fromkeys(scan.found))


def test_a_page_of_plain_tags_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_Scan", None)
    assert dangers(HARMLESS[0]) == []
    assert dangers('<ul><li><a href="../b/#c">b</a> <img alt="" src="d.png" /></li></ul>') == []
