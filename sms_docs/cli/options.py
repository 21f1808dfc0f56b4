"""Options that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from datetime import MINYEAR, date
from pathlib import Path
from typing import Any, TypeVar

import click

from sms_docs.calendar_period import CalendarPeriod, calendar_period
from sms_docs.errors import WriteRefused
from sms_docs.finding import Finding, Report
from sms_docs.model import Severity
from sms_docs.printable import printable
from sms_docs.reports.text import amount, entry

Command = TypeVar("Command", bound=Callable[..., Any])
PERIOD = re.compile(r"P?([0-9]{1,4}[DWMY])")


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


class Period(click.ParamType[str]):
    """A time ahead: 30d, 4w, 3m, 1y, or as ISO 8601 writes it, P30D."""

    name = "period"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* as ISO 8601 writes it, or fail with what would be right."""
        found = PERIOD.fullmatch(value.upper())
        if found is None:
            self.fail(f"'{value}' is no period; write it as 30d, 4w, 3m or 1y", param, ctx)
        return f"P{found[1]}"


class ReportedPeriod(click.ParamType[CalendarPeriod]):
    """A month, a quarter or a year of the calendar."""

    name = "period"

    def convert(
        self,
        value: str | CalendarPeriod,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> CalendarPeriod:
        """Return *value* as a period, or fail with what would be right."""
        if isinstance(value, CalendarPeriod):
            return value
        found = calendar_period(value)
        if found is None:
            self.fail(
                f"'{value}' is no period; write a month as 2026-09, a quarter as 2026-Q3 or a"
                " year as 2026",
                param,
                ctx,
            )
        return found


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


def compare_option(command: Command) -> Command:
    """Add ``--compare``: an earlier day to compare with."""
    return click.option(
        "--compare",
        type=Day(),
        metavar="DATE",
        help="Compare with this earlier day, by the files as they are now.",
    )(command)


def demand_earlier(compare: date, as_of: date) -> None:
    """Refuse the day of ``--compare`` where it does not lie before *as_of*."""
    if compare >= as_of:
        message = (
            f"--compare {compare}: it is not before {as_of}, the day that is compared;"
            " give an earlier day, or a later --as-of"
        )
        raise click.UsageError(message)


def demand_periods_before(day: date | None) -> None:
    """Refuse a *day* before which no month, quarter or year lies.

    Raises:
        UsageError: it is one of the first year.
    """
    if day and day.year == MINYEAR:
        message = f"--as-of {day} is too early; give a day of a later year"
        raise click.UsageError(message)


def output_option(command: Command) -> Command:
    """Add ``--output``: a file instead of the terminal."""
    return click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to this file instead of the terminal.",
    )(command)


def dry_run_option(command: Command) -> Command:
    """Add ``--dry-run``: show what would be written."""
    return click.option(
        "--dry-run", is_flag=True, help="Show what would be written, and write nothing."
    )(command)


def show_change(path: str, old: str, new: str) -> None:
    """Print what would change in the file *path*; an empty *old* stands for no file."""
    from sms_docs.differences import unified  # noqa: PLC0415 - only for a dry run

    click.echo(
        unified(old, new, path if old else "/dev/null", path if new else "/dev/null"), nl=False
    )


def stop_over(findings: Iterable[Finding]) -> None:
    """Print *findings* that are in the way of a command and end it; do nothing for none."""
    lines = [line for finding in findings for line in entry(finding)]
    if lines:
        click.echo("\n".join([*lines, "Nothing was written."]))
        sys.exit(1)


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


def not_run(report: Report) -> bool:
    """Say on standard error what was asked for and could not be judged; tell whether anything."""
    for sentence in report.not_run:
        click.echo(f"could not run: {printable(sentence, limit=1000)}", err=True)
    return bool(report.not_run)
