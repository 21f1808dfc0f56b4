"""``sms-docs dispose``: let records go that are past their retention."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.dispose import Disposed, Wish
from sms_docs.act.dispose import dispose as dispose_of
from sms_docs.cli.options import dry_run_option, root_option, show_change, stop_over


@click.command(
    "dispose",
    epilog='Example: sms-docs dispose IMP-2019-004 --reason "Past its retention."',
)
@click.argument("records", metavar="RECORD...", nargs=-1, required=True)
@click.option("--reason", default="", help="Why they are not kept; needed the first time.")
@click.option(
    "--by", default="", metavar="PERSON", help="Who prepares it.  [default: the only one listed]"
)
@dry_run_option
@root_option
def command(
    records: tuple[str, ...],
    reason: str,
    by: str,
    dry_run: bool,  # noqa: FBT001 - an option
    root: Path,
) -> None:
    """Dispose of each RECORD, an id or a path, that is past its retention and not on hold.

    The first time it writes a disposal with their paths and digests.  Once that is
    approved the same command removes the files.
    """
    disposed = dispose_of(root, Wish(records, reason, by), dry_run=dry_run)
    stop_over(disposed.findings)
    made = disposed.draft
    if made and dry_run:
        show_change(made.path, "", made.text)
    elif made:
        click.echo(made.path)
        click.echo(f"Next: have it approved: sms-docs approve {made.id}")
        click.echo("Then run this command again: it removes the files.")
    _tell(disposed, "would be removed" if dry_run else "removed")


def _tell(disposed: Disposed, removed: str) -> None:
    for waiting in disposed.waiting:
        click.echo(f"{waiting} is not approved yet. Next: sms-docs approve {waiting}")
    for path in disposed.removed:
        click.echo(f"{path}: {removed}.")
    if disposed.removed:
        click.echo("Earlier commits still hold their texts.")
    for done in disposed.done:
        click.echo(f"Gone already, as {done} says: nothing to do.")
