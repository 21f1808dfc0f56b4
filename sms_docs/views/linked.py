"""What names a document or record, and under which key: the references turned round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sms_docs.model import Document, DocumentType, KeyPath, Record

PEOPLE = frozenset({"role", "person"})
# Every record names it, and what comes from a procedure is shown by kind.
PROCEDURE = "procedure"
RAISED_BY = "raised_by"
RELATED = "related"
# What a reader calls the link from its other end, by key, or by kind and key where kinds differ.
WORDS: Mapping[str, str] = {
    RAISED_BY: "Led to",
    "findings[].nonconformity": "Found in",
    "decisions[].action": "Decided in",
    "breaches[].record": "Follows up a breach in",
    "measured_from": "Reported in",
    "party": "Checked in",
    "hold:records": "Kept on hold by",
    "correction:entries[].id": "Corrected by",
    "disposal:entries[].id": "Disposed of by",
    RELATED: "Related",
    "depends_on": "Needed by",
    "underpinned_by": "Underpins",
    "agreements": "Sets the targets of",
    "service": "About it",
    "services": "About it",
    "services_in_scope": "In the scope of",
    "interfaces[].with": "Interface with",
    "targets[].calculation.relies_on[].agreement": "Relied on by",
}


class Key(Protocol):
    """What this needs to know of a key that a schema describes."""

    @property
    def name(self) -> str: ...  # noqa: D102 - a field
    @property
    def title(self) -> str: ...  # noqa: D102 - a field


class Mention(NamedTuple):
    """That *item* names another one; *key* is where, *words* what that makes of the other."""

    item: Document | Record
    key: str
    words: str


class Group(NamedTuple):
    """What names an item in the same *words*, and how many more do."""

    words: str
    items: Sequence[Document | Record]
    more: int


class Kind(NamedTuple):
    """The records of one kind that name an item, the newest, and how many more there are."""

    type: DocumentType
    records: Sequence[Record]
    more: int


def mentions(
    items: Iterable[Document | Record], keys: Mapping[str, Sequence[Key]]
) -> Mapping[str, Sequence[Mention]]:
    """Return id -> who names it under which key, in the order of *items*.

    *keys* are those of the schema of each type, by its name.  Roles and people are left
    out, and so is all that records about people name.
    """
    titles = {kind: {key.name: key.title for key in there} for kind, there in keys.items()}
    found: dict[str, dict[tuple[str, str], Mention]] = defaultdict(dict)
    for item in items:
        if not item.type.published:
            continue
        for name, key in _named(item):
            if name != item.id:
                words = _words(item.type, key, titles.get(item.type.name, {}))
                found[name].setdefault((item.path, key), Mention(item, key, words))
    return {name: tuple(given.values()) for name, given in found.items()}


def grouped(naming: Iterable[Mention], shown: Collection[str], most: int) -> Sequence[Group]:
    """Return *naming* by its words, *most* of each; what the item led to comes first.

    Items whose id is in *shown* are left out, for the page names them already; but what the
    item led to is there as a whole.  What is related stands there for nothing else.
    """
    naming = list(naming)
    closer = {each.item.path for each in naming if each.key != RELATED}
    found: dict[str, dict[str, Document | Record]] = {WORDS[RAISED_BY]: {}}
    for each in naming:
        if each.key == RELATED and each.item.path in closer:
            continue
        if each.key == RAISED_BY or each.item.id not in shown:
            found.setdefault(each.words, {})[each.item.path] = each.item
    return [
        Group(words, list(items.values())[:most], max(0, len(items) - most))
        for words, items in found.items()
        if items
    ]


def by_kind(naming: Iterable[Mention], most: int) -> Sequence[Kind]:
    """Return the records of *naming* by their kind, *most* of each; the newest kind first."""
    found: dict[str, dict[str, Record]] = defaultdict(dict)
    for each in naming:
        if isinstance(each.item, Record):
            found[each.item.type.name][each.item.path] = each.item
    return [
        Kind(records[0].type, records[:most], max(0, len(records) - most))
        for records in (list(there.values()) for there in found.values())
    ]


def names(item: Document | Record) -> frozenset[str]:
    """Return the ids that *item* names."""
    return frozenset(name for name, _ in _named(item))


def _named(item: Document | Record) -> Iterator[tuple[str, str]]:
    """Give each id that *item* names, with the key: `decisions[].action`."""
    if isinstance(item, Record) and (procedure := item.get(PROCEDURE)):
        yield procedure, PROCEDURE
    for each in item.references:
        if each.kind not in PEOPLE:
            yield each.value, key_name(each.path)


def key_name(path: KeyPath) -> str:
    """Return *path* as schemas name the key: `findings[].clause`, without a last `[]`."""
    name = "".join("[]" if isinstance(step, int) else f".{step}" for step in path)
    return name.removeprefix(".").removesuffix("[]")


def _words(kind: DocumentType, key: str, titles: Mapping[str, str]) -> str:
    """Return what naming under *key* makes of what is named."""
    known = WORDS.get(f"{kind.name}:{key}") or WORDS.get(key)
    return known or f"Named as {_lower(titles.get(key) or key)}"


def _lower(title: str) -> str:
    # SLA and R22 stay as they are.
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]
