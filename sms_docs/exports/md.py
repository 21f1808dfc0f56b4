"""A Markdown table as GitHub reads it, out of which no cell breaks."""

from __future__ import annotations

from sms_docs.exports import summary
from sms_docs.printable import unobeyed
from sms_docs.table import Table


def write(table: Table) -> str:
    """Return the title as a heading, the table, and the summary."""
    columns = table.columns
    lines = [[column.title for column in columns]]
    lines += [[column.text(row[column.key]) for column in columns] for row in table.rows]
    head, *body = [f"| {' | '.join(map(unobeyed, line))} |" for line in lines]
    ruler = "|" + " --- |" * len(columns)
    rows = "\n".join([head, ruler, *body])
    return f"# {unobeyed(table.title)}\n\n{rows}\n\n{unobeyed(summary(table))}\n"
