"""JSON, with characters as they are where a terminal can bear them."""

from __future__ import annotations

import json
import re

from sms_docs.printable import UNPRINTABLE
from sms_docs.table import Table


def write(table: Table) -> str:
    """Return the rows in their frame, or the bare list of rows where there is none."""
    rows = [dict(row) for row in table.rows]
    value = rows if table.frame is None else {**table.frame, "rows": rows}
    text = json.dumps(value, indent=2, ensure_ascii=False)
    # All that is left of these stands inside strings, but for the line breaks of the layout.
    text = UNPRINTABLE.sub(_escape, text)
    # The GitHub runner obeys this anywhere in a line.
    return text.replace("##[", "##\\u005b") + "\n"


def _escape(match: re.Match[str]) -> str:
    return match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}"
