"""What a CommonMark parser may overlook in a Markdown text, but the site would render.

The text is searched as text, wherever it is not certainly code: Python-Markdown reads
indented text, link targets with blanks, reference definitions, attribute lists and
escaped ``<`` in its own way.  Where two readings differ, the dangerous one is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sms_docs.body import Link, Markup
from sms_docs.load.code_spans import without_code
from sms_docs.load.ruler import Ruler

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

# A tag, comment, declaration or instruction; a backslash before it does not stop
# Python-Markdown.
RAW_HTML = re.compile(r"<[A-Za-z/!?][^>\n]{0,60}>?")
AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}://[^\s<>]*|(?:mailto:)?[\w.!#$%&'*+/=?^{|}~-]+@[\w.-]+)>"
)
# ``{#name}`` is the id of a heading and no comment of Jinja.
TEMPLATE = re.compile(r"\{(?:[{%]|#(?![\w:.-]+ *\}))[^\n]{0,60}")
SNIPPET = re.compile(r"-{1,2}8<-[^\n]{0,60}")
ATTRIBUTE_ID = re.compile(r"(?<=[\s:{\"'])#[^\s{}#]")
WORD_END = re.compile(r"[\s{}:\"']")
# Of the attributes with a value these alone neither act, nor hide, nor point anywhere.
HARMLESS = frozenset(
    {"align", "alt", "class", "colspan", "dir", "height", "lang", "loading"}
    | {"rowspan", "start", "title", "width"}
)
HIDING = frozenset({"hidden", "inert", "popover", "contenteditable", "autofocus"})
INLINE_LINK = re.compile(r"\]\(((?:[^()\[\]]++|\([^()]*+\))*+)")
DEFINITION = re.compile(
    r"\n[ \t>*+:\d.)\-]*\[(?!\^)[^\[\]]*\]:[ \t]*+(?:\n[ \t>]*+)?(\S+)(?=[ \t]*(?:$|[\"'(]))",
    re.MULTILINE,
)
TITLE = re.compile(r"\s[\"'(]")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LOOK_BACK = 1_000
LONGEST = 60
# Offset, target, and whether it may be that of an image.
Target = tuple[int, str, bool]
# One of these must occur for anything here to be found, inline links aside.
SIGNS = ("<", "{", "]:")


def overlooked(
    body: str, line: int, seen: AbstractSet[str], *, links_agree: bool
) -> tuple[list[Link], list[Markup]]:
    """Return the links of *body* whose targets are not among *seen*, and refused markup.

    Of each kind of markup one is reported a line.  *links_agree* says that the parser
    took every ``](`` for that of a link.
    """
    suspects = _search(body, body, line, seen, links_agree=links_agree)
    if any(suspects) and (shown := without_code(body)) != body:
        suspects = _search(body, shown, line, seen, links_agree=links_agree)
    links, markup = suspects
    markup += _marked("template-code", TEMPLATE.finditer(body), body, line)
    if "8<-" in body:
        markup += _marked("snippet-inclusion", SNIPPET.finditer(body), body, line)
    return links, sorted(markup, key=lambda one: one.place)


def _search(
    body: str, shown: str, line: int, seen: AbstractSet[str], *, links_agree: bool
) -> tuple[list[Link], list[Markup]]:
    """Return what is found in *shown*, which is *body* with or without its code."""
    targets = [*_autolinks(shown), *_definitions(body, shown)]
    if not links_agree:
        targets += _inline_links(body, shown)
    links = []
    known = set(seen)
    ruler = Ruler(body, line)
    for offset, target, image in sorted(targets):
        if target not in known:
            known.add(target)
            links.append(Link(target, ruler.place(offset), image))
    raw = (one for one in RAW_HTML.finditer(shown) if not AUTOLINK.match(shown, one.start()))
    return links, [*_marked("raw-html", raw, body, line), *_attributes(shown, line)]


def _marked(rule: str, hits: Iterable[re.Match[str]], body: str, line: int) -> Iterator[Markup]:
    """Yield *hits* as markup for *rule*, the first of each line."""
    ruler = Ruler(body, line)
    last = 0
    for match in hits:
        place = ruler.place(match.start())
        if place[0] != last:
            yield Markup(rule, match[0].rstrip(), place)
        last = place[0]


def _autolinks(shown: str) -> Iterator[Target]:
    for match in AUTOLINK.finditer(shown):
        target = _unescape(match[1])
        mail = "://" not in target and not target.startswith("mailto:")
        yield match.start(), f"mailto:{target}" if mail else target, False


def _inline_links(body: str, shown: str) -> Iterator[Target]:
    for match in INLINE_LINK.finditer(shown):
        start = match.start()
        target = body[slice(*match.span(1))].split("\n\n", maxsplit=1)[0].strip()
        opener = shown.rfind("[", max(0, start - LOOK_BACK), start)
        image = opener > 0 and shown[opener - 1] == "!"
        place = start if opener < 0 else opener - image
        yield place, _plain(TITLE.split(target, maxsplit=1)[0].rstrip()), image


def _definitions(body: str, shown: str) -> Iterator[Target]:
    if "]:" not in shown:
        return
    images = "![" in shown
    # The line break in front spares the search a look at every character.
    for match in DEFINITION.finditer("\n" + shown):
        start, end = match.start(1) - 1, match.end(1) - 1
        yield start, _plain(body[start:end]), images


def _plain(target: str) -> str:
    """Return a *target* without angle brackets, backslashes and entities."""
    return _unescape(ESCAPED.sub(r"\1", target.lstrip("<").rstrip(">")))


def _attributes(shown: str, first: int) -> Iterator[Markup]:
    """Yield the attribute lists that set more than a class or a size."""
    ruler = Ruler(shown, first)
    start = shown.find("{")
    while start >= 0:
        begin = shown.rfind("\n", 0, start) + 1
        end = shown.find("\n", start)
        end = len(shown) if end < 0 else end
        close = shown.rfind("}", start, end) + 1
        if close and (_on_heading(shown[begin:end]) or _dangerous(shown[start:close])):
            text = shown[start:close][:LONGEST]
            yield Markup("attribute-dangerous", text, ruler.place(start))
        start = shown.find("{", end)


def _on_heading(line: str) -> bool:
    """Tell whether *line* is a heading that ends in braces, which change its anchor."""
    return " {" in line and line.lstrip(" >").startswith("#") and line.rstrip(" #").endswith("}")


def _dangerous(attributes: str) -> bool:
    """Tell whether *attributes*, from the first brace of a line to the last, are refused.

    Not a grammar: every word before a ``=`` counts as a key, wherever it stands, because
    Python-Markdown's own grammar finds lists in odd places.
    """
    if ATTRIBUTE_ID.search(attributes):
        return True
    *keyed, _ = attributes.split("=")
    for words in keyed:
        key = WORD_END.split(words)[-1]
        if key and key.lower() not in HARMLESS:
            return True
    return not HIDING.isdisjoint(WORD_END.split(attributes.lower()))


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    import html  # noqa: PLC0415 - its table of 2,200 entities is rarely needed

    return html.unescape(text)
