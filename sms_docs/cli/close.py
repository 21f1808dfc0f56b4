"""``sms-docs close``: a record is finished, and changes no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sms_docs.act.close import close as close_record
from sms_docs.cli.options import Day, dry_run_option, root_option, show_change, stop_over


@click.command("close", epilog="Example: sms-docs close NCR-2026-001")
@click.argument("record", metavar="RECORD")
@click.option("--on", type=Day(), help="The day on which it was closed.  [default: today]")
@dry_run_option
@root_option
def command(record: str, on: date | None, dry_run: bool, root: Path) -> None:  # noqa: FBT001
    """Close RECORD, an id or a path: write `closed` and the day into it.

    A record with errors or placeholders stays open, and so does one that lacks what its
    type asks for then.  A closed record does not change any more.
    """
    closed = close_record(root, record, on, dry_run=dry_run)
    stop_over(closed.findings)
    if closed.before == closed.after:
        click.echo(f"{closed.id} is closed since {closed.day}: nothing to do.")
    elif dry_run:
        show_change(closed.path, closed.before.decode(), closed.after.decode())
    else:
        click.echo(f"{closed.path}: {closed.id} is closed as of {closed.day}.")
        click.echo("Next: commit it. `sms-docs seal` puts it into the next checkpoint.")
