"""How far each requirement was met on an earlier day and is now, and what moved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, Review, Status
from sms_docs.table import Column, Table
from sms_docs.table import Row as TableRow
from sms_docs.trace import Row, State, Trace

ORDER = tuple(State)
# How many records are named before the rest is counted.
NAMED = 3


class Direction(StrEnum):
    """Where a requirement moved between two days."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


class Move(NamedTuple):
    """One requirement on two days; *moved_by* says in sentences what moved it."""

    earlier: Row
    later: Row
    direction: Direction
    moved_by: tuple[str, ...]


def moves(earlier: Trace, later: Trace, catalogue: Catalogue) -> tuple[Move, ...]:
    """Return each requirement of *catalogue* on both days, in the order of the standard.

    Both traces are made of the same files.
    """
    pairs = zip(earlier.rows[catalogue.id], later.rows[catalogue.id], strict=True)
    return tuple(_move(before, after) for before, after in pairs)


def movement(earlier: Trace, later: Trace, catalogue: Catalogue) -> Table:
    """Return one row a requirement: its state on both days, and what moved it."""
    found = moves(earlier, later, catalogue)
    frame = {
        "catalogue": catalogue.id,
        "compare": earlier.as_of.isoformat(),
        "as_of": later.as_of.isoformat(),
        "summary": summary(found),
        "earlier": earlier.summary(catalogue.id),
        "later": later.summary(catalogue.id),
        "rows": (),
    }
    preview = ", working texts" if later.working else ""
    title = f"Movement in {catalogue.standard} from {earlier.as_of} to {later.as_of}{preview}"
    return Table(title, COLUMNS, tuple(map(_row, found)), frame)


def summary(found: Iterable[Move]) -> dict[str, int]:
    """Return how many of *found* went up, down, or stayed."""
    counts = Counter(move.direction for move in found)
    return {str(each): counts[each] for each in Direction}


def _move(earlier: Row, later: Row) -> Move:
    step = ORDER.index(later.state) - ORDER.index(earlier.state)
    if not step:
        return Move(earlier, later, Direction.SAME, ())
    facts = [*_cut(_documents(earlier, later), "document"), *_records(earlier, later)]
    if step > 0:
        moved_by = facts or [f"no longer so: {earlier.reason}"]
        return Move(earlier, later, Direction.UP, tuple(moved_by))
    return Move(earlier, later, Direction.DOWN, (later.reason, *facts))


def _documents(earlier: Row, later: Row) -> Iterator[str]:
    """Give what became of the documents that claim the requirement."""
    before = {document.id: document for document, _ in earlier.claims}
    after = {document.id: document for document, _ in later.claims}
    for name, document in after.items():
        if name not in before:
            yield f"{_standing(document)} claims it"
        else:
            yield from _changed(before[name], document)
    yield from (f"{name} does not claim it any more" for name in before if name not in after)


def _changed(before: Document, after: Document) -> Iterator[str]:
    since, version = after.standing.in_force_since, before.version
    if after.standing.status is Status.IN_FORCE and since != before.standing.in_force_since:
        text = f"{after.id} {after.version} came into force on {since}"
        yield text if version == after.version else f"{text}, after {version}"
    elif _standing(before) != _standing(after):
        yield f"{_standing(before)} became {_standing(after)}"
    elif before.standing.review is Review.OVERDUE and after.standing.review is not Review.OVERDUE:
        yield f"{after.id} was reviewed"


def _standing(document: Document) -> str:
    """Return a document as it stands: ``PRC-002 2.1 in-force``."""
    return " ".join(filter(None, (document.id, document.version, document.standing.status)))


def _records(earlier: Row, later: Row) -> Iterator[str]:
    """Give the records that there are more; those about people are only counted."""
    before = {record.path for record in earlier.records}
    more = sorted(
        (record for record in later.records if record.path not in before),
        key=lambda record: (record.date, record.id),
    )
    shown = (f"{record.id} of {record.date}" for record in more if record.type.published)
    yield from _cut(shown, "record")
    people = Counter(record.type.name for record in more if not record.type.published)
    yield from (f"{_counted(count, 'record')} of kind {kind}" for kind, count in people.items())


def _cut(sentences: Iterable[str], what: str) -> list[str]:
    """Return the first *sentences*, and how many more of *what* there are."""
    every = list(sentences)
    rest = len(every) - NAMED
    return every if rest <= 1 else [*every[:NAMED], _counted(rest, f"more {what}")]


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _row(move: Move) -> TableRow:
    return {
        "clause": move.later.clause.number,
        "requirement": move.later.requirement.id,
        "title": move.later.clause.title,
        "earlier": str(move.earlier.state),
        "later": str(move.later.state),
        "direction": str(move.direction),
        "moved_by": list(move.moved_by),
    }


def sentences(moved_by: Iterable[str]) -> str:
    """Return what moved a requirement in one cell."""
    return "; ".join(moved_by)


COLUMNS = (
    Column("requirement", "Requirement"),
    Column("earlier", "Earlier"),
    Column("later", "Later"),
    Column("direction", "Move"),
    Column("moved_by", "Moved by", sentences),
    Column("clause", "Clause"),
    Column("title", "Title"),
)
