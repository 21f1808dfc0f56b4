"""The plan of the gaps as text for a terminal: a few lines each, nothing cut."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.printable import printable
from sms_docs.table import Row, Table

LONGEST = 1000


def as_text(table: Table) -> str:
    """Return each row of the plan with why, what to do next, and what moved it."""
    lines = [table.title, ""]
    if not table.rows:
        lines.append("There is none: every requirement is current.")
    for row in table.rows:
        lines += [printable(line, LONGEST) for line in _lines(row)]
    return "\n".join(lines) + "\n"


def _lines(row: Row) -> Iterator[str]:
    due = row["due"] or "-"
    yield f"{due:<10}  {row['requirement']}  {row['state']}  {row['owner'] or 'nobody'}"
    if row["reason"]:
        yield f"    why: {row['reason']}"
    if row["action"]:
        yield f"    next: {row['action']}"
    if row["direction"]:
        moved = "; ".join(row["moved_by"])
        yield f"    {row['direction']}, from {row['earlier']}" + (f": {moved}" if moved else "")
