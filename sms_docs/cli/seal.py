"""``sms-docs seal``: write down the digests of all closed records."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.seal import Sealed
from sms_docs.act.seal import seal as seal_records
from sms_docs.cli.options import dry_run_option, root_option, show_change, stop_over
from sms_docs.reports.text import amount

KEEP = (
    "Keep this hash outside of the forge, in the minutes of the management review for example:"
    " only an outside copy shows a history that was rewritten as a whole."
)


@click.command("seal", epilog="Example: sms-docs seal")
@click.option("--month", default="", metavar="YYYY-MM", help="[default: this month]")
@dry_run_option
@root_option
def command(month: str, dry_run: bool, root: Path) -> None:  # noqa: FBT001 - an option
    """Write a checkpoint: the digests of all closed records and of all approvals.

    From then on `check` reports each of them that changes or goes.  `sha256sum -c` reads
    the file too.
    """
    sealed = seal_records(root, month, dry_run=dry_run)
    stop_over(sealed.findings)
    if not sealed.path:
        click.echo("Nothing is closed or approved yet: there is nothing to seal.")
        return
    if dry_run and sealed.text:
        show_change(sealed.path, "", sealed.text)
        return
    click.echo(_outcome(sealed))
    click.echo(f"sha256 {sealed.sha256}")
    click.echo(KEEP)


def _outcome(sealed: Sealed) -> str:
    files = amount(sealed.records, "file")
    if not sealed.text:
        return f"{sealed.path}: already sealed, nothing to do; it lists {files}."
    return f"{sealed.path}: lists {files}, {sealed.new:,} of them new or changed."
