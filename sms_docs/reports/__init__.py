"""How findings are written: one format a file, found by listing this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sms_docs.finding import Report


def names() -> tuple[str, ...]:
    """Return the names of the formats, the one for people first."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return tuple(sorted(found, key=lambda name: name != "text"))


def write(name: str, report: Report, *, colour: bool = False) -> str:
    """Return *report* in the format *name*; *colour* holds for text on a terminal."""
    return str(import_module(f"sms_docs.reports.{name}").write(report, colour=colour))
