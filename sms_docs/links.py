"""Where a link leads: elsewhere on the web, inside the repository, or where it must not."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sms_docs.body import Link
    from sms_docs.model import Document

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# Nothing in it to decode, no scheme, not absolute: what almost all links look like.
PLAIN = re.compile(r"(?!/)[\w./#-]*", re.ASCII)
# Browsers pass over these wherever they stand in an address: `java\nscript:` is obeyed.
PASSED_OVER = re.compile(r"[\x00-\x20\x7f]")


class Reach(StrEnum):
    """How far a link leads."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    WEB = "web"
    DANGEROUS = "dangerous"


class Target(NamedTuple):
    """A link understood.

    *path* is relative to the root for links inside, ``.`` for the root itself, and
    empty where the link stays in its own file; *anchor* is empty where it names none.
    """

    reach: Reach
    path: str = ""
    anchor: str = ""


OUTSIDE = Target(Reach.OUTSIDE)


@lru_cache(maxsize=1 << 16)
def locate(folder: str, target: str) -> Target:
    """Return where *target*, written in a file of *folder*, leads.

    *folder* is relative to the root, empty for the root.  Dangerous is every scheme
    but http, https and mailto, and an address that takes its scheme from the page
    (``//host``).  Outside is an absolute path, and one that climbs out of the root.
    """
    if PLAIN.fullmatch(target):
        path, _, anchor = target.partition("#")
    else:
        target = _as_browsers_read(target)
        bare = PASSED_OVER.sub("", target)
        if scheme := SCHEME.match(bare):
            web = scheme[1].lower() in ALLOWED_SCHEMES
            return Target(Reach.WEB if web else Reach.DANGEROUS)
        if bare.startswith("//"):
            return Target(Reach.DANGEROUS)
        path, _, anchor = target.partition("#")
        path = unquote(path.partition("?")[0]).replace("\\", "/")
        anchor = unquote(anchor)
    inside = climb(folder, path) if path else ""
    return OUTSIDE if inside is None else Target(Reach.INSIDE, inside, anchor)


def _as_browsers_read(target: str) -> str:
    """Return *target* with entities decoded, and slashes for backslashes."""
    if "&" in target:
        # Markdown libraries leave these to the browser: `javascript&#58;…`.
        from html import unescape  # noqa: PLC0415 - seldom needed, and a large table

        target = unescape(target)
    return target.strip().replace("\\", "/")


def each_link(documents: Iterable[Document]) -> Iterator[tuple[Document, Link, Target]]:
    """Give every link and image of *documents*, with where it leads."""
    for document in documents:
        if document.body.links:
            folder = document.path.rpartition("/")[0]
            for link in document.body.links:
                yield document, link, locate(folder, link.target)


def climb(folder: str, path: str) -> str | None:
    """Return *path*, seen from *folder*, as seen from the root; None where it leaves the root."""
    if path.startswith("/"):
        return None
    if "/" not in path and path.strip("."):
        return f"{folder}/{path}" if folder else path
    steps = folder.split("/") if folder else []
    for step in path.split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps) or "."


def folders(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that *paths* lie in, with ``.`` for the root."""
    found = {"."}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)
