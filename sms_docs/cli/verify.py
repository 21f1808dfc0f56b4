"""``sms-docs verify``: whether the approvals hold."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from sms_docs.check import assess
from sms_docs.cli.options import emit, output_option, root_option
from sms_docs.errors import CheckNotRun
from sms_docs.views.subjects import subject_named
from sms_docs.views.verification import verification
from sms_docs.views.verification_text import as_json, as_text

DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class Digest(click.ParamType[str]):
    """A sha256 as hex digits, with or without ``sha256:`` before them."""

    name = "digest"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* as 64 lower-case hex digits, or fail with what would be right."""
        found = DIGEST.fullmatch(value.strip().lower())
        if found is None:
            self.fail(f"'{value}' is no sha256; it has 64 hex digits", param, ctx)
        return found[1]


@click.command("verify", epilog="Example: sms-docs verify PRC-001 PRC-002")
@click.argument("names", metavar="[ID...]", nargs=-1)
@root_option
@click.option(
    "--trust-digest",
    type=Digest(),
    metavar="DIGEST",
    help="The digest of the trust files that was kept outside, to compare.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@output_option
def command(
    names: tuple[str, ...], root: Path, trust_digest: str | None, form: str, output: Path | None
) -> None:
    """Verify every approval record, or those of the documents ID.

    Needs no git and no network.  Ends with 1 where a record does not count, a text was
    changed under an approved version, or the digest of the trust files is another one;
    with 3 where something could not be judged.  Waivers have no say.
    """
    system, _, report = assess(root)
    chosen = {subject_named(system, name) for name in names}
    found = verification(system, report, chosen, trust_digest)
    emit(as_json(found) if form == "json" else as_text(found), output)
    if report.not_run:
        sys.exit(CheckNotRun.exit_code)
    sys.exit(1 if found.is_refuted else 0)
