"""The command line: one command a file, found by listing this folder."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn, cast

import click

from sms_docs.errors import ConfigurationError, SmsDocsError, WriteRefused
from sms_docs.printable import printable

# Files of this folder that hold no command.
SHARED = frozenset({"__init__", "ceremony", "options"})


class Suggesting(click.Group):
    """Suggests the nearest command for a mistyped one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve as click does, but say which command was meant."""
        if args and not ctx.resilient_parsing and args[0] not in self.list_commands(ctx):
            from sms_docs.suggest import suggest  # noqa: PLC0415 - only for a mistake

            hint = suggest(args[0], self.list_commands(ctx))
            ctx.fail(f"no command '{printable(args[0])}'{hint}")
        return super().resolve_command(ctx, args)


class Commands(Suggesting):
    """Imports a command only when it is asked for, so that start-up stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands in alphabetical order."""
        names = {path.stem for path in Path(__file__).parent.glob("*.py")} - SHARED
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command *cmd_name*, or None where there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"sms_docs.cli.{cmd_name.replace('-', '_')}")
        return cast("click.Command", module.command)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sms-docs")
def cli() -> None:
    """Keep the documents of a service management system under control.

    \b
    Exit codes: 0 every requested check ran and found no error; 1 errors found;
    2 usage or configuration; 3 a requested check could not run; 4 could not write.
    """  # noqa: D301 - click's mark for text that is not wrapped again


def main() -> None:
    """Run the command line; a broken set-up ends with its message and its exit code."""
    # The modules and values of one short run are all kept: there is nothing to collect.
    gc.disable()
    # Ends as other filters do when `head` goes away; click's exit code 1 means errors found.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        cli.main(prog_name="sms-docs")
    except SmsDocsError as error:
        refuse(error)
    except OSError as error:
        refuse(unforeseen(error))
    except SystemExit as stop:
        leave(stop.code)


def refuse(error: SmsDocsError) -> NoReturn:
    """Say why sms-docs cannot go on, and end with the exit code of *error*."""
    click.echo(f"sms-docs: {printable(str(error), limit=2000)}", err=True)
    leave(error.exit_code)


def unforeseen(error: OSError) -> SmsDocsError:
    """Return what an error of the system means that no reader or writer has met."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return ConfigurationError("the current folder is gone; change to another one")
    where = error.filename or "standard output"
    return WriteRefused(f"{where}: {error.strerror}; make room, or choose another place")


def leave(code: str | int | None) -> NoReturn:
    """End the process at once with *code*, all output written.

    Taking 10,000 documents apart again would cost a tenth of a second for nothing.
    """
    if not isinstance(code, int | None):
        click.echo(code, err=True)
        code = 1
    # A stream that was closed before the start is None.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            code = code or WriteRefused.exit_code
    os._exit(code or 0)
