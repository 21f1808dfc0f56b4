"""``sms-docs revise``: begin a revision of a document."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.plan import difference
from sms_docs.act.revise import Revised, Wish, revise
from sms_docs.approval import APPROVALS
from sms_docs.cli.options import root_option


@click.command("revise", epilog='Example: sms-docs revise PRC-001 --change "Reviews by two."')
@click.argument("identity", metavar="ID")
@click.option(
    "--major/--minor",
    default=None,
    help="Which part of the version to raise.  [default: the minor one, once]",
)
@click.option("--change", required=True, metavar="TEXT", help="What changes, in one line.")
@click.option(
    "--author",
    "authors",
    multiple=True,
    metavar="PERSON",
    help="Who writes this version; repeatable.  [default: as it stands]",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@root_option
def command(  # noqa: PLR0913 - one argument an option
    identity: str,
    change: str,
    authors: tuple[str, ...],
    root: Path,
    *,
    major: bool | None,
    dry_run: bool,
) -> None:
    """Raise the version of the document ID and set its change line; nothing else moves.

    A revision that is under way keeps its version: `--minor` raises it all the same,
    `--major` lifts it to the next major one.
    """
    revised = revise(root, Wish(identity, change, major, authors), dry_run=dry_run)
    click.echo(said(revised))
    if dry_run:
        click.echo(difference(revised.plan), nl=False)
        click.echo("Nothing was written (--dry-run).")
    elif revised.plan:
        click.echo(revised.path)
        click.echo(
            "Next: edit the text, run `sms-docs check`, and have it approved:"
            f" `sms-docs approve {identity}`."
        )


def said(revised: Revised) -> str:
    """Return in a sentence what happens to the version."""
    name, version = revised.id, revised.version
    if revised.before != version:
        return f"{name}: version {revised.before} becomes {version}"
    if not revised.plan:
        return f"{name}: version {version} has this change line already; nothing to do"
    basis = (
        f"above {revised.approved}, the newest one in {APPROVALS}/{name}"
        if revised.approved
        else "for no version has been approved yet"
    )
    return f"{name}: a revision is under way, its version stays {version}, {basis}"
