"""``sms-docs log``: every approval record of a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.check import assess
from sms_docs.cli.options import as_of_option, emit, output_option, root_option
from sms_docs.load.revision import reader
from sms_docs.model import Document, ManagementSystem
from sms_docs.rules import all_rules
from sms_docs.trust import TRUST
from sms_docs.views.log import log, table
from sms_docs.views.log_text import as_text
from sms_docs.views.subjects import subject_named, working_item


@click.command("log", epilog="Example: sms-docs log PRC-001")
@click.argument("name", metavar="ID")
@root_option
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def command(name: str, root: Path, as_of: date | None, form: str, output: Path | None) -> None:
    """Show every approval record of ID in order, what it proves, and whether it counts.

    ID is that of a document or record, or TRUST for the trust files.
    """
    system, _, report = assess(root, as_of)
    subject = subject_named(system, name)
    codes = {rule.name: rule.code for rule in all_rules()}
    found = log(system, subject, report.as_of, change_lines(system, subject))
    text = as_text(found, codes) if form == "text" else exports.export(form, table(found, codes))
    emit(text, output)


def change_lines(system: ManagementSystem, subject: str) -> Mapping[str, str]:
    """Return for each stored version of the document *subject* what it changes, in a line."""
    dossier = system.dossiers.get(subject)
    working = working_item(system, subject)
    if dossier is None or subject == TRUST:
        return {}
    read = reader(system)
    known = working if isinstance(working, Document) else None
    texts = {version: read(known, subject, stored) for version, stored in dossier.texts.items()}
    return {version: text.get("change") for version, text in texts.items() if text}
