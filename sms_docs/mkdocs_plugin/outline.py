"""The outline beside what did not come from Markdown."""

from __future__ import annotations

import re

from mkdocs.structure.toc import AnchorLink, TableOfContents

# Regular expressions do here: the headings are those of our own templates.
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
ASIDE = re.compile(r"<(small|span)\b.*?</\1>|<[^>]*>", re.DOTALL)


def outline(html: str) -> TableOfContents:
    """Return the second-level headings of *html* that have an id, without counts and chips."""
    return TableOfContents(
        [
            AnchorLink(ASIDE.sub("", heading).strip(), anchor, 2)
            for anchor, heading in HEADING.findall(html)
        ]
    )
