"""``sms-docs retract``: take one's own approval record back."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.ceremony import choose_key
from sms_docs.act.outcome import LEVELS, standing, system_at
from sms_docs.act.retract import Retraction, carry_out_retraction, propose_retraction
from sms_docs.act.sign import Interrupted
from sms_docs.cli.ceremony import LONG, Consent
from sms_docs.cli.options import root_option
from sms_docs.printable import printable
from sms_docs.trust import Level


@click.command(
    "retract",
    epilog="Example: sms-docs retract 20261116T151000Z-ines-halloway-confirm.json"
    ' --reason "Read another text."',
)
@click.argument("record")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in words; it is signed.")
@click.option("--key", type=click.Path(path_type=Path), help="The key to sign with.")
@click.option("--yes", is_flag=True, help="Do not ask; needs --expect-digest.")
@click.option(
    "--expect-digest", "expected", default="", metavar="SHA256", help="The digest of RECORD."
)
@click.option("--dry-run", is_flag=True, help="Show what would be signed; write nothing.")
@root_option
def command(  # noqa: PLR0913 - one argument an option
    record: str,
    reason: str,
    key: Path | None,
    expected: str,
    root: Path,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Retract RECORD, an approval record of one's own: its path or its name.

    The record stays where it is; a retraction beside it says that it no longer counts.
    """
    retraction = propose_retraction(root, record, reason, key=key)
    found, statement, done = retraction.record, retraction.statement, retraction.done
    named = expected if "=" in expected else f"{found.name}={expected}"
    consent = Consent([named] if expected else [], yes=yes, dry_run=dry_run)
    consent.compare({found.name: found.sha256})
    if done:
        day = f"{done.signed_at:%Y-%m-%d}"
        click.echo(f"{printable(found.path, LONG)}: already retracted, nothing to do (on {day})")
        return
    consent.demand({found.name: found.sha256})
    if not dry_run:
        choose_key(retraction.signer, statement, key)
    if dry_run or not yes:
        click.echo(shown(retraction))
    if dry_run:
        click.echo("Nothing was written (--dry-run).")
        return
    consent.ask(f"Retract {found.name}?")
    try:
        written = carry_out_retraction(root, retraction, key, ask=not yes)
    except Interrupted:
        click.echo()
        consent.stop()
    for path in written:
        click.echo(printable(path, LONG))
    now = standing(system_at(root, statement.signed_at), found.subject)
    click.echo(f"{found.subject}: the record counts no longer; {now}")
    click.echo("Next: git add records/approvals; commit them.")


def shown(retraction: Retraction) -> str:
    """Return what the signer reads before signing: what is taken back, and the sentence."""
    found, statement = retraction.record, retraction.statement
    old = found.statement.sentence if found.statement else ""
    who = f"{printable(statement.signer_name)} ({statement.signer}) as {statement.role}"
    level = LEVELS[Level.SIGNED if retraction.signer.is_signed else Level.RECORDED]
    lines = [
        f"── {printable(found.path, LONG)}",
        f"it says: {printable(old, LONG)}",
        f"digest: {found.sha256}  {found.name}",
        f"signer: {who}, on {statement.signed_at:%Y-%m-%d %H:%M} UTC; {level}",
        f"sentence: {printable(statement.sentence, LONG)}",
        f"reason: {printable(statement.comment, LONG)}",
        "",
    ]
    return "\n".join(lines)
