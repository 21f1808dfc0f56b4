"""``sms-docs audit``: plan internal audits, prepare one, and follow up what it found."""

from __future__ import annotations

from datetime import MAXYEAR, date
from pathlib import Path

import click

from sms_docs.act.plan import difference
from sms_docs.act.raise_findings import Raised, Wish, raise_findings
from sms_docs.check import assess
from sms_docs.cli import Suggesting
from sms_docs.cli.matrix import in_force
from sms_docs.cli.options import (
    Command,
    Day,
    as_of_option,
    demand_periods_before,
    doubt,
    dry_run_option,
    emit,
    output_option,
    root_option,
    stop_over,
)
from sms_docs.views.audit import checklist_text as list_text
from sms_docs.views.audit import plan_text
from sms_docs.views.audit.calendar import Wish as Span
from sms_docs.views.audit.checklist import Drawing
from sms_docs.views.audit.checklist import checklist as make_checklist
from sms_docs.views.audit.ground import Ground
from sms_docs.views.audit.plan import programme

PLANS = {"text": plan_text.as_text, "md": plan_text.as_markdown, "json": plan_text.as_json}
LISTS = {"text": list_text.as_text, "md": list_text.as_markdown, "json": list_text.as_json}
MOST_YEARS, MOST_AUDITS, MOST_SAMPLES = 10, 12, 1000


@click.group("audit", cls=Suggesting, epilog="Example: sms-docs audit plan")
def command() -> None:
    """Plan internal audits, prepare one, and follow up what it found.

    The records of audits stay what they are: files below records/internal-audits.
    """


def catalogue_option(function: Command) -> Command:
    """Add ``--catalogue``: one of those in force."""
    return click.option(
        "--catalogue",
        "name",
        metavar="ID",
        help="One of the catalogues in force.  [default: the first of them]",
    )(function)


@command.command("plan", epilog="Example: sms-docs audit plan --years 1 --format md")
@root_option
@as_of_option
@click.option(
    "--from", "start", type=Day(), help="The first day of the programme.  [default: today]"
)
@click.option(
    "--years",
    type=click.IntRange(1, MOST_YEARS),
    default=3,
    show_default=True,
    help="How many years it covers.",
)
@click.option(
    "--audits",
    type=click.IntRange(1, MOST_AUDITS),
    default=2,
    show_default=True,
    help="How many audits a year.",
)
@click.option(
    "--auditor-role",
    "roles",
    multiple=True,
    metavar="ROLE",
    help="A role whose holders audit; repeatable.  [default: internal-auditor and its like]",
)
@catalogue_option
@click.option("--format", "form", type=click.Choice(list(PLANS)), default="text", show_default=True)
@output_option
def plan(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    start: date | None,
    years: int,
    audits: int,
    roles: tuple[str, ...],
    name: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Propose the audit programme that the records speak for.

    Every clause that asks for something, and every process in force, is audited once; what
    has findings, nonconformities, high risks, missed targets or missing records every year.
    Audits that are planned already, dated in the future, are taken over as they are.
    """
    demand_periods_before(as_of)
    checked = assess(root, as_of)
    ground = Ground(checked.system, checked.trace, in_force(checked.system, name))
    span = Span(start or checked.report.as_of, years, audits)
    if span.start.year + years > MAXYEAR:
        message = (
            f"--from {span.start}: the programme would end after the year {MAXYEAR};"
            " give an earlier day, or fewer --years"
        )
        raise click.UsageError(message)
    emit(PLANS[form](programme(ground, span, roles)), output)
    doubt(checked.report)


@command.command("checklist", epilog="Example: sms-docs audit checklist 8.6.1 --format md")
@click.argument("clauses", metavar="CLAUSE...", nargs=-1, required=True)
@root_option
@as_of_option
@click.option(
    "--sample",
    "count",
    type=click.IntRange(0, MOST_SAMPLES),
    default=3,
    show_default=True,
    help="How many records of each kind to draw.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    help="Draws the same records again.  [default: the day, as 20261120]",
)
@catalogue_option
@click.option("--format", "form", type=click.Choice(list(LISTS)), default="text", show_default=True)
@output_option
def checklist(  # noqa: PLR0913, PLR0917 - one argument an option
    clauses: tuple[str, ...],
    root: Path,
    as_of: date | None,
    count: int,
    seed: int | None,
    name: str | None,
    form: str,
    output: Path | None,
) -> None:
    """Show what an auditor needs for CLAUSE, a number as 8, 8.6.1 or 8.6.1-d.

    For each requirement below it: how it stands, the documents that claim it, the newest
    records, earlier findings, records drawn at random, and questions.  As Markdown with room
    for the answers.
    """
    system, trace, report = assess(root, as_of)
    catalogue = in_force(system, name)
    found = make_checklist(system, trace, catalogue, clauses, Drawing(count, seed))
    emit(LISTS[form](found), output)
    doubt(report)


@command.command("raise", epilog="Example: sms-docs audit raise AUD-2026-002 --dry-run")
@click.argument("audit", metavar="AUDIT")
@click.option(
    "--due", type=Day(), help="The day by which all is done.  [default: 28 days from today]"
)
@click.option("--improvements", is_flag=True, help="Also those graded improvement.")
@dry_run_option
@root_option
@as_of_option
def raise_(  # noqa: PLR0913 - one argument an option
    audit: str,
    due: date | None,
    root: Path,
    as_of: date | None,
    *,
    improvements: bool,
    dry_run: bool,
) -> None:
    """Write a record for each finding of AUDIT that is graded nonconformity and has none.

    Each is named in its finding.  AUDIT is an id or a path, and must not be closed.  All is
    written or nothing.
    """
    raised = raise_findings(root, Wish(audit, due, improvements), dry_run=dry_run, today=as_of)
    stop_over(raised.findings)
    _say(raised, dry_run=dry_run)


def _say(raised: Raised, *, dry_run: bool) -> None:
    if not raised.plan:
        click.echo(f"{raised.audit}: each finding that needs a record has one; nothing to do.")
        return
    if dry_run:
        click.echo(difference(raised.plan), nl=False)
        click.echo("Nothing was written (--dry-run).")
        return
    for name in raised.linked:
        click.echo(f"{name} was there already and is named in {raised.audit} now.")
    click.echo("\n".join(put.path for put in raised.plan))
    if raised.drafts:
        click.echo("Next: fill them in, run `sms-docs check`, and commit all of it together.")
