"""``sms-docs status``: what waits for whom."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.check import assess
from sms_docs.cli.options import as_of_option, doubt, emit, not_run, output_option, root_option
from sms_docs.errors import CheckNotRun
from sms_docs.views.in_effect import person_named, person_with
from sms_docs.views.status import status
from sms_docs.views.waiting import waiting


@click.command("status", epilog="Example: sms-docs status --as priya-venkatesh")
@root_option
@as_of_option
@click.option("--mine", is_flag=True, help="Only what waits for me, by my e-mail in git.")
@click.option("--as", "person", metavar="PERSON", help="Only what waits for this person.")
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    mine: bool,  # noqa: FBT001 - an option
    person: str | None,
    form: str,
    output: Path | None,
) -> None:
    """List what waits for whom: reviews, approvals, signatures still missing, trust files.

    Writes nothing but --output.
    """
    system, _, report = assess(root, as_of)
    whom = None
    if person is not None:
        whom = person_named(system, person)
    elif mine:
        from sms_docs.load.git import own_email  # noqa: PLC0415 - git is slow to import

        whom = person_with(system, own_email(root))
    emit(exports.export(form, status(waiting(system, report), report.as_of, whom)), output)
    doubt(report)
    sys.exit(CheckNotRun.exit_code if not_run(report) else 0)
