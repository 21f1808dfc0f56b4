"""A Markdown table as GitHub reads it, out of which no cell breaks."""

from __future__ import annotations

import re

from sms_docs.exports import summary
from sms_docs.printable import printable
from sms_docs.table import Table

# Every ASCII character that could mean something to Markdown, HTML or the forge: not
# only | and ` but also : and @ and #, which make links, mentions and references.
MEANING = re.compile(r"[^A-Za-z0-9 ,.;/?()\-\u0080-\U0010ffff]")


def write(table: Table) -> str:
    """Return the title as a heading, the table, and the summary."""
    columns = table.columns
    lines = [[column.title for column in columns]]
    lines += [[column.text(row[column.key]) for column in columns] for row in table.rows]
    head, *body = [f"| {' | '.join(map(_escaped, line))} |" for line in lines]
    ruler = "|" + " --- |" * len(columns)
    rows = "\n".join([head, ruler, *body])
    return f"# {_escaped(table.title)}\n\n{rows}\n\n{_escaped(summary(table))}\n"


def _escaped(text: str) -> str:
    shown = printable(text, limit=len(text))
    return MEANING.sub(lambda match: f"&#{ord(match[0])};", shown)
