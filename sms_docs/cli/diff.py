"""``sms-docs diff``: what changed between two versions of a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sms_docs.approval import APPROVALS
from sms_docs.check import assess
from sms_docs.cli.check import wants_colour
from sms_docs.cli.options import emit, output_option, root_option
from sms_docs.load import text as texts
from sms_docs.load.trust_files import NAMES
from sms_docs.trust import TRUST
from sms_docs.views.diff import (
    Side,
    as_lines,
    as_words,
    newest_version,
    stored_side,
    working_side,
)
from sms_docs.views.subjects import kind_of_version, subject_named

WORKING = "records/trust"
STORED = f"{APPROVALS}/{TRUST}"
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
    Of TRUST the five files are compared. Invisible characters are written out.
    """
    if len(versions) > MOST:
        message = f"two versions at most, not {len(versions)}"
        raise click.UsageError(message)
    system = assess(root).system
    subject = subject_named(system, name)
    first = versions[0] if versions else newest_version(system, subject)
    if first is None:
        kind = kind_of_version(subject)
        emit(f"{subject}: no {kind} is approved, so there is nothing to compare with\n", output)
        return
    old = stored_side(system, subject, first)
    new = (
        stored_side(system, subject, versions[1])
        if len(versions) == MOST
        else working_side(system, subject)
    )
    colour = output is None and wants_colour()
    show = as_words if words else as_lines
    text = show(old, new, colour=colour)
    if text and subject == TRUST:
        second = f"{STORED}/{versions[1]}" if len(versions) == MOST else WORKING
        pairs = zip(_files(root, old, f"{STORED}/{first}"), _files(root, new, second), strict=True)
        # The digests alone, where the copies themselves do not differ.
        text = "".join(show(*pair, colour=colour) for pair in pairs) or text
    emit(text or f"{old.name} and {new.name}: no difference\n", output)


def _files(root: Path, side: Side, folder: str) -> Iterator[Side]:
    """Give the five trust files below *folder*; one that is missing is empty."""
    for name in sorted(NAMES):
        path = f"{folder}/{name}"
        text = texts.read(root, path).text if (root / path).is_file() else ""
        yield Side(f"{side.name}: {name}", text, {})
