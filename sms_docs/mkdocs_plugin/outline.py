"""What outline and search take of pages that did not come from Markdown."""

from __future__ import annotations

import re

from mkdocs.structure.toc import AnchorLink, TableOfContents

# Regular expressions do here: the HTML is that of our own templates, every value escaped.
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
EXCLUDED = re.compile(r"<(dl|figure|nav|section|ul)\b[^>]* data-search-exclude>.*?</\1>", re.DOTALL)
# The search keeps headings, paragraphs, lists and code, and of anything else the text.
DROPPED = re.compile(r"<(?!/?(?:h[1-6]|p|li|ul|ol|pre|code)\b)[^>]*>")
ASIDE = re.compile(r"<(small|span)\b.*?</\1>|<[^>]*>", re.DOTALL)


def outline(html: str) -> TableOfContents:
    """Return the second-level headings of *html* that have an id, without counts and chips."""
    return TableOfContents(
        [
            AnchorLink(ASIDE.sub("", heading).strip(), anchor, 2)
            for anchor, heading in HEADING.findall(html)
        ]
    )


def searched(html: str) -> str:
    """Return *html* for the search: without what is excluded from it, and thinned out.

    Its parser would take longer over our lists and bars than all else in a build.
    """
    return DROPPED.sub("", EXCLUDED.sub("", html))
