"""What waits for whom, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sms_docs.table import Column, Row, Table
from sms_docs.trust import Person
from sms_docs.views.due import persons
from sms_docs.views.waiting import Wait, What


def status(waits: Sequence[Wait], today: date, person: Person | None = None) -> Table:
    """Return one row each of *waits*; of *person*, only what waits for that person."""
    mine = [wait for wait in waits if person is None or person.id in wait.persons]
    frame = {
        "as_of": today.isoformat(),
        "person": person.id if person else None,
        "summary": {str(what): sum(wait.what is what for wait in mine) for what in What},
        "rows": (),
    }
    whom = f"for {person.name} ({person.id})" if person else "for somebody"
    return Table(f"What waits {whom} as of {today}", COLUMNS, tuple(map(_row, mine)), frame)


def _row(wait: Wait) -> Row:
    return {
        "id": wait.id,
        "title": wait.title,
        "what": str(wait.what),
        "reason": wait.reason,
        "roles": list(wait.roles),
        "persons": list(wait.persons),
        "day": wait.day.isoformat() if wait.day else None,
        "command": wait.command,
    }


def seats(roles: Sequence[str]) -> str:
    """Return the roles in one cell, with how often each is missing: ``2 × trust-admin``."""
    counts = {role: list(roles).count(role) for role in roles}
    return ", ".join(f"{count} × {role}" if count > 1 else role for role, count in counts.items())


COLUMNS = (
    Column("id", "Id"),
    Column("what", "Waits for"),
    Column("reason", "What"),
    Column("roles", "Of role", seats),
    Column("persons", "Who can", persons),
    Column("day", "By"),
    Column("command", "Next"),
    Column("title", "Title"),
)
