"""``sms-docs withdraw``: take an approved document out of force."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.ceremony import Wish
from sms_docs.cli.ceremony import Consent, hold, signing_options
from sms_docs.cli.options import root_option
from sms_docs.trust import Meaning


@click.command(
    "withdraw",
    epilog='Example: sms-docs withdraw PRC-006 --reason "Now part of PRC-004." --successor PRC-004',
)
@click.argument("identity", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in words; it is signed.")
@click.option("--successor", default="", metavar="ID", help="The document that replaces it.")
@signing_options
@root_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    identity: str,
    reason: str,
    successor: str,
    signer: str,
    key: Path | None,
    expected: tuple[str, ...],
    root: Path,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Take the document ID out of force; with --successor it is superseded by that one.

    Its file may be removed afterwards; what was approved stays in records/approvals/.
    """
    consent = Consent(expected, yes=yes, dry_run=dry_run)
    hold(root, Wish((identity,), Meaning.WITHDRAW, signer, reason, successor), key, consent)
