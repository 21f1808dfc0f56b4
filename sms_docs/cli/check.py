"""``sms-docs check``: say what is wrong, where, and what to do."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import click

from sms_docs import reports
from sms_docs.check import assess
from sms_docs.cli.options import as_of_option, emit, output_option, root_option
from sms_docs.errors import CheckNotRun
from sms_docs.model import Severity
from sms_docs.printable import printable


@click.command(
    "check",
    epilog="Example: sms-docs check --base auto --format github",
)
@root_option
@as_of_option
@click.option(
    "--format", "name", type=click.Choice(reports.names()), default="text", show_default=True
)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only this rule, by code or name; repeatable."
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    default="error",
    show_default=True,
)
@click.option(
    "--base",
    metavar="REV",
    callback=lambda _context, _option, value: revision(value),
    help="Compare with this revision, or `auto`: what would land on the target branch.",
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    name: str,
    select: tuple[str, ...],
    fail_on: str,
    base: str | None,
    output: Path | None,
) -> None:
    """Check every document and record, and report what is wrong.

    Writes nothing but --output.  Ends with 1 where errors were found, or warnings
    with --fail-on warning, and with 3 where a check that was asked for could not run.
    """
    report = assess(root, as_of, select, base=base).report
    emit(reports.write(name, report, colour=output is None and wants_colour()), output)
    if report.not_run:
        sys.exit(CheckNotRun.exit_code)
    failing = report.count(Severity.ERROR)
    if fail_on == Severity.WARNING:
        failing += report.count(Severity.WARNING)
    sys.exit(1 if failing else 0)


def revision(value: str | None) -> str | None:
    """Return *value*, which git may take for nothing but a revision."""
    if value is not None and (not value or value.startswith("-") or not value.isprintable()):
        message = f"'{printable(value)}' is no revision; name a branch, a tag or a commit, or auto"
        raise click.BadParameter(message)
    return value


def wants_colour() -> bool:
    """Return whether a terminal reads the output that shows colours, and nobody refused them."""
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    # None stands for an output that was closed before the start.
    return not refused and sys.stdout is not None and sys.stdout.isatty()
