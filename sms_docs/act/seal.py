"""Seal: write down the digests of all closed records, so that no change goes unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.records import parts
from sms_docs.act.write import create
from sms_docs.approval import APPROVALS, Named
from sms_docs.check import assess
from sms_docs.checkpoint import digest_of, next_name, order, path_of, write
from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding
from sms_docs.load.checkpoints import LARGEST, file_digest
from sms_docs.model import ManagementSystem

MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
# Sealing over these would make what they report look right.
BLOCKING = ("checkpoint-broken", "closed-record-changed")


class Sealed(NamedTuple):
    """A checkpoint: written now, or there already with the same records.

    *path* and *sha256* are its own, both empty where nothing is closed yet.  *records*
    counts what it lists, *new* what no checkpoint before lists so.  *text* is what was
    written, or would be.  *findings* are in the way; nothing is written then.
    """

    path: str = ""
    sha256: str = ""
    records: int = 0
    new: int = 0
    text: str = ""
    findings: tuple[Finding, ...] = ()


def seal(
    root: Path, month: str = "", *, dry_run: bool = False, today: date | None = None
) -> Sealed:
    """Write the checkpoint of *month*, ``2026-10``; empty stands for this month.

    Raises:
        ConfigurationError: the month is none, has not come yet, or lies before a
            checkpoint; or a file cannot be read.
        WriteRefused: the checkpoint cannot be written; nothing was.
    """
    with lock(root):
        checked = assess(root, today)
        system = checked.system
        findings = tuple(each for each in checked.report.findings if each.name in BLOCKING)
        if findings:
            return Sealed(findings=findings)
        chosen = _month(month, system, checked.report.as_of)
        entries = tuple(sorted(set(closed_files(system))))
        newest = system.checkpoints[-1] if system.checkpoints else None
        new = set(entries).difference(newest.entries if newest else ())
        if newest and not new:
            return Sealed(newest.path, newest.sha256, len(newest.entries))
        if not entries:
            return Sealed()
        path = path_of(next_name(chosen, system.checkpoints))
        text = write(Named(newest.path, newest.sha256) if newest else None, entries)
        content = text.encode()
        if len(content) > LARGEST:
            message = (
                f"{path}: not written: {len(entries):,} closed records make it larger than"
                f" {LARGEST:,} bytes; dispose of those past their retention"
            )
            raise ConfigurationError(message)
        if not dry_run:
            create(root, path, content)
        return Sealed(path, digest_of(text), len(entries), len(new), text)


def closed_files(system: ManagementSystem) -> Iterator[Named]:
    """Give each closed record, each file it names and all of records/approvals with digests.

    Raises:
        ConfigurationError: a file cannot be read.
    """
    for record in system.records:
        if record.get("closed"):
            # A file that is missing, series-faulty reports.
            yield from (Named(*part) for part in parts(system, record).items())
    for path in system.files:
        if path.startswith(APPROVALS + "/"):
            sha256 = file_digest(system.root, path)
            if sha256 is None:
                message = f"{path}: cannot be read, so it cannot be sealed; `sms-docs check`"
                raise ConfigurationError(message)
            yield Named(path, sha256)


def _month(month: str, system: ManagementSystem, day: date) -> str:
    now = f"{day:%Y-%m}"
    chosen = month or now
    if not MONTH.fullmatch(chosen):
        message = f"--month: '{chosen}' is no month; write it as {now}"
        raise ConfigurationError(message)
    if chosen > now:
        message = f"--month: {chosen} has not come yet; it is {now}"
        raise ConfigurationError(message)
    newest = order(system.checkpoints[-1].name) if system.checkpoints else None
    if newest and chosen < newest[0]:
        message = f"--month: {newest[0]} is sealed already; a checkpoint cannot lie before it"
        raise ConfigurationError(message)
    return chosen
