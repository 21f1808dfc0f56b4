"""``sms-docs sla``: what each target of the agreements came to in a period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.calendar_period import CalendarPeriod, last_full
from sms_docs.check import assess
from sms_docs.cli.options import (
    ReportedPeriod,
    as_of_option,
    demand_periods_before,
    doubt,
    emit,
    output_option,
    root_option,
)
from sms_docs.errors import ConfigurationError
from sms_docs.levels import by_target, results
from sms_docs.levels.agreements import promising
from sms_docs.model import ManagementSystem
from sms_docs.suggest import suggest
from sms_docs.views.levels import levels
from sms_docs.views.levels_text import levels_text


@click.command("sla", epilog="Example: sms-docs sla SVC-003 --period 2026-09")
@click.argument("names", nargs=-1, metavar="[ID...]")
@root_option
@as_of_option
@click.option(
    "--period",
    type=ReportedPeriod(),
    metavar="PERIOD",
    help="A month (2026-09), a quarter (2026-Q3) or a year (2026).  [default: the last full month]",
)
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    names: tuple[str, ...],
    root: Path,
    as_of: date | None,
    period: CalendarPeriod | None,
    form: str,
    output: Path | None,
) -> None:
    """Show what the targets of services or agreements came to.

    ID is a service, an agreement or a contract; without one it is every agreement with
    customers. A value is worked out from the measurements alone, in exact decimals, by the
    text that was in force on the last day of the period; what they cannot support is not
    measured.
    """
    demand_periods_before(as_of)
    checked = assess(root, as_of)
    for name in names:
        refuse_unknown(checked.system, name)
    chosen = period or last_full(checked.report.as_of)
    measured = by_target(checked.system.records, checked.report.as_of)
    found = results(checked.system, chosen, names, measured)
    if form == "text":
        emit(levels_text(found, chosen), output)
    else:
        emit(exports.export(form, levels(found, chosen)), output)
    doubt(checked.report)


def refuse_unknown(system: ManagementSystem, name: str) -> None:
    """Refuse a *name* that is no service and no agreement.

    Raises:
        ConfigurationError: it is not.
    """
    agreements = list(promising(system))
    known = {each.id for each in agreements} | {each.get("service") for each in agreements} - {""}
    if name not in known:
        there_are = ", ".join(sorted(known)) or "none"
        hint = suggest(name, known)
        message = f"no agreement has targets for '{name}'{hint}; there are: {there_are}"
        raise ConfigurationError(message)
