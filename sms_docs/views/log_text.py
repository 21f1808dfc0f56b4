"""The log of one subject for a terminal: a paragraph a version, some lines a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sms_docs.printable import printable
from sms_docs.views.history import level
from sms_docs.views.log import Edition, Entry, Log
from sms_docs.views.subjects import kind_of_version

LONG = 1000
NONE = "no approval records"


def as_text(found: Log, codes: Mapping[str, str]) -> str:
    """Return *found* in lines, every text in it made safe.

    *codes* maps the name of a rule to its code.
    """
    name = f"{found.subject} {found.title}".strip()
    lines = [f"{name}: {found.state} (as of {found.as_of})"]
    if not found.editions:
        lines += ["", NONE]
    for edition in found.editions:
        lines += ["", *_edition(edition, codes, kind_of_version(found.subject).capitalize())]
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def _edition(edition: Edition, codes: Mapping[str, str], kind: str) -> Iterator[str]:
    revision = edition.revision
    if revision:
        said = f"approved on {revision.approved_on}, level {revision.level}"
        if revision.effective != revision.approved_on:
            said = f"{said}, applies from {revision.effective}"
    elif edition.missing:
        said = f"approved in part; missing: {edition.missing}"
    else:
        said = "not approved"
    yield f"{kind} {edition.version}: {said}"
    if edition.change:
        yield f"  change: {edition.change}"
    for entry in edition.entries:
        yield from _entry(entry, codes)


def _entry(entry: Entry, codes: Mapping[str, str]) -> Iterator[str]:
    verdict, account = entry
    stated = verdict.record.statement
    if stated:
        when = f"{stated.signed_at:%Y-%m-%d %H:%M} UTC"
        who = f"{stated.signer_name} ({stated.signer}) as {stated.role}"
        yield f"  {when}  {stated.meaning} by {who}"
        yield f"    stated: {stated.sentence}"
        if stated.comment:
            yield f"    comment: {stated.comment}"
    else:
        yield f"  {verdict.record.name}"
    if account.counts:
        note = f"; {account.note}" if account.note else ""
        yield f"    counts: {level(verdict)}{note}"
    else:
        rule = f"{codes[account.rule]} {account.rule}: " if account.rule in codes else ""
        yield f"    does not count: {rule}{account.note}"
    yield f"    record: {verdict.record.path}"
