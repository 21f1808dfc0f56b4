"""``sms-docs confirm``: the periodic review that changes nothing, as a signed fact."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.ceremony import Wish
from sms_docs.cli.ceremony import Consent, hold, signing_options
from sms_docs.cli.options import root_option
from sms_docs.trust import Meaning


@click.command(
    "confirm", epilog='Example: sms-docs confirm POL-001 --checked "Against the audit of May."'
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--checked", required=True, metavar="TEXT", help="What was checked, in words; it is signed."
)
@signing_options
@root_option
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    ids: tuple[str, ...],
    checked: str,
    signer: str,
    key: Path | None,
    expected: tuple[str, ...],
    root: Path,
    *,
    yes: bool,
    dry_run: bool,
) -> None:
    """Confirm that the approved texts of the documents ID still hold without change.

    The next review is counted from then.  The document itself is not touched.
    """
    consent = Consent(expected, yes=yes, dry_run=dry_run)
    hold(root, Wish(ids, Meaning.CONFIRM, signer, checked), key, consent)
