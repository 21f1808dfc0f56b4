"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from sms_docs.errors import WriteRefused
from sms_docs.finding import Report
from sms_docs.model import Severity
from sms_docs.reports.text import amount

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return *value* as a date, or fail with what would be right."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        # Not every form of ISO 8601: 2026-W01-1 lies in 2025.
        if day is None or day.isoformat() != value:
            self.fail(f"'{value}' is no day; write it as 2026-11-20", param, ctx)
        return day


def root_option(command: Command) -> Command:
    """Add ``--root``: the folder that holds pyproject.toml."""
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="Folder of the SMS, where pyproject.toml is.  [default: this folder]",
    )(command)


def as_of_option(command: Command) -> Command:
    """Add ``--as-of``: the day to judge by."""
    return click.option(
        "--as-of",
        type=Day(),
        help="Judge as of this day (YYYY-MM-DD).  [default: today]",
    )(command)


def output_option(command: Command) -> Command:
    """Add ``--output``: a file instead of the terminal."""
    return click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of the terminal.",
    )(command)


def emit(text: str, output: Path | None) -> None:
    """Print *text*, or write it to *output*.

    Raises:
        WriteRefused: the file cannot be written.
    """
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        message = f"{output}: cannot write: {error.strerror}; choose another --output"
        raise WriteRefused(message) from error


def doubt(report: Report) -> None:
    """Say on standard error that a table rests on documents with errors, where it does."""
    if errors := report.count(Severity.ERROR):
        click.echo(f"careful: made from documents with {amount(errors, 'error')}", err=True)
