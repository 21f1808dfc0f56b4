"""``sms-docs rules``: every rule there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sms_docs import exports
from sms_docs.cli.options import emit, output_option
from sms_docs.rules import all_rules
from sms_docs.table import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    Column("code", "Code"),
    Column("name", "Name"),
    Column("severity", "Severity"),
    Column("summary", "What it reports"),
)


@click.command("rules", epilog="Example: sms-docs rules --format csv --output rules.csv")
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(form: str, output: Path | None) -> None:
    """List every rule with its code, its name, its severity and what it reports.

    `sms-docs explain RULE` tells more about one of them.
    """
    rows = tuple(
        {column.key: getattr(rule, column.key) for column in COLUMNS} for rule in all_rules()
    )
    emit(exports.export(form, Table("Rules", COLUMNS, rows)), output)
