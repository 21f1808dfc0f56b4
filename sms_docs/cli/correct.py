"""``sms-docs correct``: say what was changed in a closed record, and why."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.correct import Wish
from sms_docs.act.correct import correct as correct_record
from sms_docs.cli.options import dry_run_option, root_option, show_change, stop_over


@click.command(
    "correct",
    epilog='Example: sms-docs correct AUD-2026-001 --reason "Two digits had been swapped."',
)
@click.argument("record", metavar="RECORD")
@click.option("--reason", required=True, help="What is different now, and why.")
@click.option(
    "--by", default="", metavar="PERSON", help="Who changed it.  [default: the only one listed]"
)
@click.option(
    "--old-digest",
    default="",
    metavar="SHA256",
    help="Of the record as it was closed.  [default: what a checkpoint or --base says]",
)
@click.option("--base", default="", metavar="REV", help="Look up in git what the record was.")
@dry_run_option
@root_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    record: str,
    reason: str,
    by: str,
    old_digest: str,
    base: str,
    dry_run: bool,  # noqa: FBT001 - an option
    root: Path,
) -> None:
    """Start the correction of RECORD, a closed record that was changed: an id or a path.

    The correction quotes the digests before and after.  Once it is approved, `check`
    reports the change no longer.
    """
    corrected = correct_record(root, Wish(record, reason, by, old_digest, base), dry_run=dry_run)
    stop_over(corrected.findings)
    made = corrected.draft
    if made and dry_run:
        show_change(made.path, "", made.text)
    elif made:
        click.echo(made.path)
        click.echo(f"Next: have it approved: sms-docs approve {made.id}")
    for waiting in corrected.waiting:
        click.echo(f"{waiting} says so already. Next: sms-docs approve {waiting}")
    if not (made or corrected.waiting):
        click.echo(f"{corrected.record} is as it was closed or corrected: nothing to do.")
