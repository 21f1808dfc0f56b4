"""``sms-docs gap``: what is missing, what to do about it, who, by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.check import assess, look_back
from sms_docs.cli.matrix import in_force
from sms_docs.cli.options import (
    as_of_option,
    compare_option,
    demand_earlier,
    doubt,
    emit,
    output_option,
    root_option,
)
from sms_docs.load.facts import load_facts
from sms_docs.views.certification import path, progress
from sms_docs.views.gap import gap, gaps, owners_table, steps_table
from sms_docs.views.gap_text import as_text
from sms_docs.views.movement import Move, moves
from sms_docs.views.site import Site

# These show further tables below the plan; text is not cut at the width of a terminal.
FOR_PEOPLE = ("text", "md")


@click.command("gap", epilog="Example: sms-docs gap --format csv --output gaps.csv")
@root_option
@as_of_option
@click.option(
    "--catalogue",
    "name",
    metavar="ID",
    help="One of the catalogues in force.  [default: the first of them]",
)
@compare_option
@click.option("--all", "every", is_flag=True, help="Also the requirements that are current.")
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    name: str | None,
    compare: date | None,
    every: bool,  # noqa: FBT001 - an option
    form: str,
    output: Path | None,
) -> None:
    """List each requirement that is not current yet as a plan: what to do, who, by when.

    Due is the day of an overdue review or of a missing record; where the data give none, 30
    days from the day of the plan for what the standard names, 60 for what else asks for
    proof, 90 for the rest.  Below stand the gaps by owner, and how much is done of each step
    to a certificate.

    With --compare it also says of each requirement how it stood on that earlier day and what
    moved it, and lists those closed since.  Both days are computed from the files as they are
    now, for approvals and records carry their days; texts deleted since are not seen.
    """
    checked = assess(root, as_of)
    system, trace, report = checked
    catalogue = in_force(system, name)
    moved: Sequence[Move] = ()
    if compare:
        demand_earlier(compare, report.as_of)
        moved = moves(look_back(checked, compare), trace, catalogue)
    found = gaps(system, trace, catalogue, moved, every=every)
    site = Site(system, trace, report, facts=load_facts(root))
    steps = list(progress(site, catalogue)) if path(site) == catalogue else []
    plan = gap(found, trace, catalogue, steps, compare)
    shown = [as_text(plan) + (f"\n{exports.summary(plan)}\n" if plan.rows else "")]
    if form != "text":
        shown = [exports.export(form, plan)]
    if form in FOR_PEOPLE:
        further = [each for each in (owners_table(found), steps_table(steps)) if each.rows]
        shown += [exports.export(form, each) for each in further]
    emit("\n".join(shown), output)
    doubt(report)
