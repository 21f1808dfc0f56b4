"""A closed record was changed, moved or removed.

What it finds
    A record that a checkpoint lists, or that was closed at the base of a comparison, and that is
    not at its path with the same text now. An approved correction that quotes the old and the new
    digest explains a change, an approved disposal that quotes path and digest explains a removal.
    The measurements that a closed record names are part of it, and reported at their file. Files
    below `records/approvals/` and checkpoints count as closed records too, and nothing explains a
    change of these. A closed record that no checkpoint lists is seen in a comparison only
    (`sms-docs check --base`): without either nothing tells what it was.

Why it matters
    A closed record is evidence of what was known on a day. Whoever can change it afterwards without
    a trace can prove anything with it.

Example
        records/internal-audits/AUD-2026-001-spring-audit.yml
          closed: 2026-06-04
          findings: []                        two findings stood here in June

Use instead
        records/internal-audits/AUD-2026-001-spring-audit.yml       as it was closed
        records/corrections/COR-2026-001-number-of-samples.yml      approved, where a change was due

Fix
    Bring the closed text back; git holds it. Where it was wrong and had to be changed, say so:
    `sms-docs correct RECORD --reason TEXT`, and have the correction approved. A record past its
    retention is removed with `sms-docs dispose`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.checkpoint import short
from sms_docs.closed import CORRECTION, DISPOSAL, NEVER, Alteration, altered, entries
from sms_docs.enclosures import is_enclosure
from sms_docs.model import TOP, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS806"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each closed record that is not as it was closed, once."""
    told: set[str] = set()
    for each in altered(system):
        if each.path in told:
            continue
        told.add(each.path)
        name = _name(each)
        was = f"{each.witness} knows it with sha256 {short(each.sha256)}"
        if each.now is not None:
            what = f"{name} was closed and has changed: {was}, now it has {short(each.now)}"
        elif each.found:
            what = f"{name} was closed and has been moved to {each.found}: {was} here"
        else:
            what = f"{name} was closed and is gone: {was}"
        identity = None if each.id == each.path else each.id
        yield Defect(each.path, TOP, what, _cure(system, each), identity)


def _name(each: Alteration) -> str:
    if each.path.startswith(NEVER) or each.id == each.path:
        return each.path
    return f"this file of {each.id}" if is_enclosure(each.path) else each.id


def _cure(system: ManagementSystem, each: Alteration) -> str:
    if each.path.startswith(NEVER):
        if new := _unlanded(system, each.path):
            return (
                f"Bring the file back as the base has it. {new} never landed: remove it and its"
                " .sig, raise the version, have that approved again."
            )
        return "Bring the file back as it was; git holds it. Files of this folder never change."
    if waiting := _waiting(system, each):
        return (
            f"{waiting} explains it and counts once it is approved: `sms-docs approve {waiting}`."
        )
    if each.found:
        return f"Move {each.found} back: a closed record stays where it is."
    back = "Bring the closed text back; git holds it."
    if each.now is None:
        return (
            f"{back} A record past its retention is removed with `sms-docs dispose {each.id}"
            " --reason TEXT`."
        )
    return f"{back} If it had to be changed: `sms-docs correct {each.id} --reason TEXT`."


def _unlanded(system: ManagementSystem, path: str) -> str:
    """Return the new approval record that came with another text at *path*; empty for none."""
    new = system.comparison.unlanded if system.comparison else frozenset()
    dossiers = system.dossiers.values() if new else ()
    for dossier in dossiers:
        for version, stored in dossier.texts.items():
            beside = {stored.path, *(f"{_folder(stored.path)}/{one}" for one in stored.embedded)}
            for record in dossier.records if path in beside else ():
                if record.version == version and record.path in new:
                    return record.name
    return ""


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _waiting(system: ManagementSystem, each: Alteration) -> str:
    """Return the id of the correction or disposal that would explain *each*; empty for none."""
    if each.now is None:
        found = entries(system.records, DISPOSAL)
        ids = (entry.record.id for entry in found if entry.old == each.sha256)
    else:
        found = entries(system.records, CORRECTION)
        pair = (each.sha256, each.now)
        ids = (entry.record.id for entry in found if (entry.old, entry.new) == pair)
    return next(ids, "")
