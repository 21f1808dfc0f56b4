"""Commands run as a user runs them."""

from __future__ import annotations

from click.testing import CliRunner, Result

from sms_docs.cli import cli
from sms_docs.errors import SmsDocsError


def invoke(*arguments: str) -> Result:
    """Run sms-docs; an error becomes the exit code that `main` gives it."""
    # Tables are as wide as they are, whatever the terminal of who runs the tests.
    result = CliRunner(env={"COLUMNS": None}).invoke(cli, arguments)
    if isinstance(result.exception, SmsDocsError):
        result.exit_code = result.exception.exit_code
    return result


def said(result: Result) -> str:
    """Return all that a user reads."""
    return f"{result.output}{result.exception or ''}"
