"""Document control: approval records verified, and what they say of each document today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sms_docs.approval import APPROVALS, History, Named, Stated, StoredText, Verdict
from sms_docs.checkpoint import sealed
from sms_docs.control.context import Context, names_of
from sms_docs.control.history import Asked, derive
from sms_docs.control.judge import Judge
from sms_docs.control.landing import landing
from sms_docs.control.standing import Clock, is_text_of, revision_in_use, stand
from sms_docs.control.trust import NO_RECORDS, NO_TRUST, Effect, in_effect
from sms_docs.control.verify import verify
from sms_docs.model import TOP, Defect, Document, ManagementSystem, Severity, Standing
from sms_docs.trust import TRUST, Meaning, Trust

NOTHING = History("")
TRUST_FOLDER = "records/trust"
REST = attrgetter(*(each.name for each in fields(Document) if each.name != "standing"))
Faults = dict[str, list[Defect]]


class Base(NamedTuple):
    """The trust files at the base of a comparison: its working ones, and those stored."""

    working: Trust | None
    by_serial: Mapping[int, Trust]


class Given(NamedTuple):
    """What control needs beside the system.

    *today* is the day to derive by, *now* the time of the real clock, in UTC.  *stated*
    maps (subject, version) to what its stored text says of itself.  *base* are
    the trust files of a base, where there is one.  *read* gives the
    stored text of a document as the document that it was; for the first argument None,
    where the working file is gone, by its subject.
    """

    today: date
    now: datetime
    stated: Mapping[tuple[str, str], Stated]
    read: Callable[[Document | None, str, StoredText], Document | None]
    base: Base | None = None


class Controlled(NamedTuple):
    """The system with histories, standings and texts in use; what could not be judged."""

    system: ManagementSystem
    not_run: tuple[str, ...]


def control(system: ManagementSystem, given: Given) -> Controlled:
    """Return *system* with what its approval records come to."""
    found: Faults = {}
    listed = _listed(system)
    dossier = system.dossiers.get(TRUST, NO_RECORDS)
    common = (system.settings.sms_id, given.now, listed)
    effect = in_effect(
        dossier,
        system.trust_by_serial,
        common,
        each_by_itself=_is_demonstration(system),
    )
    if given.base and system.comparison:
        # Never from the change, which could list its own key and approve itself.
        landed = [each for each in dossier.records if each.path not in system.comparison.added]
        judging = in_effect(dossier._replace(records=tuple(landed)), given.base.by_serial, common)
        trust = judging.trust or given.base.working or NO_TRUST
    else:
        # Broken evidence must not put files in effect that nobody has approved.
        unapproved = None if TRUST in system.dossiers else system.trust
        judging, trust = effect, effect.trust or unapproved or NO_TRUST
    for rule, defect in _unapproved(system, effect):
        found.setdefault(rule, []).append(defect)
    histories = _histories(system, Judge(trust, judging, listed), given)
    if TRUST in system.dossiers:
        histories[TRUST] = effect.history
    _tell(histories.values(), found)
    if system.comparison:
        for rule, defect in landing(system.comparison, histories, trust, given.now):
            found.setdefault(rule, []).append(defect)
    working, used = _documents(system, histories, given)
    known = {rule: list(defects) for rule, defects in system.faults.items()}
    for rule, defects in found.items():
        known.setdefault(rule, []).extend(defects)
    settled = replace(
        system,
        documents=working,
        in_use=used,
        histories=histories,
        stated=given.stated,
        faults={rule: tuple(defects) for rule, defects in known.items()},
    )
    return Controlled(settled, tuple(_not_run(histories.values(), trust)))


def _histories(system: ManagementSystem, judge: Judge, given: Given) -> dict[str, History]:
    kinds = {item.id: item.type.name for item in system.items}
    # First, as a document that is moved to another folder keeps its policy.
    by_prefix = {prefix: kind.name for kind in system.types.values() for prefix in kind.prefixes}
    names = names_of([judge.trust, *(trust for _, trust in judge.effect.serials)])
    added = system.comparison.added if system.comparison else {}
    unlanded = system.comparison.unlanded if system.comparison else frozenset()
    histories: dict[str, History] = {}
    for subject, dossier in system.dossiers.items():
        if subject == TRUST:
            continue
        kind = by_prefix.get(subject.partition("-")[0]) or kinds.get(subject, "")
        said = {
            version: given.stated[subject, version]
            for version in dossier.texts
            if (subject, version) in given.stated
        }
        effective = {
            version: each.effective_from for version, each in said.items() if each.effective_from
        }
        policy = judge.policy_of(dossier, added)
        asked = Asked(kind, policy, effective)
        sms_id, listed = system.settings.sms_id, judge.listed
        parts = (sms_id, judge.trust, policy, given.now, kind, said, listed, names)
        context = Context(*parts, unlanded)
        histories[subject] = derive(dossier, verify(dossier, context), asked, given.today)
    return histories


def _documents(
    system: ManagementSystem, histories: Mapping[str, History], given: Given
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """Return the working texts and those in use, both with their standing."""
    clock = Clock(given.today, system.settings.review_lead)
    working: list[Document] = []
    used: list[Document] = []
    for document in system.documents:
        history = histories.get(document.id, NOTHING)
        if not history.revisions:
            working.append(document)
            used.append(document)
            continue
        text = _text_in_use(document, history, system.embedded.get(document.id, ()), given)
        standing = stand(document, text, history, clock)
        working.append(_at(document, standing))
        used.append(working[-1] if text is document else _at(text, standing))
    used += _without_file(system, histories, given, clock)
    return tuple(working), tuple(used)


def _at(document: Document, standing: Standing) -> Document:
    # What `replace` does, in a fifth of the time.
    values: tuple[Any, ...] = (*REST(document), standing)
    return Document(*values)


def _text_in_use(
    document: Document, history: History, embedded: tuple[Named, ...], given: Given
) -> Document:
    revision = revision_in_use(history, given.today)
    if revision is None or is_text_of(revision, document, embedded):
        return document
    return given.read(document, document.id, revision.stored) or document


def _without_file(
    system: ManagementSystem, histories: Mapping[str, History], given: Given, clock: Clock
) -> Iterator[Document]:
    """Give the approved documents whose working file is gone."""
    there = {item.id for item in system.items}
    for subject, history in histories.items():
        revision = revision_in_use(history, given.today)
        if subject not in there and subject != TRUST and revision:
            text = given.read(None, subject, revision.stored)
            if text is not None:
                yield _at(text, stand(text, text, history, clock))


def _listed(system: ManagementSystem) -> Mapping[str, str]:
    """Return path -> name of the oldest checkpoint that lists it, and was there before a change."""
    if system.comparison is None:
        return sealed(system)
    touched = system.comparison.touched
    landed = tuple(each for each in system.checkpoints if each.path not in touched)
    return sealed(replace(system, checkpoints=landed))


def _is_demonstration(system: ManagementSystem) -> bool:
    """Return whether the trust files are one; a change cannot declare itself to be."""
    changed = system.comparison.control if system.comparison else ()
    return system.settings.demonstration and system.settings.path not in changed


def _unread(effect: Effect) -> Iterator[tuple[str, Defect]]:
    """Give the finding that trust files were approved and cannot be read."""
    stays = f"serial {effect.trust.serial} stays" if effect.trust else "none is"
    for serial in effect.unread:
        what = f"serial {serial} was approved, but what is stored with it cannot be read as trust"
        what = f"{what} files of this serial; {stays} in effect"
        cure = (
            "Bring back the schemas by which they were approved; or have a higher serial"
            " approved that can be read: `sms-docs approve TRUST`."
        )
        path = f"{APPROVALS}/{TRUST}/{serial}/{TRUST}.txt"
        yield "trust-unapproved", Defect(path, TOP, what, cure, TRUST)


def _unapproved(system: ManagementSystem, effect: Effect) -> Iterator[tuple[str, Defect]]:
    """Give the finding that the trust files are other than those approved last."""
    yield from _unread(effect)
    there = system.trust
    if there is None or (effect.trust and effect.trust.digest == there.digest):
        return
    if not (there.serial or system.dossiers):
        return
    serial = there.serial
    if effect.trust and not serial:
        what = "records/trust/policy.yml is gone, or has no serial"
        cure = "Bring it back: git holds it, and so does records/approvals/TRUST."
    elif effect.trust is None:
        what = f"the trust files, serial {serial}, have not been approved"
        cure = "Read the five files below records/trust/, then run `sms-docs approve TRUST`."
    elif serial > effect.trust.serial:
        what = (
            f"the trust files, serial {serial}, have not been approved; serial"
            f" {effect.trust.serial} stays in effect"
        )
        cure = f"Have them approved by those whom serial {effect.trust.serial} names:"
        cure = f"{cure} `sms-docs approve TRUST`."
    else:
        what = f"the trust files were changed under serial {serial}, which is approved already"
        cure = (
            "Raise `serial` in policy.yml, then run `sms-docs approve TRUST`; or undo the change."
        )
    changed = _differing(effect.trust, there) if effect.trust and serial else []
    if changed:
        what = f"{what}; not as approved: {', '.join(changed)}"
    if missing := effect.history.incomplete.get(str(serial)):
        what = f"{what}; signatures missing: {missing}"
    severity = Severity.ERROR if system.dossiers else Severity.WARNING
    path = f"{TRUST_FOLDER}/{changed[0] if changed else 'policy.yml'}"
    yield "trust-unapproved", Defect(path, TOP, what, cure, severity=severity)


def _differing(approved: Trust, there: Trust) -> list[str]:
    """Return the names of the trust files that are not as approved, in order."""
    lines = set(approved.manifest.split("\n")) ^ set(there.manifest.split("\n"))
    return sorted({line.partition("  ")[2] for line in lines})


def _tell(histories: Iterable[History], found: Faults) -> None:
    """Note each record that does not count, but those that their signers took back."""
    for history in histories:
        retracted = _retracted(history.verdicts)
        for verdict in history.verdicts:
            record, trouble = verdict.record, verdict.trouble
            if trouble is None or (record.version, record.name) in retracted:
                continue
            message = f"{record.subject} {record.version}: {trouble.message}"
            defect = Defect(record.path, TOP, message, trouble.fix, record.subject)
            found.setdefault(trouble.rule, []).append(defect)


def _retracted(verdicts: Iterable[Verdict]) -> set[tuple[str, str]]:
    return {
        (verdict.record.version, statement.subject.name)
        for verdict in verdicts
        if verdict.trouble is None
        and (statement := verdict.record.statement)
        and statement.meaning is Meaning.RETRACT
    }


def _not_run(histories: Iterable[History], trust: Trust) -> Iterator[str]:
    for history in histories:
        for verdict in history.verdicts:
            if verdict.is_unverifiable and verdict.trouble:
                path, trouble = verdict.record.path, verdict.trouble
                yield f"the signature of {path}: {trouble.message}. {trouble.fix}"
    yield from trust.unverifiable


__all__ = ["Base", "Controlled", "Given", "control"]
