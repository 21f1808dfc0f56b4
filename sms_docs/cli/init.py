"""``sms-docs init``: start an SMS of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.scaffold import AUTHOR, Begun, init

FIRST_STEPS = (
    "Enter the folder: cd {folder}",
    "Add yourself and those who approve, each with a key: sms-docs trust add-key --help",
    "Give each role in records/trust/roles.yml to somebody, or take it out; fill in its ‹…›.",
    "Put these files in effect: sms-docs approve TRUST",
    f"Put your id in the place of '{AUTHOR}' in the documents.",
    "Fill in the other ‹…›: sms-docs check --select placeholder-left",
    "Read each document and make it say what you really do, the policies first.",
    "See what is unfinished: sms-docs check",
    "Approve what holds: sms-docs approve POL-001",
    "See the site, drafts too: sms-docs build --drafts",
    "Keep it: git add -A, then git commit",
)
LATER = "Take in another document when you need it: `init` into another folder, and copy it."


@click.command("init", epilog='Example: sms-docs init acme-sms --organisation "Acme IT"')
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--organisation", required=True, metavar="NAME", help="The name of your organisation."
)
@click.option(
    "--minimal",
    "is_minimal",
    is_flag=True,
    help="Hand over only what the standard names, and the services with their agreements.",
)
def command(folder: Path, organisation: str, *, is_minimal: bool) -> None:
    """Make DIR an SMS of your organisation, with the documents of the starter as drafts.

    DIR must be missing or empty.  What is invented in the starter is marked ‹…›: towns,
    suppliers, tools, numbers.  Nothing is committed.
    """
    begun = init(folder, organisation, is_minimal=is_minimal)
    click.echo(f"{folder} is the SMS of {organisation.strip()}: every document in it is a draft.")
    click.echo(handed_over(begun))
    if not begun.is_repository:
        click.echo("It is no git repository yet: install git and run `git init` in it.")
    click.echo("What to do first:")
    steps = (*FIRST_STEPS, LATER) if begun.left else FIRST_STEPS
    for number, step in enumerate(steps, start=1):
        click.echo(f"  {number}. {step.format(folder=folder)}")


def handed_over(begun: Begun) -> str:
    """Return how many documents there are now, and which, in a sentence."""
    if begun.left:
        which = "those that the standard names, and the services with their agreements"
        return f"{begun.documents} of {begun.starter} documents were handed over: {which}."
    return f"{begun.documents} documents were handed over."
