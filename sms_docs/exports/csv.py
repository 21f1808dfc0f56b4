"""Comma-separated values by RFC 4180, in which no cell is a formula."""

from __future__ import annotations

import csv
from io import StringIO

from sms_docs.printable import printable
from sms_docs.table import Table

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(table: Table) -> str:
    """Return the headings and one line a row; the apostrophe keeps formulas asleep."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(column.text(row[column.key])) for column in table.columns])
    return buffer.getvalue()


def _cell(text: str) -> str:
    asleep = "'" + text if text.startswith(FORMULA) else text
    return printable(asleep, limit=len(asleep))
