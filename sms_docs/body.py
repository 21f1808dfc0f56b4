"""What the checker sees in the Markdown text of a document, as frozen values."""

from __future__ import annotations

from typing import NamedTuple

# Line and column, both counted from 1, as editors do.
Place = tuple[int, int]


class Heading(NamedTuple):
    """A heading of a Markdown text; *anchor* is made by GitHub's rule."""

    level: int
    text: str
    anchor: str
    line: int


class Link(NamedTuple):
    """A link or an image of a Markdown text, its target as written."""

    target: str
    place: Place
    image: bool = False


class Markup(NamedTuple):
    """A piece of refused or doubtful markup; *rule* names the rule that reports it."""

    rule: str
    text: str
    place: Place


class Body(NamedTuple):
    """What the checker sees in the Markdown text of a document."""

    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    markup: tuple[Markup, ...] = ()


NO_BODY = Body()
