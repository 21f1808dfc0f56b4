"""The gaps as a plan: what to do about each requirement that is not current, who, by when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.model import Document, ManagementSystem, Status
from sms_docs.table import Column, Table
from sms_docs.table import Row as TableRow
from sms_docs.trace import Row, State, Trace
from sms_docs.views.certification import Progress
from sms_docs.views.gap_action import Desk, due, priority, step
from sms_docs.views.movement import Move, sentences, summary
from sms_docs.views.pages.clauses import line

NOBODY = ""


class Gap(NamedTuple):
    """A requirement with what to do about it.

    *owner* is a role, empty where no document names any.  *action* is empty and *due* None
    where it is current.  *move* is how it came here since an earlier day, where that is asked.
    """

    row: Row
    action: str
    owner: str
    due: date | None
    move: Move | None = None


def gaps(
    system: ManagementSystem,
    trace: Trace,
    catalogue: Catalogue,
    moves: Sequence[Move] = (),
    *,
    every: bool = False,
) -> tuple[Gap, ...]:
    """Return what is not current, by the day on which it is due; all of it with *every*.

    *moves* are those since an earlier day: then what was not current on that day is among it.
    """
    rows = trace.rows[catalogue.id]
    claiming = _Claiming(system, rows, catalogue)
    desk = Desk(system, trace, catalogue, claiming.nearest)
    moved = {move.later.requirement.id: move for move in moves}
    found = []
    for row in rows:
        move = moved.get(row.requirement.id)
        was_open = move is not None and move.earlier.state is not State.CURRENT
        next_step = step(desk, row)
        if next_step or was_open or every:
            action = next_step.action if next_step else ""
            day = due(row, next_step, trace.as_of) if next_step else None
            found.append(Gap(row, action, claiming.owner(row), day, move))
    # The order of the standard stays among those of a day.
    return tuple(sorted(found, key=lambda each: each.due or date.max))


class _Claiming:
    """Knows who claims what in a catalogue."""

    def __init__(self, system: ManagementSystem, rows: Sequence[Row], catalogue: Catalogue) -> None:
        self._system = system
        self._catalogue = catalogue
        self._under: dict[str, list[Document]] = defaultdict(list)
        for row in rows:
            for clause in line(catalogue, row.clause):
                self._under[clause.number] += [document for document, _ in row.claims]

    def nearest(self, row: Row) -> Document | None:
        """Return who claims *row*, else who claims most of its clause or the next one above."""
        barring = row.bar.claims if row.bar else ()
        if own := [document for document, _ in barring or row.claims]:
            return _first(own)
        for clause in line(self._catalogue, row.clause):
            if near := self._under[clause.number]:
                return _first(near)
        return None

    def owner(self, row: Row) -> str:
        """Return the role that answers for *row*; that of the plan of the SMS in the end."""
        document = self.nearest(row) or self._plan()
        return document.owner if document else NOBODY

    def _plan(self) -> Document | None:
        plans = [each for each in self._system.documents if each.type.name == "plan"]
        return min(plans, key=lambda each: each.id, default=None)


def _first(documents: Sequence[Document]) -> Document:
    """Return the document in force that comes most often, else one that is not in force."""
    counts = Counter(document.id for document in documents)
    return min(
        documents,
        key=lambda each: (each.standing.status is not Status.IN_FORCE, -counts[each.id], each.id),
    )


def owners(found: Sequence[Gap]) -> Mapping[str, int]:
    """Return role -> how many gaps it has to close, those with most first."""
    counts = Counter(each.owner for each in found if each.action)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def gap(
    found: Sequence[Gap],
    trace: Trace,
    catalogue: Catalogue,
    steps: Sequence[Progress],
    compare: date | None = None,
) -> Table:
    """Return *found* as a plan, framed by counts and the *steps* to a certificate.

    *compare* is the earlier day that its moves are from.
    """
    states = Counter(each.row.state for each in found)
    moves = [each.move for each in found if each.move]
    frame = {
        "catalogue": catalogue.id,
        "as_of": trace.as_of.isoformat(),
        "compare": compare.isoformat() if compare else None,
        "moves": summary(moves) if compare else None,
        "summary": {str(state): states[state] for state in State},
        "owners": owners(found),
        "steps": [_step(each) for each in steps],
        "rows": (),
    }
    columns = (*COLUMNS, *MOVED) if compare else COLUMNS
    title = f"Gaps in {catalogue.standard} as of {trace.as_of}"
    if compare:
        title += f", compared with {compare}"
    return Table(title, (*columns, *LAST), tuple(map(_row, found)), frame)


def _row(each: Gap) -> TableRow:
    row, move = each.row, each.move
    return {
        "clause": row.clause.number,
        "requirement": row.requirement.id,
        "title": row.clause.title,
        "text": row.requirement.text,
        "state": str(row.state),
        "reason": _unnamed(row),
        "action": each.action,
        "owner": each.owner or None,
        "priority": str(priority(row)),
        "due": each.due.isoformat() if each.due else None,
        "earlier": str(move.earlier.state) if move else None,
        "direction": str(move.direction) if move else None,
        "moved_by": list(move.moved_by) if move else [],
    }


def _unnamed(row: Row) -> str:
    """Return the reason, without the id of a record about people."""
    reason = row.reason
    for record in row.records:
        if not record.type.published:
            reason = reason.replace(record.id, "a record about people")
    return reason


def _step(each: Progress) -> dict[str, Any]:
    return {
        "id": each.step.id,
        "title": each.step.title,
        "met": each.done.met,
        "asked": each.done.asked,
        "percent": each.done.percent,
        "arithmetic": each.done.words,
    }


def owners_table(found: Sequence[Gap]) -> Table:
    """Return how many gaps each role has, and the first day on which one is due."""
    rows = []
    for owner, count in owners(found).items():
        days = [each.due for each in found if each.owner == owner and each.due]
        first = min(days).isoformat() if days else None
        rows.append({"owner": owner or "nobody", "gaps": count, "first": first})
    columns = (Column("owner", "Owner"), Column("gaps", "Gaps"), Column("first", "First due"))
    return Table("Gaps by owner", columns, tuple(rows))


def steps_table(steps: Sequence[Progress]) -> Table:
    """Return the steps to a certificate with what is done of each."""
    columns = (
        Column("title", "Step"),
        Column("percent", "Done", percent),
        Column("arithmetic", "Of what it asks for"),
    )
    return Table("The way to a certificate", columns, tuple(map(_step, steps)))


def percent(value: int) -> str:
    """Return a share: ``77 %``."""
    return f"{value} %"


# The ones that a narrow terminal must show come first.
COLUMNS = (
    Column("due", "Due"),
    Column("requirement", "Requirement"),
    Column("owner", "Owner"),
    Column("action", "Next"),
    Column("state", "State"),
    Column("reason", "Why not further"),
)
MOVED = (
    Column("earlier", "Earlier"),
    Column("direction", "Move"),
    Column("moved_by", "Moved by", sentences),
)
LAST = (
    Column("priority", "Priority"),
    Column("clause", "Clause"),
    Column("title", "Title"),
    Column("text", "Text"),
)
