"""From the files as loaded to the system under control: compared, verified, derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sms_docs.approval import Dossier, Stated, StoredText
from sms_docs.control import Base, Given, control
from sms_docs.errors import CheckNotRun
from sms_docs.load.revision import reader
from sms_docs.load.stated import Committers, stated, unknown_committers
from sms_docs.load.trust import trust_at
from sms_docs.model import Document, ManagementSystem

NO_BASE = "changes against a base revision"
NO_COMMITS = "who committed to the approved documents"
Former = dict[str, tuple[tuple[date, Document], ...]]
OLD_TRUST = "changes of trust by the trust files before them"
COMMITTER = "committer-unknown"


class Settled(NamedTuple):
    """The system under control; which checks were not asked for, and which could not run."""

    system: ManagementSystem
    not_checked: tuple[str, ...]
    not_run: tuple[str, ...]


def settle(
    loaded: ManagementSystem, today: date, now: datetime, base: str | None = None
) -> Settled:
    """Return *loaded* with comparison, histories, standings and texts in use.

    *base* is a revision to compare with, or ``auto``; None for none.
    """
    system, failed = _compared(loaded, base)
    committed, reason = _committed(system) if system.dossiers else ({}, "")
    not_checked = [f"{NO_COMMITS} ({reason})"] if reason else []
    if defects := tuple(unknown_committers(system, committed)):
        system = replace(system, faults={**system.faults, COMMITTER: defects})
    if base is None:
        not_checked.append(NO_BASE)
    if system.settings.demonstration and system.trust_by_serial:
        not_checked.append(f"{OLD_TRUST} (a demonstration)")
    said = {**stated(system, committed), **_working(system, committed)}
    given = Given(today, now, said, reader(system), _base_trust(system))
    controlled = control(system, given)
    settled = replace(controlled.system, former=_former(controlled.system, given))
    return Settled(settled, tuple(not_checked), (*failed, *controlled.not_run))


def _former(system: ManagementSystem, given: Given) -> Former:
    """Return the older approved texts of what promises targets: they judge older periods."""
    found: Former = {}
    for document in system.in_use:
        history = system.histories.get(document.id)
        if history is None or "targets" not in document.data:
            continue
        older = [each for each in history.revisions if each.version != document.version]
        texts = [
            (each.effective, text)
            for each in older
            if each.effective <= given.today
            and (text := given.read(document, document.id, each.stored))
        ]
        if texts:
            found[document.id] = tuple(texts)
    return found


def _working(system: ManagementSystem, committed: Committers) -> Mapping[tuple[str, str], Stated]:
    """Return what the working texts say of themselves, under the version ``""``."""
    if not committed:
        return {}
    dossiers = {
        each.id: Dossier(each.id, {"": StoredText(each.path, each.text, "", {})}, ())
        for each in system.documents
    }
    return stated(replace(system, dossiers=dossiers), committed)


def _compared(
    system: ManagementSystem, base: str | None
) -> tuple[ManagementSystem, tuple[str, ...]]:
    if base is None:
        return system, ()
    from sms_docs.load.base import compare  # noqa: PLC0415 - git is slow to import

    try:
        comparison = compare(system, base)
    except CheckNotRun as error:
        return system, (f"{NO_BASE}: {error}",)
    return replace(system, comparison=comparison), comparison.not_run


def _committed(system: ManagementSystem) -> tuple[Committers, str]:
    """Return who committed to each approved version, or why that cannot be told.

    The people of a demonstration never commit.
    """
    if system.settings.demonstration:
        return {}, "a demonstration"
    if not (system.root / ".git").exists():
        return {}, "no git repository"
    from sms_docs.load.history import authors_of_versions, history  # noqa: PLC0415 - as above

    try:
        changes = history(system.root)
    except CheckNotRun as error:
        return {}, str(error)
    if not changes.complete:
        return {}, f"a shallow clone; {changes.repository.cure}"
    return authors_of_versions(system, changes), ""


def _base_trust(system: ManagementSystem) -> Base | None:
    """Return the trust files that the base of a comparison holds; None without a base."""
    if system.comparison is None or not system.comparison.trust:
        return None
    return Base(*trust_at(system.comparison.trust, system.root))
