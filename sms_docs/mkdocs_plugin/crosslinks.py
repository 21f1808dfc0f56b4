"""Links of a page that lead elsewhere on the site than the working files say.

The checker looks at the links of working texts.  The site shows approved ones, some of
them years old, and no document that is not published: what such a link meant may have
moved, or may have no page.  It then leads to where the document is now, or is words
only; and a picture is the one that was approved with the text.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from sms_docs.links import Reach, Target, locate
from sms_docs.load.items import id_in_name
from sms_docs.model import Document, Item
from sms_docs.views.site import Site

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown
    from mkdocs.structure.files import Files

# After toc (5), before MkDocs makes addresses of what is left (0).
PRIORITY = 2


@dataclass(frozen=True, slots=True)
class Origin:
    """A page whose links are read.

    *folder* is where its file lies.  *stored* tells that it shows an approved text that is
    not the working one; *pictures* maps the path of a file that this text shows to the path
    of the one that was approved with it, empty where it cannot be shown.
    """

    folder: str
    stored: bool = False
    pictures: Mapping[str, str] = field(default_factory=dict)


class CrossLinks(Extension):
    """Mends the links of the page *uri*, seen from *origin*; both are set before each page."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self.files: Files | None = None
        self.origin: Origin | None = None
        self.uri = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the tree processor."""
        if self.origin and self.files is not None:
            mender = Mender(self.site, self.files, self.origin, self.uri)
            md.treeprocessors.register(mender, "sms_docs_crosslinks", PRIORITY)


class Mender(Treeprocessor):
    """Looks at each link and picture of one page."""

    def __init__(self, site: Site, files: Files, origin: Origin, uri: str) -> None:
        super().__init__()
        self.site = site
        self.files = files
        self.origin = origin
        self.folder = posixpath.dirname(uri) or "."

    def run(self, root: Element) -> None:
        """Mend the tree below *root*."""
        for element in root.iter():
            if element.tag in ("a", "img"):
                key = "href" if element.tag == "a" else "src"
                written = element.get(key, "")
                # This mark stands in the obscured address of a mail alone.
                if AMP_SUBSTITUTE not in written:
                    target = locate(self.origin.folder, written)
                    if target.reach is Reach.INSIDE and target.path:
                        self._mend(element, key, target)

    def _mend(self, element: Element, key: str, target: Target) -> None:
        pictures = self.origin.pictures
        if target.path in pictures:
            source = pictures[target.path]
            self._lead(element, key, self.site.uri_of(source) if source else "")
        elif item := self._item(target.path):
            if not self.site.is_published(item):
                self._lead(element, key, "")
            elif self.origin.stored or not self._is_there(item, target.anchor):
                anchor = target.anchor if self._has(item, target.anchor) else ""
                self._lead(element, key, self.site.uri_of(item.path), anchor)
        elif self.origin.stored:
            uri = self.site.uri_of(target.path)
            known = self.files.get_file_from_path(uri) is not None
            anchors = self.site.system.files.get(target.path)
            anchor = target.anchor if anchors is None or target.anchor in anchors else ""
            self._lead(element, key, uri if known else "", anchor)

    def _item(self, path: str) -> Item | None:
        """Return the document or record at *path*, as the site shows it."""
        found = self.site.items_by_path.get(path)
        if found:
            return self.site.named(found.id)
        identity = id_in_name(path) if self.origin.stored else None
        return self.site.named(identity) if identity else None

    def _is_there(self, item: Item, anchor: str) -> bool:
        """Return whether the checker has seen *anchor* in the very text that is shown."""
        is_working = self.site.working.get(item.id) is item or not isinstance(item, Document)
        return is_working or not anchor or self._has(item, anchor)

    def _has(self, item: Item, anchor: str) -> bool:
        anchors = item.anchors if isinstance(item, Document) else item.data
        return anchor in anchors

    def _lead(self, element: Element, key: str, uri: str, anchor: str = "") -> None:
        """Let *element* lead to the source *uri*; without one only its words stay."""
        if uri:
            path = posixpath.relpath(uri, self.folder)
            element.set(key, quote(path) + (f"#{quote(anchor)}" if anchor else ""))
            return
        if element.tag == "img":
            element.text = element.get("alt", "")
        element.tag = "span"
        element.attrib.clear()
        element.set("class", "sms-item--withheld")
        element.set("title", "not on this site")
