"""The anchors of our checker on the site: a Python-Markdown extension.

MkDocs loads it by the name ``sms_docs.anchors``.  It sets the id of every heading by
``sms_docs.slug`` before the toc extension would make its own, and over any id that an
attribute list gave, so that a link which the checker accepts works on the site too.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.extensions.toc import remove_fnrefs, render_inner_html
from markdown.treeprocessors import Treeprocessor

from sms_docs.slug import anchors

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TAG = re.compile(r"<[^>]*>")
# After attr_list (8), which takes the attribute list out of the text; before toc (5).
PRIORITY = 6


class AnchorTreeprocessor(Treeprocessor):
    """Sets the id of every heading, in the order of the page."""

    def run(self, root: Element) -> None:
        """Set the ids on the tree below *root*."""
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        ids = anchors(visible_text(heading, self.md) for heading in headings)
        for heading, anchor in zip(headings, ids, strict=True):
            heading.set("id", anchor)


class AnchorExtension(Extension):
    """Gives the headings of a page the anchors that the checker knows."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the tree processor."""
        md.treeprocessors.register(AnchorTreeprocessor(md), "sms_docs_anchors", PRIORITY)


def visible_text(heading: Element, md: Markdown) -> str:
    """Return what a reader sees of *heading*: no tags, no footnote marks, entities decoded."""
    # Not toc's strip_tags: it folds double spaces, which GitHub's rule keeps as two hyphens.
    return html.unescape(TAG.sub("", render_inner_html(remove_fnrefs(heading), md)))


def makeExtension(**options: object) -> AnchorExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension, for Python-Markdown's look-up by module name."""
    return AnchorExtension(**options)
