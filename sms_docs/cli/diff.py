"""``sms-docs diff``: what changed between two versions of a document."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.check import assess
from sms_docs.cli.check import wants_colour
from sms_docs.cli.options import emit, output_option, root_option
from sms_docs.views.diff import as_lines, as_words, newest_version, stored_side, working_side
from sms_docs.views.subjects import subject_named

MOST = 2


@click.command("diff", epilog="Example: sms-docs diff PRC-001 --words")
@click.argument("name", metavar="ID")
@click.argument("versions", metavar="[V1 V2]", nargs=-1)
@root_option
@click.option("--words", is_flag=True, help="Word by word: [-what went-]{+what came+}.")
@output_option
def command(
    name: str,
    versions: tuple[str, ...],
    root: Path,
    words: bool,  # noqa: FBT001 - an option
    output: Path | None,
) -> None:
    """Show what the working text of ID changes against the approved one.

    With V1 and V2 what changed between these two versions; with V1 alone what the
    working text changes against it.  ID is that of a document or record, or TRUST.
    Invisible characters are written out.
    """
    if len(versions) > MOST:
        message = f"two versions at most, not {len(versions)}"
        raise click.UsageError(message)
    system = assess(root).system
    subject = subject_named(system, name)
    first = versions[0] if versions else newest_version(system, subject)
    if first is None:
        emit(f"{subject}: no version is approved, so there is nothing to compare with\n", output)
        return
    old = stored_side(system, subject, first)
    new = (
        stored_side(system, subject, versions[1])
        if len(versions) == MOST
        else working_side(system, subject)
    )
    colour = output is None and wants_colour()
    text = (as_words if words else as_lines)(old, new, colour=colour)
    emit(text or f"{old.name} and {new.name}: no difference\n", output)
