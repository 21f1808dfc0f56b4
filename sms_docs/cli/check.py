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
from sms_docs.model import Severity


@click.command(
    "check",
    epilog="Example: sms-docs check --format github --fail-on warning",
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
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    name: str,
    select: tuple[str, ...],
    fail_on: str,
    output: Path | None,
) -> None:
    """Check every document and record, and report what is wrong.

    Writes nothing but --output.  Ends with 1 where errors were found, or warnings
    with --fail-on warning.
    """
    report = assess(root, as_of, select).report
    emit(reports.write(name, report, colour=output is None and wants_colour()), output)
    failing = report.count(Severity.ERROR)
    if fail_on == Severity.WARNING:
        failing += report.count(Severity.WARNING)
    sys.exit(1 if failing else 0)


def wants_colour() -> bool:
    """Return whether a terminal reads the output that shows colours, and nobody refused them."""
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    # None stands for an output that was closed before the start.
    return not refused and sys.stdout is not None and sys.stdout.isatty()
