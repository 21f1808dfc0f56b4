"""``sms-docs init``: start an SMS of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.scaffold import AUTHOR, init

FIRST_STEPS = (
    "Enter the folder: cd {folder}",
    "Add yourself and those who approve, each with a key: sms-docs trust add-key --help",
    "Give each role in records/trust/roles.yml to somebody, or take it out.",
    "Put these files in effect: sms-docs approve TRUST",
    f"Put your id in the place of '{AUTHOR}' in the documents.",
    "Read each document and make it say what you really do, the policies first.",
    "See what is unfinished: sms-docs check",
    "Approve what holds: sms-docs approve POL-001",
    "See the site, drafts too: sms-docs build --drafts",
    "Keep it: git add -A, then git commit",
)


@click.command("init", epilog='Example: sms-docs init acme-sms --organisation "Acme IT"')
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--organisation", required=True, metavar="NAME", help="The name of your organisation."
)
def command(folder: Path, organisation: str) -> None:
    """Make DIR an SMS of your organisation, with the documents of the starter as drafts.

    DIR must be missing or empty.  Nothing is committed.
    """
    is_repository = init(folder, organisation)
    click.echo(f"{folder} is the SMS of {organisation.strip()}: every document in it is a draft.")
    if not is_repository:
        click.echo("It is no git repository yet: install git and run `git init` in it.")
    click.echo("What to do first:")
    for number, step in enumerate(FIRST_STEPS, start=1):
        click.echo(f"  {number}. {step.format(folder=folder)}")
