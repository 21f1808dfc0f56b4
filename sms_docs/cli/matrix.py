"""``sms-docs matrix``: which requirement is answered by what, and how far."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.catalogue import Catalogue
from sms_docs.check import assess, look_back
from sms_docs.cli.options import (
    as_of_option,
    compare_option,
    demand_earlier,
    doubt,
    emit,
    output_option,
    root_option,
)
from sms_docs.errors import ConfigurationError
from sms_docs.load.catalogues import load_catalogue
from sms_docs.model import ManagementSystem
from sms_docs.suggest import suggest
from sms_docs.views.matrix import matrix
from sms_docs.views.movement import movement


@click.command("matrix", epilog="Example: sms-docs matrix --format csv --output matrix.csv")
@root_option
@as_of_option
@click.option(
    "--catalogue",
    "name",
    metavar="ID",
    help="One of the catalogues in force.  [default: the first of them]",
)
@compare_option
@click.option("--working", is_flag=True, help="Take working texts as approved and in force.")
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    name: str | None,
    compare: date | None,
    working: bool,  # noqa: FBT001 - an option
    form: str,
    output: Path | None,
) -> None:
    """Show for each requirement which documents and records answer it, and how far.

    unclaimed < claimed < documented < evidenced < current; each row says why it is not
    one step further.  As text it shows official wording where catalogues/ID.wording.yml
    holds it; other formats never do.

    With --compare it shows for each requirement its state on that earlier day, its state
    now, and what moved it.  Both are computed from the files as they are now, for
    approvals and records carry their days; texts deleted since are not seen.
    """
    checked = assess(root, as_of, working=working)
    catalogue = in_force(checked.system, name)
    if compare:
        demand_earlier(compare, checked.report.as_of)
        table = movement(look_back(checked, compare), checked.trace, catalogue)
    else:
        if form == "text":
            catalogue = load_catalogue(catalogue.id, root, wording=True)
        table = matrix(checked.trace, catalogue)
    emit(exports.export(form, table), output)
    doubt(checked.report)


def in_force(system: ManagementSystem, name: str | None) -> Catalogue:
    """Return the catalogue *name* of the settings, the first where *name* is None.

    Raises:
        ConfigurationError: the settings do not name it.
    """
    found = system.catalogues
    chosen = next(iter(found), "") if name is None else name
    if chosen in found:
        return found[chosen]
    there_are = ", ".join(found) or "none"
    message = (
        f"{system.settings.path}: no catalogue '{chosen}'{suggest(chosen, found)}"
        f"; in force: {there_are}; add it to catalogues"
    )
    raise ConfigurationError(message)
