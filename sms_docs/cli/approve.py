"""``sms-docs approve``: put a version in force by a statement of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.ceremony import Wish
from sms_docs.cli.ceremony import Consent, hold, signing_options
from sms_docs.cli.options import root_option
from sms_docs.trust import Meaning

MEANINGS = (Meaning.AUTHOR, Meaning.REVIEW, Meaning.APPROVE)


@click.command("approve", epilog="Example: sms-docs approve PRC-001 PRC-002 --as tomas-brandreth")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@signing_options
@click.option("--comment", default="", metavar="TEXT", help="A remark that is signed too.")
@click.option(
    "--meaning",
    type=click.Choice([str(each) for each in MEANINGS]),
    default=str(Meaning.APPROVE),
    show_default=True,
    help="What is stated; only `approve` puts a version in force.",
)
@root_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    ids: tuple[str, ...],
    signer: str,
    key: Path | None,
    expected: tuple[str, ...],
    comment: str,
    meaning: str,
    root: Path,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Approve the working texts of the documents ID, or `TRUST`, the trust files.

    Shows what changes against the approved text and the sentence that is signed, asks
    once, signs with your SSH key, and stores text, signature and statement below
    records/approvals/.  A text with errors is refused.  Nothing is committed.
    """
    consent = Consent(expected, yes=yes, dry_run=dry_run)
    hold(root, Wish(ids, Meaning(meaning), signer, comment), key, consent)
