"""A last look at the rendered HTML of a controlled page: nothing in it may run or load.

The checker reads Markdown, the site shows what Python-Markdown and its extensions made
of it.  Where the two disagree, this is what stands between a document and the reader.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sms_docs.links import Reach, locate

REFUSED = frozenset(
    {
        "script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "button",
        "style", "link", "meta", "base", "portal", "template", "slot", "dialog", "math",
        "foreignobject", "animate", "animatetransform", "animatemotion", "set",
    }
)  # fmt: skip
ADDRESSES = frozenset(
    {
        "href", "src", "srcset", "action", "formaction", "data", "poster", "background", "cite",
        "xlink:href", "ping", "manifest", "longdesc", "from", "to", "values",
    }
)  # fmt: skip
# What the task list and the content tabs of our own extensions are made of.
INPUTS = frozenset({"checkbox", "radio"})
# A whole tag of plain text, as every parser reads it: no attribute of it runs or loads
# anything, and an address in it has no scheme, is not `//host`, and needs no decoding.
HARMLESS = re.compile(
    r"</?(?:a|blockquote|br|code|dd|del|div|dl|dt|em|h[1-6]|hr|img|li|ol|p|pre|span|strong"
    r"|table|tbody|td|th|thead|tr|ul)"
    r"(?: (?:(?:alt|class|id|title)=\"[^\"<>&]*+\"|(?:href|src)=\"(?!//)[A-Za-z0-9_./#-]*+\"))*+"
    r" ?/?>"
)


def dangers(html: str) -> list[str]:
    """Return what *html* holds that no controlled page may, in words and each once."""
    # Most pages have nothing but such tags, and are then done in a hundredth of the time.
    if "<" not in HARMLESS.sub("", html):
        return []
    scan = _Scan()
    scan.feed(html)
    scan.close()
    return list(dict.fromkeys(scan.found))


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        typed = tag == "input" and values.get("type", "").lower() not in INPUTS
        if tag in REFUSED or typed:
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name in ("srcdoc", "is"):
                self.found.append(f"attribute {name} on <{tag}>")
            elif name == "style" and ("url" in value.lower() or "\\" in value):
                self.found.append(f"attribute style with an address on <{tag}>")
            elif name in ADDRESSES and locate("", value).reach is Reach.DANGEROUS:
                self.found.append(f"address in {name} of <{tag}>: {value[:60]!r}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data[:20]}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data[:20]}")
