"""Terms of the glossary marked in the text of a document, where each is first used.

The words stay as they were approved: a link to the glossary is put around them, with the
definition as its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from sms_docs.views.lexicon import Lexicon, Use
from sms_docs.views.site import Site

if TYPE_CHECKING:
    from markdown import Markdown

GLOSSARY = "glossary/"
NAME = "sms-term"
# After MkDocs has made addresses of links (0) and Python-Markdown has put escaped characters
# back: from then on the text is what the reader sees, and the outline is made already.
PRIORITY = -5
# What is a link, a heading, a label, or no running text.
PASSED_OVER = frozenset(
    {
        "a", "abbr", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math",
        "pre", "samp", "script", "style", "summary", "svg", "th", "title", "var",
    }
)  # fmt: skip
CLASSES_PASSED_OVER = frozenset({"admonition-title", "arithmatex", "mermaid", "sms-item--withheld"})
# A paragraph of our own templates in which no other tag stands.
PARAGRAPH = re.compile(r'(<p class="[^"]*\bsms-text\b[^>]*>)([^<]*)(?=</p>)')


class Tooltips(Extension):
    """Marks the terms of the page *here*, which is set before each page; empty for none."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self.here = ""
        self._lexicon = Lexicon(term for term in site.facts.terms if not term.everyday)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the tree processor."""
        if self.here:
            md.treeprocessors.register(Marker(self.marks(self.here)), "sms_docs_terms", PRIORITY)

    def marks(self, here: str) -> Marks:
        """Return what marks the page *here*."""
        return Marks(self._lexicon, self.site.href(here, GLOSSARY))

    def marked(self, html: str, here: str) -> str:
        """Return the page *html* that our templates made, with its terms marked."""
        marks = self.marks(here)
        return PARAGRAPH.sub(lambda found: found[1] + marks.in_html(found[2]), html)


class Marks:
    """Finds the first use of each term, over all the texts of one page."""

    def __init__(self, lexicon: Lexicon, glossary: str) -> None:
        self._lexicon = lexicon
        self._glossary = glossary
        self._seen: set[str] = set()

    def first_uses(self, text: str) -> Iterator[Use]:
        """Give the uses in *text* of terms that no text before it had."""
        for use in self._lexicon.uses(text):
            if use.term.name not in self._seen:
                self._seen.add(use.term.name)
                yield use

    def attributes(self, use: Use) -> dict[str, str]:
        """Return the attributes of the link around a use."""
        aim = f"{self._glossary}#{use.term.anchor}"
        return {"class": NAME, "href": aim, "title": use.term.definition}

    def in_html(self, text: str) -> str:
        """Return *text*, in which every character that HTML obeys is escaped, with its marks."""
        parts, end = [], 0
        for use in self.first_uses(text):
            named = Markup(' {}="{}"').format
            attributes = Markup("").join(named(*each) for each in self.attributes(use).items())
            words = text[use.start : use.end]
            parts += [text[end : use.start], f"<a{attributes}>{words}</a>"]
            end = use.end
        return "".join([*parts, text[end:]])


class Marker(Treeprocessor):
    """Puts links around the words of one page, in the order in which they are read."""

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self._marks = marks

    def run(self, root: Element) -> None:
        """Mark the tree below *root*."""
        if _is_passed_over(root):
            return
        children = list(root)
        self._mark_text(root)
        for child in children:
            self.run(child)
            self._mark_tail(root, child)

    def _mark_text(self, element: Element) -> None:
        """Mark the text before the first child of *element*."""
        before, links = self._links(element.text or "")
        if links:
            element.text = before
            element[:0] = links

    def _mark_tail(self, parent: Element, child: Element) -> None:
        """Mark the text between *child* and the next one."""
        before, links = self._links(child.tail or "")
        if links:
            child.tail = before
            after = list(parent).index(child) + 1
            parent[after:after] = links

    def _links(self, text: str) -> tuple[str, list[Element]]:
        """Return what stands before the first mark, and the marks with what follows each."""
        links: list[Element] = []
        before = text
        for use in self._marks.first_uses(text):
            link = Element("a", self._marks.attributes(use))
            link.text = text[use.start : use.end]
            link.tail = text[use.end :]
            if links:
                last = links[-1]
                last.tail = (last.tail or "")[: use.start - len(text)]
            else:
                before = text[: use.start]
            links.append(link)
        return before, links


def _is_passed_over(element: Element) -> bool:
    classes = element.get("class", "").split()
    return element.tag in PASSED_OVER or not CLASSES_PASSED_OVER.isdisjoint(classes)
