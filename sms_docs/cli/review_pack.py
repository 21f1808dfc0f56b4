"""``sms-docs review-pack``: what a management review looks at."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import click

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.check import Checked, assess, look_back
from sms_docs.cli.options import (
    ReportedPeriod,
    as_of_option,
    doubt,
    emit,
    output_option,
    root_option,
)
from sms_docs.followup import actions
from sms_docs.printable import printable_json
from sms_docs.views.review_pack import Pack, as_data, pack
from sms_docs.views.review_pack.facts import Material
from sms_docs.views.review_pack.text import as_markdown, as_text

FORMATS = ("text", "md", "json")


@click.command("review-pack", epilog="Example: sms-docs review-pack --period 2026-Q3")
@root_option
@as_of_option
@click.option(
    "--period",
    type=ReportedPeriod(),
    required=True,
    help="The month, quarter or year that is reviewed: 2026-09, 2026-Q3, 2026.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--record", is_flag=True, help="Write the record of the review, to be completed, instead."
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    period: CalendarPeriod,
    form: str,
    record: bool,  # noqa: FBT001 - an option
    output: Path | None,
) -> None:
    """Gather what a management review looks at: the twelve inputs of clause 9.3.

    Each line names the record, document or requirement that it comes from.  Records about
    people are counted only.

    With --record it writes the record of the review, with the facts in each input; what a
    person has to add stands between ‹ and ›.  There may be no review of the period yet.
    """
    if record and output:
        message = "--record writes into records/management-reviews; leave --output out"
        raise click.UsageError(message)
    checked = assess(root, as_of)
    made = gather(checked, period)
    if record:
        from sms_docs.act.record_review import record_review  # noqa: PLC0415 - seldom needed

        click.echo(record_review(root, made).path)
        click.echo("Next: write what stands between ‹ and ›, and who took part.")
    elif form == "json":
        data = json.dumps(as_data(made), indent=2, ensure_ascii=False)
        emit(printable_json(data) + "\n", output)
    else:
        emit(as_text(made) if form == "text" else as_markdown(made), output)
    doubt(checked.report)


def gather(checked: Checked, period: CalendarPeriod) -> Pack:
    """Return the pack of *period*, with the matrix as it was at both ends of it."""
    day = checked.report.as_of
    if period.first > day:
        message = f"--period {period.label}: it begins after {day}; give one that has begun"
        raise click.UsageError(message)
    last = min(period.last, day)
    return pack(
        Material(
            system=checked.system,
            period=period,
            as_of=day,
            before=look_back(checked, period.first - timedelta(days=1)),
            after=checked.trace if last == day else look_back(checked, last),
            tasks=actions(checked.system.records, day),
            cadences=checked.trace.cadences,
        )
    )
