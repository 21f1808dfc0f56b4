"""``sms-docs new``: start a document or a record."""

from __future__ import annotations

from pathlib import Path

import click

from sms_docs.act.new import NOBODY, Wish, start
from sms_docs.cli.options import root_option


@click.command("new", epilog='Example: sms-docs new procedure --title "Patching"')
@click.argument("type_name", metavar="TYPE")
@click.option("--title", required=True, help="What the document or record is called.")
@click.option("--owner", default="", metavar="ROLE", help="[default: the first of roles.yml]")
@click.option("--author", default="", metavar="PERSON", help="[default: the first of people.yml]")
@root_option
def command(type_name: str, title: str, owner: str, author: str, root: Path) -> None:
    """Start a document or record of TYPE with the next free id and a text to fill in.

    `sms-docs schema` lists the types.  No file is ever overwritten.
    """
    started = start(root, Wish(type_name, title, owner, author))
    click.echo(started.path)
    click.echo(f"Next: fill in what the comments ask for, then run `sms-docs check{_where(root)}`.")
    if started.names_nobody:
        click.echo(
            f"Put your own id in the place of '{NOBODY}', and add yourself to"
            " records/trust/people.yml."
        )


def _where(root: Path) -> str:
    return "" if root == Path() else f" --root {root}"
