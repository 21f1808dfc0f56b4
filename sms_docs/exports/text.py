"""Aligned columns for a terminal, cut at its width, with the summary at the end."""

from __future__ import annotations

from shutil import get_terminal_size

from sms_docs.exports import summary
from sms_docs.printable import printable
from sms_docs.table import Table

GAP = 2
# A column at first gets no more than WIDE, and none is shown narrower than NARROW.
WIDE = 32
NARROW = 8


def write(table: Table) -> str:
    """Return one line a row, as wide as the terminal; whole where there is none.

    Columns that find no room on the right are left out, and named above the summary.
    """
    titles = [column.title for column in table.columns]
    cells = [
        [printable(column.text(row[column.key])) for column in table.columns] for row in table.rows
    ]
    natural = [max(map(len, column)) for column in zip(titles, *cells, strict=True)]
    # No columns at all is what this says where the text goes into a file or a pipe.
    widths = _widths(natural, get_terminal_size((0, 0)).columns)
    ruler = ["-" * width for width in widths]
    lines = [table.title, "", *(_line(line, widths) for line in (titles, ruler, *cells)), ""]
    if left_out := titles[len(widths) :]:
        lines.append(f"No room for: {', '.join(left_out)} (--format csv has them)")
    return "\n".join([*lines, summary(table)]) + "\n"


def _widths(natural: list[int], room: int) -> list[int]:
    """Return the width of each column that fits into *room*, from the left; 0 is no limit."""
    if not room:
        return natural
    widths: list[int] = []
    for wanted in (min(width, WIDE) for width in natural):
        if room < min(wanted, NARROW):
            break
        widths.append(min(wanted, room))
        room -= widths[-1] + GAP
    spare = room + GAP
    for index, width in enumerate(widths):
        more = max(0, min(spare, natural[index] - width))
        widths[index] += more
        spare -= more
    return widths


def _line(cells: list[str], widths: list[int]) -> str:
    # strict would be wrong: columns without room have no width.
    pairs = zip(cells, widths, strict=False)
    return (" " * GAP).join(_cut(cell, width).ljust(width) for cell, width in pairs).rstrip()


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else cell[: width - 1] + "…"
