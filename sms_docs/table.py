"""A table as a value: what a view gives and an export writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]


def plain(value: object) -> str:
    """Return *value* as one cell of text; lists joined by commas, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(plain(part) for part in value)
    return str(value)


class Column(NamedTuple):
    """A column: the key of the row, its heading, and how a value becomes text."""

    key: str
    title: str
    text: Callable[[Any], str] = plain


class Table(NamedTuple):
    """Rows of JSON values under columns.

    *frame* holds what surrounds the rows in JSON (``{"catalogue": …, "rows": [...]}``);
    None where the JSON is the bare list of rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frame: Mapping[str, Any] | None = None
