"""``sms-docs report``: start the service report of a period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sms_docs.act.report_service import report_service
from sms_docs.calendar_period import CalendarPeriod
from sms_docs.cli.options import ReportedPeriod, as_of_option, root_option


@click.command("report", epilog="Example: sms-docs report SVC-003 --period 2026-10")
@click.argument("service", metavar="SERVICE")
@root_option
@as_of_option
@click.option(
    "--period",
    type=ReportedPeriod(),
    metavar="PERIOD",
    required=True,
    help="A month (2026-09), a quarter (2026-Q3) or a year (2026).",
)
def command(service: str, root: Path, as_of: date | None, period: CalendarPeriod) -> None:
    """Start the report on SERVICE: the values are filled in, the rest is marked ‹…›.

    Values are those of `sms-docs sla`, with two decimals at most, cut so that none looks
    better than it is. No file is ever overwritten.
    """
    written = report_service(root, service, period, as_of)
    where = "" if root == Path() else f" --root {root}"
    click.echo(written.path)
    click.echo(f"Next: fill in what stands between ‹ and ›, then run `sms-docs check{where}`.")
