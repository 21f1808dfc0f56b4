"""The Markdown text of a document, as the site will show it: headings, links, markup.

A CommonMark parser gives headings and links with their places.  The site is rendered by
Python-Markdown, which reads some things otherwise; ``containers`` and ``markup`` make up
for that, and cost nothing where a text holds nothing of the kind.
"""

from __future__ import annotations

import re
from typing import Any

import pyromark

from sms_docs.body import Body, Heading, Link, Markup
from sms_docs.load.containers import Sheet, unfold
from sms_docs.load.fences import fences
from sms_docs.load.markup import SIGNS, overlooked
from sms_docs.load.ruler import Characters, Ruler
from sms_docs.slug import anchors

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)
KINDS = frozenset({"Heading", "Image", "Link"})
# What may stand before the ``#`` of a heading that Python-Markdown sees too.
PREFIX = re.compile(r"(?: {4}|>[ ]?+|[*+-][ ]++|\d++\.[ ]++)*+")
UNDERLINED = re.compile(r"[^\n]+\n(?:=+|-+) *")
HASHED = re.compile(r"\n((?:>[ ]?+|[*+-][ ]++|\d++\.[ ]++)*+)(#{1,6})(?![#\s])")
# One blank in front is enough to find them: ` +` would try every start of a long run.
HEADING_ATTRIBUTES = re.compile(r" \{:? *[^}\n ][^\n]*\}[ #]*$")
# A title in which there is nothing to parse.
WORDS = re.compile(r"[\w ,.:/-]+")
# Level, text, and the line of its sheet from 0.
Title = tuple[int, str, int]


def read_body(body: str, line: int = 1) -> Body:
    """Return what the checker sees in *body*, Markdown text that begins at *line* of its file.

    Links are those written in the text, autolinks and images, a reference at each place
    of use; a definition counts where nothing that was seen uses its target.  Targets are
    as written, entities decoded.  Code that is certainly code (fences, back-ticks) holds
    no links and no HTML; indented code may be text for Python-Markdown and is searched.
    Template code and snippets are found everywhere.
    """
    body = _as_rendered(body)
    sheet = unfold(body, line)
    titles, links, inline = _parse(sheet)
    found: list[Markup] = []
    links_agree = body.count("](") == inline
    if not links_agree or any(sign in body for sign in SIGNS):
        seen = {link.target for link in links}
        more, found = overlooked(body, line, seen, links_agree=links_agree)
        links += more
    if hashed := _hashed(sheet.text):
        titles = sorted(titles + hashed, key=lambda title: title[2])
    ids = anchors(text for _, text, _ in titles)
    headings = tuple(
        Heading(level, text.strip(), anchor, line + row)
        for (level, text, row), anchor in zip(titles, ids, strict=True)
    )
    return Body(headings, tuple(links), tuple(found))


def _as_rendered(body: str) -> str:
    """Return *body* with what Python-Markdown replaces before it reads anything."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    if "\x02" in body or "\x03" in body:
        body = body.replace("\x02", "").replace("\x03", "")
    return body


def _parse(sheet: Sheet) -> tuple[list[Title], list[Link], int]:
    """Return headings, links, and the number of links written as ``[…](…)``."""
    text = sheet.text
    raw = text.encode()
    characters = Characters(raw) if len(raw) != len(text) else None
    ruler = Ruler(text, 0)
    titles: list[Title] = []
    links: list[Link] = []
    inline = 0
    heading: _Heading | None = None
    events: Any = pyromark.events_with_range(text, options=OPTIONS)
    for event, span in events:
        if heading and heading.read(event):
            if heading.shown:
                titles.append(heading.title())
            heading = None
        # An event without content is a plain string; none of those has "Start" in it.
        if "Start" not in event or type(start := event["Start"]) is not dict:
            continue
        [(kind, value)] = start.items()
        if kind not in KINDS:
            continue
        offset = characters.offset(span["start"]) if characters else span["start"]
        row, column = ruler.place(offset)
        if kind == "Heading":
            end = offset + len(raw[span["start"] : span["end"]].decode())
            heading = _Heading(row, int(value["level"][1]), shown=_shown(text, offset, end))
            continue
        inline += value["link_type"] == "Inline"
        target = value["dest_url"]
        if value["link_type"] == "Email":
            target = f"mailto:{target}"
        links.append(Link(target, sheet.place(row, column - 1), kind == "Image"))
    return titles, links, inline


class _Heading:
    """A heading while its text is read."""

    __slots__ = ("_images", "_level", "_row", "_words", "shown")

    def __init__(self, row: int, level: int, *, shown: bool) -> None:
        self._row = row
        self._level = level
        self._words: list[str] = []
        self._images = 0
        self.shown = shown

    def read(self, event: Any) -> bool:  # noqa: ANN401 - pyromark's events are of many shapes
        """Take in *event*; return True at the end of the heading."""
        if type(event) is not dict:
            return False
        [(kind, value)] = event.items()
        if kind in {"Text", "Code"}:
            if not self._images:
                self._words.append(value)
        elif kind == "Start":
            self._images += "Image" in value
        elif kind == "End":
            self._images -= value == "Image"
            return "Heading" in value
        return False

    def title(self) -> Title:
        """Return level, text and row."""
        text = "".join(self._words)
        if "{" in text and text.rstrip(" #").endswith("}"):
            found = HEADING_ATTRIBUTES.search(text)
            text = text[: found.start()].rstrip(" ") if found else text
        return self._level, text, self._row


def _shown(text: str, start: int, end: int) -> bool:
    """Tell whether Python-Markdown too takes *start* to *end* of *text* for a heading."""
    begin = text.rfind("\n", 0, start) + 1
    if begin != start and not PREFIX.fullmatch(text, begin, start):
        return False
    written = text[start:end].rstrip("\n")
    if "\n" not in written:
        return True
    if written.startswith("#") or not UNDERLINED.fullmatch(written):
        return False
    # Python-Markdown underlines the first line of a block, CommonMark a whole paragraph.
    above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : max(0, begin - 1)]
    return not above.strip() or above.startswith("#")


def _hashed(text: str) -> list[Title]:
    """Return the headings that only Python-Markdown sees: ``#Title``, without a blank."""
    found = list(HASHED.finditer("\n" + text))
    if not found:
        return []
    lines = text.split("\n")
    code = {row for first, last, certain in fences(lines) if certain for row in range(first, last)}
    ruler = Ruler(text, 0)
    titles = []
    for match in found:
        row, _ = ruler.place(match.start())
        if row not in code:
            prefix, marks = match.groups()
            title = lines[row][len(prefix) + len(marks) :]
            if WORDS.fullmatch(title):
                titles.append((len(marks), title.strip(" "), row))
                continue
            inner, _, _ = _parse(Sheet(f"{marks} {title}", 0))
            titles += [(level, words, row) for level, words, _ in inner]
    return titles
