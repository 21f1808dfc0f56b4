"""The documents that a change touches, by id and whatever their paths are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sms_docs.comparison import Change, Side
from sms_docs.load import frontmatter, text, yaml
from sms_docs.load.base_files import States, embedded
from sms_docs.load.base_types import Place, places_at, places_now
from sms_docs.load.git import Repository
from sms_docs.load.items import id_in_name
from sms_docs.load.objects import Files, blobs
from sms_docs.model import Document, ManagementSystem
from sms_docs.version import order

# What a raise of the version changes by itself.
RAISED = frozenset({"version", "change"})
# Where fewer of the lines are left than one in so many, it is another document.
KEPT_LINES = 5
# Lines with fewer words say what many documents say.
LEAST_WORDS = 4


class Text(NamedTuple):
    """A document as it was in one state; *body* is empty where all of it is *data*."""

    id: str
    side: Side
    data: Mapping[str, Any]
    body: str


class Then(NamedTuple):
    """The documents of one state.

    *same* maps the id of each whose file is as it is now to its path; *other* are the
    rest, by id.
    """

    same: Mapping[str, str]
    other: Mapping[str, list[Text]]

    def text(self, document: Document) -> Text | None:
        """Return the text that *document* had, best one that it still has; None without."""
        if path := self.same.get(document.id):
            return _unchanged(document, path)
        found = self.other.get(document.id, [])
        same = (each for each in found if each.side.text == document.text)
        return next(same, found[0] if found else None)


def document_changes(
    system: ManagementSystem, repository: Repository, states: States
) -> tuple[Change, ...]:
    """Return the documents that would land changed, new or gone, ordered by id."""
    now: dict[str, Document] = {}
    for document in system.documents:
        now.setdefault(document.id, document)
    by_path = {document.path: document for document in system.documents}
    start, tip = (
        _then(
            repository,
            (state, states.now),
            places_at(system, repository, states.now, state),
            by_path,
        )
        for state in (states.start, states.tip)
    )
    shown = embedded(system)
    found = [
        change
        for document in now.values()
        if (change := _changed(document, start, tip, _shown(document, shown, states, start)))
    ]
    found = [_taken(system, change, now[change.id]) for change in found]
    found += _gone(system, now, start, tip)
    return tuple(sorted(found, key=lambda change: change.id))


def _then(
    repository: Repository,
    state_and_now: tuple[Files, Files],
    places: tuple[Place, ...],
    by_path: Mapping[str, Document],
) -> Then:
    state, now = state_and_now
    same: dict[str, str] = {}
    other: dict[str, tuple[str, Place]] = {}
    for path, identity in state.items():
        place = next((each for each in places if each.holds(path)), None)
        if place is None:
            continue
        if path in by_path and now.get(path) == identity:
            same[by_path[path].id] = path
        else:
            other[path] = (identity, place)
    held = blobs(repository, (identity for identity, _ in other.values()))
    found: dict[str, list[Text]] = {}
    for path, (identity, place) in other.items():
        # What is too large to be read is there all the same.
        read = _read(path, held.get(identity, b""), place)
        found.setdefault(read.id, []).append(read)
    return Then(same, found)


def _read(path: str, content: bytes, place: Place) -> Text:
    """Return what the file *path* held; without id and version where it was unreadable."""
    clean = text.clean(content).text
    front = None if place.is_yaml else frontmatter.split(clean)
    parsed = yaml.parse(front.yaml if front else clean)
    data = parsed.data if isinstance(parsed.data, dict) else {}
    said = {key: data.get(key) for key in ("id", "version", "title")}
    identity, version, title = (each if isinstance(each, str) else "" for each in said.values())
    identity = identity or id_in_name(path) or posixpath.basename(path)
    return Text(identity, Side(path, version, title, clean), data, front.body if front else "")


def _unchanged(document: Document, path: str) -> Text:
    side = Side(path, document.version, document.title, document.text)
    return Text(document.id, side, document.data, "")


def _changed(document: Document, start: Then, tip: Then, shown: tuple[str, ...]) -> Change | None:
    before, landed = start.text(document), tip.text(document)
    is_same = before is not None and before.side.text == document.text
    if not shown and (is_same or (landed and landed.side.text == document.text)):
        return None
    bare = before is not None and not shown and not is_same and _is_bare(before, document)
    sides = (before.side if before else None, landed.side if landed else None)
    return Change(document.id, *sides, document.path, is_bare=bare, shown=shown)


def _is_bare(before: Text, document: Document) -> bool:
    """Return whether nothing but the version and the line on the change differs."""
    if not document.valid or before.side.version == document.version:
        return False
    kept = [
        {key: value for key, value in data.items() if key not in RAISED}
        for data in (before.data, document.data)
    ]
    return kept[0] == kept[1] and before.body == _body(document)


def _body(document: Document) -> str:
    is_yaml = document.type.format == "yaml"
    return "" if is_yaml else frontmatter.split(document.text).body


def _shown(
    document: Document,
    shown: Mapping[str, Mapping[str, str]],
    states: States,
    start: Then,
) -> tuple[str, ...]:
    """Return the names of the files that *document* shows and that would land changed."""
    before = start.text(document)
    if before is None or document.id not in shown:
        return ()
    folder = posixpath.dirname(before.side.path)
    found = []
    for name, path in sorted(shown[document.id].items()):
        old = posixpath.normpath(posixpath.join(folder, name))
        if states.now.get(path) not in {states.start.get(old), states.tip.get(path)}:
            found.append(name)
    return tuple(found)


def _gone(
    system: ManagementSystem, now: Mapping[str, Document], start: Then, tip: Then
) -> Iterator[Change]:
    """Give the documents that the target still has and the work tree lacks."""
    # A file that can no longer be read is still there; other rules report it.
    places = places_now(system)
    unreadable = {
        path: id_in_name(path)
        for path in system.files
        if any(place.holds(path) for place in places)
    }
    for identity, found in start.other.items():
        if identity not in now and identity in tip.other:
            before = found[0].side
            working = (
                p for p, named in unreadable.items() if identity == named or p == before.path
            )
            yield Change(identity, before, tip.other[identity][0].side, next(working, None))


def _taken(system: ManagementSystem, change: Change, document: Document) -> Change:
    """Return *change*, marked where the id belongs to another document now."""
    before = change.merge_base or change.tip
    if before is not None:
        is_other = _is_other(before.title, before.text, document)
    else:
        # The id of a document that is gone from the files, but not from the approvals.
        dossier = system.dossiers.get(change.id)
        newest = max(dossier.texts, key=order, default=None) if dossier else None
        if dossier is None or newest is None:
            return change
        stored = dossier.texts[newest].text
        read = _read(document.path, stored.encode(), _place_of(document))
        is_other = _is_other(read.side.title, stored, document)
    return change._replace(is_other=is_other)


def _place_of(document: Document) -> Place:
    return Place("", ".yml" if document.type.format == "yaml" else ".md")


def _is_other(title: str, before: str, document: Document) -> bool:
    """Return whether *document* has another title, and next to no line of the text *before*."""
    if title in {"", document.title}:
        return False
    old, new = _lines(before), _lines(document.text)
    return bool(old) and len(old & new) * KEPT_LINES < len(old)


def _lines(content: str) -> frozenset[str]:
    """Return the lines of *content* that say something of their own."""
    body = frontmatter.split(content).body if content.startswith("---\n") else content
    lines = (line.strip() for line in body.split("\n") if not line.startswith("#"))
    return frozenset(line for line in lines if len(line.split()) >= LEAST_WORDS)
