"""Which records led to which: an audit to a nonconformity, a review to an action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sms_docs.model import Item, Record

# Lists whose entries name the record that follows them up, and under which key.
FOLLOWED_IN: Mapping[str, str] = {
    "findings": "nonconformity",
    "decisions": "action",
    "breaches": "record",
}


class Chain(NamedTuple):
    """What led to what: id -> ids of the records before it, and id -> the records after it."""

    raised_by: Mapping[str, tuple[str, ...]]
    followers: Mapping[str, tuple[Record, ...]]


def chain(records: Iterable[Record]) -> Chain:
    """Return which of *records* led to which.

    A record names what led to it under `raised_by`; audits, reviews and service reports name
    from their side what follows up their findings, decisions and breaches.
    """
    by_id = {each.id: each for each in records}
    causes: dict[str, dict[str, None]] = defaultdict(dict)
    for record in by_id.values():
        raised_by = record.data.get("raised_by")
        for each in raised_by if isinstance(raised_by, list) else ():
            if isinstance(each, str):
                causes[record.id][each] = None
        for name in FOLLOWED_IN:
            for each in named_in(record, name).values():
                causes[each][record.id] = None
    effects: dict[str, list[Record]] = defaultdict(list)
    for identity, before in causes.items():
        if follower := by_id.get(identity):
            for each in before:
                effects[each].append(follower)
    return Chain(
        {identity: tuple(before) for identity, before in causes.items()},
        {identity: tuple(after) for identity, after in effects.items()},
    )


def named_in(record: Record, name: str) -> Mapping[int, str]:
    """Return index -> the id that this entry of the list *name* is followed up in.

    *name* is one of `FOLLOWED_IN`; entries that name nothing are left out.
    """
    key = FOLLOWED_IN[name]
    return {
        index: entry[key]
        for index, entry in entries(record, name)
        if isinstance(entry.get(key), str)
    }


def entries(item: Item, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the entries of the list *name* of *item* with their index; none where it is none."""
    there = item.data.get(name)
    for index, entry in enumerate(there if isinstance(there, list) else ()):
        if isinstance(entry, dict):
            yield index, entry
