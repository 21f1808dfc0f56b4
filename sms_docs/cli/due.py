"""``sms-docs due``: the documents whose review is due."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.check import assess
from sms_docs.cli.options import (
    Period,
    as_of_option,
    doubt,
    emit,
    not_run,
    output_option,
    root_option,
)
from sms_docs.errors import CheckNotRun
from sms_docs.model import Review
from sms_docs.reports.text import entry
from sms_docs.views.due import due
from sms_docs.views.verification import EVIDENCE, refuting


@click.command("due", epilog="Example: sms-docs due --within 4w --fail-on overdue")
@root_option
@as_of_option
@click.option(
    "--within",
    type=Period(),
    metavar="PERIOD",
    help="How far ahead: 30d, 4w, 3m, 1y.  [default: review_lead of the settings]",
)
@click.option(
    "--fail-on",
    type=click.Choice([Review.DUE.value, Review.OVERDUE.value]),
    help="End with 1 where a review is due or overdue, or overdue.  [default: neither]",
)
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    within: str | None,
    fail_on: str | None,
    form: str,
    output: Path | None,
) -> None:
    """List the documents whose review is due, those overdue first.

    With --fail-on it ends with 3 where approval records fail: what they approved has no
    review that could be due.  Writes nothing but --output.
    """
    system, _, report = assess(root, as_of)
    table = due(system, report.as_of, within or system.settings.review_lead)
    emit(exports.export(form, table), output)
    doubt(report)
    hidden = [each for each in refuting(system, report) if each.path.startswith(EVIDENCE)]
    if fail_on and hidden:
        # What was approved by a record that fails has no review that could be due.
        click.echo("could not tell which reviews are due, as long as records fail:", err=True)
        click.echo("\n".join(line for each in hidden for line in entry(each)), err=True)
    if not_run(report) or (fail_on and hidden):
        sys.exit(CheckNotRun.exit_code)
    failing = {Review.DUE: (Review.DUE, Review.OVERDUE), Review.OVERDUE: (Review.OVERDUE,)}
    late = {row["review"] for row in table.rows}
    sys.exit(1 if fail_on and late.intersection(failing[Review(fail_on)]) else 0)
