"""What is handed over to an adopter, and what links and references to all of it become."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sms_docs.links import Reach, folders, locate
from sms_docs.load.markdown import read_body
from sms_docs.scaffold.names import in_slug, in_text
from sms_docs.scaffold.starter import Paper

LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)\)")
# What Markdown would obey inside of a name, and the number that would begin a list.
MARKDOWN = re.compile(r"[\\*_\[\]{}|#]|(?<=^[0-9])(?=[.)])|(?<=^[0-9]{2})(?=[.)])")


class Handover(NamedTuple):
    """The documents *ids* for an *organisation*, and the *others*, files and folders.

    *paths* maps where a document lies in the starter to where it goes, *anchors* that
    place to old anchor -> new anchor of its headings.
    """

    organisation: str
    ids: frozenset[str]
    paths: Mapping[str, str]
    others: frozenset[str]
    anchors: Mapping[str, Mapping[str, str]]

    def anchor(self, path: str, anchor: str) -> str:
        """Return what *anchor* of the document at *path* has become."""
        return self.anchors.get(path, {}).get(anchor, anchor)


def hand_over(papers: Iterable[Paper], organisation: str, others: Collection[str]) -> Handover:
    """Return the handover of *papers* and of the files *others*."""
    papers = tuple(papers)
    paths = {paper.path: _new_path(paper.path) for paper in papers}
    every = frozenset({*others, *folders((*others, *paths.values()))})
    ids = frozenset(paper.id for paper in papers)
    plain = Handover(organisation, ids, paths, every, {})
    anchors = {
        paper.path: dict(zip(_anchors(paper.body), _anchors(body(paper, plain)), strict=True))
        for paper in papers
    }
    return plain._replace(anchors=anchors)


def body(paper: Paper, handover: Handover) -> str:
    """Return the Markdown text of *paper*; a link to what is not handed over is plain text."""
    parts, end = [], 0
    for link in LINK.finditer(paper.body):
        parts += [_named(paper.body[end : link.start()], handover), _link(link, paper, handover)]
        end = link.end()
    return "".join((*parts, _named(paper.body[end:], handover)))


def in_markdown(name: str) -> str:
    """Return *name* so that Markdown shows it as it is."""
    return MARKDOWN.sub(lambda found: "\\" + found[0], name)


def _new_path(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{in_slug(name)}"


def _anchors(text: str) -> list[str]:
    return [heading.anchor for heading in read_body(text).headings]


def _named(text: str, handover: Handover) -> str:
    return in_text(text, in_markdown(handover.organisation))


def _link(link: re.Match[str], paper: Paper, handover: Handover) -> str:
    text = _named(link["text"], handover)
    target = _target(link["target"], paper, handover)
    return f"{link['image']}[{text}]({target})" if target else text


def _target(target: str, paper: Paper, handover: Handover) -> str:
    """Return where the link *target* of *paper* leads now; nothing where that is not there."""
    found = locate(paper.path.rpartition("/")[0], target)
    if found.reach is Reach.WEB:
        return target if in_text(target, "") == target else ""
    path = found.path or paper.path
    if path in handover.paths:
        anchor = handover.anchor(path, found.anchor)
        written = _new_path(target.partition("#")[0])
        return f"{written}#{anchor}" if anchor else written
    return target if found.reach is Reach.INSIDE and path in handover.others else ""
