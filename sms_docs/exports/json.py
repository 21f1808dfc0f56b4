"""JSON, with characters as they are where a terminal can bear them."""

from __future__ import annotations

import json

from sms_docs.printable import printable_json
from sms_docs.table import Table


def write(table: Table) -> str:
    """Return the rows in their frame, or the bare list of rows where there is none."""
    rows = [dict(row) for row in table.rows]
    # The rows stand where the frame holds nothing yet.
    value = (
        rows
        if table.frame is None
        else {key: rows if held == () else held for key, held in table.frame.items()}
    )
    return printable_json(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"
