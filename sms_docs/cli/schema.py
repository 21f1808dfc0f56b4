"""``sms-docs schema``: what a document, a record or an output must look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sms_docs.cli.options import root_option
from sms_docs.load.schemas import load_schemas
from sms_docs.load.shipped import shipped
from sms_docs.suggest import suggest

ENDING = ".schema.json"
TITLE = "Output of "


@click.command("schema", epilog="Example: sms-docs schema procedure")
@click.argument("type_name", metavar="[TYPE]", default="")
@root_option
def command(type_name: str, root: Path) -> None:
    """Print the JSON schema of TYPE, or list the types.

    TYPE is a type of document, record or trust file, or the JSON output of a command:
    audit-checklist, audit-plan, check, due, gap, log, matrix, matrix-compare, register,
    review-pack, status, trust-check, trust-expiring, trust-show, verify.
    """
    types = load_schemas(root).types
    outputs = {
        path.name.removesuffix(ENDING): path
        for path in sorted((shipped("schemas") / "output").glob("*" + ENDING))
    }
    if not type_name:
        for kind in types.values():
            click.echo(f"{kind.name:<20} {kind.category:<10} {kind.directory}")
        for name, path in outputs.items():
            usage = _read(path)["title"].removeprefix(TITLE)
            click.echo(f"{name:<20} {'output':<10} {usage}")
        return
    schema: Any
    if type_name in types:
        schema = types[type_name].schema
    elif type_name in outputs:
        schema = _read(outputs[type_name])
    else:
        known = [*types, *outputs]
        message = f"no type '{type_name}'{suggest(type_name, known)}; known: {', '.join(known)}"
        raise click.UsageError(message)
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
