"""What Python-Markdown makes of a text with the extensions of the site, for comparison."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
from pymdownx.superfences import fence_code_format

EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "sms_docs.anchors",
]
MERMAID = {"name": "mermaid", "class": "mermaid", "format": fence_code_format}
SETTINGS = {
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.superfences": {"custom_fences": [MERMAID]},
}
LIVE_TAGS = frozenset({"b", "embed", "iframe", "img", "object", "script", "style", "svg"})
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def render(text: str) -> str:
    """Return the HTML of *text* as the site has it."""
    return markdown.Markdown(extensions=EXTENSIONS, extension_configs=SETTINGS).convert(text)


def scheme(target: str) -> str:
    """Return the scheme that a browser sees in *target*, empty if it is relative."""
    match = SCHEME.match(re.sub(r"[\x00-\x20\x7f-\x9f]", "", target))
    return match[1].lower() if match else ""


class Page(HTMLParser):
    """Headings and links of rendered HTML, and whatever in it could act."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[tuple[int, str | None]] = []
        self.targets: list[str] = []
        self.dangers: set[str] = set()
        self.feed(render(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in one element."""
        values = {key: value or "" for key, value in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), values.get("id")))
        for target in (values.get("href"), values.get("src")):
            if target is not None and "footnote" not in values.get("class", ""):
                self.targets.append(target)
                if scheme(target) in {"javascript", "vbscript", "data"}:
                    self.dangers.add(scheme(target))
        # Markdown's own images have no attribute but these.
        if tag in LIVE_TAGS and not (tag == "img" and set(values) <= {"src", "alt", "title"}):
            self.dangers.add("html")
        for key, value in values.items():
            if key.startswith("on") or (key == "style" and "text-align" not in value):
                self.dangers.add("attribute")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - as HTMLParser calls it
        """Note a comment: Markdown itself writes none."""
        self.dangers.add("html")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 - as HTMLParser calls it
        """Note a processing instruction."""
        self.dangers.add("html")
