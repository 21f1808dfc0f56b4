"""``sms-docs register``: every document under control, and where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.check import assess
from sms_docs.cli.options import as_of_option, doubt, emit, output_option, root_option
from sms_docs.views.register import register


@click.command("register", epilog="Example: sms-docs register --format csv --output register.csv")
@root_option
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(root: Path, as_of: date | None, form: str, output: Path | None) -> None:
    """List every document with its version, its owner and where it stands."""
    checked = assess(root, as_of)
    emit(exports.export(form, register(checked.system)), output)
    doubt(checked.report)
