"""How a table is written: one format a file, found by listing this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sms_docs.table import Table


def names() -> tuple[str, ...]:
    """Return the names of the formats, the one for people first."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return tuple(sorted(found, key=lambda name: name != "text"))


def export(name: str, table: Table) -> str:
    """Return *table* in the format *name*, one of `names`."""
    return str(import_module(f"sms_docs.exports.{name}").write(table))


def summary(table: Table) -> str:
    """Return how many rows there are, and how many of each state where the frame counts."""
    counts = (table.frame or {}).get("summary", {})
    parts = ", ".join(f"{count} {state}" for state, count in counts.items())
    rows = "1 row" if len(table.rows) == 1 else f"{len(table.rows)} rows"
    return f"{rows}: {parts}" if parts else rows
