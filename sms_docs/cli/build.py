"""``sms-docs build``: check the SMS and write its site."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sms_docs.cli.options import root_option
from sms_docs.errors import ConfigurationError, SmsDocsError, WriteRefused
from sms_docs.load.settings import load_settings
from sms_docs.printable import printable
from sms_docs.reports.text import summary

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FILE = "mkdocs.yml"
PLUGIN = "sms-docs"
# MkDocs and Material print advertisements for their successors.
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
# Every site that MkDocs has built holds this file.
BUILT = "sitemap.xml"


@click.command("build", epilog="Example: sms-docs build --site-dir public")
@root_option
@click.option(
    "--strict/--no-strict", default=None, help="Stop on warnings.  [default: as mkdocs.yml says]"
)
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the site.  [default: as mkdocs.yml says]",
)
@click.option("--drafts", is_flag=True, help="Show documents that nobody has approved yet, too.")
def command(
    root: Path,
    strict: bool | None,  # noqa: FBT001 - an option
    site_dir: Path | None,
    drafts: bool,  # noqa: FBT001 - an option
) -> None:
    """Check the SMS and write its site.

    The site shows the approved text of each document.  Ends with 1, and writes nothing,
    where a document has an error.  Needs the extra `site`: pip install "sms-docs[site]".
    """
    os.environ.update(QUIET)
    # MkDocs leaves rings of objects behind with every page.
    gc.enable()
    try:
        from mkdocs.exceptions import Abort, MkDocsException  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = 'the site needs MkDocs, which is not installed; pip install "sms-docs[site]"'
        raise ConfigurationError(message) from error
    with _listening() as errors:
        try:
            config = _load(root, strict, site_dir)
        except MkDocsException as error:
            message = f"{FILE}: {'; '.join(errors) or error.format_message()}"
            raise ConfigurationError(message) from error
        if drafts:
            config.plugins[PLUGIN].config["drafts"] = True
        try:
            _build(config)
        except Abort as error:
            if isinstance(cause := _cause(error), SmsDocsError):
                raise cause from None
            _print([*errors, "no site was written: mend the errors above first"])
            sys.exit(1)
    report = config.plugins[PLUGIN].site.report  # type: ignore[attr-defined]
    click.echo("\n".join([*summary(report), f"site: {Path(config.site_dir).resolve()}"]))


def _load(root: Path, strict: bool | None, site_dir: Path | None) -> MkDocsConfig:  # noqa: FBT001
    """Return the configuration of the site.

    Raises:
        ConfigurationError: there is no SMS or none of these, or it leaves the check out.
    """
    from mkdocs.config import load_config  # noqa: PLC0415 - an extra

    path = root / FILE
    if not path.is_file():
        load_settings(root)
        message = f"{path}: there is no such file; `sms-docs init DIR` makes one to copy"
        raise ConfigurationError(message)
    where = str(site_dir.absolute()) if site_dir else None
    config = load_config(str(path), strict=strict, site_dir=where)
    if PLUGIN not in config.plugins:
        message = f"{path}: the plugin {PLUGIN} is missing; add `- {PLUGIN}` below `plugins:`"
        raise ConfigurationError(message)
    return config


def _build(config: MkDocsConfig) -> None:
    """Write the site.

    Raises:
        WriteRefused: the folder holds something else, or the disk does not take it.
    """
    from mkdocs.commands.build import build  # noqa: PLC0415 - an extra

    target = Path(config.site_dir)
    # MkDocs empties the folder before it writes.
    if target.exists() and any(target.iterdir()) and not (target / BUILT).exists():
        message = f"{target}: it holds something that is no site; choose another --site-dir"
        raise WriteRefused(message)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    except OSError as error:
        message = f"{error.filename or target}: cannot write the site: {error.strerror}"
        raise WriteRefused(message) from error
    finally:
        config.plugins.on_shutdown()


def _cause(error: BaseException) -> BaseException | None:
    """Return what MkDocs made *error* of, at the bottom."""
    while below := error.__cause__ or error.__context__:
        error = below
    return error


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Print what MkDocs and its plugins warn of, and gather their errors."""
    listener = _Listener(logging.WARNING)
    log = logging.getLogger("mkdocs")
    log.addHandler(listener)
    try:
        yield listener.errors
    finally:
        log.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno > logging.WARNING:
            self.errors.append(record.getMessage())
        else:
            _print([f"warning: {record.getMessage()}"])


def _print(messages: Iterable[str]) -> None:
    for line in "\n".join(messages).split("\n"):
        click.echo(printable(line, limit=1000), err=True)
