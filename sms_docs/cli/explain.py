"""``sms-docs explain``: what a rule finds, why that matters and what to do."""

from __future__ import annotations

import json

import click

from sms_docs.printable import printable
from sms_docs.rules import Rule, find_rule, suggest_rule

INDENT = "    "


@click.command("explain", epilog="Example: sms-docs explain SMS701")
@click.argument("rule", metavar="RULE")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(rule: str, form: str) -> None:
    """Explain RULE, a code such as SMS701 or a name such as role-unknown.

    `sms-docs rules` lists all of them.
    """
    found = find_rule(rule)
    if found is None:
        wrong = f"no rule '{printable(rule)}'{suggest_rule(rule)}"
        message = f"{wrong}\n`sms-docs rules` lists all of them."
        raise click.UsageError(message)
    click.echo(as_json(found) if form == "json" else as_text(found))


def as_text(rule: Rule) -> str:
    """Return the page of *rule* for a terminal."""
    sections = (f"{heading}\n{indented(text)}" for heading, text in rule.page.items())
    head = f"{rule.code} {rule.name} ({rule.severity})"
    return "\n\n".join((head, rule.summary, *sections))


def indented(text: str) -> str:
    """Return *text* set in, without blanks on empty lines."""
    return "\n".join((INDENT + line).rstrip() for line in text.split("\n"))


def as_json(rule: Rule) -> str:
    """Return *rule* as a JSON object; ``page`` maps each heading to its Markdown text."""
    shown = {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "summary": rule.summary,
        "page": rule.page,
    }
    return json.dumps(shown, indent=2, ensure_ascii=False)
